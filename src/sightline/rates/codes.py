"""Which codes and which providers are asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.rates.store import RatesError
from sightline.reference.store import Reference


def read_codes(given: str, reference: Reference) -> frozenset[str] | None:
    """The codes of a list such as "77012,32408,@guidance"; None when it is empty: every code.

    @NAME is the codes that have this role in the reference's table of image guidance: guidance, core, needle, fna, ...
    Raises RatesError for a role that no row has.
    """
    parts = [part for part in re.split(r"[,\s]+", given.strip()) if part]
    found: set[str] = set()
    for part in parts:
        found |= _of_role(part[1:].lower(), reference) if part.startswith("@") else {part.upper()}
    return frozenset(found) if parts else None


def _of_role(role: str, reference: Reference) -> set[str]:
    tables = [pq.read_table(release.path, columns=["code", "role"]) for release in reference.of("guidance")]
    roles = {role for table in tables for role in table["role"].to_pylist()}
    if role not in roles:
        raise RatesError(f"@{role}: no such list of codes; there are {', '.join(f'@{name}' for name in sorted(roles))}")
    return {code for table in tables for code in table.filter(pc.equal(table["role"], role))["code"].to_pylist()}


def read_npis(path: Path) -> frozenset[int]:
    """The NPIs in a text or CSV file: on each line the first number of ten digits. Raises RatesError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RatesError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise RatesError(f"{path}: not text in UTF-8: save it as CSV in UTF-8") from None
    found = {int(match[0]) for line in text.splitlines() if (match := re.search(r"(?<!\d)[12]\d{9}(?!\d)", line))}
    if not found:
        raise RatesError(f"{path}: no NPI (ten digits) on any line")
    return frozenset(found)
