"""Verify a document: read it, find its codes, judge them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.days import day_of
from sightline.pages.code import Pages
from sightline.pages.verify.about import subject_of
from sightline.pages.verify.code_sets import CodeSets
from sightline.pages.verify.find.blocks import Block
from sightline.pages.verify.find.mentions import mentions
from sightline.pages.verify.find.read import VerifyError, read
from sightline.pages.verify.judge import Judge
from sightline.pages.verify.record import Verified
from sightline.pages.words import known_labels
from sightline.reference.store import Reference, open_reference

_MOST = 60  # diagnoses inside a range that are named one by one


def verify(
    file: Path | str,
    *,
    code: str = "",
    on: date | str | None = None,
    reference: Reference | Path | str | None = None,
) -> Verified:
    """Hold every code of a file (Markdown, HTML, csv, text) against the reference as of a date (default: today).

    `code` is the procedure that the file is about; by default the one that its title names, if any. Raises
    VerifyError when the file cannot be read or names no code.
    """
    path = Path(file)
    return verify_blocks(read(path), str(path), code=code, on=day_of(on), reference=reference)


def verify_blocks(
    blocks: list[Block],
    name: str,
    *,
    code: str = "",
    on: date | None = None,
    reference: Reference | Path | str | None = None,
) -> Verified:
    """The same for a document that is already read."""
    day = on or date.today()
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    pages, sets = Pages(store, on=day), CodeSets(store, day)
    lists = _Known(sets, frozenset(pages.codes()) | sets.reference.starter_codes)
    found = mentions(blocks, lists)
    if not found:
        raise VerifyError(f"{name}: no CPT, HCPCS, ICD-10-CM, NUCC, modifier or place of service code found in it")
    subject = code.strip().upper() or subject_of(blocks, lists)
    needed = sorted({m.code for m in found if m.system == "procedure"} | ({subject} if subject else set()))
    subjects = {one.code: one for one in pages.subjects(needed)}
    return Verified(name, subject, day, Judge(sets, subjects, subject).judge(found))


@dataclass(frozen=True)
class _Known:
    """Which codes the loaded data has, and our own words know."""

    sets: CodeSets
    procedures: frozenset[str]

    def has(self, system: str, code: str) -> bool:
        """Whether the code is known."""
        if system == "procedure":
            return code in self.procedures or code in known_labels()
        if system == "diagnosis":
            return code in self.sets.diagnoses or code in self.sets.categories
        known = {"taxonomy": self.sets.taxonomies, "place": self.sets.places, "modifier": self.sets.modifiers}
        return code in known[system]

    def may_exist(self, system: str, code: str) -> bool:
        """Whether the code is known, or no loaded list of procedures is complete."""
        return self.has(system, code) or not any(r.scope == "all" for r in self.sets.reference.of("fee_schedule"))

    def between(self, system: str, first: str, last: str) -> list[str]:
        """The codes of a system after `first` and before `last` that can be billed, if they are not many."""
        if system != "diagnosis":
            return []
        ordered = self.sets.ordered_diagnoses
        inside = ordered[bisect_right(ordered, first) : bisect_left(ordered, last)]
        return inside if len(inside) <= _MOST else []
