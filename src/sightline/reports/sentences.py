"""Sentences of a report: wrapped lines joined, list items and fields apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .sections import Section

#: Characters beyond which words without a full stop are cut.
LONGEST = 1500
#: The end of a sentence: a mark, white space, and a beginning; not after a title, an initial or "No.".
_END = re.compile(r"(?:[.!?][\"')\]]*|;)(?=\s+[\"'(\[]?[A-Z0-9\[☐☑-]|\s*\Z)")
_NO_END = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|St|No|vs|e\.g|i\.e|approx|Fig|Jr|Sr|[A-Z]|Drs|ga|Ga|M\.D|D\.O|Ph\.D|R\.N|a\.m|p\.m))\.$"
)
#: A line that begins something of its own: a bullet, a number, a box, a field.
_ITEM = re.compile(
    r"[ \t]*(?:[-*•–>☐☑☒]\s|\(?\d{1,2}[.)]\s|\[.{0,2}\]|\(.?\)\s|[A-Z][\w/&(), -]{1,40}:(?:\s|$)|_{3,}|={3,}|-{3,})"
)
#: Where a sentence turns to another subject, so that a "no" or "without" before it does not reach over.
_CLAUSE = re.compile(
    r"(?<=\S);\s+(?=\w)|(?<=\S)(?:,\s+|\s+)(?:and|but|while|whereas|though|although|however|then)\s+(?=(?:(?:the|all|a|an|one|two|three|his|her|its|these|\w+)\s+){1,4}(?:was|were|is|are|has|have|had)\s)",
    re.I,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence: where it is, and the section it stands in (its place among the sections)."""

    start: int
    end: int
    section: int
    kind: str


def sentences(text: str, sections: list[Section]) -> list[Sentence]:
    """The sentences of all sections in order, without white space around them."""
    found: list[Sentence] = []
    for number, section in enumerate(sections):
        for start, end in _blocks(text, section.body, section.end):
            for a, b in _split(text, start, end):
                found.append(Sentence(a, b, number, section.kind))
        if section.heading and "\n" not in text[section.start : section.body]:
            _join_heading(found, section, number)
    return found


def _join_heading(found: list[Sentence], section: Section, number: int) -> None:
    """Let the first sentence of a section begin with the heading on its line: "Complications: none" is one sentence."""
    for place in range(len(found) - 1, -1, -1):
        if found[place].section != number:
            break
        if place == 0 or found[place - 1].section != number:
            first = found[place]
            found[place] = Sentence(section.start, first.end, number, section.kind)
            break


def clauses(text: str, start: int, end: int) -> list[int]:
    """Where within a sentence another clause begins."""
    return [match.end() for match in _CLAUSE.finditer(text, start, end)]


def _blocks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Lines joined where they are wrapped."""
    lines, place = [], start
    while place < end:
        stop = text.find("\n", place, end)
        stop = end if stop < 0 else stop
        lines.append((place, stop))
        place = stop + 1
    widest = max((b - a for a, b in lines), default=0)
    blocks: list[tuple[int, int]] = []
    joined = False
    for number, (a, b) in enumerate(lines):
        if not text[a:b].strip():
            joined = False
            continue
        if joined and not _ITEM.match(text, a, b):
            blocks[-1] = (blocks[-1][0], b)
        else:
            blocks.append((a, b))
        words = text[a:b].rstrip()
        following = text[lines[number + 1][0] : lines[number + 1][1]].strip() if number + 1 < len(lines) else ""
        goes_on = following[:1].islower() or (b - a > max(38, 0.6 * widest)) or words.endswith((",", "-"))
        joined = (bool(following) and goes_on and not words.endswith((".", ":", "!", "?"))) or (
            bool(following) and words.endswith(".") and b - a > max(60, 0.8 * widest)
        )
    return blocks


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found, place = [], start
    for match in _END.finditer(text, start, end):
        if match[0] != ";" and _NO_END.search(text, max(start, match.end() - 12), match.start() + 1):
            continue
        found.append((place, match.end()))
        place = match.end()
    found.append((place, end))
    trimmed = []
    for a, b in (piece for whole in found for piece in _pieces(text, *whole)):
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if b > a:
            trimmed.append((a, b))
    return trimmed


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A stretch too long to be a sentence, cut at white space."""
    found = []
    while end - start > LONGEST:
        cut = text.rfind(" ", start, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        found.append((start, cut))
        start = cut
    return [*found, (start, end)]
