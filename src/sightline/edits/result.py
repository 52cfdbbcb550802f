"""What a check answers: findings, what was not checked, and the reference behind both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.reading import Read
from sightline.claims.schema import DIAGNOSIS, ISSUE, REJECTED
from sightline.edits.after import typed
from sightline.edits.after.typed import Finding, Summary
from sightline.edits.rule.edit import STATUSES, Edit
from sightline.reference.release import ReferenceUse

_FOUND = ("message", "shown", "fix_text", "fix_action", "fix_line", "fix_value", "evidence", "release")
#: How a claim may stand beside others; "" is a claim that counts.
VOID, VOIDED, REPLACED = "void", "voided", "replaced"
#: The lists that know most codes: kinds of reference, and what edits need of them (edits/needs.toml).
LISTS = ("fee_schedule", "ptp", "mue")
#: Up to this many rows a grouping of Arrow costs more than Python's.
COUNTED_IN_PYTHON = 5_000
_TALLY = ("claims_in_file", "lines_in_file", "rejected_claims", "rejected_lines", "set_aside")
#: Dates, and whether codes of the starter are meant, for which only an older PTP release answers; and how that is said.
OLDER = pa.schema([("on", pa.date32()), ("in_starter", pa.bool_()), ("reason", pa.string())])
_GAP_ORDER = [(name, "ascending") for name in ("claim_key", "line", "edit", "reason")]
_LINE = ("claim_key", "line_no", "code", "qualifier", "date_from")
_ORDER = ("claim_key", "line_no", "edit", "other_claim_key", "other_line", "message")


@dataclass(frozen=True)
class Result:
    """The answer to a check; see docs/json.md for each column. Immutable.

    `findings` and `not_checked` (gaps, and lines that only an older PTP release answers for) are Arrow tables. `claims` and
    `lines` are what was checked (schemas CLAIM and LINE); `rejected` and `issues` what the readers could not take. `tally`
    counts the input; see `summary`.
    """

    findings: pa.Table
    gaps: pa.Table  # what an edit lacked to judge a line; see `not_checked`
    claims: pa.Table
    lines: pa.Table
    edits: tuple[Edit, ...]
    reference: tuple[ReferenceUse, ...]
    payers: pa.Table
    superseded: pa.Table  # claim_key and superseded of each claim that is void, voided or replaced
    rejected: pa.Table = field(default_factory=REJECTED.empty_table)
    issues: pa.Table = field(default_factory=ISSUE.empty_table)
    diagnoses: pa.Table = field(default_factory=DIAGNOSIS.empty_table)  # what was checked, as `claims` and `lines`
    tally: dict[str, int] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()  # files that hold no claim that could be read
    hidden: pa.Table | None = None  # findings that an earlier result has too; see edits/after/baseline.py
    older: pa.Table = field(default_factory=OLDER.empty_table)  # dates after the PTP release that answered for them
    starter: frozenset[str] = frozenset()  # the codes of the starter, which `older` tells apart

    def found(self) -> list[Finding]:
        """The findings with attributes, in the order of the table."""
        return typed.findings(self.findings)

    def _repr_html_(self) -> str:
        return typed.as_html(self.findings, self.summary)

    @cached_property
    def not_checked(self) -> pa.Table:
        """What was not checked: the gaps, and the lines on which an older PTP release finds nothing, though pairs may have
        begun since. Made when it is first read: where the release is old these are all lines."""
        edits = [edit.id for edit in self.edits if "ptp" in edit.needs]
        if not self.older.num_rows or not edits:
            return self.gaps
        few = self.lines.num_rows <= COUNTED_IN_PYTHON
        older = self._not_in_older_of_few(edits) if few else self._not_in_older(pa.array(edits, pa.string()))
        return pa.concat_tables([self.gaps, older]).sort_by(_GAP_ORDER)

    def _not_in_older_of_few(self, edits: Sequence[str]) -> pa.Table:
        """As `_not_in_older`, value by value."""
        reasons = {(on, in_starter): reason for on, in_starter, reason in rows_of(self.older, OLDER.names)}
        void = {key for key, why in rows_of(self.superseded, ("claim_key", "superseded")) if why == VOID}
        known = {each for table in (self.findings, self.gaps) for each in rows_of(table, ("edit", "claim_key", "line"))}
        claim = dict(rows_of(self.claims, ("claim_key", "claim_id")))
        rows = [
            (edit, key, claim[key], line, reason, "ptp_date")
            for key, line, code, qualifier, on in rows_of(self.lines, _LINE)
            if qualifier in ("HC", "") and key not in void and (reason := reasons.get((on, code in self.starter)))
            for edit in edits
            if (edit, key, line) not in known
        ]
        if not rows:
            return self.gaps.slice(0, 0)
        schema = self.gaps.schema
        arrays = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)

    def _not_in_older(self, edits: pa.Array) -> pa.Table:
        lines = self.lines
        in_starter = pa.array([code in self.starter for code in lines["code"].to_pylist()], pa.bool_())
        at = pc.index_in(
            _date_key(lines["date_from"], in_starter), _date_key(self.older["on"], self.older["in_starter"])
        )
        void = self.superseded.filter(pc.equal(self.superseded["superseded"], VOID))["claim_key"]
        checked = pc.and_(pc.is_in(lines["qualifier"], pa.array(["HC", ""])), pc.is_valid(at))
        if len(void):
            checked = pc.and_(checked, pc.invert(pc.is_in(lines["claim_key"], void)))
        lines, at = lines.select(["claim_key", "line_no"]).filter(checked), at.filter(checked)
        # Each line once for each edit, but for those where the edit found something or has a gap already.
        line = pa.array([*range(lines.num_rows)] * len(edits), pa.int64())
        number = pa.array([edit for edit in range(len(edits)) for _ in range(lines.num_rows)], pa.int64())
        known = pa.concat_tables([table.select(["edit", "claim_key", "line"]) for table in (self.findings, self.gaps)])
        known = known.filter(pc.is_in(known["edit"], edits))
        had = _of_edit(line_key(known["claim_key"], known["line"]), pc.index_in(known["edit"], edits), len(edits))
        key = line_key(lines["claim_key"], lines["line_no"]).take(line)
        left = pc.invert(pc.is_in(_of_edit(key, number, len(edits)), had))
        line, number = line.filter(left), number.filter(left)
        rows = lines.take(line)
        claim = self.claims["claim_id"].take(pc.index_in(rows["claim_key"], self.claims["claim_key"]))
        return pa.table({
            "edit": edits.take(number), "claim_key": rows["claim_key"], "claim": claim, "line": rows["line_no"],
            "reason": self.older["reason"].take(at.take(line)), "need": pa.repeat("ptp_date", rows.num_rows),
        }, self.gaps.schema)  # fmt: skip

    @property
    def summary(self) -> Summary:
        """Counts of the run: claims and lines read, rejected and set aside, findings by status, lines not checked.

        Findings that are overridden or hidden by a baseline are counted as such only.
        """
        counting = self.counting
        by_status = {status: count for (status,), count in counted(counting, ("status",)).items()}
        claims, lines = self.claims.num_rows, self.lines.num_rows
        return Summary({
            "claims": claims,
            "lines": lines,
            "claims_in_file": self.tally.get("claims_in_file", claims),
            "lines_in_file": self.tally.get("lines_in_file", lines),
            "rejected_claims": self.tally.get("rejected_claims", 0),
            "rejected_lines": self.tally.get("rejected_lines", 0),
            "set_aside": self.tally.get("set_aside", 0),
            "findings": {status: by_status.get(status, 0) for status in STATUSES},
            "overridden": self.findings.num_rows - counting.num_rows,
            "overridden_claims": len(self.overridden_claims),
            "hidden": self.hidden.num_rows if self.hidden is not None else 0,
            "not_checked": lines_of(self.not_checked),
            "beyond_reference": self.beyond_reference,
            "left_aside": self.left_aside,
            **{name: count for name, count in self.tally.items() if name.startswith("history_")},
        })  # fmt: skip

    @property
    def beyond_reference(self) -> int:
        """Lines whose code no loaded release of the fee schedule, of the PTP edits and of the MUE covers: of the lists that
        the chosen edits read, none knows it, so little of the line was judged."""
        if self.gaps.num_rows <= COUNTED_IN_PYTHON and not {*self.gaps["need"].to_pylist()} & {*LISTS}:
            return 0
        found: set[tuple[int, int]] | None = None
        for need in LISTS:
            rows = self.gaps.filter(pc.equal(self.gaps["need"], need))
            if rows.num_rows:
                lines = set(zip(rows["claim_key"].to_pylist(), rows["line"].to_pylist(), strict=True))
                found = lines if found is None else found & lines
        return len(found or ())

    @property
    def left_aside(self) -> dict[str, int]:
        """Lines that edits do not compare with others, by why: of void claims (which no line edit sees), of voided and
        of replaced ones."""
        keys = self.superseded
        if not len(keys):
            return dict.fromkeys((VOID, VOIDED, REPLACED), 0)
        at = pc.index_in(self.lines["claim_key"], keys["claim_key"])
        counts = pc.value_counts(keys["superseded"].take(pc.drop_null(at))).to_pylist()
        return dict.fromkeys((VOID, VOIDED, REPLACED), 0) | {each["values"]: each["counts"] for each in counts}

    def billing_npis(self) -> dict[int, str | None]:
        """The billing provider's NPI, at least of each claim that has a finding, by claim_key; None where the claim has
        none."""
        claims = self.claims
        if claims.num_rows > COUNTED_IN_PYTHON:
            claims = claims.filter(pc.is_in(claims["claim_key"], pc.unique(self.findings["claim_key"])))
        return dict(zip(claims["claim_key"].to_pylist(), claims["billing_npi"].to_pylist(), strict=True))

    @property
    def _overridden(self) -> bool:
        """Whether some finding is overridden."""
        found = self.findings
        return "override" in found.column_names and found["override"].null_count < found.num_rows

    @property
    def counting(self) -> pa.Table:
        """The findings that nobody has overridden."""
        if not self._overridden:
            return self.findings
        return self.findings.filter(pc.is_null(self.findings["override"]))

    @property
    def failing(self) -> pa.Table:
        """The findings that fail by the loaded releases, with those that are for review only because the release does not
        cover the date of service: what is paid is worked out by the same releases."""
        findings = self.findings
        return findings.filter(pc.or_(pc.equal(findings["status"], "fail"), findings["outdated"]))

    @property
    def overridden_claims(self) -> pa.Array:
        """The keys of claims that stand by an override: beside overridden findings they have at most some for information.

        They are not clean, and have nothing to do either.
        """
        if not self._overridden:
            return pa.array([], pa.int64())
        counting = self.counting
        held = self.findings.filter(pc.is_valid(self.findings["override"]))["claim_key"]
        undone = pc.unique(counting.filter(pc.not_equal(counting["status"], "info"))["claim_key"])
        return pc.unique(held.filter(pc.invert(pc.is_in(held, undone))))


def with_input(result: Result, read: Read) -> Result:
    """A check of what was read, with what could not be read and the counts of the input."""
    return replace(
        result,
        rejected=read.tables["rejected"],
        issues=read.tables["issues"],
        unreadable=read.unreadable,
        tally={name: getattr(read.counts, name) for name in _TALLY},
    )


def _date_key(on: pa.ChunkedArray, in_starter: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """One number for a date and whether codes of the starter are meant; null without a date."""
    return pc.add(pc.multiply(pc.cast(pc.cast(on, pa.int32()), pa.int64()), 2), pc.cast(in_starter, pa.int64()))


def _of_edit(line: pa.ChunkedArray, edit: pa.Array | pa.ChunkedArray, edits: int) -> pa.ChunkedArray:
    """One number for a line (see `line_key`) and one of some edits."""
    return pc.add(pc.multiply(line, edits), pc.cast(edit, pa.int64()))


def counted(table: pa.Table, names: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """How many rows there are of each combination of values of some columns."""
    if table.num_rows <= COUNTED_IN_PYTHON:
        return Counter(rows_of(table, names))
    groups = table.group_by(list(names), use_threads=False).aggregate([([], "count_all")])
    values = zip(*(groups[name].to_pylist() for name in names), strict=True)
    return dict(zip(values, groups["count_all"].to_pylist(), strict=True))


def rows_of(table: pa.Table, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of some columns."""
    return zip(*(table[name].to_pylist() for name in names), strict=True)


