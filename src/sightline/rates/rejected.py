"""What of a rate file cannot be used: how often, why, and where the first of each stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

_SHOWN = 5  # places of a reason


class Rejected(Counter[str]):
    """Counts by reason; `places` are the first places of each, such as "row 4" or a billing code."""

    def __init__(self) -> None:
        super().__init__()
        self.places: defaultdict[str, list[str]] = defaultdict(list)

    def note(self, reason: str, place: str = "", count: int = 1) -> None:
        """Count a reason at a place."""
        self[reason] += count
        places = self.places[reason]
        if place and len(places) < _SHOWN and place not in places:
            places.append(place)

    def join(self, others: Mapping[str, int]) -> None:
        """Count what another has counted."""
        for reason, count in others.items():
            self[reason] += count
            if isinstance(others, Rejected):
                self.places[reason] += others.places[reason][: _SHOWN - len(self.places[reason])]

    def summary(self) -> str:
        """All in one line, the most frequent first: count, reason and places."""
        return "; ".join(
            f"{count:,} ({reason}{': ' if self.places[reason] else ''}{', '.join(self.places[reason])}"
            f"{' …' if count > len(self.places[reason]) > 0 else ''})"
            for reason, count in sorted(self.items(), key=lambda pair: (-pair[1], pair[0]))
        )


def some(names: Collection[str]) -> str:
    """The first names of many, sorted."""
    shown = sorted(names)[:10]
    return ", ".join(shown) + (f" and {len(names) - len(shown):,} more" if len(names) > len(shown) else "")
