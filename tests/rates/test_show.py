"""What is said of the rates: percentiles, Medicare, flags, filters, your contract, differences, pictures."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import sightline
from sightline.cli import main
from sightline.rates.add import Selection, add_files
from sightline.rates.store import Store
from sightline.rates.summary import Cell

A1, A2, B1, B2 = 1111111112, 1222222223, 1333333334, 1444444445


def price(rate, **changed):
    return {"negotiated_type": "negotiated", "negotiated_rate": rate, "expiration_date": "9999-12-31",
            "service_code": ["11"], "billing_class": "professional", "setting": "outpatient", **changed}  # fmt: skip


def in_network(rates, day="2026-04-01", code="77012"):
    """A file of (TIN, NPIs, prices)."""
    return {
        "reporting_entity_name": "Aetna", "last_updated_on": day,
        "in_network": [{
            "negotiation_arrangement": "ffs", "billing_code_type": "CPT", "billing_code": code,
            "negotiated_rates": [
                {"provider_groups": [{"npi": npis, "tin": {"type": "ein", "value": tin}}], "negotiated_prices": prices}
                for tin, npis, prices in rates
            ],
        }],
    }  # fmt: skip


@pytest.fixture
def store(tmp_path):
    def fill(*files, **wanted):
        paths = []
        for number, file in enumerate(files):
            path = tmp_path / f"rates-{number}.json"
            path.write_text(json.dumps(file))
            paths.append(str(path))
        for added in add_files(paths, Store(tmp_path / "store"), Selection(**wanted)):
            assert added.change == "added", added.message
        return tmp_path / "store"

    return fill


def run(store, *words):
    result = CliRunner().invoke(main, ["rates", *map(str, words), "--store", str(store)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def cells(store, *words):
    result = run(store, "show", *words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["cells"]


TWENTY = [(f"00-{n:07}", [A1 + n], [price(100 + n)]) for n in range(20)]


def test_one_vote_for_each_tin_and_rate(store):
    twice = [(TWENTY[0][0], [B1], [price(100)]), (TWENTY[0][0], [B2], [price(500)])]
    (cell,) = cells(store(in_network(TWENTY + twice)), "77012")
    assert (cell["votes"], cell["tins"], cell["npis"], cell["files"]) == (21, 20, 22, 1)
    assert [cell[f"p{p}"] for p in (10, 25, 50, 75, 90)] == ["102.00", "105.00", "110.00", "115.00", "118.00"]
    assert (cell["minimum"], cell["maximum"]) == ("100.00", "500.00")


def test_weighted_by_npi(store):
    rates = [("1", [A1], [price(10)]), ("2", [A2, B1, B2], [price(90)])]
    (cell,) = cells(store(in_network(rates)), "77012", "--weight", "npi")
    assert (cell["p10"], cell["p50"]) == ("10.00", "90.00")
    (cell,) = cells(store(in_network(rates, day="2026-05-01")), "77012")
    assert cell["p50"] == "10.00"


def test_nothing_is_mixed(store):
    prices = [
        price(100),
        price(101, billing_code_modifier=["26"]),
        price(102, billing_code_modifier=["TC"]),
        price(103, billing_code_modifier=["26", "52"]),
        price(104, billing_class="institutional"),
        price(105, setting="inpatient"),
        price(106, negotiated_type="fee schedule"),
        price(50, negotiated_type="percentage"),
        price(107, service_code=["22"]),
        price(108, service_code=["CSTM-00"]),
    ]
    found = cells(store(in_network([("1", [A1], prices)])), "77012")
    assert sorted(cell["p50"] for cell in found) == sorted(f"{n}.00" for n in [50, *range(100, 109)])
    assert {cell["p50"]: cell["side"] for cell in found}["107.00"] == "facility"


def test_medicare_beside_by_locality_and_side(store):
    prices = [price(200, billing_code_modifier=["26"]), price(200), price(200, billing_class="institutional"),
              price(62.5, negotiated_type="percentage"),
              price(300, billing_code_modifier=["26"], service_code=["CSTM-00"])]  # fmt: skip
    folder = store(in_network([("1", [A1], prices)]))
    found = {
        (c["component"], c["class"], c["unit"], c["side"]): c for c in cells(folder, "77012", "--locality", "10112-00")
    }
    fee = sightline.fee("77012", modifier="26", locality="10112-00", on=date(2026, 4, 1))
    one = found["26", "professional", "dollars", "non-facility"]
    assert one["medicare"] == {"non-facility": str(fee.non_facility.amount)}
    assert one["median_to_medicare"] == {"non-facility": str(round(Decimal(200) / fee.non_facility.amount, 2))}
    assert set(found["26", "professional", "dollars", "any"]["medicare"]) == {"non-facility", "facility"}
    assert found["global", "institutional", "dollars", "non-facility"]["medicare"] == {}
    assert found["global", "professional", "percent", "non-facility"]["medicare"] == {}
    said = run(folder, "show", "77012", "--locality", "10112-00").stdout
    assert "Medicare 2026-04-01, 10112-00" in said


def test_implausible_rates_are_flagged_not_left_out(store):
    rates = [(str(n), [A1], [price(rate)]) for n, rate in enumerate((0, 0.01, 5, 150, 99999))]
    rates += [("9", [A1], [price(rate, negotiated_type="percentage")]) for rate in (0.65, 65, 650)]
    dollars, percent = sorted(cells(store(in_network(rates)), "77012"), key=lambda cell: cell["unit"])
    assert dollars["votes"] == 5
    assert dollars["flags"] == {
        "of a dollar or less": 2,
        "below 20 % of Medicare": 1,
        "above 10 times Medicare": 1,
    }
    assert sorted(percent["flags"].values()) == [1, 1]


def test_groups_of_thousands_are_labelled(store):
    folder = store(in_network([("1", list(range(A1, A1 + 1500)), [price(100)]), ("2", [B1], [price(90)])]))
    assert cells(folder, "77012")[0]["group_rates"] == 1
    assert "group rates, of 1,000 NPIs and more: 1" in run(folder, "show", "77012").stdout


NPPES = (
    "NPI,Entity Type Code,Provider Business Practice Location Address State Name,Healthcare Provider Taxonomy Code_1,"
    "Healthcare Provider Taxonomy Code_2\n"
    f"{A1},1,AL,2085R0202X,2085R0204X\n{A2},1,AL,207L00000X,\n{B1},1,TX,2085R0202X,\n1999999999,2,,,\n"
)


@pytest.fixture
def placed(store, tmp_path):
    places = [price(40, service_code=["22", "21"])]
    rates = [
        ("00-0000001", [A1], [price(10)]),
        ("2", [A2], [price(20)]),
        ("3", [B1, B2], [price(30)]),
        ("4", [B2], places),
    ]
    folder = store(in_network(rates))
    (tmp_path / "nppes.csv").write_text(NPPES)
    assert run(folder, "nppes", tmp_path / "nppes.csv").stdout == "3 NPIs with state and taxonomy\n"
    return folder


@pytest.mark.parametrize(
    ("words", "rates"),
    [
        ((), {"10.00", "20.00", "30.00", "40.00"}),
        (("--state", "al"), {"10.00", "20.00"}),
        (("--taxonomy", "2085R0202X"), {"10.00", "30.00"}),
        (("--taxonomy", "2085R0204X"), {"10.00"}),
        (("--taxonomy", "2085", "--state", "TX"), {"30.00"}),
        (("--tin", "000000001"), {"10.00"}),
        (("--pos", "21"), {"40.00"}),
        (("--pos", "11", "--tin", "4"), set()),
        (("--component", "26"), set()),
    ],
)
def test_filters(placed, words, rates):
    rows = csv.DictReader(io.StringIO(run(placed, "export", *words).stdout))
    assert {row["rate"] for row in rows} == rates


def test_an_export_without_a_row_says_so_and_takes_codes_with_commas(placed):
    none = run(placed, "export", "99999")
    assert (none.exit_code, none.stdout) == (2, "")
    assert "no rate in the store fits the question" in none.stderr
    assert run(placed, "export", "99999,77012").stdout == run(placed, "export", "77012").stdout


def test_cpt_and_hcpcs_are_one_code_set(store):
    rates = [("00-0000001", [A1], [price(10)])], [("00-0000002", [B1], [price(20)])]
    files = [in_network(each) for each in rates]
    files[1]["in_network"][0]["billing_code_type"] = "HCPCS"
    folder = store(*files)
    assert [cell["votes"] for cell in cells(folder, "77012")] == [2]
    assert {row["code_type"] for row in csv.DictReader(io.StringIO(run(folder, "export").stdout))} == {"CPT", "HCPCS"}


def test_an_npi_list_is_a_filter(placed, tmp_path):
    (tmp_path / "npis.txt").write_text(f"{B1}\n")
    rows = csv.DictReader(io.StringIO(run(placed, "export", "--npi", tmp_path / "npis.txt").stdout))
    assert [(row["rate"], row["npi_count"]) for row in rows] == [("30.00", "2")]


def test_by_state_and_by_place(placed):
    found = {
        cell["state"]: (cell["votes"], cell["maximum"])
        for cell in cells(placed, "77012", "--by", "payer,state", "--pos", "11")
    }
    assert found == {"AL": (2, "20.00"), "TX": (1, "30.00"), "unknown": (1, "30.00")}
    found = {cell["pos"]: cell["p50"] for cell in cells(placed, "77012", "--by", "pos")}
    assert found == {"11": "20.00", "21": "40.00", "22": "40.00"}


def test_filters_that_cannot_be_say_why(store):
    folder = store(in_network(TWENTY))
    assert "NPPES" in run(folder, "show", "77012", "--state", "AL").stderr
    assert "no rates of cigna; there are those of Aetna" in run(folder, "show", "77012", "--payer", "cigna").stderr
    assert "no rates of 2020; there are those of 2026-04-01" in run(folder, "show", "77012", "--date", "2020").stderr
    assert "no rate in the store" in run(folder, "show", "99999").stderr
    assert "--by cpt" in run(folder, "show", "77012", "--by", "cpt").stderr
    assert "no rates here yet" in run(folder / "empty", "show", "77012").stderr


def test_the_newest_date_answers_unless_told(store):
    folder = store(in_network([("1", [A1], [price(10)])], "2026-03-01"), in_network([("1", [A1], [price(20)])]))
    assert cells(folder, "77012")[0]["p50"] == "20.00"
    assert cells(folder, "77012", "--date", "2026-03")[0]["p50"] == "10.00"
    assert cells(folder, "77012", "--date", "all")[0]["votes"] == 2


CONTRACT = """
[[term]]
payer = "aetna"
pay = "percent-of-medicare"
percent = 100
year = 2026
locality = "national"
reductions = "none"
"""


def test_your_contract_beside_the_rates(store, tmp_path):
    amount = sightline.fee("77012", modifier="26", on=date(2026, 4, 1)).non_facility.amount
    rates = [(str(n), [A1], [price(float(amount) + n, billing_code_modifier=["26"])]) for n in (-10, 0, 10, 20, 30)]
    (tmp_path / "contract.toml").write_text(CONTRACT)
    (tmp_path / "volumes.csv").write_text("code,modifier,units\n77012,26,100\n")
    words = ("77012", "--mine", tmp_path / "contract.toml", "--volumes", tmp_path / "volumes.csv")
    folder = store(in_network(rates))
    (cell,) = cells(folder, *words)
    assert cell["mine"] == {
        "rate": str(amount), "percent_below": "20.00", "percent_at": "20.00", "units": "100",
        "opportunity": {"p50": "1000.00", "p75": "2000.00"},
    }  # fmt: skip
    said = run(folder, "show", *words).stdout
    assert f"yours {amount}: 20 % of the votes are lower, 20 % the same; at the median 1,000.00 a year" in said
    run(folder, "show", *words, "--picture", tmp_path / "rates.svg")
    assert ">yours<" in (tmp_path / "rates.svg").read_text()


def test_difference_of_two_months(store):
    before = [("1", [A1], [price(10)]), ("2", [A1], [price(20)]), ("3", [A1], [price(30)]), ("5", [A1], [price(5)])]
    after = [("1", [A1], [price(11)]), ("2", [A1], [price(19.5)]), ("4", [A1], [price(40)]), ("5", [A1], [price(5)])]
    folder = store(in_network(before, "2026-03-01"), in_network(after))
    rows = list(csv.DictReader(io.StringIO(run(folder, "diff", "--format", "csv").stdout)))
    assert [(row["voter"], row["change"], row["before"], row["after"]) for row in rows] == [
        ("1", "up", "10.00", "11.00"),
        ("2", "down", "20.00", "19.50"),
        ("3", "removed", "30.00", ""),
        ("4", "added", "", "40.00"),
    ]
    said = run(folder, "diff", "77012").stdout
    assert "Aetna · 77012 · global: 1 up, 1 down, 1 added, 1 removed" in said
    assert "4 rates differ, 1 are the same" in said
    assert json.loads(run(folder, "diff", "--format", "json").stdout)["same"] == 1
    assert "no payer has rates of both" in run(folder, "diff", "--from", "2025-01", "--to", "2026-04").stderr


def test_export_formats_have_the_same_rows(store, tmp_path):
    import pyarrow.parquet as pq

    folder = store(in_network([("=1+1", [A1, A2], [price(0.1), price(1234.5678)])]))
    text = run(folder, "export").stdout
    header = (
        "billing_code,modifiers,component,rate,method,class,setting,places_of_service,tin,npi_count,payer,file,date,"
        "code_type,arrangement,unit,tin_type,provider_name,expires,expired,plan"
    )
    assert text.splitlines()[0] == header
    by_csv = list(csv.DictReader(io.StringIO(text)))
    by_json = json.loads(run(folder, "export", "--format", "json").stdout)
    assert [row["rate"] for row in by_csv] == [row["rate"] for row in by_json] == ["0.10", "1234.5678"]
    assert by_csv[0]["tin"] == "'=1+1"
    assert list(by_json[0]) == header.split(",")
    run(folder, "export", "--format", "parquet", "--output", tmp_path / "rates.parquet")
    table = pq.read_table(tmp_path / "rates.parquet")
    assert table.column_names == header.split(",")
    assert table["rate"].to_pylist() == [Decimal("0.1"), Decimal("1234.5678")]
    assert "--output" in run(folder, "export", "--format", "parquet").stderr


@pytest.mark.parametrize(
    ("ends", "expires", "expired"),
    [
        ("9999-12-31", None, False),
        ("2020-12-31", "2020-12-31", True),
        ("2026-03-31", "2026-03-31", True),
        ("2026-04-01", "2026-04-01", False),
        ("2027-06-30", "2027-06-30", False),
    ],
)
def test_a_rate_that_ended_before_its_file_is_flagged(store, ends, expires, expired):
    folder = store(in_network([("11-1", [A1], [price(10, expiration_date=ends)])]))
    (row,) = json.loads(run(folder, "export", "--format", "json").stdout)
    assert (row["expires"], row["expired"]) == (expires, expired)
    assert (row["code_type"], row["arrangement"], row["unit"]) == ("CPT", "ffs", "dollars")


def test_no_description_is_kept(store):
    file = in_network(TWENTY)
    file["in_network"][0].update(name="SECRET NAME", description="SECRET WORDS")
    folder = store(file)
    for path in folder.rglob("*"):
        assert path.is_dir() or b"SECRET" not in path.read_bytes()


def test_the_picture(store, tmp_path):
    import xml.etree.ElementTree as ET

    folder = store(in_network([*TWENTY, ("<&>", [A1], [price(70, billing_code_modifier=["26"])])]))
    run(folder, "show", "77012", "--picture", tmp_path / "rates.svg")
    root = ET.parse(tmp_path / "rates.svg").getroot()
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Negotiated rates for 77012, in dollars" in texts
    assert any("Medicare" in text for text in texts)
    run(folder, "show", "77012", "--picture", tmp_path / "rates.png")
    assert (tmp_path / "rates.png").read_bytes().startswith(b"\x89PNG")
    assert ".svg or .png" in run(folder, "show", "77012", "--picture", tmp_path / "rates.pdf").stderr


@given(
    st.lists(st.tuples(st.decimals(0, 1000, places=2), st.integers(1, 9)), min_size=1, max_size=30), st.integers(1, 100)
)
def test_a_percentile_is_the_rate_at_which_the_share_is_reached(pairs, percent):
    distribution = tuple(sorted(dict(pairs).items()))
    cell = Cell({}, distribution, 0, 0, 0, 0, 0, 0, {}, {})
    votes = [rate for rate, count in distribution for _ in range(count)]
    found = cell.percentile(percent)
    assert sum(vote <= found for vote in votes) * 100 >= percent * len(votes)
    assert sum(vote < found for vote in votes) * 100 < percent * len(votes)


def test_the_store_lists_what_it_has(store):
    folder = store(in_network(TWENTY))
    assert run(folder, "list").stdout.endswith("rates-0.json\n1 part, 20 prices\n")


def test_the_code_page_shows_them(store):
    folder = store(in_network([*TWENTY, ("9", [A1], [price(70, billing_code_modifier=["26"])])]))
    for form, has in (("html", "<svg"), ("text", "Negotiated rates"), ("md", "Negotiated rates"), ("json", '"rates"')):
        words = ["code", "77012", "--as-of", "2026-04-02", "--rates", str(folder), "--format", form]
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.stderr
        assert has in result.stdout
        assert "$109.00" in result.stdout
        assert "none are loaded" not in result.stdout


@pytest.mark.parametrize(
    ("ends", "expired"),
    [
        (("2020-12-31",), 1),
        (("2020-12-31", "2026-03-31"), 2),
        (("2020-12-31", "2026-04-01"), 1),
        (("2026-04-01", "9999-12-31"), 0),
    ],
)
def test_expired_rates_are_flagged_where_they_are_shown(store, tmp_path, ends, expired):
    prices = [price(10 + number, expiration_date=end) for number, end in enumerate(ends)]
    folder = store(in_network([("11-1", [A1], prices)]))
    (cell,) = json.loads(run(folder, "show", "77012", "--format", "json").stdout)["cells"]
    assert cell["expired"] == expired
    says = f"! votes of rates that ended before the date of their file: {expired}"
    assert (says in run(folder, "show", "77012").stdout) == bool(expired)
    run(folder, "show", "77012", "--picture", tmp_path / "picture.svg")
    assert (f"· {expired} expired" in (tmp_path / "picture.svg").read_text()) == bool(expired)


def test_a_rate_that_one_price_still_states_is_not_expired(store):
    prices = [price(10, expiration_date="2020-12-31"), price(10, expiration_date="2026-12-31")]
    folder = store(in_network([("11-1", [A1], prices)]))
    (cell,) = json.loads(run(folder, "show", "77012", "--format", "json").stdout)["cells"]
    assert (cell["votes"], cell["expired"]) == (1, 0)
