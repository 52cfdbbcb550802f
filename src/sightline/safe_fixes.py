"""Apply the safe fixes to an 837P: only what is purely formal, only the modifiers of the lines concerned.

The file that is written is read and checked again before it gets its name. A change that would bring a new finding, or
that does not fix what it should, is taken back; if anything else of the file reads differently, nothing is written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.x12.rewrite import LineChange, locate, require_837p, write
from sightline.edits.options import CheckOptions
from sightline.edits.result import Result
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import choose, load
from sightline.edits.run import check
from sightline.errors import SightlineError
from sightline.reference.store import Reference

#: The only modifiers that a safe fix may add. Never one that claims an exception, a side or a finger.
ADDABLE = frozenset({"26"})
_MODIFIERS = [f"modifier_{n}" for n in range(1, 5)]
_GRAVE = pa.array(["fail", "bypassed", "review"])


class FixError(SightlineError):
    """The file could not be fixed, and nothing was written; the message says why."""


@dataclass(frozen=True)
class LineFix:
    """What was done to one service line, or was not and why.

    `edits` are the findings that it fixes; `before` and `after` the modifiers; `reason` is "" for a change that was
    made. `segment` (from 1) and `byte` are those of its SV1 in the input.
    """

    claim: str
    line: int
    edits: tuple[str, ...]
    code: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    segment: int
    byte: int
    claim_key: int
    reason: str = ""

    @property
    def change(self) -> LineChange:
        """The change to the file."""
        return LineChange(self.segment, self.byte, self.code, self.before, self.after)

    def but(self, reason: str) -> LineFix:
        """The same, not done."""
        return replace(self, reason=reason)


@dataclass(frozen=True)
class Fixed:
    """What `fix` did: a row for each line that had a safe fix, and the checks before and after."""

    lines: tuple[LineFix, ...]
    before: Result
    after: Result

    @property
    def done(self) -> tuple[LineFix, ...]:
        """The lines that were changed."""
        return tuple(line for line in self.lines if not line.reason)

    @property
    def left(self) -> tuple[LineFix, ...]:
        """The lines that were not, each with its reason."""
        return tuple(line for line in self.lines if line.reason)


def fix(
    path: str | Path,
    output: str | Path | None = None,
    *,
    payer: str | None = None,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    reference: Reference | Path | str | None = None,
) -> Fixed:
    """Write the 837P at `path` to `output` with the safe fixes applied; without `output` only say what would be done.

    `select` and `ignore` choose the edits whose fixes are applied; all edits judge the result. Other arguments as
    `check`. Raises ClaimsError when the file is no 837P that can be rewritten, FixError when nothing could be written.
    """
    source, target = Path(path), Path(output) if output is not None else None
    require_837p(source)
    if target is not None and target.exists() and target.samefile(source):
        raise FixError(f"{target}: that is the input; write to another file")
    chosen = {edit.id for edit in choose(load(), select, ignore)}
    run = partial(check, options=CheckOptions(payer, reference=reference))
    before = run(source)
    if not before.claims.num_rows:
        why = next((row["message"] for row in before.issues.to_pylist()), "there is no claim in it")
        raise FixError(f"{source}: no claim could be read: {why}")
    with tempfile.TemporaryDirectory(prefix="sightline-") as folder:
        copy = _beside(target) if target is not None else Path(folder) / "fixed.837"
        try:
            lines, after = _settle(source, copy, planned(before, chosen), before, run)
            if target is not None:
                copy.replace(target)
        except OSError as error:
            raise FixError(f"{target or copy}: {(error.strerror or 'cannot be written').lower()}") from None
        finally:
            with suppress(OSError):  # not there, or where nothing can be written
                copy.unlink()
    return Fixed(tuple(lines), before, after)


def planned(result: Result, chosen: Collection[str]) -> list[LineFix]:
    """What is to be done to each line that has a safe fix of one of the `chosen` edits, in the order of the file."""
    edits = {edit.id: edit for edit in result.edits}
    candidates = pa.array([edit.id for edit in result.edits if edit.id in chosen and (edit.fix or {}).get("safe")])
    findings = result.findings.filter(pc.is_valid(result.findings["fix_action"]))
    concerned = findings.filter(pc.is_in(findings["edit"], candidates.cast(pa.string())))["claim_key"].unique()
    of_line: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in findings.filter(pc.is_in(findings["claim_key"], concerned)).to_pylist():
        of_line.setdefault((row["claim_key"], row["fix_line"]), []).append(row)
    needed = {
        key: rows for key, rows in of_line.items() if any(row["edit"] in chosen and is_safe(row, edits) for row in rows)
    }
    return [
        _line_fix(line, needed[key], edits, chosen)
        for line in _lines(result, needed)
        if (key := (line["claim_key"], line["line_no"])) in needed
    ]


def is_safe(row: dict[str, Any], edits: dict[str, Edit]) -> bool:
    """Whether a finding's fix is purely formal and adds nothing but a component."""
    if row["fix_action"] != "set_modifiers" or not edits[row["edit"]].is_safe(dict(row["evidence"])):
        return False
    return set((row["fix_value"] or "").split()) - set((row["modifiers"] or "").split()) <= ADDABLE


