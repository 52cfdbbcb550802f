"""The procedure that a document is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sightline.pages.verify.find.blocks import Block, Prose
from sightline.pages.verify.find.patterns import Lists, places_in
from sightline.pages.verify.stated import stated

_TITLE = 140  # characters of a line that may be a title without a heading's marks
_CALLED = re.compile(r"\b(?:CPT|HCPCS|procedure|billing|code)\b", re.IGNORECASE)


def subject_of(blocks: Sequence[Block], lists: Lists) -> str:
    """The procedure code that the document is about; "" when it names none first, or several.

    It is the one of the first heading that has a code, or of a first line that reads as a title, or else the one that
    the first sentence with a code explains, when the text names it more often than all others together.
    """
    prose = [(block, list(_known(block.text, lists))) for block in blocks if isinstance(block, Prose)]
    coded = [(block, codes) for block, codes in prose if codes]
    heading = next((at for at, (block, _) in enumerate(coded) if block.is_heading), None)
    if not coded:
        return ""
    first, codes = coded[0]
    if heading != 0 and _reads_as_title(first, codes[0], [block for block, _ in coded[1:]]):
        return codes[0][0] if len({code for code, *_ in codes}) == 1 else ""
    if heading is not None:
        named = {code for code, *_ in coded[heading][1]}
        return named.pop() if len(named) == 1 else ""
    code, start, end = codes[0]
    counted = Counter(code for _, each in coded for code, *_ in each)
    explained = stated(re.split(r"(?<=[.!?])\s", first.text)[0], start, end).sure
    return code if explained and counted[code] * 2 > counted.total() else ""


def _known(text: str, lists: Lists) -> Iterator[tuple[str, int, int]]:
    for place in places_in("procedure", text):
        if lists.has("procedure", place.code):
            yield place.code, place.start, place.end


def _reads_as_title(block: Prose, first: tuple[str, int, int], later: Sequence[Prose]) -> bool:
    if len(block.text) > _TITLE or block.text.rstrip().endswith((".", ";", ",")):
        return False
    before = block.text[: first[1]]
    if re.search(r"\w", before):
        return bool(_CALLED.search(before)) and not re.match(r"\s*(?:[-*•]|\d+[.)])\s", before)
    # The code comes first: a title, unless other lines begin with a code too, as lists do.
    return not any(re.match(r"\W*[0-9A-Z]\d{3}[0-9A-Z]\b", other.text) for other in later)
