"""The texts that reconciling is made of: relations and the meaning of adjustment reasons."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.engines.relations import relations_in

_HERE = Path(__file__).parent


#: The text of a relation by its name.
relation = relations_in(Path(__file__).parent / "relations")


@cache
def _reasons() -> dict[str, Any]:
    return tomllib.loads((_HERE / "reasons.toml").read_text(encoding="utf-8"))


def verdicts() -> dict[str, str]:
    """Every verdict and its words, in the order in which totals list them."""
    found: dict[str, str] = _reasons()["verdict"]
    return found


def roles() -> pa.Table:
    """What adjustment reasons mean: (reason, role)."""
    pairs = [(reason, role) for role, reasons in _reasons()["role"].items() for reason in reasons]
    return pa.table({"reason": [reason for reason, _ in pairs], "role": [role for _, role in pairs]})


def reasons_of(role: str) -> frozenset[str]:
    """The adjustment reasons of a role."""
    return frozenset(_reasons()["role"][role])
