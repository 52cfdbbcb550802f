"""The codes of a document, each with the label beside it and what the document says of it."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.pages.verify.find.blocks import Block, Grid, Prose
from sightline.pages.verify.find.in_prose import of_prose
from sightline.pages.verify.find.in_tables import of_table
from sightline.pages.verify.find.mention import Mention
from sightline.pages.verify.find.patterns import Lists


def mentions(blocks: Sequence[Block], lists: Lists) -> list[Mention]:
    """Every code of a document in its order. `lists` tell numbers that are codes from other numbers."""
    found: list[Mention] = []
    tables = 0
    for at, block in enumerate(blocks):
        if isinstance(block, Grid):
            tables += 1
            found += of_table(block, tables, lists)
        else:
            beside = [
                other for other in (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2]) if isinstance(other, Prose)
            ]
            found += of_prose(block, beside, lists)
    return found
