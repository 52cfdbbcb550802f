"""Texts in the cells of CSV files, so that a spreadsheet shows them and runs none of them."""

from __future__ import annotations

import re

_NUMBER_LIKE = re.compile(r"0[0-9]+|[0-9]{12,}|[0-9]+[eE][0-9]+|[0-9]{1,4}[-/][0-9]{1,4}([-/][0-9]{1,4})?")


def safe(value: object, marked: bool = False) -> object:
    """A value for a cell: a text that a spreadsheet would run (it begins with = + - or @) has an apostrophe before it.

    Where `marked`, texts that it would take for numbers or dates (00142, 1E10, 3-14, twelve digits and more) are formulas
    of a text.
    """
    if not isinstance(value, str):
        return value
    if marked and _NUMBER_LIKE.fullmatch(value):
        return f'="{value}"'
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value
