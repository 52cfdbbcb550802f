"""One claim of a check: as it is or as somebody would change it, checked among the patient's claims, and priced.

It is read, changed, checked and priced in one task of a checking process, to which only the changes go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.after.bound import Bound, bound_to
from sightline.edits.divide import Claims
from sightline.edits.result import Result
from sightline.outputs.check import record
from sightline.outputs.price import record as price_record
from sightline.pricing.denials import denials
from sightline.pricing.price import Options
from sightline.pricing.result import Priced
from sightline.pricing.what_if import WhatIfError, change, charged
from sightline.web import results
from sightline.web.desk.changes import Draft, changes_of, refused, stated
from sightline.web.jobs import Job
from sightline.web.problems import Problem
from sightline.web.warm import Warm

#: Claims of the same patient that are seen beside the one that is open.
_MOST_BESIDE = 100
#: A version of a claim: with the changes of a draft, or of the fields of the claim page's form.
Version = Draft | Mapping[str, str]


@dataclass(frozen=True)
class JudgedClaim:
    """A claim with its lines, findings and prices; `changes` are what was changed, in words."""

    claim: dict[str, Any]
    lines: list[dict[str, Any]]
    diagnoses: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    gaps: list[tuple[str, str]]  # reason, lines and edits
    changes: tuple[str, ...]
    beside: int  # other claims of the patient
    steps: list[dict[str, Any]]  # how each line is priced (docs/pricing.md); empty where that was not requested

    @property
    def allowed(self) -> Decimal:
        """Dollars allowed on the lines that have an amount."""
        return sum((line["allowed"] for line in self.lines if line["allowed"] is not None), Decimal("0.00"))

    @property
    def charge(self) -> Decimal:
        """Dollars charged on the lines."""
        return sum((line["charge"] for line in self.lines if line["charge"] is not None), Decimal("0.00"))

    def of_line(self, number: int | None) -> list[dict[str, Any]]:
        """The findings on a line; with None those about the claim as a whole, or about a line that was taken out."""
        numbers = {line["line_no"] for line in self.lines}
        if number is None:
            return [row for row in self.findings if row["line"] not in numbers]
        return [row for row in self.findings if row["line"] == number]


def judge(warm: Warm, job: Job, key: int, versions: Sequence[Version], bound: bool, steps: bool) -> list[JudgedClaim]:
    """The claim of a check with that key in some versions, each checked and priced; `bound`: with what an override of each
    finding is bound to, for `show_held`; `steps`: with how it is priced.

    Raises Problem 404 where there is no such claim, 409 where the check must be made anew, and 422 for changes that cannot
    be made, with `wrong`: why, by the name of the field.
    """
    mine, beside = _submitted(warm, job, key)
    found = []
    for version in versions:
        draft = version if isinstance(version, Draft) else changes_of(version, mine.lines)
        words, changed = _changed(mine, draft)
        result = _checked(warm, changed, beside, job.options.get("payer", ""))
        priced = warm.price(changed.claims, changed.lines, denials(result), Options())
        judged = _gathered(changed, result, priced, words, beside.claims.num_rows, steps)
        if bound:
            for row, each in zip(judged.findings, bound_to(result, result.findings), strict=True):
                row["bound"] = each
        found.append(judged)
    return found


def show_held(judged: JudgedClaim, held: Mapping[Bound, dict[str, Any]]) -> None:
    """Put the decisions that hold beside the findings that were judged with what they are bound to."""
    for row in judged.findings:
        row["override"] = held.get(row["bound"])


def _submitted(warm: Warm, job: Job, key: int) -> tuple[Claims, Claims]:
    """The claim with that key as it came, and the other claims of the patient. Raises Problem 404 and 409."""
    tables = results.read_claims(job, warm.reference)
    if tables is None:
        raise Problem(409, results.CHANGED)
    claims, *rest = Claims(**tables)
    claim = claims.filter(pc.equal(claims["claim_key"], key))
    if not claim.num_rows:
        raise Problem(404, "The check has no such claim.")
    same = pc.equal(claims["patient"], claim["patient"][0])
    others = claims.filter(pc.and_(same, pc.not_equal(claims["claim_key"], key))).slice(0, _MOST_BESIDE)
    mine = Claims(claim, *(_of(table, key) for table in rest))
    theirs = others["claim_key"].combine_chunks()
    beside = Claims(others, *(table.filter(pc.is_in(table["claim_key"], theirs)) for table in rest))
    return mine, beside


def _changed(mine: Claims, draft: Draft) -> tuple[list[str], Claims]:
    """What was changed, in words, and the claim with the changes made. Raises Problem 422 where some cannot be made."""
    if draft == Draft():
        return [], mine
    try:
        words, lines = change(mine.lines, draft.changes, draft.remove)
    except WhatIfError as error:
        wrong = refused(draft, mine.lines)
        raise Problem(422, "; ".join(wrong.values()) or str(error), members={"wrong": wrong}) from None
    return words, Claims(charged(mine.claims, lines), lines, mine.diagnoses)


def _checked(warm: Warm, mine: Claims, beside: Claims, payer: str) -> Result:
    """The check of a claim among others of its patient: what it found on this one."""
    seen = Claims(*(pa.concat_tables(pair) for pair in zip(mine, beside, strict=True)))
    result = warm.check(seen, payer)
    key = mine.claims["claim_key"][0].as_py()
    gaps = _of(result.not_checked, key)  # with what an older release leaves open, which is not to be added again
    return replace(result, findings=_of(result.findings, key), gaps=gaps, older=result.older.slice(0, 0))


def _gathered(
    mine: Claims, result: Result, priced: Priced, words: list[str], beside: int, steps: bool
) -> JudgedClaim:  # fmt: skip
    amounts = {row["line"]: row for row in priced.table.to_pylist()}
    rows = []
    for line in mine.lines.to_pylist():
        amount = amounts[line["line_no"]]
        shown = {name: amount[name] for name in ("allowed", "answer", "locality", "side")}
        rows.append({**line, **shown, "why": price_record.reason(amount), "stated": stated(line)})
    return JudgedClaim(
        claim=mine.claims.to_pylist()[0],
        lines=rows,
        diagnoses=mine.diagnoses.sort_by("position").to_pylist(),
        findings=findings(result),
        gaps=_gaps(result),
        changes=tuple(words),
        beside=beside,
        steps=list(price_record.lines(priced)) if steps else [],
    )


def findings(result: Result) -> list[dict[str, Any]]:
    """The findings as the page shows them: the row with its edit, release and fix."""
    edits = {edit.id: edit for edit in result.edits}
    releases = {use.number: use.release for use in result.reference}
    return [
        {**row, "about": edits[row["edit"]], "source": releases.get(row["release"]), "fix": record.fix(row)}
        for row in result.findings.to_pylist()
    ]


def _gaps(result: Result) -> list[tuple[str, str]]:
    """What was not checked: each reason with the lines and edits it concerns."""
    found: dict[str, tuple[set[int], set[str]]] = {}
    for row in result.not_checked.to_pylist():
        lines, edits = found.setdefault(row["reason"], (set(), set()))
        edits.add(row["edit"])
        if row["line"] is not None:
            lines.add(row["line"])
    gaps = []
    for reason, (lines, edits) in found.items():
        where = f"line {', '.join(str(n) for n in sorted(lines))}: " if lines else ""
        gaps.append((reason, f"{where}{', '.join(sorted(edits))}"))
    return gaps


def _of(table: pa.Table, key: int) -> pa.Table:
    return table.filter(pc.equal(table["claim_key"], key))
