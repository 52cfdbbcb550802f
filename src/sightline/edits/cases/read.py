"""The cases of an edit, written in Markdown: tests/edits/<ID>.md for the catalogue, cases/<ID>.md for a practice's own.

A heading of level two per case, then fenced csv blocks:

    ```csv lines       claim,line,date,code,modifiers,units,pos,… what is billed; columns left out have defaults
    ```csv claims      claim,patient,payer,… only where a claim differs from the defaults; history: true = an earlier claim
    ```csv diagnoses   claim,position,code_set,code (default: each claim has R911)
    ```csv reference:K rows of kind K that replace the starter's, for dates and indicators of the case's own;
                        reference:K@2026-01-01: of a release whose period ends before that day
    ```csv expected    claim,line,status and optionally related_line, fix, value, message: all findings, no others
    ```csv not_checked claim,line: the lines that the edit must report as not checked
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.edits.history import History, earlier
from sightline.edits.rule.edit import CatalogueError
from sightline.reference.release import write_release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS

BLOCKS = ("lines", "claims", "diagnoses", "expected", "not_checked")
NPI = "1234567893"

_CLAIM_DEFAULTS = {
    "charge": None,  # the sum of the lines
    "place_of_service": "22",
    "frequency": "1",
    "relationship": "18",
    "payer_name": "MEDICARE",
    "payer_id": "15202",
    "filing_code": "MB",
    "responsibility": "P",
    "billing_npi": NPI,
    "billing_tax_id": "900000001",
    "billing_taxonomy": "2085R0202X",
    "file": "case.837",
    "segment": 1,
    "byte": 0,
}
_LINE_DEFAULTS = {
    "qualifier": "HC",
    "charge": Decimal("100.00"),
    "units": Decimal(1),
    "unit_basis": "UN",
    "place_of_service": "22",
    "pointer_1": 1,
    "pointer_2": 0,
    "pointer_3": 0,
    "pointer_4": 0,
    "date_from": date(2026, 4, 2),
    "date_source": "line",
    "rendering_npi": "1245319599",
    "rendering_taxonomy": "2085R0204X",
    "rendering_source": "claim",
    "segment": 2,
    "byte": 0,
}
#: Columns of blocks that no table has by that name.
_NAMES = {"line": "line_no", "pos": "place_of_service", "date": "date_from", "payer": "payer_name", "claim": "claim_id"}


@dataclass
class Case:
    """One case of an edit."""

    edit: str
    title: str
    blocks: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.edit}: {self.title}"


def read_cases(path: Path) -> list[Case]:
    """The cases of one file, in order. Raises CatalogueError naming the file and the case that is not as it must be."""
    text = path.read_text(encoding="utf-8")
    cases = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        case = Case(path.stem, part.splitlines()[0].strip())
        for name, body in re.findall(r"^```csv (\S+)\n(.*?)^```", part, flags=re.MULTILINE | re.DOTALL):
            if name not in BLOCKS and _kind(name)[0] not in KINDS:
                raise CatalogueError(f"{path}: {case.title}: no block is called {name}")
            if name in case.blocks:
                raise CatalogueError(f"{path}: {case.title}: there are two blocks called {name}")
            case.blocks[name] = list(csv.DictReader(body.splitlines(), skipinitialspace=True))
        if lost := [name for name in ("lines", "expected") if name not in case.blocks]:
            raise CatalogueError(f"{path}: {case.title}: there is no block ```csv {lost[0]}")
        if odd := _unknown(case):
            raise CatalogueError(f"{path}: {case.title}: no column of {odd[0]} is called {odd[1]}")
        cases.append(case)
    return cases


def _unknown(case: Case) -> tuple[str, str] | None:
    """The first block of a case with a column that nothing reads, and the column."""
    beside = {"claims": {"claim", "history"}, "lines": {"claim", "modifiers"}, "diagnoses": {"claim"}}
    schemas = {"claims": CLAIM, "lines": LINE, "diagnoses": DIAGNOSIS}
    for name, rows in case.blocks.items():
        schema = KINDS[_kind(name)[0]].schema if name.startswith("reference:") else schemas.get(name)
        if schema is None:
            continue
        for column in rows[0] if rows else ():
            if column not in beside.get(name, ()) and not {column, _NAMES.get(column)} & {*schema.names}:
                return name, column
    return None


def tables(case: Case) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The claims, lines and diagnoses of a case, earlier claims aside."""
    names = _names(case)
    now = [name for name in names if not _is_history(case, name)]
    return _tables(case) if now == names else _of(_tables(case), now)


def history(case: Case) -> History | None:
    """The earlier claims of a case; None when it has none."""
    names = [name for name in _names(case) if _is_history(case, name)]
    return earlier(*_of(_tables(case), names)) if names else None


def _names(case: Case) -> list[str]:
    stated = [row["claim"] for row in case.blocks.get("claims", [])]
    return list(dict.fromkeys([*stated, *(row["claim"] for row in case.blocks["lines"])]))


def _is_history(case: Case, name: str) -> bool:
    return any(row["claim"] == name and row.get("history") == "true" for row in case.blocks.get("claims", []))


