"""What changed between two months of a payer's files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal

from sightline.engines.duckdb import literal
from sightline.rates.query import Filter, open_rates, relation
from sightline.rates.store import RatesError, Store, slug

#: What must be equal for two rates to be the same one at two dates; `voter` is the TIN, or the name where none is given.
KEYS = (
    "payer", "billing_code", "code_type", "component", "modifiers", "class", "setting", "unit", "method", "arrangement",
    "plan", "places", "voter",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A rate that is new, gone or different: `before` and `after` are the different rates for the same thing."""

    keys: dict[str, str]
    before: tuple[Decimal, ...]
    after: tuple[Decimal, ...]

    @property
    def kind(self) -> str:
        """added, removed, up, down, or changed where there are several rates on a side."""
        if not self.before:
            return "added"
        if not self.after:
            return "removed"
        if len(self.before) == len(self.after) == 1:
            return "up" if self.after > self.before else "down"
        return "changed"


@dataclass(frozen=True)
class Difference:
    """What changed from `first` to `second` (months or days), and how many rates did not. `left_out` are the payers
    who have rates of one of them only."""

    first: str
    second: str
    changes: tuple[Change, ...]
    same: int
    left_out: tuple[str, ...]

    def counts(self) -> dict[tuple[str, str, str], Counter[str]]:
        """For each payer, code and component: how many changes of each kind."""
        found: dict[tuple[str, str, str], Counter[str]] = {}
        for change in self.changes:
            keys = change.keys
            found.setdefault((keys["payer"], keys["billing_code"], keys["component"]), Counter())[change.kind] += 1
        return found


def compare(store: Store, selection: Filter, first: str = "", second: str = "") -> Difference:
    """Compare the rates of two months or days (2026-03, or 2026-03-01), by default of the two newest in the store.

    Raises RatesError when the store has no two dates, or no payer has rates of both.
    """
    slugs = [slug(payer) for payer in selection.payers]
    dates: dict[str, set[str]] = {}
    for entry in store.entries():
        for part in entry.parts:
            if not slugs or any(payer in slug(part.payer) for payer in slugs):
                dates.setdefault(part.payer, set()).add(part.date.isoformat())
    newest = sorted(set().union(*dates.values()))
    if len(newest) < 2 and not (first and second):
        raise RatesError(
            "a difference needs files of two dates in the store; `sightline rates list` shows what is there"
        )
    first, second = first or newest[-2], second or newest[-1]
    both = [payer for payer, days in dates.items() if all(any(d.startswith(m) for d in days) for m in (first, second))]
    if not both:
        raise RatesError(
            f"no payer has rates of both {first} and {second}; there are {', '.join(newest) or 'none at all'}"
        )
    engine = open_rates(store, replace(selection, payers=tuple(both), dates="all"))
    try:
        sql = relation("difference").format(keys=", ".join(KEYS), first=literal(first), second=literal(second))
        same, changes = 0, []
        for batch in engine.batches(sql):
            for row in batch.to_pylist():
                before, after = tuple(row.pop("before") or ()), tuple(row.pop("after") or ())
                if before == after:
                    same += 1
                else:
                    changes.append(Change(row, before, after))
    finally:
        engine.close()
    return Difference(first, second, tuple(changes), same, tuple(sorted(set(dates) - set(both))))
