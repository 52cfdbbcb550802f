"""The sections of a report, whatever the spelling of their headings."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_HEADINGS = Path(__file__).parent / "sections.toml"
#: A line with a heading: bullets or rules before it, then a colon, a dash, or the end of the line.
_LINE = re.compile(
    r"^[ \t]{0,40}(?:[#*=~>_-]{1,6}[ \t]{0,9}|\d{1,2}[.)][ \t]{0,9})?"
    r"(?P<head>[A-Za-z][^\n:]{0,79}?)[ \t]{0,9}(?:[*=~_]{1,6}[ \t]{0,9})?"
    r"(?P<end>:(?!\d)[ \t]{0,9}(?:\*{1,2}(?!\*)[ \t]{1,9})?|[ \t]{1,9}[-–—]{1,2}[ \t]{1,9}|"
    r"[-–—=]{2,}[ \t]{0,9}(?=\n|\Z)|(?=\n|\Z))",
    re.MULTILINE,
)
#: A heading within a line: after the end of a sentence or two spaces, in capitals or with a capital, then a colon.
_INLINE = re.compile(r"(?:(?<=[.;!?][ \t])|(?<=[ \t]{2}))(?P<head>[A-Z][A-Za-z/&() -]{2,50}?)[ \t]*(?P<end>:[ \t]+)")
#: What ends a block that was quoted from elsewhere.
_END_OF_BLOCK = re.compile(
    r"^[ \t]*(?:[-=*_~>\[(]{1,6}[ \t]*)?end\b[^\n]{0,60}$|^[ \t]*[-=*_~]{6,}[ \t]*$", re.I | re.M
)
_VERB = re.compile(r"\b(?:was|were|is|are|been|using|obtained|performed under|advanced)\b", re.I)
#: Sections of a few words: prose about the work after them is not theirs, heading or no heading.
_SHORT = (
    "title",
    "indication",
    "history",
    "comparison",
    "consent",
    "people",
    "medication",
    "dose",
    "specimens",
    "complications",
)
#: An empty line, and a line after it that is no heading.
_PARAGRAPH = re.compile(r"\n[ \t]*\n[ \t]*(?=\S)")
#: The first line of such prose.
_WORK = re.compile(
    r"(?<=[.\w)\n])[ \t]*\n[ \t]*(?=(?-i:Under|Using)\b[^\n:.]{0,40}\b(?:guid|visuali|imag|CT\b|US\b|ultraso|sono|fluoro|steril)|"
    r"(?-i:[A-Z])[^\n:]{0,70}\b(?:(?:consent|risks|benefits|time-?out|"
    r"scan|ultrasound|CT|patient|skin|site|area|lobe|region|lesion|nodule|mass|needle|catheter|introducer|approach)"
    r"\b[^\n:]{0,60}?\b(?:was|were)\s+(?:\w+\s+)?(?:obtained|given|signed|performed|placed|positioned|"
    r"brought|prepped|scanned|prepared|marked|locali[sz]ed|explained|discussed|reviewed|identified|"
    r"taken|advanced|introduced|inserted|passed|"
    r"punctured|used|infiltrated|visuali[sz]ed|imaged|draped|chosen|selected)|(?:under|using|with) \w+))",
    re.I,
)
#: Short sections that may hold sentences of their own.
_OF_SENTENCES = ("indication", "history", "consent", "complications")
#: A line after one that is closed, and what makes it prose about the work.
_LINE_AFTER = re.compile(r"(?<=[.\w)])[ \t]*\n[ \t]*(?=([A-Z][^\n]*))")
_PAST = re.compile(r"\b(?:was|were)\b", re.I)
#: A line of the opening that is a sentence and no title.
_SENTENCE = re.compile(r"\w[^.\n]*\s[^.\n]*\.\s*$")
#: Sections that go on over unknown headings until one that is known.
_SWALLOWS = ("template", "prior")


@dataclass(frozen=True)
class Section:
    """A stretch of the text: its kind (a name of sections.toml, or body), its heading, and where its words are."""

    kind: str
    heading: str
    start: int  # of the heading
    body: int  # of the words after it
    end: int


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    entries = tomllib.loads(_HEADINGS.read_text(encoding="utf-8"))
    return tuple((kind, re.compile("|".join(entry["says"]), re.I)) for kind, entry in entries.items())


@lru_cache(maxsize=4096)
def kind_of(heading: str) -> str:
    """The kind of section that a heading opens; "" when it is none that is known."""
    plain = re.sub(r"[\s*_#=]+", " ", heading).strip(" .:-")
    bare = re.sub(r"\s*\([^)]*\)$", "", plain)
    return next((kind for kind, spelt in _kinds() for text in (plain, bare) if spelt.fullmatch(text)), "")


def sections(text: str) -> list[Section]:
    """The sections of a report in order; together they cover the text. What stands before any heading is its title
    (a line or two without a sentence) or body."""
    marks = _marks(text)
    found: list[Section] = []
    first = marks[0][0] if marks else len(text)
    if text[:first].strip():
        found += _opening(text, first)
    for place, (start, body, kind, heading) in enumerate(marks):
        end = marks[place + 1][0] if place + 1 < len(marks) else len(text)
        if kind == "title" and _VERB.search(text[body:end]) and len(text[body:end].split()) > 14:
            kind = "technique"
        cut = _cut(text, body, end, kind) if kind in _SHORT else end
        found.append(Section(kind, heading, start, body, cut))
        if cut < end:
            found.append(Section("body", "", cut, cut, end))
    return found


def _cut(text: str, body: int, end: int, kind: str) -> int:
    """Where the words of a short section end: at an empty line after words beside the heading, or where work begins."""
    beside = text[body : text.find("\n", body, end) if "\n" in text[body:end] else end].strip()
    ends = [
        match
        for match in (_WORK.search(text, body, end), _PARAGRAPH.search(text, body, end) if beside else None)
        if match
    ]
    if beside and kind not in _OF_SENTENCES:
        ends += [match for match in _LINE_AFTER.finditer(text, body, end) if _is_prose(match[1])][:1]
    ends = [match for match in ends if text[body : match.start()].strip()]
    return min((match.end() for match in ends), default=end)


def _is_prose(line: str) -> bool:
    """Whether a line is prose about what was done: long, or with a verb of the past."""
    words = len(line.split())
    return (words > 12 and bool(_VERB.search(line))) or (words > 5 and bool(_PAST.search(line)))


def section_at(found: list[Section], place: int) -> Section | None:
    """The section in which an offset lies."""
    at = bisect_right(found, place, key=lambda section: section.start) - 1
    return found[at] if at >= 0 else None


def _opening(text: str, end: int) -> list[Section]:
    """What stands before the first heading: its lines without a sentence are the title, the rest is body."""
    place = 0
    for line in text[:end].splitlines(keepends=True):
        if len(line.split()) > 14 or _VERB.search(line) or _SENTENCE.search(line):
            break
        place += len(line)
    found = [Section("title", "", 0, 0, place)] if place else []
    return [*found, Section("body", "", place, place, end)] if place < end else found


def _marks(text: str) -> list[tuple[int, int, str, str]]:
    """Where sections begin: start, start of the words, kind, heading; in order."""
    found: dict[int, tuple[int, int, str, str]] = {}
    for pattern in (_LINE, _INLINE):
        for match in pattern.finditer(text):
            heading = match["head"]
            kind = kind_of(heading)
            bare = pattern is _LINE and not match["end"].strip()
            if kind and bare and (heading.endswith(".") or not _stands_out(heading, text, match.start("head"))):
                kind = ""
            if not kind and pattern is _LINE and _opens_body(heading, match["end"]):
                kind = "body"
            if kind:
                found[match.start("head")] = (match.start("head"), match.end(), kind, heading)
    marks = [found[start] for start in sorted(found)]
    ends = [match.end() for match in _END_OF_BLOCK.finditer(text)]
    kept: list[tuple[int, int, str, str]] = []
    until = -1  # the end of a quoted block that headings within do not end
    for mark in marks:
        if mark[0] < until:
            continue
        kept.append(mark)
        if mark[2] in _SWALLOWS:
            closing = next((end for end in ends if end > mark[1]), None)
            if closing is not None and _is_end(text, closing):
                until = closing
                kept.append((closing, closing, "body", ""))
    return sorted(kept)


def _is_end(text: str, closing: int) -> bool:
    line = text[text.rfind("\n", 0, closing - 1) + 1 : closing]
    return bool(re.search(r"\bend\b", line, re.I))


def _stands_out(heading: str, text: str, start: int) -> bool:
    """Whether a heading without a colon is one: in capitals, marked, or a short line of its own."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return heading.isupper() or bool(before.strip(" \t")) or len(heading.split()) <= 3


def _opens_body(heading: str, end: str) -> bool:
    """Whether an unknown heading opens a section: capitals, a colon after them, a few words."""
    return bool(end.strip().startswith(":")) and heading.isupper() and len(heading) > 4 and len(heading.split()) <= 6
