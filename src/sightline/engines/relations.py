"""The texts of relations: one SQL file each, in a folder beside the code that makes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path


def relations_in(folder: Path) -> Callable[[str], str]:
    """What gives the text of `<name>.sql` in `folder` for a name; each is read once."""

    @cache
    def relation(name: str) -> str:
        return (folder / f"{name}.sql").read_text(encoding="utf-8")

    return relation