def composed(before: Sequence[str], needed: Iterable[Sequence[str]]) -> tuple[str, ...] | None:
    """The modifiers that satisfy all fixes at once: what each removes, adds and puts in order. None: they conflict."""
    each = sorted({tuple(one) for one in needed})
    if len(each) == 1:
        return each[0]
    orders = [one for one in each if sorted(one) == sorted(before)]
    added = {tuple(m for m in one if m not in before) for one in each} - {()}
    if len(orders) > 1 or len(added) > 1:
        return None
    removed = {m for one in each for m in before if m not in one}
    return (*(added.pop() if added else ()), *(m for m in (orders or [tuple(before)])[0] if m not in removed))


def _line_fix(
    line: dict[str, Any], rows: list[dict[str, Any]], edits: dict[str, Edit], chosen: Collection[str]
) -> LineFix:
    """The fix of one line from the findings (with a fix) on it."""
    safe = [row for row in rows if row["edit"] in chosen and is_safe(row, edits)]
    others = sorted(
        {
            row["edit"]
            for row in rows
            if row not in safe and row["fix_action"] != "set_units" and (row["status"] == "fail" or row["outdated"])
        }
    )
    before = tuple(line[name] for name in _MODIFIERS if line[name])
    after = composed(before, [(row["fix_value"] or "").split() for row in safe])
    planned = LineFix(
        claim=safe[0]["claim"],
        line=line["line_no"],
        edits=tuple(sorted({row["edit"] for row in safe})),
        code=line["code"],
        before=before,
        after=before if after is None else after,
        segment=line["segment"],
        byte=line["byte"],
        claim_key=line["claim_key"],
    )
    if others:
        return planned.but(f"conflict: {' and '.join(others)} would change the line otherwise; a person must look")
    if after is None:
        return planned.but(f"conflict: {' and '.join(planned.edits)} want different modifiers")
    return planned


def _settle(
    source: Path, copy: Path, lines: list[LineFix], before: Result, run: Callable[[Path], Result]
) -> tuple[list[LineFix], Result]:
    """Write the copy, read it again, take back what did not do well, until all that is left does."""
    while True:
        todo = [line for line in lines if not line.reason]
        splices, refused = locate(source, [line.change for line in todo])
        if refused:
            lines = [line.but(refused[line.change]) if line.change in refused else line for line in lines]
            continue
        with copy.open("wb") as out:
            write(source, out, list(splices.values()))
        after = run(copy)
        _prove(before, after, todo)
        doubts = _doubts(before, after, todo)
        if not doubts:
            return lines, after
        lines = [line.but(doubts[line]) if line in doubts else line for line in lines]


