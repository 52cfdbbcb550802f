"""Each published file, written tiny in its publisher's layout, is recognised by content and read exactly."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.layouts import FEE_COLUMNS, fee_csv, fee_rows, fixed, fixed_file, mue_csv, ptp_text, workbook, zipped
from sightline.reference.add import add_files
from sightline.reference.release import FOREVER, ReferenceDataError, Release
from sightline.reference.sources import ptp
from sightline.reference.sources.loaded import day, day_after


def added(folder: Path, name: str, content: str | bytes, **options: str) -> tuple[Release, list[dict[str, object]]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (one,) = add_files([path], folder / "store", **options)
    assert one.release.rows == pq.read_table(one.release.path).num_rows
    return one.release, pq.read_table(one.release.path).to_pylist()


def test_fee_schedule_text(tmp_path: Path) -> None:
    release, rows = added(
        tmp_path, "PPRRVU2026_Apr_nonQPP.txt", fixed_file(fixed("90002", "TC"), fixed("90001", work="1.46"))
    )
    assert (release.kind, release.name, release.scope) == ("fee_schedule", "2026-04", "all")
    assert (release.period_from, release.period_to) == (date(2026, 4, 1), date(2026, 7, 1))
    assert [(row["code"], row["modifier"], row["source_row"]) for row in rows] == [("90001", "", 4), ("90002", "TC", 3)]
    assert rows[0]["work_rvu"] == Decimal("1.46")
    assert rows[0]["conversion_factor"] == Decimal("33.4009")
    assert (rows[0]["facility_na"], rows[0]["nonfacility_na"]) == (True, False)
    assert (rows[0]["pctc"], rows[0]["global_days"], rows[0]["supervision"]) == ("1", "XXX", "09")
    assert rows[0]["post_percent"] == Decimal("0.20")


INDICATORS = {
    "status": "A", "pctc": "1", "global_days": "000", "multiple": "1", "bilateral": "2", "assistant": "3",
    "cosurgeon": "4", "team": "5", "endoscopic_base": "", "supervision": "09", "imaging_family": "99",
    "nonfacility_na": False, "facility_na": True, "work_rvu": Decimal("1.46"), "mp_rvu": Decimal("0.10"),
    "conversion_factor": Decimal("33.4009"), "opps_nonfacility_pe": Decimal("0.21"),
    "opps_facility_pe": Decimal("0.22"), "opps_mp": Decimal("0.23"),
}  # fmt: skip


@pytest.mark.parametrize(("year", "pricing"), [(2025, False), (2026, True)])
def test_fee_schedule_csv_of_both_layouts(tmp_path: Path, year: int, pricing: bool) -> None:
    content = fee_csv([("90001", ""), ("90001", "26")], year=year, pricing=pricing)
    release, rows = added(tmp_path, "renamed.csv", content)
    assert (release.name, release.period_from) == (f"{year}-07", date(year, 7, 1))
    assert [row["modifier"] for row in rows] == ["", "26"]
    assert {name: rows[0][name] for name in INDICATORS} == INDICATORS


def test_fee_schedule_workbook(tmp_path: Path) -> None:
    cells = fee_rows([("90001", "26"), ("00100", "")])
    for row in cells[-2:]:  # as a spreadsheet that takes them for numbers keeps them
        row[0], row[5], row[-7] = int(row[0]), float(row[5]), float(row[-7])
    release, rows = added(tmp_path, "anything.xlsx", workbook(cells))
    assert release.name == "2026-07"
    assert [(row["code"], row["modifier"]) for row in rows] == [("00100", ""), ("90001", "26")]
    assert {name: rows[1][name] for name in INDICATORS} == INDICATORS


LONG = {
    "MOD": "Modifier", "STATUS|CODE": "Status Code", "WORK|RVU": "Work RVUs", "NON-FAC|PE RVU": "Non-Facility PE RVUs",
    "NON-FAC|NA|INDICATOR": "Non-Facility NA Indicator", "FACILITY|PE RVU": "Facility PE RVUs",
    "FACILITY|NA|INDICATOR": "Facility NA Indicator", "MP|RVU": "Malpractice RVUs", "PCTC|IND": "PC/TC Indicator",
    "NON-FACILITY|TOTAL": "Total Non-Facility RVUs", "FACILITY|TOTAL": "Total Facility RVUs",
    "GLOB|DAYS": "Global Days", "PRE|OP": "Preoperative Percentage", "INTRA|OP": "Intraoperative Percentage",
    "POST|OP": "Postoperative Percentage", "MULT|PROC": "Multiple Procedure", "BILAT|SURG": "Bilateral Surgery",
    "ASST|SURG": "Assistant at Surgery", "CO-|SURG": "Co-Surgeons", "TEAM|SURG": "Team Surgery",
    "PRIC|IND": "Pricing Indicator", "ENDO|BASE": "Endoscopic Base Code", "CONV|FACTOR": "Conversion Factor",
}  # fmt: skip


@pytest.mark.parametrize(
    "wording",
    [
        lambda heading: LONG.get(heading, heading.replace("|", " ")),
        lambda heading: heading.replace("|", "_").lower(),
        lambda heading: "|".join(heading.split("|")[-2:]),
        lambda heading: "HCPCS/CPT CODE" if heading == "HCPCS" else heading,
    ],
    ids=["long words in one row", "lower case", "two rows", "code"],
)
def test_headings_of_the_fee_schedule_in_other_words(tmp_path: Path, wording: Callable[[str], str]) -> None:
    _, (row,) = added(tmp_path, "renamed.csv", fee_csv([("90001", "26")], wording=wording))
    assert {name: row[name] for name in INDICATORS} == INDICATORS


def test_columns_that_the_fee_schedule_gets_are_passed_over(tmp_path: Path) -> None:
    columns = [*FEE_COLUMNS[:3], "NEW|THING|IND", *FEE_COLUMNS[3:10], "OTHER|RATIO", *FEE_COLUMNS[10:], "NOTE"]
    _, (row,) = added(tmp_path, "renamed.csv", fee_csv([("90001", "26")], columns=columns))
    assert {name: row[name] for name in INDICATORS} == INDICATORS


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (
            [each for each in FEE_COLUMNS if each != "BILAT|SURG"],
            "no column is headed BILATERAL, where bilateral belongs",
        ),
        ([*FEE_COLUMNS, "GLOB|DAYS"], "2 columns are headed GLOBAL, where global_days belongs"),
        ([*FEE_COLUMNS[:6], "FORMER|NON-FAC|PE RVU", *FEE_COLUMNS[6:]], "2 columns are headed NONFACILITY PE RVU"),
    ],
)
def test_a_column_that_the_headings_do_not_tell_is_named(tmp_path: Path, columns: list[str], says: str) -> None:
    with pytest.raises(ReferenceDataError, match=says):
        added(tmp_path, "PPRRVU2026_Jul_nonQPP.csv", fee_csv([("90001", "")], columns=columns))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (fixed_file(fixed("90001"), fixed("90002", length=174)), "line 4 has 174 characters; 2026 has 171"),
        (fixed_file(fixed("9000"), fixed("90002")), "row 3: '9000' is not a procedure code"),
        (fixed_file(fixed("90001", "ZZ")), "row 3: 'ZZ' is no modifier"),
        (fixed_file(fixed("90001", work="1.x0")), "row 3: '1.x0' is not a number"),
        (fixed_file(fixed("90001", na="N?")), "row 3: 'N?' where NA or blank belongs"),
        (fixed_file(fixed("90001"), fixed("90001")), "rows 3 and 4 both hold 90001"),
        (fixed_file(), "no rows"),
    ],
)
def test_fee_schedule_refusals(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(ReferenceDataError, match=r"^PPRRVU2026_Apr\.txt: ") as told:
        added(tmp_path, "PPRRVU2026_Apr.txt", content)
    assert says in str(told.value)
    assert str(told.value).endswith("Nothing was added.")
    assert not (tmp_path / "store").exists()


def test_fee_schedule_of_qualifying_participants_is_left_aside_in_a_zip(tmp_path: Path) -> None:
    ordinary, qualifying = fixed_file(fixed("90001")), fixed_file(fixed("90001", work="9.00"))
    members = {"PPRRVU2026_Jul_nonQPP.txt": ordinary.encode(), "PPRRVU2026_Jul_QPP.txt": qualifying.encode()}
    path = zipped(tmp_path / "rvu26c.zip", {**members, "RVU26C.pdf": b"%PDF"})
    (one,) = add_files([path], tmp_path / "store")
    assert (one.release.name, one.release.file) == ("2026-07", "rvu26c.zip: PPRRVU2026_Jul_nonQPP.txt")
    with pytest.raises(ReferenceDataError, match="add the nonQPP file"):
        added(tmp_path, "PPRRVU2026_Jul_QPP.txt", qualifying)


PAIRS = [("90001", "90002", "20200101", "*", "1"), ("90001", "90003", "20190101", "20201231", "0")]


def test_ptp_text(tmp_path: Path) -> None:
    release, rows = added(tmp_path, "ccipra-v322r0.txt", ptp_text(PAIRS))
    assert (release.name, release.period_from, release.period_to) == ("2026q3", date(1996, 1, 1), date(2026, 10, 1))
    assert release.starts_known
    assert rows == [
        {
            "column_1": "90001", "column_2": "90002", "indicator": "1", "rationale": "mutually-exclusive",
            "effective_from": date(2020, 1, 1), "effective_to": FOREVER, "source_row": 6, "part": 0,
        },
        {
            "column_1": "90001", "column_2": "90003", "indicator": "0", "rationale": "mutually-exclusive",
            "effective_from": date(2019, 1, 1), "effective_to": date(2021, 1, 1), "source_row": 7, "part": 0,
        },
    ]  # fmt: skip


def test_ptp_is_sorted_and_keeps_an_unknown_rationale(tmp_path: Path) -> None:
    pairs = [("G0002", "90001", "20200101", "*", "9", "Some New Reason!"), *PAIRS[::-1]]
    _, rows = added(tmp_path, "ptp 2026q3.txt", ptp_text(pairs))
    assert [(row["column_1"], row["column_2"], row["source_row"]) for row in rows] == [
        ("90001", "90002", 8), ("90001", "90003", 7), ("G0002", "90001", 6),
    ]  # fmt: skip
    assert rows[2]["rationale"] == "some-new-reason"


def test_ptp_workbook(tmp_path: Path) -> None:
    rows = [line.split("\t") for line in ptp_text(PAIRS).splitlines()]
    release, table = added(tmp_path, "ccipra-v322r0.xlsx", workbook(rows))
    assert (release.name, [row["source_row"] for row in table]) == ("2026q3", [6, 7])
    assert table[1]["effective_to"] == date(2021, 1, 1)


def parquet_copy(path: Path) -> Path:
    table = pa.table(
        {
            "column_1": ["90001", "90001"],
            "column_2": ["90003", "90002"],
            "deletion_date": pa.array([date(2020, 12, 31), None], pa.date32()),
            "modifier_indicator": pa.array([0, 1], pa.uint8()),
            "rationale": ["Sequential procedure", "More extensive procedure"],
        }
    )
    pq.write_table(table, path)
    return path


def test_ptp_parquet_has_no_starts(tmp_path: Path) -> None:
    path = parquet_copy(tmp_path / "ptp_practitioner_2024q3.parquet")
    (one,) = add_files([path], tmp_path / "store")
    assert (one.release.name, one.release.starts_known) == ("2024q3", False)
    rows = pq.read_table(one.release.path).to_pylist()
    assert [(row["column_2"], row["effective_to"], row["source_row"]) for row in rows] == [
        ("90002", FOREVER, 2), ("90003", date(2021, 1, 1), 1),
    ]  # fmt: skip
    assert {row["effective_from"] for row in rows} == {date(1900, 1, 1)}


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ([*PAIRS, ("9X", "90002", "20200101", "*", "1")], "row 8: '9X' is not a procedure code"),
        ([*PAIRS, ("90004", "90002", "20201301", "*", "1")], "row 8: '20201301' is not a date"),
        ([*PAIRS, ("90004", "90002", "20200101", "never", "1")], "row 8: 'never' is not a date"),
        ([*PAIRS, ("90004", "90002", "20200101", "*", "4")], "row 8: '4' is no modifier indicator"),
        ([*PAIRS, ("90004", "90002", "20200101", "*\t\t", "1")], "line 8 has 9 columns; the others have 7"),
        ([*PAIRS, ("90001", "90002", "20200101", "*", "0")], "two indicators for the same dates"),
    ],
)
def test_ptp_refusals(tmp_path: Path, pairs: list[tuple[str, ...]], says: str) -> None:
    with pytest.raises(ReferenceDataError) as told:
        added(tmp_path, "ccipra-v322r0.txt", ptp_text(pairs))
    assert says in str(told.value)
    assert not (tmp_path / "store").exists()


def test_hospital_edits_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="practitioner PTP edits"):
        added(tmp_path, "ccioph-v322r0.txt", ptp_text(PAIRS))


def test_mue(tmp_path: Path) -> None:
    content = mue_csv([("90002", "4", "1 Line Edit"), ("90001", "1", "3 Date of Service Edit: Clinical")])
    release, rows = added(tmp_path, "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", content)
    assert (release.name, release.period_from, release.period_to) == ("2026q2", date(2026, 4, 1), date(2026, 7, 1))
    assert rows[0] == {"code": "90001", "value": 1, "mai": "3", "rationale": "cms-policy", "source_row": 4}
    for odd in ("x", "-1", "1.5", ""):
        with pytest.raises(ReferenceDataError, match=r"row 3: .* is no MUE value"):
            added(tmp_path, "mue_2026q2.csv", mue_csv([("90001", odd, "3")]))


def test_addon_in_both_layouts(tmp_path: Path) -> None:
    plain = "add_on_code,primary_code,effective_date,end_date,aoc_type\n"
    plain += "90002,90001,2013-04-01,2019-12-31,1\n90002,CCCCC,2020-01-01,,3\n"
    release, rows = added(tmp_path, "addon_2026q3.csv", plain)
    assert (release.name, release.period_from, release.period_to) == ("2026q3", date(2013, 4, 1), date(2026, 10, 1))
    assert [(row["primary_code"], row["type"], row["effective_to"]) for row in rows] == [
        ("90001", "1", date(2020, 1, 1)), ("CCCCC", "3", FOREVER),
    ]  # fmt: skip
    sheet = [
        [
            "Add-On Code",
            "AOC Del Dt",
            "Primary Code",
            "Primary Code Del Dt",
            "AOC Edit Eff Dt",
            "AOC Edit Del Dt",
            "AOC Edit Type",
        ],
        ["90002", "", "90001", "", 2013091, 2019365, 1],
    ]
    release, rows = added(tmp_path, "AOC_V2026Q4-MCR.xlsx", workbook(sheet))
    assert release.name == "2026q4"
    assert (rows[0]["effective_from"], rows[0]["effective_to"]) == (date(2013, 4, 1), date(2020, 1, 1))


def test_icd10cm_order_file_tells_categories(tmp_path: Path) -> None:
    short = "Short title".ljust(60)
    content = f"00001 A00     0 {short} A long title\n00002 A000    1 {short} Another\n"
    release, rows = added(tmp_path, "icd10cm-order-2026.txt", content)
    assert (release.name, release.period_from, release.period_to) == ("fy2026", date(2025, 10, 1), date(2026, 10, 1))
    assert [(row["code"], row["billable"], row["title"]) for row in rows] == [
        ("A00", False, "A long title"),
        ("A000", True, "Another"),
    ]


def test_icd10cm_april_in_the_name_of_the_zip(tmp_path: Path) -> None:
    content = f"00001 A000    1 {'Short'.ljust(60)} Long\n".encode()
    path = zipped(tmp_path / "april-1-2026-code-descriptions-tabular-order.zip", {"icd10cm-order-2026.txt": content})
    (one,) = add_files([path], tmp_path / "store")
    assert (one.release.name, one.release.period_from) == ("fy2026-04", date(2026, 4, 1))


def test_icd10cm_plain_list(tmp_path: Path) -> None:
    _, rows = added(tmp_path, "icd10cm_codes_fy2026.txt", "A00.0\nA00.1\nA00\nQA0.0101\n")
    assert [(row["code"], row["billable"]) for row in rows] == [
        ("A00", False), ("A000", True), ("A001", True), ("QA00101", True),
    ]  # fmt: skip
    with pytest.raises(ReferenceDataError, match="row 51: 'not a code' is not a line"):
        added(tmp_path, "icd10cm_codes_fy2026.txt", "A001\n" * 50 + "not a code\n")


def test_icd10cm_of_the_installed_package(tmp_path: Path) -> None:
    if not find_spec("simple_icd_10_cm"):
        pytest.skip("simple-icd-10-cm is not installed")
    (one,) = add_files(["simple-icd-10-cm"], tmp_path / "store")
    rows = {row["code"]: row["billable"] for row in pq.read_table(one.release.path).to_pylist()}
    assert rows["C3490"]
    assert rows["C34"] is False
    assert one.release.name.startswith("fy20")


def test_small_code_sets(tmp_path: Path) -> None:
    nucc = 'Code,Grouping,Classification,Specialization,Definition\n207R00000X,Group,Internal,,"many\nlines"\n'
    release, rows = added(tmp_path, "nucc_taxonomy_251.csv", nucc)
    assert (release.name, release.period_to) == ("25.1", date(2026, 4, 1))
    assert set(rows[0]) == {"code", "grouping", "classification", "specialization", "source_row"}

    places = {"codes": {"11": {"name": "Office", "facility": "N"}, "22": {"name": "Hospital", "facility": "F"}}}
    release, rows = added(tmp_path, "pos_2026.json", json.dumps(places))
    assert [(release.name, row["code"], row["facility"]) for row in rows] == [
        ("2026", "11", False),
        ("2026", "22", True),
    ]
    _, rows = added(tmp_path, "pos_2025.csv", "POS code,Name,Facility\n11,Office,NF\n")
    assert rows[0]["facility"] is False

    _, rows = added(
        tmp_path, "modifiers.csv", "mod_code,mod_type,mod_category\n26,CPT,General\n26,CPT,Other\nTC,HCPCS,\n"
    )
    assert [(row["code"], row["category"], row["source_row"]) for row in rows] == [("26", "General", 2), ("TC", "", 4)]

    codes = "adj_code,adj_type,adj_start_date,adj_last_modified,adj_end_date\n"
    codes += "CO,Group,,,\n15,CARC,1995-01-01,2017-11-01,2018-05-01\n"
    release, rows = added(tmp_path, "carc.csv", codes)
    assert (release.name, rows[0]["effective_to"]) == ("2017-11", date(2018, 5, 1))

    crosswalk = "MEDICARE SPECIALTY CODE,OTHER,PROVIDER TAXONOMY CODE\n01,x,207R00000X\nA0[7],x,207R00000X \n73,x,\n"
    release, rows = added(tmp_path, "crosswalk_2025-10.csv", crosswalk)
    assert [(row["specialty"], row["taxonomy"]) for row in rows] == [("01", "207R00000X"), ("A0", "207R00000X")]


def test_period_given_where_the_file_does_not_tell(tmp_path: Path) -> None:
    content = mue_csv([("90001", "1", "3")])
    with pytest.raises(ReferenceDataError, match="give the period"):
        added(tmp_path, "mue.csv", content)
    release, _ = added(tmp_path, "mue.csv", content, period="2026q1")
    assert release.name == "2026q1"
    with pytest.raises(ReferenceDataError, match="not of the form 2026-04"):
        added(tmp_path, "mue.csv", content, period="spring")


def test_dates_as_cms_writes_them() -> None:
    assert day("2013091", 1) == day("20130401", 1) == day("2013-04-01", 1) == day("4/1/2013", 1) == date(2013, 4, 1)
    assert day_after("20231231", 1) == date(2024, 1, 1)
    assert day_after("99991231", 1) == day_after("*", 1) == day_after("", 1) == FOREVER
    for odd in ("2013366", "20130431", "soon", "2013", "0000000"):
        with pytest.raises(ReferenceDataError, match="row 7"):
            day(odd, 7)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["90001", "90002", "G0001", "0001T"]),
            st.sampled_from(["90001", "90002", "G0001", "0001T"]),
            st.dates(date(1996, 1, 1), date(2026, 1, 1)),
            st.one_of(st.none(), st.integers(0, 4000)),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_ptp_round_trip(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str, date, int | None]]
) -> None:
    folder = tmp_path_factory.mktemp("ptp")
    ends = [date.fromordinal(start.toordinal() + days) if days is not None else None for *_, start, days in pairs]
    lines = [
        (a, b, f"{start:%Y%m%d}", f"{end:%Y%m%d}" if end else "*", "1")
        for (a, b, start, _), end in zip(pairs, ends, strict=True)
    ]
    _, rows = added(folder, "ccipra-v322r0.txt", ptp_text(lines))
    told = [(r["column_1"], r["column_2"], r["effective_from"], r["effective_to"]) for r in rows]
    assert told == sorted(
        (a, b, start, date.fromordinal(end.toordinal() + 1) if end else FOREVER)
        for (a, b, start, _), end in zip(pairs, ends, strict=True)
    )
    for row in rows:  # the row number leads back to the very line
        assert lines[row["source_row"] - 6][:2] == (row["column_1"], row["column_2"])


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for start in (b"", b"PK\x03\x04", b"PAR1", b"HDR CPT CODES\n", b'{"codes":', b"mod,type,category\n", b"A000\n"):
        path = folder / "file 2026q1.txt"
        path.write_bytes(start + data)
        told = refusal(path, folder / "store")
        assert told is None or (told.endswith("Nothing was added.") and "\n" not in told)


def refusal(path: Path, store: Path) -> str | None:
    try:
        add_files([path], store)
    except ReferenceDataError as reason:
        return str(reason)
    return None


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """One good file of each container and layout: name and bytes."""
    folder = tmp_path_factory.mktemp("whole")
    mue = mue_csv([("90001", "1", "3")])
    sheet = [["HCPCS/CPT Code", "MUE Values", "MUE Adjudication Indicator"], ["90001", 1, "3"]]
    return [
        ("PPRRVU2026_Apr.txt", fixed_file(fixed("90001"), fixed("90002", "26")).encode()),
        ("PPRRVU2026_Apr.csv", fee_csv([("90001", "")]).encode()),
        ("ccipra-v322r0.txt", ptp_text(PAIRS).encode()),
        ("ptp_2026q2.parquet", parquet_copy(folder / "copy.parquet").read_bytes()),
        ("mue_2026q2.csv", mue),
        ("mue_2026q2.xlsx", workbook(sheet)),
        ("mue_2026q2.zip", zipped(folder / "zip", {"mue_2026q2.csv": mue}).read_bytes()),
    ]


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 6), st.integers(0, 10_000), st.binary(max_size=4), st.sampled_from([0, 1, 4, 10_000]))
def test_any_damage_is_refused_in_a_sentence(
    whole: list[tuple[str, bytes]],
    tmp_path_factory: pytest.TempPathFactory,
    which: int,
    where: int,
    by: bytes,
    skipped: int,
) -> None:
    name, content = whole[which]
    at = where % (len(content) + 1)
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / name
    path.write_bytes(content[:at] + by + content[at + skipped :])
    told = refusal(path, folder / "store")
    assert told is None or (told.endswith("Nothing was added.") and "\n" not in told)


def test_rationales_are_short_keys_of_our_own() -> None:
    assert len(set(ptp.RATIONALES.values())) == 12
    assert all(len(key.split("-")) <= 3 for key in ptp.RATIONALES.values())
