"""What a pricing run answers: an amount or a reason for every line, and the steps that led to it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import ISSUE, REJECTED
from sightline.edits.result import Result
from sightline.engines import Engine
from sightline.engines.sqlite import SQLite
from sightline.pricing.contract import Contract
from sightline.pricing.exact import scaled_to, unscaled
from sightline.pricing.one_engine import is_few
from sightline.pricing.schedule import relation
from sightline.pricing.secondary import AMOUNT, Secondary, secondary_amounts
from sightline.pricing.tables import STEP
from sightline.reference.release import ReferenceUse, Release

#: What a line's answer can be, best first.
ANSWERS = ("priced", "not-paid", "contractor-priced", "by-report", "outside-contract", "unknown")
#: Reasons of lines that no total counts: a later claim stands in their place, or takes one back.
ASIDE = ("void", "voided", "replaced")
_RULES = Path(__file__).parent / "rules.toml"


@cache
def rules() -> dict[str, dict[str, str]]:
    """Every rule and reason: what it says, and its source."""
    return tomllib.loads(_RULES.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Priced:
    """The answer to a pricing run; docs/pricing.md says what each column holds. Immutable.

    `amounts` has one row per line, in their order; `table` is the same for people; `steps` explains every dollar.
    Amounts are dollars, exact decimals. `check` is the check whose findings denied lines, None when none was run.
    """

    amounts: pa.Table
    explained: pa.Table = field(repr=False)
    claims: pa.Table = field(repr=False)
    lines: pa.Table = field(repr=False)
    denied_by: pa.Array = field(repr=False)
    reference: tuple[ReferenceUse, ...] = field(repr=False)
    releases: tuple[Release, ...] = field(repr=False)
    areas: dict[int, str] = field(repr=False)
    contract: Contract | None = None
    check: Result | None = field(default=None, repr=False)
    rejected: pa.Table = field(default_factory=REJECTED.empty_table, repr=False)
    issues: pa.Table = field(default_factory=ISSUE.empty_table, repr=False)
    unreadable: tuple[str, ...] = ()
    tally: dict[str, int] = field(default_factory=dict, repr=False)  # counts of the input, where it was read

    @cached_property
    def table(self) -> pa.Table:
        """One row per line in reading order: claim, line, code, charge, the amounts, answer, reason, locality,
        notes."""
        a = self.amounts
        explained = self.explained.take(a["situation"])
        claim = self.claims["claim_id"].take(
            pc.index_in(self.lines["claim_key"], self.claims["claim_key"].combine_chunks())
        )
        stated = pc.binary_join_element_wise(*(self.lines[f"modifier_{n}"] for n in range(1, 5)), " ")
        areas = pa.array([self.areas.get(n, "") for n in range(max(self.areas, default=0) + 1)], pa.string())
        return pa.table(
            {
                "claim_key": self.lines["claim_key"],
                "claim": claim,
                "line": self.lines["line_no"],
                "code": self.lines["code"],
                "modifiers": pc.utf8_trim_whitespace(stated),
                "units": self.lines["units"],
                "place_of_service": self.lines["place_of_service"],
                "date": self.lines["date_from"],
                "charge": self.lines["charge"],
                "schedule_amount": a["schedule_amount"],
                "allowed": a["allowed"],
                "limiting_charge": a["limiting_charge"],
                "medicare_share": a["medicare_share"],
                "sequestration": a["sequestration"],
                "secondary_payment": self._secondary(AMOUNT, "amount"),
                "opps_cap": explained["cap"],
                "answer": a["answer"],
                "reason": a["reason"],
                "denied_by": self.denied_by,
                "records_needed": explained["records_needed"],
                "side": pc.if_else(explained["facility"], "facility", "non-facility"),
                "locality": areas.take(pc.fill_null(explained["area"], 0)),
                "locality_source": explained["area_source"],
                "pay": explained["pay"],
                "hospital_status": explained["hospital_status"],
                "center_indicator": explained["center_indicator"],
                "secondary_note": self._secondary(pa.string(), "note"),
            }
        )

    def _secondary(self, kind: pa.DataType, name: str) -> pa.Array:
        """A field of `secondary` for every line; null for claims that do not go to Medicare after another payer."""
        if not self.secondary:
            return pa.nulls(self.lines.num_rows, kind)
        found = [self.secondary.get(place) for place in range(self.lines.num_rows)]
        return pa.array([None if each is None else getattr(each, name) for each in found], kind)

    @cached_property
    def secondary(self) -> dict[int, Secondary]:
        """What Medicare pays as the secondary payer, by the places of the lines of such claims."""
        return secondary_amounts(self.claims, self.lines, self.amounts)

    @cached_property
    def steps(self) -> pa.Table:
        """One row per step: claim_key, line_no, step, rule, detail, factor, before, after, release, source_row, says,
        source.

        `release` is a position in `releases`; `before` and `after` are dollars, null where there is no amount.
        """
        engine = _engine(self.lines.num_rows)
        try:
            keyed = {name: self.lines[name] for name in ("claim_key", "line_no", "charge")}
            amounts = {name: self.amounts[name] for name in self.amounts.column_names}
            engine.register("priced", unscaled(pa.table({**keyed, **amounts, "denied_by": self.denied_by})))
            engine.register("explained", unscaled(self.explained))
            known = rules()
            engine.register(
                "rule",
                pa.table({"rule": list(known), "says": [r["says"] for r in known.values()],
                          "source": [r["source"] for r in known.values()]}),
            )  # fmt: skip
            steps = scaled_to(engine.table(relation("step")), STEP)
            return steps.sort_by([(name, "ascending") for name in ("claim_key", "line_no", "step")])
        finally:
            engine.close()

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Counts and totals: claims, lines, lines by answer, lines that are void, voided or replaced, charge and allowed
        of the others in dollars, lines at national amounts, and the claims in the input."""
        counts = {v["values"]: v["counts"] for v in pc.value_counts(self.amounts["answer"]).to_pylist()}
        source = self.explained["area_source"].take(self.amounts["situation"])
        aside = pc.is_in(self.amounts["reason"], pa.array(ASIDE))
        national = pc.sum(pc.equal(source, "national")).as_py() or 0
        return {
            "claims": self.claims.num_rows,
            "lines": self.amounts.num_rows,
            "answers": {answer: counts.get(answer, 0) for answer in ANSWERS},
            "lines_aside": pc.sum(aside).as_py() or 0,
            "charge": pc.sum(self.lines["charge"].filter(pc.invert(aside))).as_py(),
            "allowed": pc.sum(self.amounts["allowed"]).as_py(),
            "lines_national": national,
            "claims_in_file": self.tally.get("claims_in_file", self.claims.num_rows),
            "rejected_claims": self.tally.get("rejected_claims", 0),
            "set_aside": self.tally.get("set_aside", 0),
        }


def _engine(lines: int) -> Engine:
    """An engine for the steps of so many lines."""
    if is_few(lines):
        return SQLite()
    from sightline.engines.duckdb import DuckDB

    return DuckDB()
