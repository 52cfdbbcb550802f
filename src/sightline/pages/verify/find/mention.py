"""A code as a document states it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NEGATED = re.compile(
    r"\b(?:not|never|no longer|nobody|cannot|can't|don't|denied|deny|bundled|packaged|included in|"
    r"includes? (?:the )?(?:\w+ )?guidance|instead of|n/a|none|deleted|retired|replaced|discontinued|formerly|until|invalid|"
    r"inappropriate|prohibited|before \d{4})\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:bill|billed|billable|billing|report|reported|reportable|code|coded|pair|paired|payable|reimbursed|paid|used|use|"
    r"performed)\b[^.;]*\b(?:with|together|alongside|separately|addition|same day|same session|plus|and)\b|"
    r"\b(?:billable|separately (?:payable|billable|reportable))\b|\+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mention:
    """A code with its label. `row` is everything that stands with it; `modifiers` are those of its cell or row.

    `listed`: it leads a row or list item (others are named in prose or beside another code).
    """

    system: str  # procedure, modifier, diagnosis, taxonomy, place
    code: str
    written: str
    label: str
    row: str
    line: int
    table: int  # which table of the document, from 1; 0 = prose
    heading: str
    listed: bool
    applies: str = ""  # what a column of that name says
    modifiers: tuple[str, ...] = ()
    procedure: str = ""  # of a modifier: the procedure of its row
    sure: bool = (
        True  # that the label is what the document calls the code; not so of words merely near it in a sentence
    )
    ranged: bool = False  # it is the end of a range of codes, or inside one

    @property
    def negated(self) -> bool:
        """Whether the document says that the code is not used, not valid, or included in another."""
        answer = self.applies.strip().lower()
        if answer in ("no", "n", "not", "never", "false", "x"):
            return True
        if answer in ("yes", "y", "true", "applies"):
            return False
        return bool(_NEGATED.search(f"{self.applies} {self.row}"))

    @property
    def together(self) -> bool:
        """Whether the document says that the code is billed with others, or is payable by itself."""
        return not self.negated and bool(_TOGETHER.search(self.row))
