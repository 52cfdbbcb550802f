"""What every report for people says of a result: claims with their findings, what was not checked, which data answered."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.rows.guess import UNTRUSTED
from sightline.edits.result import Result, lines_of
from sightline.edits.rule.load import load_needs
from sightline.edits.superseded import several_payers
from sightline.outputs.check import record


def by_claim(result: Result) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]]:
    """The claims that have findings, with their lines and findings: in the order of the findings, which is that of reading but
    after triage."""
    keys = pc.unique(result.findings["claim_key"])
    claims = result.claims.filter(pc.is_in(result.claims["claim_key"], keys))
    lines = result.lines.filter(pc.is_in(result.lines["claim_key"], keys))
    claims = claims.select(["claim_key", "claim_id", "payer_name", "payer_id", "filing_code", "billing_npi", "file"])
    needed = ["claim_key", "line_no", "code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "units",
              "charge", "date_from", "place_of_service", "rendering_npi"]  # fmt: skip
    of_claim = grouped(lines.select(needed))
    found_of = grouped(result.findings)
    for claim in record.rows(claims.take(pc.index_in(keys, claims["claim_key"]))):
        yield claim, next(of_claim.get(claim["claim_key"], iter([[]]))), next(found_of[claim["claim_key"]])


def grouped(table: pa.Table) -> dict[int, Iterator[list[dict[str, Any]]]]:
    """Rows of a table by claim_key, made into Python only when asked for."""
    table = table.combine_chunks()
    order = pc.sort_indices(table["claim_key"])
    table = table.take(order)
    keys = table["claim_key"].to_pylist()
    groups: dict[int, Iterator[list[dict[str, Any]]]] = {}
    start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or keys[end] != keys[start]:
            groups[keys[start]] = (part.to_pylist() for part in [table.slice(start, end - start)])
            start = end
    return groups


def other_periods(result: Result) -> list[tuple[str, int, str]]:
    """Releases that answered outside their period, those for the same number of lines together."""
    groups: dict[tuple[str, int], list[str]] = {}
    for use in result.reference:
        for count, word in ((use.lines_older, "an older release"), (use.lines_newer, "a newer release")):
            if count:
                far = f" (by up to {use.days:,} {'day' if use.days == 1 else 'days'})" if use.days else ""
                groups.setdefault((word, count), []).append(use.release.title + far)
    return [(word, count, "; ".join(titles)) for (word, count), titles in groups.items()]


def gaps(result: Result) -> list[tuple[str, int, str]]:
    """What was not checked, by what was missing: in words, how many lines, and which edits; the most lines first."""
    table = result.not_checked
    gaps = []
    for row in table.group_by("need").aggregate([("edit", "distinct"), ("reason", "distinct")]).to_pylist():
        lines = _lines(result, table.filter(pc.equal(table["need"], row["need"])))
        ids, reasons = sorted(row["edit_distinct"]), row["reason_distinct"]
        named = ", ".join(ids[:4]) + (f" and {len(ids) - 4} more" if len(ids) > 4 else "")
        need = next((need for need in load_needs() if need.name == row["need"]), None)
        words = reasons[0] if len(reasons) == 1 or need is None else f"{len(reasons):,} {need.brief}"
        gaps.append((words, lines, named))
    return sorted(gaps, key=lambda gap: (-gap[1], gap[0]))


def _lines(result: Result, gaps: pa.Table) -> int:
    """How many lines were not checked: of a claim that was not, all; of claims without a line, the claims."""
    whole = pc.is_null(gaps["line"])
    claims = pc.unique(gaps.filter(whole)["claim_key"])
    of_claims = pc.sum(pc.is_in(result.lines["claim_key"], claims)).as_py() or 0
    return lines_of(gaps.filter(pc.invert(whole))) + of_claims or lines_of(gaps)


def clean_lines(result: Result) -> int:
    """Lines without a finding of their own or of their claim, shown or hidden, and checked by every edit: none of a claim
    that is void, voided or replaced."""
    tables = [result.findings, result.not_checked, *([result.hidden] if result.hidden is not None else [])]
    touched = pa.concat_tables([table.select(["claim_key", "line"]) for table in tables])
    whole = [*touched.filter(pc.is_null(touched["line"]))["claim_key"].chunks, *result.superseded["claim_key"].chunks]
    whole = pc.unique(pa.chunked_array(whole, pa.int64()))
    left = result.lines.select(["claim_key", "line_no"]).rename_columns(["claim_key", "line"])
    left = left.filter(pc.invert(pc.is_in(left["claim_key"], whole)))
    return int(
        left.join(
            touched.group_by(["claim_key", "line"]).aggregate([]), ["claim_key", "line"], join_type="left anti"
        ).num_rows
    )


def unknown_payers(result: Result) -> list[str]:
    """Sentences on claims that name a payer without a profile, and on those that name none."""
    names = ["payer_id", "payer_name", "filing_code"]
    known = {tuple(row[name] for name in names): row["known"] for row in result.payers.to_pylist()}
    named = unnamed = 0
    for row in result.claims.group_by(names).aggregate([([], "count_all")]).to_pylist():
        payer = tuple(row[name] for name in names)
        if not known.get(payer, True):
            named += row["count_all"] if any(payer) else 0
            unnamed += 0 if any(payer) else row["count_all"]
    notes = []
    if named:
        claims = "claim of a payer" if named == 1 else "claims of payers"
        notes.append(f"{named:,} {claims} without a profile: checked by public rules, not by rules of payment")
    if unnamed:
        notes.append(
            f"{unnamed:,} {'claim names' if unnamed == 1 else 'claims name'} no payer: checked by Medicare's rules"
        )
    return notes


_WHY = {
    "void": "of void claims, of which the claim alone is checked",
    "voided": "of claims that a later one voids, compared with no other line",
    "replaced": "of claims that a later one replaces, compared with no other line",
}


def left_aside(result: Result) -> list[str]:
    """Sentences on lines that did not count beside others, and on claims of one patient to several payers."""
    notes = []
    for superseded, count in result.summary["left_aside"].items():
        if count:
            notes.append(f"{some(count, 'line')} {_WHY[superseded]}")
    if count := several_payers(result.claims, result.payers):
        notes.append(f"{count:,} claims of patients with claims to several payers: compared payer by payer")
    return notes


def earlier(result: Result) -> list[str]:
    """A sentence on the claims of the history: how many were seen beside these, and how many could not be read."""
    counts = ("history_claims", "history_lines", "history_rejected_claims", "history_rejected_lines")
    claims, lines, *lost = (result.tally.get(name, 0) for name in counts)
    if not (claims or any(lost)):
        return []
    notes = f"seen beside these: {some(claims, 'earlier claim')} with {some(lines, 'line')}"
    if any(lost):
        unread = " and ".join(some(count, noun) for count, noun in zip(lost, ("claim", "line"), strict=True) if count)
        notes += f"; {unread} more could not be read, and nothing was compared with them"
    return [notes]


def withheld(result: Result) -> list[str]:
    """Sentences on what a reader must know first: columns that look like ones that findings need and were not used, and
    findings that are overridden or hidden, so that nobody takes them for clean."""
    summary = result.summary
    notes = untrusted(result)
    if count := summary["overridden"]:
        notes.append(f"{count:,} {'finding' if count == 1 else 'findings'} overridden, not counted above")
    if count := summary["hidden"]:
        notes.append(f"{count:,} {'finding' if count == 1 else 'findings'} hidden: known from the baseline")
    return notes


def untrusted(result: Result) -> list[str]:
    """Sentences on files of which findings cannot be trusted, since a column that they need was not used."""
    issues = result.issues.filter(pc.starts_with(result.issues["message"], UNTRUSTED))
    return [f"{row['file']}: {row['message']}" for row in issues.to_pylist()]


def at_stake(result: Result) -> Decimal:
    """Dollars charged on lines that fail: with a finding `fail` of their own or of their claim, not overridden."""
    counting = result.counting
    fails = counting.filter(pc.equal(counting["status"], "fail"))
    whole = fails.filter(pc.is_null(fails["line"]))["claim_key"]
    ofclaims = result.lines.filter(pc.is_in(result.lines["claim_key"], pc.unique(whole)))
    others = result.lines.filter(pc.invert(pc.is_in(result.lines["claim_key"], pc.unique(whole))))
    failing = fails.filter(pc.is_valid(fails["line"])).group_by(["claim_key", "line"]).aggregate([])
    failing = failing.rename_columns(["claim_key", "line_no"])
    oflines = others.select(["claim_key", "line_no", "charge"]).join(
        failing, ["claim_key", "line_no"], join_type="left semi"
    )
    sums = (pc.sum(table["charge"]).as_py() for table in (ofclaims, oflines))
    return sum((amount for amount in sums if amount is not None), Decimal("0.00"))


def some(count: int, noun: str) -> str:
    """A count with its noun, in the plural but for one."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
