"""Load the catalogue: every edit file, the needs they name, and a user's choice among them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sightline.edits.edit import CatalogueError, Edit, parse

CATALOGUE = Path(__file__).parent / "catalogue"
NEEDS = Path(__file__).parent / "needs.toml"


@dataclass(frozen=True)
class Need:
    """Reference data without which an edit says nothing: `missing` is a boolean expression over `over`.

    `reason` is the sentence shown for each line that was not checked, with {code} and other columns filled in; `brief`
    stands for many of them in a summary.
    """

    name: str
    missing: str
    reason: str
    brief: str
    over: str = "service"  # or diagnosis
    implies: tuple[str, ...] = ()  # needs that come with this one


@lru_cache(maxsize=4)
def load(folder: Path = CATALOGUE) -> tuple[Edit, ...]:
    """Every edit below `folder`, sorted by id. Raises CatalogueError on the first file that is not as it must be."""
    names = frozenset(need.name for need in load_needs())
    edits: dict[str, Edit] = {}
    for path in sorted(folder.rglob("*.sql")):
        edit = _with_implied(parse(path, names))
        if edit.id in edits:
            raise CatalogueError(f"{path}:2: id {edit.id} is also in {edits[edit.id].path}")
        edits[edit.id] = edit
    return tuple(edits[key] for key in sorted(edits))


def _with_implied(edit: Edit) -> Edit:
    """The edit with the needs that its own needs imply."""
    implied = (name for need in load_needs() if need.name in edit.needs for name in need.implies)
    return replace(edit, needs=tuple(dict.fromkeys((*edit.needs, *implied))))


@lru_cache(maxsize=1)
def load_needs() -> tuple[Need, ...]:
    """The needs that edits may name."""
    entries = tomllib.loads(NEEDS.read_text(encoding="utf-8"))
    return tuple(Need(name, **{**entry, "implies": tuple(entry.get("implies", ()))}) for name, entry in entries.items())


def choose(edits: Iterable[Edit], select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Edit, ...]:
    """The edits whose id begins with one of `select` (all, when empty) and with none of `ignore`.

    Raises CatalogueError for a prefix that fits no edit, so that a typing mistake never means "clean".
    """
    edits = tuple(edits)
    wanted, unwanted = tuple(select), tuple(ignore)
    for prefix in (*wanted, *unwanted):
        if not any(edit.id.startswith(prefix) for edit in edits):
            raise CatalogueError(f"no edit begins with {prefix!r}; `sightline edits` lists them")
    return tuple(
        edit
        for edit in edits
        if (not wanted or edit.id.startswith(wanted)) and not (unwanted and edit.id.startswith(unwanted))
    )


def section(page: str, heading: str) -> str:
    """The text under one `## heading` of an edit's page; "" when it has none."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    return match[1].strip() if match else ""
