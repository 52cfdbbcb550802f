"""What claims say that answers hang on: the patient, the payer's names, further payers, and other lines of the same service."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from .columns import numbered, place, summed

#: Claim filing indicator of Medicare Advantage plans: what they decide goes by their contract.
ADVANTAGE = "16"
_PLACE = {"P": 1, "S": 2, "T": 3}


class Marks(NamedTuple):
    """Marks of rows: of each the number of its words in `words`; null, none."""

    numbers: pa.Array
    words: list[tuple[str, ...]]

    def at(self, number: int | None) -> tuple[str, ...]:
        """The words of a number."""
        return self.words[number] if number is not None else ()


def marked(holds: pa.Array | pa.ChunkedArray, word: str) -> Marks:
    """The rows of which something holds."""
    whole = holds.combine_chunks() if isinstance(holds, pa.ChunkedArray) else holds
    return Marks(pc.if_else(whole, 0, pa.scalar(None, pa.int32())), [(word,)])


def other_payers(claims: pa.Table, at: pa.Array, turn: pa.Array) -> Marks:
    """Marks of other payers that claims name, for what the payer of a turn decided (null: the claim's own).

    `at` is the row of each one's claim (schema CLAIM; null: not known).
    """
    named = claims.filter(pc.greater(pc.list_value_length(claims["other_payers"]), 0))
    stated: dict[tuple[int, tuple[int, ...]], int] = {}
    payers: list[int | None] = [None] * claims.num_rows
    rows = zip(*(named[name].to_pylist() for name in ("claim_key", "responsibility", "other_payers")), strict=True)
    of_named = pc.index_in(named["claim_key"], claims["claim_key"].combine_chunks()).to_pylist()
    for row, (_, responsibility, others) in zip(of_named, rows, strict=True):
        places = tuple(_PLACE.get(each["responsibility"], 0) for each in others)
        payers[row] = stated.setdefault((_PLACE.get(responsibility or "", 1), places), len(stated))
    of_each = pa.array(payers, pa.int32()).take(at)
    numbers, first = numbered(of_each, pc.if_else(pc.is_valid(of_each), turn, None))
    own = list(stated)
    words: list[tuple[str, ...]] = []
    for known, after in zip(of_each.take(first).to_pylist(), turn.take(first).to_pylist(), strict=True):
        if known is None:
            words.append(())
            continue
        of_claim, places = own[known]
        later = any(each > (after or of_claim) for each in places)
        words.append(("primary", "secondary") if later else ("primary",))
    return Marks(numbers, words)


def paid_elsewhere(outcome: pa.Table, patients: pa.Array, claim: pa.Array, line: pa.Array) -> Marks:
    """Whether another line of the same service (patient, code, date) was paid, or is not decided yet.

    `patients` are those of the outcome's claims; `claim` and `line` the keys and numbers of the lines that it is said of.
    """
    own = pc.equal(outcome["kind"], "line")
    lines = outcome.select(["claim_key", "line_no", "code", "date_from", "paid", "verdict"]).filter(own)
    service = numbered(patients.filter(own.combine_chunks()), lines["code"], lines["date_from"])
    paid = pc.fill_null(pc.greater(lines["paid"], 0), False).cast(pa.int64()).combine_chunks()
    open_ = pc.equal(lines["verdict"], "not-remitted").cast(pa.int64()).combine_chunks()
    at = pc.index_in(place(claim, line), place(lines["claim_key"], lines["line_no"]))

    def others(each: pa.Array) -> pa.Array:
        """Whether there are others among the lines of the service."""
        together = summed(service, each).take(service.numbers.take(at))
        return pc.greater(pc.subtract(together, each.take(at)), 0)

    none = pa.scalar(None, pa.int32())
    numbers = pc.if_else(others(paid), 0, pc.if_else(others(open_), pa.scalar(1, pa.int32()), none))
    return Marks(numbers.cast(pa.int32()), [("paid-before",), ("original-open",)])
