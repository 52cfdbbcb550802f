"""Several names in one text, as the command line takes them."""

from __future__ import annotations

from collections.abc import Iterable


def names_in(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """The names in a text with commas between, or in several such texts; blanks around them and blank ones are dropped."""
    texts = [given] if isinstance(given, str) else given or ()
    return tuple(part for text in texts for each in text.split(",") if (part := each.strip()))
