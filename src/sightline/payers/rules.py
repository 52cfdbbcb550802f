"""What payers decide for themselves: the rules that a profile may state, read from parameters.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

RULES = Path(__file__).parent / "parameters.toml"


@dataclass(frozen=True)
class Rule:
    """One thing that payers decide: see the head of parameters.toml.

    `edits` are ids or their beginnings; `applies` is an SQL condition over `service`, for a line without modifiers.
    """

    name: str
    title: str
    applies: str
    values: tuple[str, ...] = ()
    edits: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    read: bool = False


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """The rules in the order of parameters.toml."""
    entries = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return tuple(
        Rule(
            name=name,
            title=entry["title"],
            applies=entry["applies"],
            values=tuple(entry.get("values", ())),
            edits=tuple(entry.get("edits", ())),
            off=tuple(entry.get("off", ())),
            read=entry.get("read", False),
        )
        for name, entry in entries.items()
    )
