"""The sections of a report, whatever the spelling of their headings."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_HEADINGS = Path(__file__).parent / "sections.toml"
#: A line with a heading: bullets or rules before it, then a colon, a dash, or the end of the line.
_LINE = re.compile(
    r"^[ \t]{0,40}(?:\|[ \t]{0,9})?(?:[#*=~>_-]{1,6}[ \t]{0,9}|\d{1,2}[.)][ \t]{0,9})?"
    r"(?P<head>[A-Za-z][^\n:]{0,79}?)[ \t]{0,9}(?:[*=~_]{1,6}[ \t]{0,9})?"
    r"(?P<end>[ \t]{0,40}\|[ \t]{0,9}|[ \t]*\.{3,60}[ \t]*|\t[ \t]*(?=\S)|[ ]{3,40}(?=\S)|"
    r":(?!\d)[ \t]{0,9}(?:\*{1,2}(?!\*)[ \t]{1,9})?|[ \t]{1,9}[-–—]{1,2}[ \t]{1,9}|"
    r"[-–—=]{2,}[ \t]{0,9}(?=\n|\Z)|(?=\n|\Z))",
    re.MULTILINE,
)
#: The heading of an addendum: a date, a time and a name may follow the word.
_ADDENDUM = re.compile(
    r"^[ \t]{0,40}(?:[#*=~>_-]{1,6}[ \t]{0,9})?(?P<head>(?:addend(?:um|a)|amend(?:ed|ment)|correct(?:ion|ed report)|late entry)\b"
    r"(?:[ \w#,./()&-]|\d:(?=\d)){0,70}?)"
    r"(?P<end>[ \t]*:(?!\d)[ \t]*|[ \t]+[-–—][ \t]+|[ \t]*[*=~_-]{2,}[ \t]*(?=\n|\Z)|(?=\n|\Z))",
    re.IGNORECASE | re.MULTILINE,
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
    "signature",
)
#: An empty line, and a line after it that is no heading.
_PARAGRAPH = re.compile(r"\n[ \t]*\n[ \t]*(?=\S)")
#: The first line of such prose.
_WORK = re.compile(
    r"(?<=[.\w)\n])[ \t]*\n[ \t]*(?=(?-i:Under|Using)\b[^\n:.]{0,40}\b(?:guid|visuali|imag|CT\b|US\b|ultraso|sono|fluoro|steril)|"
    r"(?-i:[A-Z])[^\n:]{0,70}\b(?:(?:consent|risks|benefits|time-?out|"
    r"scan|ultrasound|CT|patient|skin|site|area|lobe|region|lesion|nodule|mass|needle|catheter|introducer|approach|"
    r"quadrant|abdomen|chest|neck|back|flank|breast|kidney|liver|gallbladder|thyroid|groin|axilla|pelvis|allograft|"
    r"hemithorax|spine|hip|knee|interspace|foramen|effusion|ascites|collection|abscess|node)"
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
#: What a paragraph about the work names, and one about the patient's complaint does not.
_OF_WORK = re.compile(
    r"\b(?:guidance|needle|introducer|trocar|probe|prepped|draped|lidocaine|anesthetized|peel-away|over a wire|"
    r"(?:under|using|with) (?:[\w-]+ ){0,2}?(?:ultrasound|sonograph\w+|CT|fluoroscop\w+))\b",
    re.I,
)
#: Any line after another, and what opens one about the work in terse dictation.
_DETAIL = re.compile(
    r"\b\d+(?:\.\d+)? ?-?(?:fr|french|ml|cc|ga?|gauge|cores?|passes)\b|\b(?:left in|sutured|secured|0 passes)\b|"
    r"\b(?:FNA|core|passes|samples|volume|amount|device|needle|catheter|size)\s*:|[a-z0-9)]\. +[A-Z0-9]",
    re.I,
)
_NEXT_SENTENCE = re.compile(r"(?<=[a-z0-9)][.;])[ \t]+(?=([A-Z0-9][^\n]*))")
_NEXT_LINE = re.compile(r"[ \t]*\n[ \t]*(?=([^\n]*))")
_FIELD = re.compile(r"(?:[-*•]\s)?[A-Z][^\n:.]{2,60}:(?:\s|$)")
_OPENS_WORK = re.compile(
    r"(?:(?:informed |written |verbal )?consent\b|time-?out|(?:patient |pt )?(?:prone|supine|"
    r"(?:left |right )?(?:lateral )?decubitus|oblique|"
    r"upright|sitting|seated)\b|(?:real-?time |direct |using |under |with |via )+"
    r"(?:direct |real-?time |intermittent |continuous )?"
    r"(?:us|u/s|ultraso\w+|sono\w+|ct|fluoro\w+|c-arm|image|imaging|mri?|stereota\w+|sterile)\b|(?:us|ct|fluoro)[- ]guid|"
    r"(?:sterile )?prep|(?:the )?skin\b|\d{1,2}[- ]?(?:g|ga|gauge|fr|french)\b|(?:1% )?lido|local\b|needle\b|seldinger|"
    r"(?:nodule|lesion|site|collection|mass|node|left|right)\s*(?:#?\d|[A-D])?\s*[:,(]|"
    r"(?:planning|scout|limited|preliminary|localizing) (?:ct|us|ultrasound|scan)|sedation|moderate sedation)",
    re.I,
)
_PAST = re.compile(r"\b(?:was|were)\b", re.I)
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
            beside = _beside(text, body, end)
            kind = "title" if beside and "\n" in text[body:end] and not _VERB.search(beside) else "technique"
        cut = _cut(text, body, end, kind) if kind in _SHORT else end
        found.append(Section(kind, heading, start, body, cut))
        if cut < end:
            found.append(Section("body", "", cut, cut, end))
    return found


def _cut(text: str, body: int, end: int, kind: str) -> int:
    """Where the words of a short section end: at an empty line after words beside the heading, or where work begins."""
    beside = _beside(text, body, end)
    ends = [
        match
        for match in (_WORK.search(text, body, end), _PARAGRAPH.search(text, body, end) if beside else None)
        if match
    ]
    if beside and kind not in _OF_SENTENCES:
        ends += [match for match in _LINE_AFTER.finditer(text, body, end) if _is_prose(match[1])][:1]
    if beside.endswith(".") and kind in _OF_SENTENCES:
        ends += [m for m in _LINE_AFTER.finditer(text, body, end) if _is_prose(m[1]) and _OF_WORK.search(m[1])][:1]
    if beside:
        ends += [match for match in _NEXT_LINE.finditer(text, body, end) if _OPENS_WORK.match(match[1])][:1]
        ends += [match for match in _NEXT_SENTENCE.finditer(text, body, end) if _OPENS_WORK.match(match[1])][:1]
    if beside and re.fullmatch(r"\[[^\]\n]*\]|[_*?. -]+|<[^>]*>|\{[^}]*\}", beside):  # nobody filled it in
        ends += [match for match in _NEXT_LINE.finditer(text, body, end) if match[1].strip()][:1]
    if beside:
        ends += [match for match in _NEXT_LINE.finditer(text, body, end) if _FIELD.match(match[1])][:1]
    if beside and kind == "title":
        ends += [m for m in _NEXT_LINE.finditer(text, body, end) if _is_sentence(m[1]) or _DETAIL.search(m[1])][:1]
    ends = [match for match in ends if text[body : match.start()].strip()]
    return min((match.end() for match in ends), default=end)


def _is_sentence(line: str) -> bool:
    """Whether a line of the opening is a sentence and no title: words, and a full stop at its end."""
    words = line.strip()
    return words.endswith(".") and len(words[:-1].rpartition(".")[2].split()) > 1


def _beside(text: str, body: int, end: int) -> str:
    """The words on the line of a heading."""
    stop = text.find("\n", body, end)
    return text[body : end if stop < 0 else stop].strip()


def _is_prose(line: str) -> bool:
    """Whether a line is prose about what was done: long, or with a verb of the past."""
    words = len(line.split())
    return (words > 12 and bool(_VERB.search(line))) or (words > 5 and bool(_PAST.search(line)))


def _opening(text: str, end: int) -> list[Section]:
    """What stands before the first heading: its lines without a sentence are the title, the rest is body."""
    place = 0
    for line in text[:end].splitlines(keepends=True):
        if len(line.split()) > 14 or _VERB.search(line) or _is_sentence(line) or _DETAIL.search(line):
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
    for match in _ADDENDUM.finditer(text):
        head = match["head"]
        if match["end"].strip() or head.isupper() or len(head.split()) < 3 or any(sign.isdigit() for sign in head):
            found[match.start("head")] = (match.start("head"), match.end(), "addendum", head)
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
    if "|" in end or "..." in end:  # a field of a table
        return len(heading.split()) <= 6
    return bool(end.strip().startswith(":")) and heading.isupper() and len(heading) > 4 and len(heading.split()) <= 6
