"""Examples with figures that others published, priced on a fee schedule of one release that has just their amounts.

Each row says where it was published; "not read" where the figures are cited from other literature and the source itself was
not opened. Amounts are the work RVU at a conversion factor of 1, nationally.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from pricing.bills import SPRING, bill
from sightline.pricing.price import Options, Pricer
from sightline.reference.release import write_release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS

_STATED = {"status": "A", "pctc": "0", "multiple": "0", "bilateral": "0", "global_days": "000", "assistant": "2",
           "cosurgeon": "1", "team": "1"}  # fmt: skip
_SURGERY, _SCOPE = {"multiple": "2"}, {"multiple": "3", "endoscopic_base": "45378"}
_SHOULDER = {"multiple": "3", "endoscopic_base": "29805"}
_IMAGE = {"multiple": "4", "pctc": "1", "imaging_family": "88"}
_HEART, _EYE = {"multiple": "6", "pctc": "1"}, {"multiple": "7", "pctc": "1", "bilateral": "2"}


def _row(code: str, amount: str, indicators: dict[str, str], modifier: str = "") -> dict[str, Any]:
    zero: dict[str, Any] = {}
    for field in KINDS["fee_schedule"].schema:
        if pa.types.is_decimal(field.type) or pa.types.is_integer(field.type):
            zero[field.name] = 0
        elif pa.types.is_boolean(field.type):
            zero[field.name] = False
        else:
            zero[field.name] = ""
    # A technical part is practice expense; everything else is put down as work.
    rvu = "work_rvu" if modifier != "TC" else "nonfacility_pe_rvu"
    return {**zero, **_STATED, **indicators, "code": code, "modifier": modifier, rvu: Decimal(amount), "source_row": 2,
            "nonfacility_total": Decimal(amount), "facility_total": Decimal(amount), "conversion_factor": Decimal(1)}  # fmt: skip


def _parts(
    code: str, professional: str, technical: str, whole: str, indicators: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        _row(code, whole, indicators),
        _row(code, professional, indicators, "26"),
        _row(code, technical, indicators, "TC"),
    ]


def _pricer(
    folder: Any, starter: Reference, rows: list[dict[str, Any]], base: dict[str, int] | None = None, **options: Any
) -> Pricer:
    added = []
    tables = {"fee_schedule": rows, "anesthesia_base": [
        {"code": code, "base_units": Decimal(units), "source_row": 2} for code, units in (base or {}).items()
    ]}  # fmt: skip
    for kind, stated in tables.items():
        table = pa.Table.from_pylist(stated, KINDS[kind].schema)
        (folder / kind).mkdir()
        added.append(write_release(
            folder / kind, table, kind=kind, name="2026-04", publisher="test", title=kind, address="",
            period_from=date(2026, 1, 1), period_to=date(2027, 1, 1), starts_known=True, scope="all", file="x",
            sha256="", parser="1", added_at="",
        ))  # fmt: skip
    kept = [release for release in starter.releases if release.kind not in tables]
    return Pricer(Reference((*kept, *added)), Options(**options))


_IMAGES = [
    *_parts("70551", "100.00", "500.00", "600.00", _IMAGE), *_parts("72141", "80.00", "400.00", "480.00", _IMAGE),
]  # fmt: skip

_EXAMPLES = [
    pytest.param(
        [_row("20001", "125.00", {"bilateral": "0"})], ["20001-LT", "20001-RT"], "100.00", ["125.00", "0.00"],
        id="PFS record layout, Attachment A, bilateral 0: 125 for both sides of 100 each",
    ),
    pytest.param(
        [_row("20001", "125.00", {"bilateral": "2"})], ["20001-LT", "20001-RT"], "100.00", ["125.00", "0.00"],
        id="PFS record layout, Attachment A, bilateral 2: 125 for both sides of 100 each",
    ),
    pytest.param(
        [_row("35301", "1043.48", _SURGERY), _row("35201", "922.90", _SURGERY), _row("35261", "1010.60", _SURGERY)],
        ["35301", "35201", "35261"], None, ["1043.48", "461.45", "505.30"],
        id="medicarepaymentandreimbursement.com 2011-02, standard pricing",
    ),
    pytest.param(
        [_row("45378", "9.95", _SCOPE), _row("45380", "10.58", _SCOPE), _row("45385", "13.03", _SCOPE)],
        ["45385", "45380-59"], None, ["13.03", "0.63"],
        id="AAPC General Surgery Coding Alert, 59 with several colonoscopies",
    ),
    pytest.param(
        [_row("45378", "255.40", _SCOPE), _row("45380", "285.98", _SCOPE), _row("45385", "374.56", _SCOPE)],
        ["45380", "45385"], None, ["30.58", "374.56"],
        id="CPM 12 §40.6 C, endoscopies: 405.14 (not read)",
    ),
    pytest.param(
        [*_parts("78452", "77.00", "427.00", "504.00", _HEART), *_parts("93306", "65.00", "148.00", "213.00", _HEART)],
        ["78452", "93306"], None, ["504.00", "176.00"],
        id="CR 7848, cardiovascular: 680 in all (not read)",
    ),
    pytest.param(
        [*_parts("92235", "46.00", "92.00", "138.00", _EYE), *_parts("92250", "23.00", "53.00", "76.00", _EYE)],
        ["92235", "92250"], None, ["138.00", "65.40"],
        id="CR 7848, ophthalmology: 203.40 in all (not read)",
    ),
    pytest.param(
        _IMAGES, ["70551-26", "72141-26"], None, ["100.00", "76.00"],
        id="MLN Matters MM9647, as AAPC's blog of 2017 quotes it: professional parts 176",
    ),
    pytest.param(
        _IMAGES, ["70551-TC", "72141-TC"], None, ["500.00", "200.00"],
        id="MLN Matters MM9647, as AAPC's blog of 2017 quotes it: technical parts 700",
    ),
    pytest.param(
        _IMAGES, ["70551", "72141"], None, ["600.00", "276.00"],
        id="MLN Matters MM9647, as AAPC's blog of 2017 quotes it: whole services 876",
    ),
    pytest.param(
        [_row("48554", "1908.48", {"cosurgeon": "2"})], ["48554-62"], None, ["1192.80"],
        id="whatismedicalinsurancebilling.org 2009-10, modifier 62: half of 125 percent",
    ),
    pytest.param(
        # published as 547.96, cut off at the cent; half a cent is rounded up here
        [_row("29870", "365.31", {**_SURGERY, "bilateral": "1"}), _row("29345", "115.04", {**_SURGERY, "bilateral": "1"})],
        ["29870-50", "29345-50"], None, ["547.97", "86.28"],
        id="medicarebillingandcoding.blogspot.com 2011-02, bilateral before multiple",
    ),
    pytest.param(
        [_row("29805", "200.00", _SHOULDER), _row("29807", "310.02", _SHOULDER), _row("29819", "275.12", _SHOULDER),
         _row("29820", "270.13", _SHOULDER)],
        ["29807", "29819", "29820"], None, ["310.02", "75.12", "70.13"],
        id="AAPC discussion 138405, arthroscopies of one family: 455.27 in all",
    ),
    pytest.param(
        [_row("21825", "562.42", {})], ["21825-80"], None, ["89.99"],
        id="AAPC Modifier Coding Alert, Calculate Your Pay (2014): a physician assists",
    ),
    pytest.param(
        [_row("22554", "1000.00", {})], ["22554-80"], None, ["160.00"],
        id="AAPC Neurosurgery Coding Alert, Physician Assistants 101: 16 percent of 1,000",
    ),
    pytest.param(
        [_row("22554", "1000.00", {})], ["22554-AS~363A00000X"], None, ["136.00"],
        id="AAPC Neurosurgery Coding Alert, Physician Assistants 101: 85 percent of 160",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "lines", "charge", "amounts"), _EXAMPLES)
def test_example(starter, tmp_path, rows, lines, charge, amounts):
    found = _pricer(tmp_path, starter, rows).price(*bill(*lines, charge=charge)).amounts["allowed"].to_pylist()
    assert [str(each) for each in found] == amounts


@pytest.mark.parametrize(
    ("minutes", "units"),
    [
        pytest.param(129, "15.6", id="ASA, Anesthesia Payment Basics 3: 7 base units and 129 minutes"),
        pytest.param(95, "13.3", id="NGS Medicare, Anesthesia: 95 minutes are 6.3 units"),
        pytest.param(48, "10.2", id="Highmark BlueShield NENY, Anesthesia: 48 minutes are 3.2 units"),
        pytest.param(17, "8.1", id="Palmetto GBA, Anesthesia: 17 minutes are 1.13 units, to one decimal"),
    ],
)
def test_anesthesia_units(starter, tmp_path, minutes, units):
    pricer = _pricer(tmp_path, starter, [_row("01402", "0", {"status": "J"})], {"01402": 7})
    (amount,) = pricer.price(*bill(f"01402-AA@{minutes}", on=SPRING)).amounts["allowed"].to_pylist()
    assert amount == (Decimal(units) * Decimal("20.4976")).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_a_medically_supervised_service_has_three_base_units(starter, tmp_path):
    """Palmetto GBA, HCPCS modifier AD (2020-07-16)."""
    pricer = _pricer(tmp_path, starter, [_row("01402", "0", {"status": "J"})], {"01402": 7})
    (amount,) = pricer.price(*bill("01402-AD@129", on=SPRING)).amounts["allowed"].to_pylist()
    assert amount == (Decimal(3) * Decimal("20.4976")).quantize(Decimal("0.01"), "ROUND_HALF_UP")


@pytest.mark.parametrize(
    ("nonparticipating", "allowed", "limit"),
    [
        pytest.param(False, "100.00", None, id="American College of Surgeons, Medicare participation: PAR"),
        pytest.param(True, "95.00", "109.25", id="American College of Surgeons, Medicare participation: non-PAR"),
    ],
)
def test_participation(starter, tmp_path, nonparticipating, allowed, limit):
    pricer = _pricer(tmp_path, starter, [_row("20001", "100.00", {})], nonparticipating=nonparticipating)
    amounts = pricer.price(*bill("20001")).amounts
    assert [str(each) for each in amounts["allowed"].to_pylist()] == [allowed]
    assert [each and str(each) for each in amounts["limiting_charge"].to_pylist()] == [limit]
