"""Each rule of pricing by a worked example, from the starter alone. Amounts are national unless a test says where.

The expected dollars were worked out by hand from the RVUs of the published rows, rounded half up where CMS rounds.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pricing.bills import AUTUMN, SPRING, bill, bills
from sightline.pricing.price import Options, PriceError, Pricer
from sightline.pricing.result import ANSWERS, rules
from sightline.reference.release import write_release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS
from sightline.tables import with_column


def test_components_of_77012(allowed):
    # 3.78, 2.06 and 1.72 RVUs × 32.3465
    assert allowed("77012", "77012-26", "77012-TC", on=AUTUMN) == ["122.27", "66.63", "55.64"]
    assert allowed("77012", "77012-26", "77012-TC") == ["122.92", "67.14", "55.78"]


def test_qualifying_participants_have_a_factor_of_their_own(allowed):
    assert allowed("77012", apm=True) == ["123.53"]  # 3.68 × 33.5675
    assert allowed("77012", apm=True, on=AUTUMN) == ["122.27"]  # one factor for all in 2025


def test_imaging_ranks_the_components_apart(allowed):
    assert allowed("71250-26", "74150-26") == ["46.96", "54.78"]  # 49.43 × 0.95
    assert allowed("71250-TC", "74150-TC") == ["83.17", "40.75"]  # 81.50 × 0.50
    # The higher professional part is of the one, the higher technical part of the other: 46.96 + 83.17, 54.78 + 40.75.
    assert allowed("71250", "74150") == ["130.13", "95.53"]


def test_77012_takes_no_part_in_the_imaging_reduction(allowed):
    assert allowed("71250-26", "74150-26", "77012-26") == ["46.96", "54.78", "67.14"]


def test_another_session_is_not_reduced(allowed):
    assert allowed("71250-26", "74150-26-59") == ["49.43", "54.78"]


def test_another_physician_or_day_is_not_reduced(starter):
    claims, lines = bill("71250-26", "74150-26")
    other = pa.array([AUTUMN, SPRING], pa.date32())
    at = lines.column_names.index("date_from")
    two_days = lines.set_column(at, lines.schema.field(at), other)
    assert set(Pricer(starter).price(claims, two_days).amounts["multiple_rule"].to_pylist()) == {None}
    at = lines.column_names.index("rendering_taxonomy")
    npi = lines.column_names.index("rendering_npi")
    two = lines.set_column(at, lines.schema.field(at), pa.array(["2085R0202X", "207RP1001X"]))
    two = two.set_column(npi, lines.schema.field(npi), pa.array(["1245319599", "1003000126"]))
    at = lines.column_names.index("claim_key")
    two = two.set_column(at, lines.schema.field(at), pa.array([1, 2], pa.int64()))
    heads = pa.concat_tables([claims, with_column(with_column(claims, "claim_key", pa.array([2], pa.int64())),
                                                  "billing_tax_id", pa.array(["900000002"]))])  # fmt: skip
    assert set(Pricer(starter).price(heads, two).amounts["multiple_rule"].to_pylist()) == {None}


def test_units_of_one_scan_are_reduced_too(allowed):
    assert allowed("71250*2") == ["221.15"]  # 132.60 + 46.96 + 41.59


def test_the_cap_comes_after_the_reduction(price):
    priced = price("70496", "70498")
    # 273.89 is capped at 259.52; of the second 80.16 × 0.95 + 193.73 × 0.50, below the cap of 179.36.
    assert [str(a) for a in priced.amounts["allowed"].to_pylist()] == ["259.52", "173.02"]
    assert "opps-cap" in priced.steps["rule"].to_pylist()


def test_a_cap_on_a_contractors_code_is_said(price):
    (row,) = price("70170-TC", on=AUTUMN, locality="01112-05").table.to_pylist()
    assert (row["answer"], row["allowed"]) == ("contractor-priced", None)
    assert str(row["opps_cap"]) == "342.56"


def test_cardiovascular(allowed):
    # The technical part of the second 51.92 × 0.75, its professional part whole; by locality 10112-00.
    assert allowed("75625", "75710", locality="10112-00") == ["100.19", "135.20"]


def test_bilateral_before_ranking(allowed):
    assert allowed("20610-50") == ["103.22"]  # 68.81 × 1.5
    # 68.81 ranks below 78.83, 103.22 above it.
    assert allowed("20610", "64405") == ["34.41", "78.83"]
    assert allowed("20610-50", "64405") == ["103.22", "39.42"]


def test_both_sides_of_a_scan_are_paid_in_full_before_the_reduction(allowed):
    assert allowed("73200-26-50") == [str(2 * pc.cast(pa.scalar(allowed("73200-26")[0]), pa.decimal128(9, 2)).as_py())]


def test_50_changes_nothing_where_it_does_not_apply(allowed):
    assert allowed("77012-50") == allowed("77012")


def test_surgery_is_ranked_by_amount(allowed):
    assert allowed("49180", "47000", "32408") == ["85.17", "143.96", "804.29"]


def test_after_five_procedures_by_report(price):
    priced = price("49180", "47000", "32408", "10005", "20206", "38221", "20220")
    assert [str(a) for a in priced.amounts["allowed"].to_pylist()] == [
        "85.17", "143.96", "804.29", "None", "104.88", "None", "111.56",
    ]  # fmt: skip
    assert priced.amounts["answer"].to_pylist().count("by-report") == 2


def test_endoscopies_of_a_family(allowed):
    # The highest in full, the next less the base (418.85 - 322.65), the base included.
    assert allowed("43235", "43239", "43247") == ["0.00", "96.20", "426.20"]
    assert allowed("43239", "43247") == ["96.20", "426.20"]


def test_families_are_ranked_as_one(allowed):
    # Two families: 418.85 for the one, 479.97 for the other.
    assert allowed("43235", "43239", "45378", "45380") == ["0.00", "209.43", "0.00", "479.97"]
    assert allowed("43239", "45380") == ["209.43", "479.97"]
    assert allowed("43239", "43247", "49180") == ["96.20", "426.20", "85.17"]


def test_surgeons(allowed):
    assert allowed("47562-62", "20610") == ["394.97", "34.41"]  # 631.95 × 0.625
    assert allowed("47562-80") == ["101.11"]  # × 0.16
    assert allowed("47562-AS") == ["85.95"]  # × 0.16 × 0.85
    assert allowed("20610-80", "20610-66", "20610-62") == ["0.00", "0.00", "0.00"]


def test_an_assistant_is_ranked_with_assistants(allowed):
    assert allowed("47562-80", "49180") == ["101.11", "170.34"]


def test_reduced_and_discontinued(price):
    for line, reason in (("47562-52", "reduced-service"), ("47562-53", "discontinued-service")):
        (row,) = price(line).table.to_pylist()
        assert (row["answer"], row["reason"], row["allowed"]) == ("contractor-priced", reason, None)
        assert str(row["schedule_amount"]) == "631.95"  # undiscounted
    (own,) = price("45378-53").table.to_pylist()
    assert str(own["allowed"]) == "189.38"  # 5.67 × 33.4009, its own row


def test_part_of_the_surgical_package(price):
    assert price("47562-54", "47562-55").steps["rule"].to_pylist().count("package") == 2


def test_place_of_service_decides_the_side(allowed):
    assert allowed("49180", pos="11") == ["170.34"]
    assert allowed("49180", pos="22") == ["71.14"]  # 2.13 × 33.4009
    assert allowed("49180", pos="98") == [None]


def test_a_facility_is_paid_for_the_technical_part(price):
    priced = price("77012", "77012-TC", "77012-26", pos="22")
    assert [str(a) for a in priced.amounts["allowed"].to_pylist()] == ["0.00", "0.00", "67.14"]
    assert priced.amounts["reason"].to_pylist() == ["technical-in-facility"] * 2 + [""]
    assert set(priced.table["hospital_status"].to_pylist()) == {"N"}
    assert set(priced.table["center_indicator"].to_pylist()) == {"N1"}


def test_lower_of_charge(allowed, price):
    assert allowed("49180", charge="50.00") == ["50.00"]
    assert price("49180", charge="50.00").steps["rule"].to_pylist() == ["fee-schedule", "charge"]


def test_non_participating(price):
    (row,) = price("49180", nonparticipating=True).table.to_pylist()
    assert (str(row["allowed"]), str(row["limiting_charge"])) == ("161.82", "186.10")  # × 0.95, × 1.0925


def test_sequestration_is_stated(price):
    (row,) = price("49180", sequestration=True).table.to_pylist()
    assert (str(row["medicare_share"]), str(row["sequestration"])) == ("136.27", "2.73")
    assert str(row["allowed"]) == "170.34"


def test_status(price):
    priced = price("99070", "0633T-TC", "ZZZZZ", "77012-26-TC", "49180-26")
    assert priced.amounts["reason"].to_pylist() == [
        "bundled", "contractor-priced", "no-fee-schedule", "both-components", "no-component-row",
    ]  # fmt: skip
    assert priced.amounts["allowed"].null_count == 4


def test_an_injection_is_paid_alone_only(allowed):
    assert allowed("96523", "99213")[0] == "0.00"
    assert allowed("96523")[0] not in {"0.00", None}


def test_one_npi_is_one_provider_whatever_taxonomies_its_lines_state(allowed):
    # Status T is paid when nothing else is billed "on the same date by the same provider" (RVU26B record layout, Attachment A).
    alone = allowed("96523~363A00000X")[0]
    assert allowed("99213~207RC0000X", "96523~363A00000X")[1] == "0.00"
    assert allowed("96523~363A00000X", "99213~207RC0000X")[0] == "0.00"
    assert allowed("99213", "96523~363A00000X")[1] == alone != "0.00"  # another NPI, of another specialty
    # The same person's operations are ranked together (CPM 12 §40.6); who is no physician of that specialty is apart.
    assert allowed("20610~207RC0000X", "64405~207RP1001X")[0] == allowed("20610", "64405")[0]
    assert allowed("20610", "64405~207RC0000X")[0] == allowed("20610")[0]


def test_no_amount_is_made_of_two_years(price):
    from datetime import date

    assert price("49180", on=date(2024, 5, 1)).amounts["reason"].to_pylist() == ["no-fee-schedule"]
    assert price("49180", on=date(2027, 1, 1)).amounts["reason"].to_pylist() == ["no-fee-schedule"]
    assert price("49180", on=date(2026, 1, 1)).amounts["answer"].to_pylist() == ["priced"]


def test_nothing_is_priced_without_date_or_units(price, starter):
    assert price("49180", on=None).amounts["reason"].to_pylist() == ["no-date"]
    for units in ("0", "-1", "100000"):
        assert price(f"49180*{units}").amounts["reason"].to_pylist() == ["no-units"]


def test_a_void_pays_nothing(price):
    assert price("49180", claim={"frequency": "8"}).amounts["reason"].to_pylist() == ["void"]


def test_a_denied_line_pays_nothing_and_takes_no_rank(starter):
    claims, lines = bill("47000", "49180")
    denials = pa.table({"claim_key": pa.array([1], pa.int64()), "line": pa.array([1], pa.int32()), "edit": ["PTP001"],
                        "reason": ["denied"]})  # fmt: skip
    priced = Pricer(starter).price(claims, lines, denials)
    assert [str(a) for a in priced.amounts["allowed"].to_pylist()] == ["0.00", "170.34"]
    step = priced.steps.to_pylist()[1]
    assert (step["rule"], step["detail"], str(step["before"]), str(step["after"])) == (
        "denied",
        "PTP001",
        "287.92",
        "0.00",
    )


def test_locality_by_option_zip_and_claim(price, allowed):
    assert allowed("77012-26", locality="10112-00") == ["63.91"]  # 1.46 + 0.46 × 0.875 + 0.09 × 0.566
    assert allowed("77012-26", zip_code="35203") == ["63.91"]
    (row,) = price("77012-26", claim={"billing_zip": "352031234"}).table.to_pylist()
    assert (str(row["allowed"]), row["locality"], row["locality_source"]) == ("63.91", "10112-00 Alabama", "zip")
    (row,) = price("77012-26", claim={"billing_zip": "352031234", "facility_zip": "99950"}).table.to_pylist()
    assert row["locality"] == "02102-01 Alaska"
    (row,) = price("77012-26").table.to_pylist()
    assert (row["locality"], row["locality_source"]) == ("national", "national")
    assert price("77012-26").summary["lines_national"] == 1


def test_a_locality_served_by_two_carriers(allowed):
    assert allowed("77012-26", locality="01112-18") == allowed("77012-26", locality="01182-18")


@pytest.mark.parametrize(
    ("option", "message"),
    [({"locality": "99999-00"}, "99999-00"), ({"locality": "Ohio"}, "10112-00"), ({"zip_code": "00001"}, "00001")],
)
def test_a_place_that_nobody_knows(price, option, message):
    with pytest.raises(PriceError, match=message):
        price("49180", **option)


def test_anesthesia_without_base_units_is_unknown(price):
    assert price("00520-QX@61", on=AUTUMN).amounts["reason"].to_pylist() == ["no-base-units"]


def test_anesthesia(starter, tmp_path):
    schema = KINDS["anesthesia_base"].schema
    from datetime import date
    from decimal import Decimal

    base = write_release(
        tmp_path, pa.Table.from_pylist([{"code": "00520", "base_units": Decimal(6), "source_row": 2}], schema),
        kind="anesthesia_base", name="2025", publisher="test", title="Anesthesia base units, 2025", address="",
        period_from=date(2025, 1, 1), period_to=date(2026, 1, 1), starts_known=True, scope="all",
            file="base.csv", sha256="",        parser="1", added_at="",
    )  # fmt: skip
    reference = Reference((*starter.releases, base))
    lines = [["00520-AA@61"], ["00520-QX@61"], ["00520-QK@61"], ["00520-QZ@61"], ["00520-AD@61"], ["00520-QX"]]
    priced = Pricer(reference, Options(locality="10112-00")).price(*bills(lines, on=AUTUMN))
    # (6 + 61/15 to one decimal) × 19.31 = 10.1 × 19.31; half of it with medical direction.
    assert [None if a is None else str(a) for a in priced.amounts["allowed"].to_pylist()] == [
        "195.03", "97.52", "97.52", "195.03", "57.93", None,
    ]  # fmt: skip
    assert priced.amounts["reason"].to_pylist()[-2:] == ["", "no-minutes"]
    assert "supervised-anesthesia" in priced.steps["rule"].to_pylist()  # three base units × 19.31
    assert "(6.00 + 4.1) × 19.3100" in priced.steps["detail"].to_pylist()


def test_every_dollar_is_explained(price):
    priced = price(
        "20610-50", "47562-62", "43235", "43239", "71250", "74150", "77012", "99070", "49180-52", charge="400"
    )
    steps = priced.steps.to_pylist()
    last = {}
    for step in steps:
        if step["step"] > 1 and step["before"] is not None and step["line_no"] in last:
            assert step["before"] == last[step["line_no"]], step
        last[step["line_no"]] = step["after"]
        assert step["says"], step
    assert last == dict(zip(range(1, 10), priced.amounts["allowed"].to_pylist(), strict=True))


def test_every_reason_and_answer_is_told(price):
    assert set(ANSWERS) == {
        "priced", "not-paid", "contractor-priced", "by-report", "outside-contract", "unknown",
    }  # fmt: skip
    assert all(rule["says"] for rule in rules().values())


def test_many_lines_in_parts_are_as_in_one(starter, monkeypatch):
    claims, lines = bills([["71250", "74150"], ["20610-50", "64405"], ["ZZZZZ"], ["43235", "43239"]] * 6)
    whole = Pricer(starter).price(claims, lines)
    monkeypatch.setattr("sightline.pricing.price.PART", 7)
    parts = Pricer(starter).price(claims, lines)
    assert parts.table.equals(whole.table)
    assert parts.steps.equals(whole.steps)


def test_no_lines(starter):
    claims, lines = bill("49180")
    priced = Pricer(starter).price(claims.slice(0, 0), lines.slice(0, 0))
    assert priced.table.num_rows == 0
    assert priced.steps.num_rows == 0
    assert priced.summary["lines"] == 0
