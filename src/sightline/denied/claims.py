"""What claims say that answers hang on: the patient, the payer's names, further payers, and other lines of the same service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from sightline.remits.result import Reconciled

from .columns import Columns

#: Claim filing indicator of Medicare Advantage plans: what they decide goes by their contract.
ADVANTAGE = "16"
_PLACE = {"P": 1, "S": 2, "T": 3}
_READ = ("claim_key", "patient", "payer_id", "payer_name", "filing_code", "responsibility", "other_payers")


class Claim(NamedTuple):
    """A claim: `names` are the payer's identifier, name and filing code; `place` is the place of the claim's own payer (1
    first), `places` are those of the other payers that it names."""

    patient: str
    names: tuple[str, str, str]
    place: int
    places: tuple[int, ...]

    @property
    def named(self) -> bool:
        """Whether the claim names its payer."""
        return bool(self.names[0] or self.names[1])

    def others(self, turn: int | None) -> tuple[str, ...]:
        """Marks of other payers that the claim names, for what the payer of a turn decided (None: the claim's own)."""
        if not self.places:
            return ()
        after = any(place > (turn or self.place) for place in self.places)
        return ("primary", "secondary") if after else ("primary",)


def claims(found: Reconciled) -> dict[int, Claim]:
    """The claims of a reconciliation by their keys."""
    table = Columns(found.priced.claims)
    return {
        key: Claim(
            patient,
            (identifier, name, code),
            _PLACE.get(responsibility or "", 1),
            tuple(_PLACE.get(each["responsibility"], 0) for each in others) if others else (),
        )
        for key, patient, identifier, name, code, responsibility, others in zip(
            *(table[name] for name in _READ), strict=True
        )
    }


def paid_elsewhere(
    rows: Columns, by_claim: dict[int, Claim]
) -> Callable[[str, str, date | None, tuple[Any, Any]], tuple[str, ...]]:
    """What says of a patient, code, date and line (claim_key, line_no) whether another line of the same service was paid, or is
    not decided yet."""
    by_service: dict[tuple[str, str, date | None], int | list[int]] = {}  # of most services there is one line
    keys, numbers, paid, verdicts = (rows[name] for name in ("claim_key", "line_no", "paid", "verdict"))
    for at, (kind, key, code, day) in enumerate(zip(rows["kind"], keys, rows["code"], rows["date_from"], strict=True)):
        if kind == "line":
            service = (by_claim[key].patient, code, day)
            first = by_service.setdefault(service, at)
            if isinstance(first, list):
                first.append(at)
            elif first != at:
                by_service[service] = [first, at]

    def elsewhere(patient: str, code: str, day: date | None, own: tuple[Any, Any]) -> tuple[str, ...]:
        known = by_service.get((patient, code, day), ())
        each = (known,) if isinstance(known, int) else known
        others = [at for at in each if (keys[at], numbers[at]) != own]
        if not others:
            return ()
        if any((paid[at] or 0) > 0 for at in others):
            return ("paid-before",)
        return ("original-open",) if any(verdicts[at] == "not-remitted" for at in others) else ()

    return elsewhere
