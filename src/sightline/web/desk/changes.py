"""Changes to a claim, as a draft keeps them and as the form of the claim page states them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa

from sightline.pricing.what_if import WhatIfError, change


class Draft(NamedTuple):
    """What is changed of a claim: `changes` as `pricing.what_if.change` takes them, `remove` line numbers."""

    changes: tuple[str, ...] = ()
    remove: tuple[int, ...] = ()


def stated(line: dict[str, Any]) -> dict[str, str]:
    """A line's fields as the page shows them for editing."""
    return {
        "code": line["code"],
        "modifiers": " ".join(line[f"modifier_{n}"] for n in range(1, 5) if line[f"modifier_{n}"]),
        "units": "" if line["units"] is None else f"{line['units'].normalize():f}",
        "charge": "" if line["charge"] is None else str(line["charge"]),
        "pos": line["place_of_service"],
    }


def changes_of(form: Mapping[str, Any], lines: pa.Table) -> Draft:
    """What the fields of a form change of the lines."""
    changes, remove = [], []
    for row in lines.to_pylist():
        number = row["line_no"]
        if form.get(f"{number}.remove"):
            remove.append(number)
            continue
        for name, was in stated(row).items():
            now = form.get(f"{number}.{name}")
            if isinstance(now, str) and _plain(name, now) != _plain(name, was):
                changes.append(f"{number}.{name}={now.strip()}")
    return Draft(tuple(changes), tuple(remove))


def refused(draft: Draft, lines: pa.Table) -> dict[str, str]:
    """What of a draft cannot be made, by the field's name on the form: why, in a sentence."""
    found = {}
    for text in draft.changes:
        try:
            change(lines, [text])
        except WhatIfError as error:
            found[text.partition("=")[0]] = str(error)
    return found


def _plain(name: str, value: str) -> str:
    """A field's value so that two ways to write it are the same."""
    if name in ("code", "modifiers"):
        return " ".join(value.upper().replace(",", " ").split())
    if name in ("units", "charge"):
        try:
            return f"{Decimal(value.replace(',', '')).normalize():f}"
        except ArithmeticError:
            return value.strip()
    return value.strip()
