"""What changed between two months of rates: text, JSON and CSV."""

from __future__ import annotations

import csv
from typing import TextIO

from sightline.outputs import as_json
from sightline.outputs.cells import safe
from sightline.outputs.rates.rows import shown
from sightline.outputs.rates.text import money
from sightline.rates.difference import KEYS, Change, Difference

_KINDS = ("up", "down", "changed", "added", "removed")
_LISTED = 20  # changes that the text lists; JSON and CSV have all


def write_text(difference: Difference, out: TextIO) -> None:
    """Write counts by payer, code and component, then the first changes."""
    out.write(f"{difference.first} to {difference.second}\n\n")
    for (payer, code, component), counts in difference.counts().items():
        counted = ", ".join(f"{counts[kind]:,} {kind}" for kind in _KINDS if counts[kind])
        out.write(f"  {payer} · {code} · {component}: {counted}\n")
    for change in difference.changes[:_LISTED]:
        keys = change.keys
        what = " ".join(word for word in (keys["billing_code"], keys["modifiers"]) if word)
        where = " · ".join(word for word in (keys["class"], keys["places"], f"TIN {keys['voter']}") if word)
        out.write(f"    {change.kind:<8} {what:<10} {_amounts(change)}  {keys['payer']} · {where}\n")
    if len(difference.changes) > _LISTED:
        out.write(f"    … {len(difference.changes) - _LISTED:,} more; --format csv lists all\n")
    out.write(f"\n{len(difference.changes):,} rates differ, {difference.same:,} are the same\n")
    if difference.left_out:
        out.write(f"not compared, of one date only: {', '.join(difference.left_out)}\n")


def _amounts(change: Change) -> str:
    unit = " %" if change.keys["unit"] == "percent" else ""
    before, after = (
        " and ".join(money(rate) + unit for rate in rates) or "-" for rates in (change.before, change.after)
    )
    return f"{before} → {after}"


def write_json(difference: Difference, out: TextIO) -> None:
    """Write everything as one JSON object; rates are texts."""
    document = {
        "from": difference.first,
        "to": difference.second,
        "same": difference.same,
        "not_compared": list(difference.left_out),
        "changes": [
            {
                "change": one.kind,
                **one.keys,
                "before": list(map(shown, one.before)),
                "after": list(map(shown, one.after)),
            }
            for one in difference.changes
        ],
    }
    as_json.write(document, out, indent=1)


def write_csv(difference: Difference, out: TextIO) -> None:
    """Write a row for each change; several rates of a side have a space between."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["change", *KEYS, "before", "after"])
    for one in difference.changes:
        rates = (" ".join(map(shown, side)) for side in (one.before, one.after))
        writer.writerow([one.kind, *(safe(one.keys[key]) for key in KEYS), *rates])
