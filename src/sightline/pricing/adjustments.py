"""What Medicare takes off by who did a service and by modifiers with a date, as tables that the relations read.

The rules are in adjustments.toml, with their sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

#: Modifiers by which an amount can change beside those of adjustments.toml: relations/modifier_effect.sql.
EFFECTIVE = frozenset(
    ("26", "TC", "50", "52", "53", "54", "55", "56", "62", "66", "78", "80", "81", "82", "AS", "AA", "AD", "QK", "QX",
     "QY", "QZ")
)  # fmt: skip
_FACTOR = pa.decimal128(6, 4)
_CUT = pa.decimal128(4, 3)
_RULES = Path(__file__).parent / "adjustments.toml"
#: Specialties of therapists in private practice (PC/TC indicator 7): physical and occupational.
_THERAPISTS = frozenset(("65", "67"))


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(_RULES.read_text(encoding="utf-8"))


@cache
def cut_modifiers() -> frozenset[str]:
    """The modifiers that take something off by law."""
    return frozenset(cut["modifier"] for cut in _rules()["cut"])


@cache
def denial_modifiers() -> frozenset[str]:
    """The modifiers by which Medicare denies a line."""
    return frozenset(denial["modifier"] for denial in _rules()["denial"])


def modelled(modifier: str) -> bool:
    """Whether it is known what a modifier does to an amount, be it nothing."""
    known = EFFECTIVE | cut_modifiers() | denial_modifiers()
    return modifier in known or modifier in _rules()["neutral"]["modifiers"]


def practitioners(
    taxonomies: Sequence[str], specialties: Mapping[str, frozenset[str]], suppliers: frozenset[str] = frozenset()
) -> pa.Table:
    """One row per taxonomy, numbered by its place: the share of the physician's amount, who is paid it (""
    for the whole), its source, whether it is a physical or occupational therapist's, and whether it is of `suppliers` (who
    bill DME contractors).

    A taxonomy of several specialties is paid what all of them are; where they differ, in full.
    """
    shares = {each["specialty"]: each for each in _rules()["practitioner"]}
    rows = []
    for number, taxonomy in enumerate(taxonomies):
        found = specialties.get(taxonomy, frozenset())
        rules = [shares.get(specialty, {"factor": "1", "who": "", "source": ""}) for specialty in sorted(found)]
        cut = len({rule["factor"] for rule in rules}) == 1 and Decimal(rules[0]["factor"]) != 1
        rows.append({
            "practitioner_no": number,
            "practitioner": rules[0]["who"] if cut else "",
            "practitioner_factor": Decimal(rules[0]["factor"]) if cut else Decimal(1),
            "practitioner_source": rules[0]["source"] if cut else "",
            "therapist": bool(found) and found <= _THERAPISTS,
            "supplier": taxonomy in suppliers,
        })  # fmt: skip
    schema = pa.schema([
        ("practitioner_no", pa.int32()), ("practitioner", pa.string()), ("practitioner_factor", _FACTOR),
        ("practitioner_source", pa.string()), ("therapist", pa.bool_()), ("supplier", pa.bool_()),
    ])  # fmt: skip
    return pa.Table.from_pylist(rows, schema)


def modified(pairs: Iterable[tuple[str, date | None]]) -> pa.Table:
    """One row per list of modifiers ("GP CQ") and date, numbered: side (LT, RT or ""), the cut of the date, its factor for
    the whole amount and for the technical part, why Medicare denies the line for a modifier ("" where it does not), and the
    modifiers whose effect on payment is not modelled."""
    rows = []
    for number, (text, on) in enumerate(pairs):
        stated = text.split()
        cut = min(
            (each for each in _rules()["cut"] if on and _applies(each, stated, on)),
            key=lambda each: Decimal(each["factor"]),
            default=None,
        )
        denial = next((each["reason"] for each in _rules()["denial"] if on and _applies(each, stated, on)), "")
        sides = [each for each in ("LT", "RT") if each in stated]
        rows.append({
            "modified_no": number,
            "side": sides[0] if len(sides) == 1 and "50" not in stated else "",
            "cut": cut["modifier"] if cut else "",
            "cut_factor": Decimal(cut["factor"]) if cut and cut["part"] == "all" else Decimal(1),
            "technical_factor": Decimal(cut["factor"]) if cut and cut["part"] == "technical" else Decimal(1),
            "denial": denial,
            "unmodelled": ", ".join(dict.fromkeys(each for each in stated if not modelled(each))),
        })  # fmt: skip
    schema = pa.schema([
        ("modified_no", pa.int32()), ("side", pa.string()), ("cut", pa.string()), ("cut_factor", _CUT),
        ("technical_factor", _CUT), ("denial", pa.string()), ("unmodelled", pa.string()),
    ])  # fmt: skip
    return pa.Table.from_pylist(rows, schema)


def _applies(rule: Mapping[str, Any], stated: Sequence[str], on: date) -> bool:
    return (
        rule["modifier"] in stated
        and rule.get("beside", rule["modifier"]) in stated
        and rule.get("from", date.min) <= on <= rule.get("to", date.max)
    )
