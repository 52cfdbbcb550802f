"""Load the catalogue: every edit file, the needs they name, and a user's choice among them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from sightline.edits.rule.edit import CatalogueError, Edit, parse
from sightline.names import names_in

CATALOGUE = Path(__file__).parents[1] / "catalogue"
NEEDS = Path(__file__).parents[1] / "needs.toml"
#: The entry points by which installed packages offer edits: a name, and the package in whose folder they are.
GROUP = "sightline.edits"


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
    over: str = "service"  # or diagnosis, or claim
    implies: tuple[str, ...] = ()  # needs that come with this one


@lru_cache(maxsize=4)
def load(folder: Path = CATALOGUE) -> tuple[Edit, ...]:
    """Every edit below `folder`, sorted by id. Raises CatalogueError on the first file that is not as it must be."""
    names = frozenset(need.name for need in load_needs())
    edits: dict[str, Edit] = {}
    for path in sorted(folder.rglob("*.sql")):
        edit = with_implied(parse(path, names))
        if edit.id in edits:
            raise CatalogueError(f"{path}:2: id {edit.id} is also in {edits[edit.id].path}")
        edits[edit.id] = edit
    return tuple(edits[key] for key in sorted(edits))


def with_own(folders: Sequence[Path | str]) -> tuple[Edit, ...]:
    """The catalogue with a practice's own edits, sorted by id: of folders, and of installed packages by name (GROUP).

    Raises CatalogueError for a folder that is not there or holds no edit, a file that is not as it must be, and an id that
    the catalogue or another folder has.
    """
    edits = {edit.id: edit for edit in load()}
    for folder in map(folder_of, folders):
        own = load(folder) if folder.is_dir() else ()
        if not own:
            raise CatalogueError(f"{folder}: no folder with edits, files such as ABC001.sql; see docs/edits.md")
        for edit in own:
            if edit.id in edits:
                raise CatalogueError(f"{edit.path}:2: id {edit.id} is also in {edits[edit.id].path}")
            edits[edit.id] = edit
    return tuple(edits[key] for key in sorted(edits))


def folder_of(given: Path | str) -> Path:
    """A folder of edits: as given, or that of the installed package which has the name as an entry point of GROUP.

    Raises CatalogueError when the package of an entry point is not there.
    """
    folder = Path(given)
    if folder.is_dir() or len(folder.parts) != 1:
        return folder
    for point in entry_points(group=GROUP, name=str(given)):
        found = find_spec(point.module)
        places = found.submodule_search_locations if found else None
        if not places:
            raise CatalogueError(f"the entry point {given} of {GROUP} names {point.value}, which is no package")
        return Path(places[0])
    return folder


def with_implied(edit: Edit) -> Edit:
    """The edit with the needs that its own needs imply."""
    implied = (name for need in load_needs() if need.name in edit.needs for name in need.implies)
    return replace(edit, needs=tuple(dict.fromkeys((*edit.needs, *implied))))


@lru_cache(maxsize=1)
def load_needs() -> tuple[Need, ...]:
    """The needs that edits may name."""
    entries = tomllib.loads(NEEDS.read_text(encoding="utf-8"))
    return tuple(Need(name, **{**entry, "implies": tuple(entry.get("implies", ()))}) for name, entry in entries.items())


def choose(
    edits: Iterable[Edit], select: str | Iterable[str] = (), ignore: str | Iterable[str] = ()
) -> tuple[Edit, ...]:
    """The edits whose id begins with one of `select` (all, when empty) and with none of `ignore`, in any case of letters;
    either is a text with commas between, or several.

    Raises CatalogueError for a prefix that fits no edit, so that a typing mistake never means "clean".
    """
    edits = tuple(edits)
    selected, ignored = (tuple(map(str.upper, names_in(given))) for given in (select, ignore))
    for prefix in (*selected, *ignored):
        if not any(edit.id.startswith(prefix) for edit in edits):
            raise CatalogueError(f"no edit begins with {prefix!r}; `sightline edits` lists them")
    return tuple(
        edit
        for edit in edits
        if (not selected or edit.id.startswith(selected)) and not (ignored and edit.id.startswith(ignored))
    )


def section(page: str, heading: str) -> str:
    """The text under one `## heading` of an edit's page; "" when it has none."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    return match[1].strip() if match else ""
