"""The codes of running text and of list items, with the labels that they are given there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sightline.pages.verify.either import settled
from sightline.pages.verify.find.blocks import Prose
from sightline.pages.verify.find.mention import Mention
from sightline.pages.verify.find.patterns import SYSTEMS, Lists, expanded, system_of_heading
from sightline.pages.verify.stated import NOTHING, Stated, stated

_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])?\s*([0-9A-Z][0-9A-Z.]{1,9}X?)\s*(?:[:–—|=]|-\s|\s-|\.\s|\s)\s*(\S.*)$")
_MODIFIERS = re.compile(r"\b(?i:modifiers?)\s+-?([0-9A-Z]{2})\b(?:\s*(?:,|and|or|/|&)+\s*-?[0-9A-Z]{2}\b)*")
_PLACES = re.compile(r"\b(?:POS|place of service)\s*(?:code)?s?\s*(\d{2})\b", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:CPT|HCPCS|codes?)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\([^)]*\)|\b(?:CPT|HCPCS|and|or|to|thru|through|codes?|level|II)\b|[A-Z]?\d{4}[0-9A-Z]?\b|[\s,;:/&()#®–—|.+-]",
    re.IGNORECASE,
)
_ABOUT_CODES = re.compile(r"\b(?:CPT|HCPCS|codes?|drugs?|bill\w*|report\w*|inject\w*|units?)\b", re.IGNORECASE)
#: Numbers of five digits that are none: addresses, telephones.
_NO_CODE_AFTER = re.compile(
    r"(?:\b(?:suite|ste|room|rm|zip|box|phone|fax|call|ext|extension|account|acct|invoice|page)\W{0,3}|,\s*[A-Z]{2}\s+)$",
    re.IGNORECASE,
)
_DIAGNOSES = re.compile(r"\b(?i:ICD|diagnos)|\b[A-Z]\d[0-9AB]\.[0-9A-Z]{1,4}\b")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])|;\s")


class Named(NamedTuple):
    """A code that running text names, with the label that the text gives it; of a modifier also the code it goes with."""

    system: str
    code: str
    written: str
    label: Stated = NOTHING
    procedure: str = ""
    ranged: bool = False


def of_prose(block: Prose, beside: Sequence[Prose], lists: Lists) -> Iterator[Mention]:
    """The mentions of a paragraph, list item or heading; `beside` are the blocks before and after it."""
    item = _ITEM.match(block.text)
    led: tuple[str, str] | None = None
    if item and not block.is_heading:
        system = settled(_system_of_item(item[1], block, beside, lists), item[1], item[2], lists)
        if system:
            led = (system, _plain(system, item[1]))
            label = _of_item(block.text, item)
            yield Mention(
                system, led[1], item[1], label.text, block.text, block.number, 0, block.heading, bool(label.text),
                sure=label.sure,
            )  # fmt: skip
    for sentence in _SENTENCES.split(block.text):
        for named in named_in(sentence, lists):
            if (named.system, named.code) == led:
                led = None  # the item itself; named again it is another statement
                continue
            yield Mention(
                named.system, named.code, named.written, named.label.text, sentence, block.number, 0, block.heading, False,
                procedure=named.procedure, sure=named.label.sure, ranged=named.ranged,
            )  # fmt: skip


def named_in(text: str, lists: Lists) -> Iterator[Named]:
    """Codes that running text names: those of unmistakable shape, and others that are known or called codes."""
    procedures = []
    diagnoses = bool(_DIAGNOSES.search(text))
    for system in ("taxonomy", "diagnosis", "procedure"):
        for code, start, end, inside in expanded(system, text, lists):
            if settled(system, text[start:end], stated(text, start, end).text, lists) != system:
                continue
            written = text[start:end]
            ranged = len(written.replace(".", "")) > len(code)
            bare = system == "diagnosis" and "." not in written
            if bare and not (lists.has(system, code) and (diagnoses or stated(text, start, end).text)):
                continue
            if system == "procedure":
                if not _is_procedure(code, text, start, end, lists):
                    continue
                procedures.append(code)
            label = NOTHING if inside else stated(text, start, end)
            yield Named(system, code, written, label._replace(sure=False) if ranged else label, ranged=ranged)
    beside = procedures[0] if len(set(procedures)) == 1 and not re.search(r"\b(?:whether|if)\b", text) else ""
    for match in _MODIFIERS.finditer(text):
        for named in re.finditer(r"\b[0-9A-Z]{2}\b", text[match.start(1) : match.end()]):
            if re.search(r"\d|^[A-Z]{2}$", named[0]):
                start, end = match.start(1) + named.start(), match.start(1) + named.end()
                yield Named("modifier", named[0], named[0], stated(text, start, end), beside)
    for match in _PLACES.finditer(text):
        yield Named("place", match[1], match[1], stated(text, *match.span(1)))


def _is_procedure(code: str, text: str, start: int, end: int, lists: Lists) -> bool:
    before, after = text[:start], text[end:]
    called = list(_CALLED.finditer(before))
    if called and not _BETWEEN.sub("", before[called[-1].end() :]):
        return True
    if code[0].isalpha():
        return lists.has("procedure", code) or bool(_ABOUT_CODES.search(text) or re.match(r"\s*[(:–—]", after))
    if _NO_CODE_AFTER.search(before) or re.match(r"-\d{4}\b", after):
        return False
    return lists.has("procedure", code)


def _of_item(text: str, item: re.Match[str]) -> Stated:
    """The label of the code that leads a list item, or a sentence."""
    label = stated(text, *item.span(1))
    if label.text or not re.match(r"\s+\w", text[item.end(1) :]) or not re.search(r"[.!?]$", text):
        return label if label.text else Stated(re.split(r"(?<=[a-z)])\.\s+(?=[A-Z])", item[2].strip())[0], sure=True)
    return NOTHING


def _system_of_item(text: str, block: Prose, beside: Sequence[Prose], lists: Lists) -> str:
    """What a list item's leading word is a code of; "" when it is none."""
    named = system_of_heading(block.heading)
    for system in ([named] if named else []) + ["taxonomy", "diagnosis", "procedure"]:
        if not SYSTEMS[system].fullmatch(text):
            continue
        if system in (named, "taxonomy") or lists.has(system, _plain(system, text)):
            return system
        # A code that no list has: what has a point in it, and what stands between others that lead lines.
        if system == "diagnosis" and "." in text:
            return system
        if system == "procedure" and (text[0].isalpha() or any(_leads(other, lists) for other in beside)):
            return system
    return ""


def _leads(block: Prose, lists: Lists) -> bool:
    item = _ITEM.match(block.text)
    return bool(item and SYSTEMS["procedure"].fullmatch(item[1]) and lists.has("procedure", item[1]))


def _plain(system: str, written: str) -> str:
    return written.upper().replace(".", "") if system == "diagnosis" else written.upper()
