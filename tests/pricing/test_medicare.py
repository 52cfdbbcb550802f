"""What Medicare takes off by law: by who did a service, by modifiers, over both sides and over the group's day. Amounts are of
locality 10112-00, worked out by hand from the published rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from pricing.bills import AUTUMN, bill, bills
from sightline.errors import SightlineError
from sightline.pricing.adjustments import modified, practitioners
from sightline.pricing.fee import fee
from sightline.pricing.lines import specialties
from sightline.pricing.price import Options, Pricer
from sightline.reference.release import write_release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS
from sightline.tables import with_column

MAY = date(2026, 5, 11)
PT, OT, CARDIOLOGY = "225100000X", "225X00000X", "207RC0000X"


@pytest.fixture
def paid(allowed: Callable[..., list[str | None]]) -> Callable[..., list[str | None]]:
    return lambda *lines, **given: allowed(*lines, **{"locality": "10112-00", "on": MAY, **given})


@pytest.fixture(scope="module")
def rich(whole: Reference) -> Callable[..., list[tuple[str, str]]]:
    """The allowed amount and the reason of each line, from the whole fee schedule."""
    pricer = Pricer(whole, Options(locality="10112-00"))

    def run(*lines: str, **given: Any) -> list[tuple[str, str]]:
        amounts = pricer.price(*bill(*lines, **{"on": MAY, **given})).amounts
        return list(zip(map(str, amounts["allowed"].to_pylist()), amounts["reason"].to_pylist(), strict=True))

    return run


def _amounts(found: list[tuple[str, str]]) -> list[str]:
    return [amount for amount, _ in found]


@pytest.mark.parametrize(
    ("taxonomy", "amount"),
    [
        ("363LF0000X", "106.45"), ("363LA2200X", "106.45"), ("363A00000X", "106.45"), ("364S00000X", "106.45"),
        ("133V00000X", "106.45"), ("1041C0700X", "93.92"), ("106H00000X", "93.92"), ("101YM0800X", "93.92"),
        ("367A00000X", "125.23"), ("103T00000X", "125.23"), ("103TC0700X", "125.23"), ("207Q00000X", "125.23"),
        ("999999999X", "125.23"),
    ],
)  # fmt: skip
def test_who_did_it(paid, taxonomy, amount):
    assert paid(f"99214~{taxonomy}") == [amount]  # 125.23 × 0.85 or 0.75


def test_incident_to_and_assistants_keep_their_own(paid):
    nurse = "363LF0000X"
    claim = {"billing_taxonomy": nurse, "billing_npi": "1234567893"}
    assert paid("99214", claim=claim) == ["125.23"]  # the physician is the rendering provider
    assert paid(f"47562-AS~{nurse}") == paid("47562-AS")


def test_who_bills_did_it_where_nobody_else_is_named(starter):
    claims, lines = bill("99214", on=MAY, claim={"billing_npi": "1234567893", "billing_taxonomy": "363A00000X"})
    for name in ("rendering_npi", "rendering_taxonomy"):
        lines = with_column(lines, name, pa.array([""]))
    (amount,) = Pricer(starter, Options(locality="10112-00")).price(claims, lines).amounts["allowed"].to_pylist()
    assert str(amount) == "106.45"


def test_a_share_is_taken_after_ranking_and_before_the_charge(paid):
    assert paid("20610~363A00000X", "64405~363A00000X") == [
        str((Decimal(amount) * Decimal("0.85")).quantize(Decimal("0.01"))) for amount in paid("20610", "64405")
    ]
    assert paid("99214~363LF0000X", charge="110.00") == ["106.45"]
    assert paid("99214~363LF0000X", charge="90.00") == ["90.00"]


def test_therapist_assistants(rich):
    assert _amounts(rich("97110-GP-CQ")) == ["23.12"]  # 27.20 × 0.85
    assert _amounts(rich("97530-GO-CO")) == ["27.56"]  # 32.42 × 0.85
    assert _amounts(rich("97110-CQ")) == _amounts(rich("97110-GO-CQ")) == ["27.20"]  # CQ counts beside GP only
    assert _amounts(rich("97110-KX-CQ-GP")) == ["23.12"]


def test_film_computed_radiography_and_old_scanners(paid):
    assert paid("71046-FY") == ["27.59"]  # 29.60 less a tenth of 20.11
    assert paid("70450-CT") == ["87.28"]
    assert paid("71046-26-FY") == paid("71046-26")
    (technical,) = paid("71046-TC")
    assert paid("71046-TC-FX") == [str((Decimal(technical) * Decimal("0.8")).quantize(Decimal("0.01")))]
    assert paid("99214-FX") == paid("99214")


def test_the_cut_of_the_date():
    days = [date(2021, 12, 31), date(2022, 12, 31), date(2023, 1, 1), date(2016, 6, 1), date(2017, 1, 1)]
    pairs = [("GP CQ", days[0]), ("FY", days[1]), ("FY", days[2]), ("CT", days[3]), ("CT", days[4]), ("FY", None)]
    found = modified(pairs)
    assert [str(each) for each in found["technical_factor"].to_pylist()] == [
        "1.000", "0.930", "0.900", "0.950", "0.850", "1.000",
    ]  # fmt: skip
    assert found["cut_factor"].to_pylist()[0] == 1


def test_a_cut_comes_after_the_cap_and_the_multiple_reduction(price):
    priced = price("70496-TC-CT", "70498-TC-CT", locality="10112-00", on=MAY)
    for before, after in zip(
        priced.amounts["cap_amount"].to_pylist(), priced.amounts["allowed"].to_pylist(), strict=True
    ):
        assert after == (before * Decimal("0.85")).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_both_sides_in_two_lines_or_two_units(paid):
    two = paid("20610-LT", "20610-RT", "64635")
    assert two == ["31.04", "15.52", "417.36"]  # half of 150 percent of 62.08, over both
    assert paid("20610*2", "64635") == paid("20610-50", "64635") == ["46.56", "417.36"]
    assert paid("36556-LT", "36556-RT", pos="21") == ["72.57", "0.00"]  # indicator 0: one side
    assert paid("73200-26-LT", "73200-26-RT")[0] == paid("73200-26")[0]  # indicator 3: each


def test_a_code_of_both_sides_is_paid_once(rich):
    (once,) = _amounts(rich("92133"))  # indicator 2
    assert _amounts(rich("92133-LT", "92133-RT")) == [once, "0.00"]
    assert _amounts(rich("92133*2")) == _amounts(rich("92133-50")) == [once]


def test_units_of_time_are_no_sides(rich):
    assert _amounts(rich("97110-GP*2")) == ["48.41"]  # 27.20 + 21.21


def test_two_lines_of_one_side_are_not_both_sides(paid):
    assert paid("20610-RT", "20610-RT") == paid("20610", "20610")


def test_the_charge_of_both_sides(paid):
    # 62.08 and 31.04 are allowed: the lower of both charges (100.00) and 93.12.
    assert paid("20610-LT", "20610-RT", charge="50.00") == ["62.08", "31.04"]
    assert paid("20610-LT", "20610-RT", charge="40.00") == ["40.00", "40.00"]


def test_ranking_is_over_the_group(paid, rich):
    assert _amounts(rich(f"97110-GP~{PT}", f"97530-GO~{OT}")) == ["21.21", "32.42"]  # 53.63
    assert paid("70450-26", f"74176-26~{CARDIOLOGY}") == ["35.57", "76.02"]
    assert paid("20610", f"64405~{CARDIOLOGY}") == paid("20610") + paid("64405")  # surgery: within one specialty


def test_an_unrelated_patient_changes_nothing(starter):
    pricer = Pricer(starter, Options(locality="10112-00"))
    claims = [["70450-26", f"74176-26~{CARDIOLOGY}"], ["99213~363LF0000X"]]
    alone = pricer.price(*bills(claims[:1], on=MAY)).amounts["allowed"].to_pylist()
    assert pricer.price(*bills(claims, on=MAY)).amounts["allowed"].to_pylist()[:2] == alone


def test_not_payable_by_pc_tc(rich):
    for place in ("19", "21", "22", "23"):
        assert rich(f"97110~{PT}", pos=place) == [("0.00", "therapist-in-hospital")]
    assert rich(f"97530~{OT}", pos="21") == [("0.00", "therapist-in-hospital")]
    assert rich(f"97110~{PT}") == rich("97110", pos="22") == [("27.20", "")]  # an office; a physician
    assert rich("85060", pos="22") == [("0.00", "interpretation-outside-hospital")]
    assert rich("85060", pos="21")[0][1] == ""


def test_medicare_denies_what_gy_and_gz_state(rich):
    assert rich("99213-GY") == rich("99213-GX-GY") == rich("A0425-GY") == [("0.00", "stated-excluded")]
    assert rich("99213-GZ", "99212") == [("0.00", "stated-not-necessary"), *rich("99212")]
    assert rich("99213-GA") == rich("99213")  # a notice was signed: Medicare decides


def test_what_a_supplier_sells_is_not_bundled_into_a_service(rich):
    assert rich("A4351~332B00000X", pos="12") == [("None", "equipment")]
    assert rich("A4351") == [("0.00", "bundled")]
    assert rich("99213~332B00000X") == rich("99213")  # a code that the fee schedule pays


def test_a_fee_names_the_file_by_which_a_code_is_paid(whole):
    for code, file in (("E0601", "DMEPOS"), ("J1885", "ASP"), ("80053", "laboratory")):
        found = fee(code, on=MAY, reference=whole)
        assert found.is_known
        assert file in found.non_facility.reason
    assert not fee("ZZZZZ", on=MAY, reference=whole).is_known


def test_specialties_that_differ_are_paid_in_full():
    table = practitioners(["a", "b"], {"a": frozenset(("50", "11")), "b": frozenset(("50", "97"))})
    assert [str(each) for each in table["practitioner_factor"].to_pylist()] == ["1.0000", "0.8500"]


def test_the_crosswalk_has_every_kind(starter):
    assert {"50", "89", "97", "42", "68", "80", "E1", "E2", "71", "65", "67"} <= frozenset().union(
        *specialties(starter).values()
    )


@pytest.mark.parametrize(
    ("modifier", "words"), [("GA", "not modelled"), ("22", "not modelled"), ("QQ", "not modelled")]
)
def test_what_is_not_modelled_is_said(price, starter, modifier, words):
    note = fee("99214", modifier=modifier, on=MAY, reference=starter).note
    assert f"{modifier}: effect on payment not modelled" in note
    assert "does not change" not in note
    assert price(f"99214-{modifier}", on=MAY).steps["says"].to_pylist()[-1] == "effect on payment not modelled"
    assert "does not change" in fee("99214", modifier="25", on=MAY, reference=starter).note


@pytest.fixture
def based(whole: Reference, tmp_path) -> Pricer:
    schema = KINDS["anesthesia_base"].schema
    units = {"00520": 6, "00400": 3, "01996": 3, "01967": 5, "01968": 2}
    rows = [{"code": code, "base_units": Decimal(n), "source_row": 2} for code, n in units.items()]
    base = write_release(
        tmp_path, pa.Table.from_pylist(rows, schema), kind="anesthesia_base", name="2025", publisher="test",
        title="Anesthesia base units, 2025", address="", period_from=date(2025, 1, 1), period_to=date(2027, 1, 1),
        starts_known=True, scope="all", file="base.csv", sha256="", parser="1", added_at="",
    )  # fmt: skip
    return Pricer(Reference((*whole.releases, base)), Options(locality="10112-00"))


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        (["00520-AD@61"], ["57.93"]),  # 3 × 19.31, whatever the time
        (["00520-AD"], ["57.93"]),
        (["01996"], ["57.93"]),
        (["01996-QZ*2"], ["115.86"]),  # two days
        (["00400-AA@30", "00520-AA@61"], ["0.00", "233.65"]),  # 6 + 91 ÷ 15 to one decimal, × 19.31
        (["00400-AA@30", "00520-AA-59@61"], ["96.55", "195.03"]),  # another session
        (["01967-AA@60", "01968-AA@30"], ["173.79", "77.24"]),  # an add-on is paid beside it
        (["00520-QX@61", "00520-QK@61"], ["97.52", "97.52"]),  # one directs, the other does it
    ],
)
def test_anesthesia_of_one_session(based, lines, amounts):
    found = based.price(*bill(*lines, on=AUTUMN)).amounts["allowed"].to_pylist()
    assert [str(each) for each in found] == amounts


def test_anesthesia_of_2026_needs_its_own_factor(based):
    (row,) = based.price(*bill("00520-AA@61", on=MAY)).table.to_pylist()
    assert row["reason"] == "no-anesthesia-factor"
    nation = Pricer(based.reference).price(*bill("00520-AA@60", on=MAY)).amounts["allowed"].to_pylist()
    assert [str(each) for each in nation] == ["204.98"]  # 10 × 20.4976


@pytest.mark.parametrize(
    ("code", "reason"),
    [("J1100", "drug"), ("80053", "laboratory"), ("36415", "laboratory"), ("E0601", "equipment"), ("L3908", "equipment"),
     ("A4550", "bundled"), ("A0428", "other-schedule")],
)  # fmt: skip
def test_other_schedules_are_named(rich, code, reason):
    ((_, found),) = rich(code)
    assert found == reason


def test_a_day_may_be_a_text(whole):
    assert fee("99213", on="2025-11-01", reference=whole) == fee("99213", on=date(2025, 11, 1), reference=whole)
    with pytest.raises(SightlineError, match="write it as 2026-04-02"):
        fee("99213", on="04/02/2026", reference=whole)
