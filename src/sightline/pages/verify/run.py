"""Verify a document: read it, find its codes, judge them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sightline.pages.code import Pages
from sightline.pages.verify.blocks import Block
from sightline.pages.verify.code_sets import CodeSets
from sightline.pages.verify.judge import Judge
from sightline.pages.verify.mentions import mentions, subject_of
from sightline.pages.verify.patterns import SYSTEMS
from sightline.pages.verify.read import VerifyError, read
from sightline.pages.verify.record import Verified
from sightline.reference.store import Reference, open_reference


def verify(
    file: Path | str,
    *,
    code: str = "",
    on: date | None = None,
    reference: Reference | Path | str | None = None,
) -> Verified:
    """Hold every code of a file (Markdown, HTML, csv, text) against the reference as of a date (default: today).

    `code` is the procedure that the file is about; by default the one that its first heading names, if any. Raises
    VerifyError when the file cannot be read or names no code.
    """
    path = Path(file)
    return verify_blocks(read(path), str(path), code=code, on=on, reference=reference)


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
    procedures = frozenset(pages.codes())

    def known(system: str, text: str) -> bool:
        if system == "procedure":
            return text in procedures or text in sets.reference.starter_codes
        if system == "diagnosis":
            return text in sets.diagnoses or text in sets.categories
        return bool(SYSTEMS[system].fullmatch(text))

    found = mentions(blocks, known)
    if not found:
        raise VerifyError(f"{name}: no CPT, HCPCS, ICD-10-CM, NUCC, modifier or place of service code found in it")
    subject = code.strip().upper() or subject_of(blocks, known)
    wanted = sorted({m.code for m in found if m.system == "procedure"} | ({subject} if subject else set()))
    subjects = {one.code: one for one in pages.subjects(wanted)}
    return Verified(name, subject, day, Judge(sets, subjects, subject).judge(found))
