"""A contract in a few words, and what it pays: for the tests of contracts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pricing.bills import bills
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced
from sightline.reference.store import Reference

ACME = {"payer_name": "ACME HEALTH PPO", "payer_id": "ACME1", "filing_code": "CI"}


def priced(
    reference: Reference, folder: Path, text: str, *claims: Any, payer: dict[str, str] | None = None, **how: Any
) -> Priced:
    """The claims (each a list of lines as in bills.py) by the contract `text`, in Alabama."""
    path = folder / "contract.toml"
    path.write_text(text)
    heads, lines = bills([[each] if isinstance(each, str) else each for each in claims], claim=payer or ACME, **how)
    return Pricer(reference, Options(contract=path, locality="10112-00")).price(heads, lines)


def amounts(reference: Reference, folder: Path, text: str, *claims: Any, **how: Any) -> list[str]:
    """The amount of each line; the reason where there is none."""
    table = priced(reference, folder, text, *claims, **how).table.to_pylist()
    return [row["reason"] if row["allowed"] is None else str(row["allowed"]) for row in table]
