"""Drafts of appeals and reopenings as text, and the facts that form CMS-20027 needs as PDF in a layout of our own."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from sightline.denied.corrected import Again, corrected
from sightline.denied.letters import Letter, letters
from sightline.denied.result import Denials
from sightline.errors import SightlineError
from sightline.outputs.price.text import money

_WIDE, _ROWS = 92, 52  # letters in a row, rows on a page
_DRAFT = "DRAFT for a person to check, finish and sign. Nothing was sent."


def write_drafts(found: Denials, folder: Path) -> tuple[list[Letter], list[Again]]:
    """Write a letter for each claim that is appealed or reopened, the facts of CMS-20027 beside those to Medicare, and the
    corrected claims, to a new or empty folder. Raises SightlineError for one that holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SightlineError(f"{folder}: drafts go to a new or empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    drafts = letters(found)
    for number, letter in enumerate(drafts, 1):
        name = f"{number:04}-{letter.route}-{re.sub(r'[^A-Za-z0-9-]', '_', letter.claim) or 'claim'}"
        (folder / f"{name}.txt").write_text("\n".join(lines(letter)) + "\n", encoding="utf-8")
        if letter.route == "redetermination":
            write_pdf(facts(letter), folder / f"{name}-cms-20027.pdf")
    again = corrected(found, folder)
    if again:
        (folder / "corrected-claims.txt").write_text("\n".join(_again(again)) + "\n", encoding="utf-8")
    return drafts, again


def lines(letter: Letter) -> Iterator[str]:
    """The letter, line by line."""
    yield from (_DRAFT, "", f"To: {letter.payer}", f"Re: {letter.title}", "")
    yield from (
        f"Patient: {letter.patient or '________'}",
        f"{'Medicare number' if letter.medicare else 'Member number'}: {letter.member_id or '________'}",
        f"Claim: {letter.claim}; the payer's number: {letter.payer_claim_number or '________'}",
        f"Decided by: remittance {letter.payment or '________'} of {letter.notice or '________'}",
        f"To be received by: {letter.deadline.day or 'unknown'}"
        + (f" ({letter.deadline.says})" if letter.deadline.says else ""),
        "",
    )
    request = "We ask that the decision on these lines be reopened and corrected." if letter.route == "reopening" else (
        "We disagree with the decision on these lines and ask that it be changed."
    )  # fmt: skip
    yield from (request, "")
    for item in letter.items:
        code = "-".join([item.code or "whole claim", *item.modifiers])
        stake = ""
        if item.at_stake is not None and item.allowed is not None:
            stake = f", allowed {money(item.allowed)}, expected {money(item.allowed + item.at_stake)}"
        yield f"Line {item.line or '(all)'}: {code} of {item.date or 'no date'}, billed {money(item.billed)}{stake}"
        for text in item.decided:
            yield from _wrapped(f"decided: {text}", 2)
        yield from _wrapped(f"why: {item.ground}", 2)
        for change in item.changes:
            yield from _wrapped(f"the correction: {change}", 2)
        for span in item.spans:
            yield from _wrapped(
                f'evidence ({span.says}): "{" ".join(span.text.split())}" ({span.name}, from character {span.start})', 2
            )
        if item.source:
            yield from _wrapped(f"by: {item.source}", 2)
        yield ""
    yield "Enclosures:"
    for number, text in enumerate(letter.enclosures, 1):
        yield from _wrapped(f"{number}. {text}", 2)
    yield from (
        "",
        f"{letter.provider or '________'}, NPI {letter.provider_npi or '________'}",
        "",
        "Signature: ________   Date: ________",
    )


def facts(letter: Letter) -> list[str]:
    """What a request for a redetermination must hold (42 CFR 405.944(b); form CMS-20027), as lines."""
    lines = [
        "Medicare redetermination request: facts for form CMS-20027", _DRAFT, "",
        f"1. Beneficiary's name: {letter.patient or '________'}",
        f"2. Medicare number: {letter.member_id or '________'}",
    ]  # fmt: skip
    for item in letter.items:
        lines.append(
            f"3. Item or service: {'-'.join([item.code, *item.modifiers])}, line {item.line or '(all)'} of claim {letter.claim}"
        )
        lines.append(f"4. Date of service: {item.date or '________'}")
    lines += [
        f"5. Date of the initial determination: {letter.notice or '________'} (remittance {letter.payment or '________'})",
        f"   claim control number: {letter.payer_claim_number or '________'}",
        f"   to be received by: {letter.deadline.day or 'unknown'}",
        "6. We do not agree with the determination because:",
    ]
    for item in letter.items:
        lines += _wrapped(f"{item.ground} ({item.source})", 3)
    lines.append("7. Evidence that goes with this request:")
    for text in letter.enclosures:
        lines += _wrapped(f"- {text}", 3)
    return [
        *lines,
        f"8. Person appealing: provider or supplier, {letter.provider or '________'}, NPI {letter.provider_npi or '________'}",
        "9. Signature: ________________   Date: ____________   Telephone: ____________",
    ]  # fmt: skip


def write_pdf(rows: list[str], path: Path) -> None:
    """Write lines of text as PDF, letter size; as text beside it where pypdf (extra `report`) is not installed."""
    try:
        from pypdf import PdfWriter
        from pypdf.generic import ContentStream, DictionaryObject, NameObject
    except ModuleNotFoundError:
        path.with_suffix(".txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier", "/Encoding": "/WinAnsiEncoding"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    writer = PdfWriter()
    for start in range(0, len(rows), _ROWS):
        page = writer.add_blank_page(width=612, height=792)
        text = " ".join(f"({_escaped(row)}) Tj T*" for row in rows[start : start + _ROWS])
        content = ContentStream(None, writer)
        content.set_data(f"BT /F1 9.5 Tf 13 TL 42 740 Td {text} ET".encode("cp1252", "replace"))
        fonts = DictionaryObject({NameObject("/F1"): named})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page.replace_contents(content)
    with path.open("wb") as out:
        writer.write(out)


def _escaped(row: str) -> str:
    return re.sub(r"([\\()])", r"\\\1", row)


def _again(again: list[Again]) -> Iterator[str]:
    yield from (_DRAFT, "")
    for each in again:
        how = f"replaces {each.number} (frequency 7, REF*F8)" if each.replaces else "new claim"
        yield f"{each.claim}: {how}; {'in the draft' if each.written else 'in no file yet'}"
        yield from (f"  made: {text}" for text in each.made)
        yield from (line for text in each.left for line in _wrapped(f"for a person: {text}", 2))


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text, _WIDE, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2), break_long_words=False
    )
