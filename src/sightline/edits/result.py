"""What a check answers: findings, what was not checked, and the reference behind both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import DIAGNOSIS, ISSUE, REJECTED
from sightline.edits.edit import STATUSES, Edit
from sightline.reference.release import Release

_FOUND = ("message", "shown", "mend", "fix_action", "fix_line", "fix_value", "evidence", "release")
#: How a claim may stand beside others; "" is a claim that counts.
VOID, VOIDED, REPLACED = "void", "voided", "replaced"
_ORDER = ("claim_key", "line", "edit", "other_claim_key", "related_line", "message")


@dataclass(frozen=True)
class ReferenceUse:
    """A release that answered, and for how many lines: within its period, or as the nearest one, older or newer."""

    number: int
    release: Release
    lines: int
    lines_older: int
    lines_newer: int


@dataclass(frozen=True)
class Result:
    """The answer to a check; see docs/json.md for each column. Immutable.

    `findings` and `not_checked` are Arrow tables. `claims` and `lines` are what was checked (schemas CLAIM and LINE);
    `rejected` and `issues` what the readers could not take. `tally` counts the input; see `summary`.
    """

    findings: pa.Table
    not_checked: pa.Table
    claims: pa.Table
    lines: pa.Table
    edits: tuple[Edit, ...]
    reference: tuple[ReferenceUse, ...]
    payers: pa.Table
    standing: pa.Table  # claim_key and standing of each claim that is void, voided or replaced
    rejected: pa.Table = field(default_factory=REJECTED.empty_table)
    issues: pa.Table = field(default_factory=ISSUE.empty_table)
    diagnoses: pa.Table = field(default_factory=DIAGNOSIS.empty_table)  # what was checked, as `claims` and `lines`
    tally: dict[str, int] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()  # files that hold no claim that could be read
    hidden: pa.Table | None = None  # findings that an earlier result has too; see edits/baseline.py

    @property
    def summary(self) -> dict[str, Any]:
        """Counts of the run: claims and lines read, rejected and set aside, findings by status, lines not checked.

        Findings that are overridden or hidden by a baseline are counted as such only.
        """
        counting = self.counting
        by_status = {value["values"]: value["counts"] for value in pc.value_counts(counting["status"]).to_pylist()}
        claims, lines = self.claims.num_rows, self.lines.num_rows
        return {
            "claims": claims,
            "lines": lines,
            "claims_in_file": self.tally.get("claims_in_file", claims),
            "lines_in_file": self.tally.get("lines_in_file", lines),
            "rejected_claims": self.tally.get("rejected_claims", 0),
            "rejected_lines": self.tally.get("rejected_lines", 0),
            "set_aside": self.tally.get("set_aside", 0),
            "findings": {status: by_status.get(status, 0) for status in STATUSES},
            "overridden": self.findings.num_rows - counting.num_rows,
            "hidden": self.hidden.num_rows if self.hidden is not None else 0,
            "not_checked": lines_of(self.not_checked),
            "left_aside": self.left_aside,
            **{name: count for name, count in self.tally.items() if name.startswith("history_")},
        }

    @property
    def left_aside(self) -> dict[str, int]:
        """Lines that edits do not compare with others, by why: of void claims (which no line edit sees), of voided and
        of replaced ones."""
        keys = self.standing
        at = pc.index_in(self.lines["claim_key"], keys["claim_key"])
        counts = pc.value_counts(keys["standing"].take(pc.drop_null(at))).to_pylist() if len(keys) else []
        return dict.fromkeys((VOID, VOIDED, REPLACED), 0) | {each["values"]: each["counts"] for each in counts}

    @property
    def counting(self) -> pa.Table:
        """The findings that nobody has overridden."""
        if "override" not in self.findings.column_names:
            return self.findings
        return self.findings.filter(pc.is_null(self.findings["override"]))

    def worst(self) -> str | None:
        """The gravest status among the findings that nobody has overridden; None when there is none."""
        present = set(pc.unique(self.counting["status"]).to_pylist())
        return next((status for status in STATUSES if status in present), None)


def lines_of(table: pa.Table) -> int:
    """How many different lines (or whole claims) the rows of a finding-like table touch."""
    return int(table.select(["claim_key", "line"]).group_by(["claim_key", "line"]).aggregate([]).num_rows)


def joined(findings: pa.Table, claims: pa.Table, lines: pa.Table, related: pa.Table) -> pa.Table:
    """Findings as a user sees them: with claim numbers, codes and origins, in a fixed order.

    `related` are the claims that a finding may relate to: `claims` and those of the history.
    """
    at_claim = pc.index_in(findings["claim_key"], claims["claim_key"])
    at_line = pc.index_in(
        _line_key(findings["claim_key"], findings["line_no"]), _line_key(lines["claim_key"], lines["line_no"])
    )
    stated = lines.select(["code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "segment", "byte"]).take(
        at_line
    )
    modifiers = pc.binary_join_element_wise(*(stated[f"modifier_{n}"] for n in range(1, 5)), " ")
    other = related["claim_id"].take(pc.index_in(findings["other_claim_key"], related["claim_key"], skip_nulls=True))
    origin = claims.select(["claim_id", "file", "interchange", "group", "transaction", "segment", "byte"]).take(
        at_claim
    )
    return pa.table(
        {
            "edit": findings["edit"],
            "status": findings["status"],
            "claim_key": findings["claim_key"],
            "claim": origin["claim_id"],
            "line": findings["line_no"],
            "related_claim": other,
            "related_line": findings["other_line"],
            "code": stated["code"],
            "modifiers": pc.utf8_trim_whitespace(modifiers),
            **{name: findings[name] for name in _FOUND},
            **{name: origin[name] for name in ("file", "interchange", "group", "transaction")},
            "segment": pc.coalesce(stated["segment"], origin["segment"]),
            "byte": pc.coalesce(stated["byte"], origin["byte"]),
            "other_claim_key": findings["other_claim_key"],
        }
    ).sort_by([(name, "ascending") for name in _ORDER])


def joined_gaps(gaps: pa.Table, claims: pa.Table) -> pa.Table:
    """What was not checked, with claim numbers, in a fixed order."""
    claim = claims["claim_id"].take(pc.index_in(gaps["claim_key"], claims["claim_key"]))
    return pa.table(
        {
            "edit": gaps["edit"],
            "claim_key": gaps["claim_key"],
            "claim": claim,
            "line": gaps["line_no"],
            "reason": gaps["reason"],
            "need": gaps["need"],
        }
    ).sort_by([(name, "ascending") for name in ("claim_key", "line", "edit", "reason")])


def _line_key(claim_key: pa.ChunkedArray, line_no: pa.ChunkedArray) -> pa.ChunkedArray:
    """One number for a line of a claim; null for a claim as a whole."""
    return pc.add(pc.multiply(claim_key, 1_000_000), pc.cast(line_no, pa.int64()))
