"""What is wrong with a folder of edits: its files, its queries on both engines, and its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sightline.edits.cases.read import Case, read_cases
from sightline.edits.cases.run import run_cases
from sightline.edits.rule.edit import CatalogueError, Edit, parse
from sightline.edits.rule.load import load, load_needs, with_implied
from sightline.reference.store import Reference

#: One plain claim, so that a query runs at all.
_ANY = Case("", "any claim", {"lines": [{"claim": "A", "line": "1", "code": "99213"}], "expected": []})


@dataclass(frozen=True)
class Linted:
    """The edits of a folder that could be read, the file of cases of each that has one, how many cases ran, and every
    problem as a sentence with its file."""

    edits: tuple[Edit, ...]
    cases: dict[str, Path]
    ran: int
    problems: tuple[str, ...]


def lint_folder(folder: Path, starter: Reference) -> Linted:
    """Read every edit below a folder, run its query and its cases (`<ID>.md` beside it or in `cases`), on both engines.

    Raises CatalogueError when the folder holds no edit at all.
    """
    paths = sorted(folder.rglob("*.sql")) if folder.is_dir() else []
    if not paths:
        raise CatalogueError(f"{folder}: no folder with edits, files such as ABC001.sql; see docs/edits.md")
    problems: list[str] = []
    edits = _read(paths, problems)
    catalogue = {edit.id: edit for edit in load()}
    known = catalogue | {edit.id: edit for edit in edits}
    cases: dict[str, Path] = {}
    ran = 0
    for edit in edits:
        if edit.id in catalogue:
            problems.append(f"{edit.path}:2: id {edit.id} is also in {catalogue[edit.id].path}")
            continue
        problems += _page_problems(edit)
        if lost := [name for name in edit.defers_to if name not in known]:
            problems.append(f"{edit.path}: defers_to names {', '.join(lost)}, which no edit is")
            continue
        found: Sequence[Case] = ()
        if place := _cases_of(edit, folder):
            cases[edit.id] = place
            try:
                found = read_cases(place)
            except CatalogueError as error:
                problems.append(str(error))
                continue
            ran += len(found)
        problems += _case_problems(edit, found, place)
        together = (edit, *(known[name] for name in edit.defers_to))
        ways = run_cases(together, found, starter) if found else _runs(together, starter)
        problems += [f"{place or edit.path}: {case.title}: {sentence}" for case, sentence in ways]
    return Linted(tuple(edits), cases, ran, tuple(problems))


def _read(paths: Sequence[Path], problems: list[str]) -> list[Edit]:
    """The edits that can be read; what is wrong with the others goes to `problems`."""
    needs = frozenset(need.name for need in load_needs())
    edits: dict[str, Edit] = {}
    for path in paths:
        try:
            edit = with_implied(parse(path, needs))
        except CatalogueError as error:
            problems.append(str(error))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path}: not readable ({error})")
        else:
            if edit.id in edits:
                problems.append(f"{path}:2: id {edit.id} is also in {edits[edit.id].path}")
            edits.setdefault(edit.id, edit)
    return list(edits.values())


def _page_problems(edit: Edit) -> list[str]:
    """The sections that the page of every edit has and this one has not."""
    missing = [name for name in ("What it checks", "How to fix") if f"## {name}" not in edit.page]
    return [f"{edit.path}: its page has no section ## {name}" for name in missing]


def _case_problems(edit: Edit, cases: Sequence[Case], place: Path | None) -> list[str]:
    if place is None:
        return [f"{edit.path}: there are no cases: write {edit.id}.md beside it or in a folder cases"]
    fires = {bool(case.blocks["expected"]) for case in cases}
    return [
        *([] if True in fires else [f"{place}: there is no case that fires"]),
        *([] if False in fires else [f"{place}: there is no case that must not fire"]),
    ]


def _cases_of(edit: Edit, folder: Path) -> Path | None:
    """The file of an edit's cases: beside it, or in the folder `cases` beside it, above it, or of the whole."""
    here = edit.path.parent
    for place in (here, here / "cases", here.parent / "cases", folder / "cases"):
        path = place / f"{edit.id}.md"
        if path.is_file():
            return path
    return None


def _runs(edits: Sequence[Edit], starter: Reference) -> list[tuple[Case, str]]:
    """What stops the query of an edit without cases, if anything: what it finds on any claim is no matter."""
    case = Case(edits[0].id, _ANY.title, _ANY.blocks)
    return [
        (each, sentence) for each, sentence in run_cases(edits, [case], starter) if not sentence.startswith("finds")
    ]
