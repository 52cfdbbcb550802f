"""Claims in a few words, for the tests of prices: `bill("71250-26", "74150-26", pos="22")`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from sightline.claims.schema import CLAIM, LINE

SPRING = date(2026, 4, 15)
AUTUMN = date(2025, 11, 3)


def bill(
    *lines: str,
    pos: str = "11",
    on: date | None = SPRING,
    charge: str | None = None,
    claim: dict[str, Any] | None = None,
) -> tuple[pa.Table, pa.Table]:
    """One claim whose lines are written CODE[-MODIFIER…][*UNITS][@MINUTES][~TAXONOMY]; `claim` sets columns of the claim."""
    return bills([lines], pos=pos, on=on, charge=charge, claim=claim)


def bills(
    claims: list[Any],
    *,
    pos: str = "11",
    on: date | None = SPRING,
    charge: str | None = None,
    claim: dict[str, Any] | None = None,
) -> tuple[pa.Table, pa.Table]:
    """Several claims, each of a patient of its own."""
    heads, rows = [], []
    for key, lines in enumerate(claims, 1):
        stated = {"claim_key": key, "claim_id": f"C{key}", "patient": f"P{key}", "billing_tax_id": "900000001",
                  "frequency": "1",                  "payer_name": "MEDICARE", "filing_code": "MB"}  # fmt: skip
        heads.append(_row(CLAIM, {**stated, **(claim or {})}))
        rows += [_line(key, number, text, pos, on, charge) for number, text in enumerate(lines, 1)]
    return pa.Table.from_pylist(heads, CLAIM), pa.Table.from_pylist(rows, LINE)


def _line(key: int, number: int, text: str, pos: str, on: date | None, charge: str | None) -> dict[str, Any]:
    text, _, taxonomy = text.partition("~")
    text, _, minutes = text.partition("@")
    text, _, units = text.partition("*")
    code, *modifiers = text.split("-")
    return _row(LINE, {
        "claim_key": key, "line_no": number, "code": code, "units": Decimal(minutes or units or 1),
        "unit_basis": "MJ" if minutes else "UN", "place_of_service": pos, "date_from": on, "date_to": on,
        "charge": Decimal(charge) if charge else None, "rendering_npi": "1679576722" if taxonomy else "1245319599",
        "rendering_taxonomy": taxonomy or "2085R0202X",
        **{f"modifier_{n}": modifier for n, modifier in enumerate(modifiers, 1)},
    })  # fmt: skip


def _row(schema: pa.Schema, stated: dict[str, Any]) -> dict[str, Any]:
    return {
        **{f.name: "" if pa.types.is_string(f.type) else [] if pa.types.is_list(f.type) else None for f in schema},
        **stated,
    }