def _of(whole: tuple[pa.Table, pa.Table, pa.Table], names: list[str]) -> tuple[pa.Table, ...]:
    claims = whole[0].filter(pc.is_in(whole[0]["claim_id"], pa.array(names, pa.string())))
    return (claims, *(table.filter(pc.is_in(table["claim_key"], claims["claim_key"])) for table in whole[1:]))


def _tables(case: Case) -> tuple[pa.Table, pa.Table, pa.Table]:
    stated = {row["claim"]: row for row in case.blocks.get("claims", [])}
    names = _names(case)
    keys = {name: number for number, name in enumerate(names, 1)}
    lines = []
    for row in case.blocks["lines"]:
        line = _row(LINE, _BLANK_LINE, row, claim_key=keys[row["claim"]])
        if line["date_to"] is None:
            line["date_to"] = line["date_from"]
        for number, modifier in enumerate((row.get("modifiers") or "").split(), 1):
            line[f"modifier_{number}"] = modifier
        lines.append(line)
    claims = []
    for name in names:
        claim = _row(
            CLAIM, _BLANK_CLAIM, {"claim": name, "patient": name, **stated.get(name, {})}, claim_key=keys[name]
        )
        if claim["charge"] is None and "charge" not in stated.get(name, {}):
            claim["charge"] = sum(x["charge"] or 0 for x in lines if x["claim_key"] == keys[name])
        claims.append(claim)
    diagnoses = case.blocks.get("diagnoses")
    if diagnoses is None:
        diagnoses = [{"claim": name, "position": "1", "code_set": "ICD10", "code": "R911"} for name in names]
    found = [_row(DIAGNOSIS, _BLANK_DIAGNOSIS, row, claim_key=keys[row["claim"]]) for row in diagnoses]
    return _table(claims, CLAIM), _table(lines, LINE), _table(found, DIAGNOSIS)


def reference(case: Case, beneath: Reference, folder: Path) -> Reference:
    """The starter, with the kinds that the case states in the place of the starter's."""
    own = []
    for name, rows in case.blocks.items():
        if not name.startswith("reference:"):
            continue
        kind, until = _kind(name)
        schema = KINDS[kind].schema
        defaults: dict[str, Any] = {
            "effective_from": date(1900, 1, 1),
            "effective_to": date(9999, 12, 31),
            "billable": True,
            "part": 1,
        }
        blank = _blank(schema, defaults)
        stated = [_row(schema, blank | {"source_row": number}, row) for number, row in enumerate(rows, 1)]
        target = folder / kind
        target.mkdir()
        own.append(
            write_release(
                target, pa.Table.from_pylist(stated, schema), kind=kind, name="case", publisher="case", title=kind,
                address="", period_from=date(1900, 1, 1), period_to=date.fromisoformat(until or "9999-12-31"),
                starts_known=True, scope="all",
                file="case.csv", sha256="", parser="1", added_at="",
            )
        )  # fmt: skip
    kinds = {release.kind for release in own}
    return Reference((*(r for r in beneath.releases if r.kind not in kinds), *own))


def _kind(name: str) -> tuple[str, str]:
    """The kind of a reference block and the end of its release's period ("" = none)."""
    kind, _, until = name.removeprefix("reference:").partition("@")
    return kind, until


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows as a table, all columns at once: of a case's few rows by far the quickest."""
    return pa.Table.from_struct_array(pa.array(rows, pa.struct(list(schema))))


def _row(schema: pa.Schema, blank: dict[str, Any], stated: dict[str, str], **fixed: Any) -> dict[str, Any]:
    """The row `blank` with what is stated."""
    row = {**blank}
    for name, text in stated.items():
        column = name if name in row else _NAMES.get(name, name)
        if column in row and text is not None:
            row[column] = _value(schema.field(column).type, text)
    return {**row, **fixed}


def _blank(schema: pa.Schema, defaults: dict[str, Any]) -> dict[str, Any]:
    """A row that states nothing."""
    row = {each.name: _empty(each.type) for each in schema}
    return row | {name: value for name, value in defaults.items() if name in row}


def _empty(kind: pa.DataType) -> Any:
    if pa.types.is_string(kind):
        return ""
    if pa.types.is_list(kind):
        return []
    return Decimal(0) if pa.types.is_decimal(kind) else False if pa.types.is_boolean(kind) else None


def _value(kind: pa.DataType, text: str) -> Any:
    if pa.types.is_string(kind):
        return text
    if text == "":
        return _empty(kind) if pa.types.is_list(kind) else None
    if pa.types.is_list(kind):  # as JSON
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
    if pa.types.is_decimal(kind):
        return Decimal(text)
    if pa.types.is_date(kind):
        return date.fromisoformat(text)
    return text.lower() == "true" if pa.types.is_boolean(kind) else int(text)


_BLANK_CLAIM = _blank(CLAIM, _CLAIM_DEFAULTS)
_BLANK_LINE = _blank(LINE, _LINE_DEFAULTS)
_BLANK_DIAGNOSIS = _blank(DIAGNOSIS, {"code_set": "ICD10"})