def _prove(before: Result, after: Result, done: Iterable[LineFix]) -> None:
    """Raise FixError unless the copy reads as the original but for the modifiers of the lines in `done`."""
    for name in ("claims", "lines", "rejected"):
        old, new = getattr(before, name), getattr(after, name)
        same = [c for c in old.column_names if c not in ("file", "byte", *(_MODIFIERS if name == "lines" else ()))]
        if not old.select(same).equals(new.select(same)):
            raise FixError(f"the rewritten file does not read as the input does ({name}); nothing was written")
    old, new = (_stated(result.lines) for result in (before, after))
    at = pc.indices_nonzero(pc.not_equal(old, new))
    keys = before.lines.select(["claim_key", "line_no"]).take(at).to_pylist()
    changed = {
        (key["claim_key"], key["line_no"]): text for key, text in zip(keys, new.take(at).to_pylist(), strict=True)
    }
    intended = {(line.claim_key, line.line): " ".join(line.after) for line in done if line.after != line.before}
    if changed != intended or before.issues.num_rows != after.issues.num_rows:
        raise FixError("the rewritten file differs from the input in more than the fixes; nothing was written")


def _doubts(before: Result, after: Result, done: list[LineFix]) -> dict[LineFix, str]:
    """The changes to take back, each with why: the finding is still there, or a new one came with it."""
    doubts: dict[LineFix, str] = {}
    keys = {(line.claim_key, line.line) for line in done}
    still = {
        (row["claim_key"], row["line"], row["edit"])
        for row in _of_lines(after.findings, {key for key, _ in keys}).to_pylist()
    }
    for line in done:
        left = [edit for edit in line.edits if (line.claim_key, line.line, edit) in still]
        if left:
            doubts[line] = f"{' and '.join(left)} would not go away"
    known = _finding_keys(before.findings)
    grave = after.findings.filter(pc.is_in(after.findings["status"], _GRAVE))
    new = grave.filter(pc.invert(pc.is_in(_finding_keys(grave), known)))
    for row in new.select(["edit", "claim_key", "line", "claim", "other_claim_key"]).to_pylist():
        where = f"line {row['line']} of claim {row['claim']}" if row["line"] else f"claim {row['claim']}"
        theirs = [line for line in done if line.claim_key in (row["claim_key"], row["other_claim_key"])]
        for line in theirs or done:
            doubts.setdefault(line, f"it would bring {row['edit']} on {where}")
    return doubts


def _lines(result: Result, keys: Collection[tuple[int, int]]) -> list[dict[str, Any]]:
    """The lines of the claims in `keys`, in the order of the file."""
    columns = ["claim_key", "line_no", "code", *_MODIFIERS, "segment", "byte"]
    return list(_of_lines(result.lines, {key for key, _ in keys}).select(columns).to_pylist())


def _of_lines(table: pa.Table, claims: Collection[int]) -> pa.Table:
    return table.filter(pc.is_in(table["claim_key"], pa.array(sorted(claims), pa.int64())))


def _stated(lines: pa.Table) -> pa.Array:
    """The modifiers of each line as one text, as findings show them."""
    stated = pc.utf8_trim_whitespace(
        pc.replace_substring_regex(
            pc.binary_join_element_wise(*(lines[name] for name in _MODIFIERS), " "), pattern=" +", replacement=" "
        )
    )
    return stated.combine_chunks()  # of no lines there is no chunk, on which Arrow's indices_nonzero ends the process


def _finding_keys(findings: pa.Table) -> pa.ChunkedArray:
    """What makes a finding the same one before and after."""
    columns = [pc.cast(findings[name], pa.string()) for name in ("edit", "status", "claim_key", "line")]
    return pc.binary_join_element_wise(*columns, "|", null_handling="replace", null_replacement="")


def _beside(target: Path) -> Path:
    """Where the file is written before it gets its name."""
    return target.with_name(f".{target.name}.{os.getpid()}.partial")
