"""A practice's history with one payer in a few words: who was billed what, and what the payer did."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.learn.evidence import DECISION
from sightline.learn.run import Learned, learned

FIRST = date(2025, 1, 1)


@dataclass
class Line:
    """A line of a claim of its own, and what became of it."""

    code: str
    patient: int
    day: int  # after FIRST
    modifier: str = ""
    place: str = "11"
    taxonomy: str = "207Q00000X"
    diagnosis: str = "R911"
    denied: bool = False
    explained: bool = False
    reason: str = "CO 16"
    allowed: str = "100.00"
    expected: str = "100.00"


def learn(lines: Iterable[Line]) -> Learned:
    """What is learned from the lines."""
    rows = list(lines)
    keys = range(1, len(rows) + 1)
    claims = [_row(CLAIM, claim_key=key, patient=f"P{line.patient}") for key, line in zip(keys, rows, strict=True)]
    services = [
        _row(
            LINE, claim_key=key, line_no=1, code=line.code, modifier_1=line.modifier, place_of_service=line.place,
            rendering_taxonomy=line.taxonomy, date_from=FIRST + timedelta(days=line.day), pointer_1=1, pointer_2=0,
            pointer_3=0, pointer_4=0,
        )
        for key, line in zip(keys, rows, strict=True)
    ]  # fmt: skip
    diagnoses = [
        _row(DIAGNOSIS, claim_key=key, position=1, code=line.diagnosis) for key, line in zip(keys, rows, strict=True)
    ]
    decisions = [
        {
            "claim_key": key, "line_no": 1, "denied": line.denied, "explained": line.explained,
            "reason": line.reason if line.denied else "", "allowed": Decimal(0 if line.denied else line.allowed),
            "expected": Decimal(line.expected),
        }
        for key, line in zip(keys, rows, strict=True)
    ]  # fmt: skip
    return learned(
        pa.Table.from_pylist(claims, CLAIM), pa.Table.from_pylist(services, LINE), pa.Table.from_pylist(diagnoses, DIAGNOSIS),
        pa.Table.from_pylist(decisions, DECISION),
    )  # fmt: skip


def history(count: int, line: Callable[[int], Line]) -> list[Line]:
    """So many lines."""
    return [line(number) for number in range(count)]


def conditions(found: Learned) -> list[tuple[str, str, str, str]]:
    """Code, kind, value and outcome of each rule."""
    return [(r.condition.code, r.condition.kind, r.condition.value, r.label) for r in found.rules]


def _row(schema: pa.Schema, **stated: Any) -> dict[str, Any]:
    """A row in which texts are "" and lists empty where nothing is stated."""
    row: dict[str, Any] = {}
    for each in schema:
        empty = "" if pa.types.is_string(each.type) else [] if pa.types.is_list(each.type) else None
        row[each.name] = stated.get(each.name, empty)
    return row
