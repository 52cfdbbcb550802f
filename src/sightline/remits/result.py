"""What a reconciliation answers: an outcome for every claim line and every remitted line, totals, and what is unbalanced."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.batch import Counts
from sightline.pricing.result import Priced

from .balance import with_messages
from .relation import verdicts
from .repeats import Repeated


@dataclass(frozen=True)
class Reconciled:
    """The answer to a reconciliation; docs/remittances.md says what each column holds. Immutable.

    `outcome` has one row for each claim line (kind `line`), for what other payers decided about it (`other-payer`), for
    each remitted line without a claim line (`remitted`) and for what was decided about a claim as a whole (`claim`).
    `totals` are by payer, provider and code. Amounts are dollars, exact decimals.
    """

    outcome: pa.Table
    totals: pa.Table
    imbalance: pa.Table = field(repr=False)  # `unbalanced` without its sentences
    fate: pa.Table = field(
        repr=False
    )  # of every remitted line: remit_key, remit_line, claim_key, line_no, matched_by, paid
    payments: pa.Table = field(repr=False)
    provider_adjustments: pa.Table = field(repr=False)
    remitted: pa.Table = field(repr=False)  # remitted claims
    priced: Priced = field(repr=False)
    counts: Counts
    repeated: Repeated  # payments that were read before, with their claims and lines; in no table
    rejected: pa.Table = field(repr=False)
    issues: pa.Table = field(repr=False)
    unreadable: tuple[str, ...] = ()

    @cached_property
    def unbalanced(self) -> pa.Table:
        """What does not balance in the remittances, with a message; balance.unbalanced says which columns it has."""
        return with_messages(self.imbalance)

    @property
    def summary(self) -> dict[str, Any]:
        """Counts and sums of the run: claims and remittances read, verdicts, dollars."""
        lines = self.outcome.select(["billed", "expected"]).filter(pc.equal(self.outcome["kind"], "line"))
        counted = {each["values"]: each["counts"] for each in pc.value_counts(self.outcome["verdict"]).to_pylist()}
        matched = pc.count(self.fate["claim_key"]).as_py()
        return {
            "claims": self.priced.claims.num_rows,
            "lines": lines.num_rows,
            "payments": self.payments.num_rows,
            "remitted_claims": self.counts.claims,
            "remitted_claims_in_file": self.counts.claims_in_file,
            "remitted_lines": self.counts.lines,
            "remitted_lines_in_file": self.counts.lines_in_file,
            "rejected_claims": self.counts.rejected_claims,
            "rejected_lines": self.counts.rejected_lines,
            "set_aside": self.counts.set_aside,
            "repeated_payments": self.repeated.payments,
            "repeated_claims": self.repeated.claims,
            "repeated_lines": self.repeated.lines,
            "matched_lines": matched,
            "unmatched_lines": self.fate.num_rows - matched,
            "unbalanced": self.imbalance.num_rows,
            "verdicts": {verdict: counted.get(verdict, 0) for verdict in verdicts()},
            "billed": _sum(lines["billed"]),
            "expected": _sum(lines["expected"]),
            "allowed": _sum(self.outcome["allowed"]),
            "paid": _sum(self.outcome["paid"]),
            "patient_share": _sum(self.outcome["patient_share"]),
            "taken_back": _sum(self.outcome["taken_back"]),
            "variance": _sum(self.outcome["variance"]),
            "remitted": _sum(self.remitted["paid"]),
        }


def _sum(column: pa.ChunkedArray) -> Any:
    wide = column.cast(pa.decimal128(38, 2)) if len(column) else column
    return pc.sum(wide).as_py()
