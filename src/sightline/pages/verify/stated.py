"""The label that a sentence gives a code: behind it in parentheses, behind a verb or a colon, or before it."""

from __future__ import annotations

import re
from typing import NamedTuple


class Stated(NamedTuple):
    """A label of running text. `sure`: the sentence says outright that this is what the code means."""

    text: str
    sure: bool


NOTHING = Stated("", sure=False)

_LONGEST = 160  # characters of a label
_MEANS = (
    r"(?:describes?|denotes?|represents?|designates?|identifies|means|stands\s+for|refers\s+to|captures|covers|indicates|"
    r"signifies|reports|(?:is|are|was)\s+(?:used\s+)?(?:for|to\s+(?:report|describe|bill|code))|"
    r"(?:is|are)\s+(?:defined|described|known)\s+as)"
)
_VERB = re.compile(rf"\s*(?:,?\s*which\s+)?(?:only\s+)?{_MEANS}\s+(.+)", re.IGNORECASE | re.DOTALL)
_IS = re.compile(r"\s*(?:is|are|was|=)\s+(.+)", re.IGNORECASE | re.DOTALL)
_COLON = re.compile(r"\s*(?::|[–—]|\s-\s|=)\s*(.+)", re.DOTALL)
_COMMA = re.compile(r"\s*,\s+(?:(?:a|an|the|for)\s+)?([^,.;()]{4,80})(?=[,.;)]|$)")
_PARENTHESES = re.compile(r"\s*[(\[]((?:[^()\[\]]|\([^()]*\)){3,160})[)\]]")
#: What begins no label: how a code is used, and what else is said of it.
_NO_LABEL = re.compile(
    r"(?:not|never|no|also|often|only|usually|typically|commonly|sometimes|always|generally|normally|now|still|then|mostly|"
    r"report(?:ed|able|s)?|bill(?:ed|able|s)?|bundled|us(?:ed|es?)|included|includes|deleted|paid|payable|packaged|"
    r"separately|allowed|appropriate|valid|invalid|listed|considered|subject|in|on|column|status|see|e\.?g\.?|i\.?e\.?|"
    r"formerly|previously|effective|or|and|with|without\s+modifier|when|if|per|plus|minus|than|as|to|by|from|"
    r"comparable|distinct\s+from|available|new\s+code|old|replaced|retired|required|needed|performed|done|denied|"
    r"accepted|rejected|expected|recommended|preferred|preferable|more|less|most|correct|incorrect|right\s+code|wrong|"
    r"medically|clinically|clear|common|"
    r"(?:a|an|the)\s+(?:\S+\s+){0,3}?codes?\b(?!\s+(?:for|that\s+describes))|(?:a|an|the)\s+(?:pair|edit|column|modifier)\b|"
    r"one\s+of|\d{4}[0-9A-Z]|cpt|hcpcs|icd|ncci|mue|rvu|cms|medicare|\$|\d+(?:\.\d+)?\s*(?:%|rvus?|units?|per\s+cent|dollars))"
    r"(?![\w-])",
    re.IGNORECASE,
)
_CODE_FOR = re.compile(r"(?:a|an|the)?\s*(?:\S+\s+){0,3}?codes?\s+(?:for|that\s+describes)\s+", re.IGNORECASE)
#: Where a label in running text ends.
_END = re.compile(
    r"[;!?]|\.(?=\s|$)|,\s+(?:which|when|where|while|and\s+(?:is|are|may|must|should|can)|but|so|if|such\s+as|performed|"
    r"reported|billed|it|this|not)\b|\s+(?:when|while|whereas|if|unless|because|so\s+that|and\s+(?:is|are|may|must|should)|"
    r"but|such\s+as|rather\s+than|instead\s+of|not)\b|\s+(?:is|are|may|must|should|can|cannot|was|were|has|have)\b",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"[(\[]\s*(?:(?:CPT|HCPCS|ICD[- ]?10(?:[- ]?CM)?|NUCC|codes?|modifiers?)\s*)*$",
    re.IGNORECASE,
)
#: What stands before the label of a code in parentheses.
_BOUNDARY = re.compile(
    r"[,.;:()\[\]–—]|\b(?:and|or|plus|with|us(?:e|es|ing)|report(?:s|ed)?|bill(?:s|ed)?|append|codes?|is|are|as|than|then|by|"
    r"when|if|both|either|versus|vs|from|into|under|includes?|see|add|take|unlike|called)\b",
    re.IGNORECASE,
)
_CODED_WITH = re.compile(
    r"(?:^|[,.;:])\s*(?:(?:a|an|the|for)\s+)?([^,.;:()]{6,110}?)\s+(?:is|are)\s+(?:(?:reported|coded|billed|described|"
    r"captured)\s+(?:with|as|by|using|under)\s+)?(?:(?:CPT|HCPCS|ICD[- ]?10(?:[- ]?CM)?|codes?)\s*)*$",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|unlike|neither|nor|no longer)\b", re.IGNORECASE)


def stated(sentence: str, start: int, end: int) -> Stated:
    """The label that `sentence` gives the code at `start`:`end`; NOTHING when it gives none that can be read."""
    before, after = sentence[:start], sentence[end:]
    if match := _PARENTHESES.match(after):
        return _taken(match[1], sure=True)
    for pattern in (_VERB, _IS, _COLON):
        if match := pattern.match(after):
            text = match[1]
            called = _CODE_FOR.match(text)
            return _taken(_clause(text[called.end() :] if called else text), sure=True)
    if match := _COMMA.match(after):
        found = _taken(match[1], sure=False)
        if found.text and not _END.search(f"{match[1]} "):
            return found
    if re.match(r"\s*[)\]]", after) and (opened := _OPENED.search(before)):
        return _taken(_last_words(_BOUNDARY.split(before[: opened.start()])[-1]), sure=False)
    if re.match(r"\s*(?:[.,;)]|$)", after) and (match := _CODED_WITH.search(before)) and not _NOT.search(match[1]):
        return _taken(match[1], sure=False)
    return NOTHING


def _clause(text: str) -> str:
    end = _END.search(text)
    return text[: end.start()] if end else text


def _last_words(text: str) -> str:
    words = text.split()[-9:]
    while words and words[0].lower() in ("a", "an", "the", "for", "of", "to", "in"):
        del words[0]
    return " ".join(words)


def _taken(text: str, *, sure: bool) -> Stated:
    """The text as a label, unless it is a use, a list of codes, or no words."""
    label = re.sub(r"\s+", " ", text).strip(" ,:–—-*\"“”'")
    if not re.search(r"[A-Za-z]{2}", label) or len(label) > _LONGEST or _NO_LABEL.match(label):
        return NOTHING
    return Stated(label, sure)