def lines_of(table: pa.Table) -> int:
    """How many different lines (or whole claims) the rows of a finding-like table touch."""
    pairs = table.select(["claim_key", "line"])
    if pairs.num_rows <= COUNTED_IN_PYTHON:
        return len(counted(pairs, pairs.column_names))
    return int(pairs.group_by(pairs.column_names).aggregate([]).num_rows)


def joined(
    findings: pa.Table, claims: pa.Table, lines: pa.Table, related: pa.Table, rows: pa.Array | None = None
) -> pa.Table:
    """Findings as a user sees them: with claim numbers, codes and origins, in a fixed order.

    `related` are the claims that a finding may relate to: `claims` and those of the history. `rows` are the places of the
    findings that are meant; None for all.
    """
    sorted_by = findings.select(_ORDER) if rows is None else findings.select(_ORDER).take(rows)
    order = pc.sort_indices(sorted_by, sort_keys=[(name, "ascending") for name in _ORDER])
    findings = findings.take(order if rows is None else rows.take(order))
    at_claim = pc.index_in(findings["claim_key"], claims["claim_key"])
    at_line = line_places(findings["claim_key"], findings["line_no"], lines)
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
    )


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
    ).sort_by(_GAP_ORDER)


def line_places(claim_key: pa.ChunkedArray, line_no: pa.ChunkedArray, lines: pa.Table) -> pa.ChunkedArray:
    """The place in `lines` of each line that a claim_key and a line number name; null for none."""
    named, known = line_key(claim_key, line_no), line_key(lines["claim_key"], lines["line_no"])
    if len(named) > COUNTED_IN_PYTHON:
        # Most lines follow the first of their claim by number: claims are fewer to look up.
        keys = lines["claim_key"].combine_chunks()
        begins = pc.indices_nonzero(pc.not_equal(keys[1:], keys[:-1]))
        first = pa.concat_arrays([pa.array([0], pa.uint64()), pc.add(begins, pa.scalar(1, pa.uint64()))])
        of_claim = first.take(pc.index_in(claim_key, keys.take(first)))
        place = pc.add(of_claim.cast(pa.int64()), pc.subtract(line_no, lines["line_no"].take(of_claim)))
        place = pc.if_else(pc.less(place, len(keys)), pc.max_element_wise(place, 0, skip_nulls=False), None)
        if place.null_count == named.null_count and pc.all(pc.equal(known.take(place), named)).as_py() is not False:
            return place
    return pc.index_in(named, known)


def line_key(claim_key: pa.ChunkedArray, line_no: pa.ChunkedArray) -> pa.ChunkedArray:
    """One number for a line of a claim; null for a claim as a whole."""
    return pc.add(pc.multiply(claim_key, 1_000_000), pc.cast(line_no, pa.int64()))
