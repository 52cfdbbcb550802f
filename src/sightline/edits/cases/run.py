"""Run the cases of an edit: what it finds on them against what they expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory

from sightline.edits.cases.read import Case, history, reference, tables
from sightline.edits.check import FEW, Checker
from sightline.edits.rule.edit import CatalogueError, Edit
from sightline.engines import refused
from sightline.errors import SightlineError
from sightline.reference.store import Reference

#: A finding's columns by the short names that cases use.
_SHORT = {"fix": "fix_action", "value": "fix_value"}
#: The engine of few lines and that of many, by the most lines that the first takes.
ENGINES = {"SQLite": FEW, "DuckDB": -1}


def differences(case: Case, checker: Checker) -> list[str]:
    """What the checker, which has the case's edit, finds otherwise than the case expects: a sentence each.

    Raises CatalogueError for a value in a block that its column cannot hold, and an expected column that no finding has.
    """
    with _said(case):
        result = checker.check(*tables(case), history=history(case))
    found = [row for row in result.findings.to_pylist() if row["edit"] == case.edit]
    expected = case.blocks["expected"]
    compared = [key for key in (expected[0] if expected else {}) if key != "message"]
    if unknown := [key for key in compared if _SHORT.get(key, key) not in result.findings.column_names]:
        raise CatalogueError(f"{case}: a finding has no {unknown[0]}")

    def shown(row: dict[str, object]) -> dict[str, str]:
        return {key: "" if (value := row[_SHORT.get(key, key)]) is None else str(value) for key in compared}

    wrong = []
    has = sorted(str(shown(row)) for row in found) if expected else [f"{r['claim']} line {r['line']}" for r in found]
    must = sorted(str({key: row[key] or "" for key in compared}) for row in expected)
    if has != must:
        wrong.append(f"finds {_listed(has)}, expected {_listed(must)}")
    messages = [row["message"] for row in found]
    for row in expected:
        if row.get("message") and not any(row["message"] in message for message in messages):
            wrong.append(f"no message has {row['message']!r}: {_listed(messages)}")
    if "not_checked" in case.blocks:
        unchecked = [row for row in result.not_checked.to_pylist() if row["edit"] == case.edit]
        gaps = {(row["claim"], str(row["line"] or "")) for row in unchecked}
        if gaps != (stated := {(row["claim"], row["line"]) for row in case.blocks["not_checked"]}):
            wrong.append(f"not checked {_listed(sorted(gaps))}, expected {_listed(sorted(stated))}")
    return wrong


def run_cases(edits: Sequence[Edit], cases: Sequence[Case], starter: Reference) -> Iterator[tuple[Case, str]]:
    """Run cases of one edit, the first of `edits` (after it those that it defers to), on both engines.

    Yields each case with a sentence of what is otherwise than it expects, or why it cannot be run.
    """
    checkers = {name: Checker(starter, edits, few=few) for name, few in ENGINES.items()}
    with TemporaryDirectory(prefix="sightline-") as folder:
        for number, case in enumerate(cases):
            own = any(name.startswith("reference:") for name in case.blocks)
            for name, few in ENGINES.items():
                checker = checkers[name]
                try:
                    if own:
                        target = Path(folder) / f"{number}-{name}"
                        target.mkdir()
                        with _said(case):
                            checker = Checker(reference(case, starter, target), edits, few=few)
                    wrong = differences(case, checker)
                except Exception as error:
                    wrong = [reason(error)]
                yield from ((case, f"{sentence} (on {name})") for sentence in wrong)
                if wrong:
                    break  # the other engine would mostly say the same again


def reason(error: Exception) -> str:
    """Why an edit cannot be run, in a line; what is no error of an edit is raised again."""
    if isinstance(error, SightlineError):
        return str(error)
    if refused(error):
        return f"the query cannot be run: {str(error).strip().splitlines()[0]}"
    raise error


@contextmanager
def _said(case: Case) -> Iterator[None]:
    """Make a sentence of a value that a block cannot hold."""
    try:
        yield
    except (ValueError, KeyError, InvalidOperation) as error:
        raise CatalogueError(f"{case}: a value is not what its column holds: {error}") from None


def _listed(texts: Sequence[object]) -> str:
    return ", ".join(map(str, texts)) or "nothing"
