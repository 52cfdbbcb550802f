"""Which payer rules and which edits apply to a procedure code: found by trying the catalogue on lines with that code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.edits.check import Checker
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import load
from sightline.payers.profile import DEFAULT, find_profile
from sightline.payers.rules import Rule, load_rules
from sightline.reference.pairs import Pairs, pairs_of
from sightline.reference.store import KnownCodes, Reference, describe_code, speaking

_NPI = "1234567893"
_OFFICE, _OUTPATIENT = "11", "22"
_MODIFIERS = ("", "26", "TC", "50", "51", "59", "62", "66", "76", "80", "AS", "QX")
_PAIR = ("column_1", "column_2", "indicator")
_MANY = 9999  # units, more than any MUE


@dataclass(frozen=True)
class CodeRules:
    """What applies to a code on a date: `known` is whether any loaded release has the code."""

    code: str
    on: date
    known: bool
    rules: tuple[Rule, ...]
    edits: tuple[Edit, ...]


def rules_for(code: str, on: date, reference: Reference) -> CodeRules:
    """The rules and edits that apply to `code` on the date `on`, by Medicare's rules, which are all published."""
    judge = RulesFor(reference)
    try:
        return judge.of(code, on)
    finally:
        judge.close()


class RulesFor:
    """Which payer rules and which edits apply to codes, one after another. Not shared between threads."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._checker = Checker(reference, load(), find_profile(DEFAULT))
        self._pairs: Pairs | None = None
        self._known: tuple[date, KnownCodes] | None = None

    def close(self) -> None:
        """Give back the memory of the engines."""
        self._checker.close()
        if self._pairs:
            self._pairs.close()

    def of(self, code: str, on: date) -> CodeRules:
        """The rules and edits that apply to `code` on the date `on`."""
        pairs = self._pairs_of(code, on)
        result = self._checker.check(*_tables(code, on, list(_probes(code, pairs))))
        own = set(pc.unique(result.findings.filter(pc.equal(result.findings["code"], code))["edit"]).to_pylist())
        fired = set(pc.unique(result.findings["edit"]).to_pylist())
        applying = self._checker.rows(f"SELECT {_tests()} FROM service WHERE claim_key = 1 AND line_no = 1")[0]
        return CodeRules(
            code=code,
            on=on,
            known=bool(pairs) or self._is_known(code, on),
            rules=tuple(rule for rule, yes in zip(load_rules(), applying, strict=True) if yes),
            edits=tuple(e for e in load() if e.id in own or (e.id in fired and "pair" in e.reads)),
        )

    def _is_known(self, code: str, on: date) -> bool:
        """Whether anything but pairs is said of the code. Asked of each kind by itself that takes as long as the check."""
        if self._known is None or self._known[0] != on:
            self._known = on, KnownCodes(self._reference, on, without="ptp")
        return code in self._known[1]

    def _pairs_of(self, code: str, on: date) -> list[dict[str, Any]]:
        """The pairs of the code, by the index: reading all of a release takes a third of a second."""
        self._pairs = self._pairs or pairs_of(self._reference.of("ptp"))
        if self._pairs is None:
            return describe_code(self._reference, code, on).get("ptp", [])
        return [
            dict(zip(_PAIR, row, strict=True))
            for release in speaking(self._reference.of("ptp"), on)
            for column in ("column_1", "column_2")
            for row in self._pairs.rows(
                f"SELECT {', '.join(_PAIR)} FROM {self._pairs.of(release, column, code)}"
                f" WHERE effective_from <= '{on}' AND effective_to > '{on}'"
            )
        ]


class RulesOf:
    """Which payer rules apply to codes, for many codes at once and without the edits. Not shared between threads."""

    def __init__(self, reference: Reference, on: date) -> None:
        self._checker = Checker(reference, (), find_profile(DEFAULT))
        self._on = on

    def close(self) -> None:
        """Give back the memory of the engine."""
        self._checker.close()

    def of(self, codes: Sequence[str], partners: Mapping[str, str] | None = None) -> dict[str, tuple[Rule, ...]]:
        """The rules that apply to each of `codes`, by code. `partners`: of codes with PTP edits, the other code of one."""
        if not codes:
            return {}
        beside = partners or {}
        probes: list[tuple[dict[str, Any], ...]] = [
            ({"code": code}, {"code": beside[code], "line_no": 2}) if code in beside else ({"code": code},)
            for code in codes
        ]
        self._checker.check(*_tables(codes[0], self._on, probes))
        rules = load_rules()
        return {
            code: tuple(rule for rule, yes in zip(rules, applying, strict=True) if yes)
            for code, *applying in self._checker.rows(f"SELECT code, {_tests()} FROM service WHERE line_no = 1")
        }


def _tests() -> str:
    """For each rule whether it applies to a line of `service`, as SQL columns."""
    return ", ".join(f"coalesce(({rule.applies}), FALSE)" for rule in load_rules())


def _probes(code: str, pairs: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], ...]]:
    """Small claims with the code, each a tuple of lines: a modifier, a place, units, a partner of a PTP edit."""
    for place in (_OFFICE, _OUTPATIENT):
        for modifier in _MODIFIERS:
            yield ({"code": code, "modifier_1": modifier, "place_of_service": place},)
    for units in (2, _MANY):
        yield ({"code": code, "units": Decimal(units)},)
    for mine, other in (("column_2", "column_1"), ("column_1", "column_2")):
        partner = next((row[other] for row in pairs if row[mine] == code and row["indicator"] != "9"), None)
        if partner:
            yield {"code": code}, {"code": partner, "line_no": 2}


def _tables(code: str, on: date, probes: list[tuple[dict[str, Any], ...]]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The probes as claims, lines and diagnoses, each claim of another patient."""
    claims, lines, diagnoses = [], [], []
    for key, probe in enumerate(probes, 1):
        claims.append(
            {
                "claim_key": key,
                "patient": str(key),
                "relationship": "18",
                "frequency": "1",
                "charge": Decimal(100 * len(probe)),
                "place_of_service": probe[0].get("place_of_service", _OFFICE),
                "billing_npi": _NPI,
                "billing_tax_id": "900000001",
                "referring_npi": _NPI,
                "claim_id": code,
            }
        )
        diagnoses.append({"claim_key": key, "position": 1, "code_set": "ICD10", "code": "R911"})
        for line in probe:
            defaults = {
                "claim_key": key,
                "line_no": 1,
                "qualifier": "HC",
                "charge": Decimal(100),
                "units": Decimal(1),
                "unit_basis": "UN",
                "place_of_service": _OFFICE,
                "pointer_1": 1,
                "date_from": on,
                "date_to": on,
                "date_source": "line",
                "rendering_npi": _NPI,
                "rendering_source": "claim",
            }
            lines.append({**defaults, **line})
    return _table(claims, CLAIM), _table(lines, LINE), _table(diagnoses, DIAGNOSIS)


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows as a table; a text or number that is not stated is "" or 0 where the schema says so, else null."""
    empty: dict[str, Any] = {
        field.name: "" if pa.types.is_string(field.type) else 0 if field.name.startswith("pointer_") else None
        for field in schema
    }
    return pa.Table.from_pylist([{**empty, **row} for row in rows], schema)
