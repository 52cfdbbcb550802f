"""What a result came from: version, catalogue, reference and inputs by their digests, so that a run can be repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sightline import __version__
from sightline.claims.files import files_at
from sightline.reference.store import Reference

_PACKAGE = Path(__file__).parent
#: What decides a finding beside the claims and the reference: the edits and their relations, needs, payers, pricing rules.
_RULES = (
    "edits/**/*.sql",
    "edits/catalogue/**/*.query",
    "edits/*.toml",
    "payers/**/*.toml",
    "pricing/**/*.sql",
    "pricing/*.toml",
)


def provenance(options: Mapping[str, Any], inputs: Iterable[str], reference: Reference) -> dict[str, Any]:
    """The record of a run: its options, and the digest of all that decided. `inputs` are files, folders or "-"."""
    return {
        "sightline": __version__,
        "catalogue": catalogue_digest(),
        "reference": reference.digest,
        "options": dict(options),
        "inputs": [{"file": name, "sha256": None if name == "-" else digest_of(Path(name))} for name in _names(inputs)],
    }


def changed(record: Mapping[str, Any], inputs: Iterable[str], reference: Reference) -> list[str]:
    """What is no longer as the record of a run says, as sentences; empty when the run can be repeated."""
    now = provenance(record["options"], inputs, reference)
    found = []
    for name, what in (
        ("sightline", "the version of sightline"),
        ("catalogue", "the catalogue of edits, payers and rules"),
        ("reference", "the reference"),
    ):
        if record[name] != now[name]:
            found.append(f"{what} is another: {record[name][:12]} then, {now[name][:12]} now")
    before = {each["file"]: each["sha256"] for each in record["inputs"]}
    after = {each["file"]: each["sha256"] for each in now["inputs"]}
    for name in sorted(before.keys() | after.keys()):
        if name == "-":
            found.append("claims came by standard input, which cannot be read again")
        elif name not in after:
            found.append(f"{name}: no longer there")
        elif name not in before:
            found.append(f"{name}: was not there then")
        elif before[name] != after[name]:
            found.append(f"{name}: its content is another")
    return found


@cache
def catalogue_digest() -> str:
    """The same for the same edits, relations, payer profiles and pricing rules."""
    total = hashlib.sha256()
    for path in sorted({path for pattern in _RULES for path in _PACKAGE.glob(pattern)}):
        total.update(f"{path.relative_to(_PACKAGE).as_posix()} {digest_of(path)}\n".encode())
    return total.hexdigest()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _names(inputs: Iterable[str]) -> list[str]:
    """Every file of the inputs by name, once, in order."""
    there = (each for each in inputs if each == "-" or Path(each).exists())
    return list(dict.fromkeys(name for each in there for name in files_at(each)))
