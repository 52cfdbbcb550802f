"""One claim of a check: as it is or as somebody would change it, checked among the patient's claims, and priced."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from starlette.datastructures import FormData

from sightline.edits.result import Result
from sightline.outputs.check import record
from sightline.outputs.price.record import reason
from sightline.pricing.denials import denials
from sightline.pricing.price import Options
from sightline.pricing.result import Priced
from sightline.pricing.what_if import change, charged
from sightline.web.jobs import Job
from sightline.web.problems import Problem
from sightline.web.service import Service, kept, overridden
from sightline.web.warm import Claims

#: Claims of the same patient that are seen beside the one that is open.
_MOST_BESIDE = 100
#: The fields of a line that can be changed, as the page names them and as `pricing.what_if.change` does.
FIELDS = ("code", "modifiers", "units", "charge", "pos")


@dataclass(frozen=True)
class JudgedClaim:
    """A claim with its lines, findings and prices; `changes` are what was changed, in words."""

    claim: dict[str, Any]
    lines: list[dict[str, Any]]
    diagnoses: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    gaps: list[tuple[str, str]]  # reason, lines and edits
    tables: Claims
    priced: Priced
    changes: tuple[str, ...]
    beside: int

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


def submitted(service: Service, job: Job, key: int) -> tuple[Claims, Claims]:
    """The claim with that key as it came, and the other claims of the patient. Raises Problem 404."""
    result = kept(service, job)
    claim = result.claims.filter(pc.equal(result.claims["claim_key"], key))
    if not claim.num_rows:
        raise Problem(404, "The check has no such claim.")
    same = pc.equal(result.claims["patient"], claim["patient"][0])
    others = result.claims.filter(pc.and_(same, pc.not_equal(result.claims["claim_key"], key))).slice(0, _MOST_BESIDE)
    tables = (result.lines, result.diagnoses)
    mine = Claims(claim, *(table.filter(pc.equal(table["claim_key"], key)) for table in tables))
    theirs = others["claim_key"].combine_chunks()
    beside = Claims(others, *(table.filter(pc.is_in(table["claim_key"], theirs)) for table in tables))
    return mine, beside


def asked(form: FormData, lines: pa.Table) -> tuple[list[str], list[int]]:
    """The changes of a form, as `change` takes them, and the lines to take out."""
    changes, remove = [], []
    for row in lines.to_pylist():
        number = row["line_no"]
        if form.get(f"{number}.remove"):
            remove.append(number)
            continue
        for name, was in stated(row).items():
            now = form.get(f"{number}.{name}")
            if isinstance(now, str) and _plain(name, now) != _plain(name, was):
                changes.append(f"{number}.{name}={now.strip()}")
    return changes, remove


def stated(line: dict[str, Any]) -> dict[str, str]:
    """A line's fields as the page shows them for editing."""
    return {
        "code": line["code"],
        "modifiers": " ".join(line[f"modifier_{n}"] for n in range(1, 5) if line[f"modifier_{n}"]),
        "units": "" if line["units"] is None else f"{line['units'].normalize():f}",
        "charge": "" if line["charge"] is None else str(line["charge"]),
        "pos": line["place_of_service"],
    }


def changed(mine: Claims, changes: Sequence[str], remove: Sequence[int]) -> tuple[list[str], Claims]:
    """What was changed, in words, and the claim with the changes made. Raises WhatIfError where one cannot be made."""
    if not changes and not remove:
        return [], mine
    words, lines = change(mine.lines, changes, remove)
    return words, Claims(charged(mine.claims, lines), lines, mine.diagnoses)


async def judged(
    service: Service, job: Job, mine: Claims, beside: Claims, changes: Sequence[str] = (), remove: Sequence[int] = ()
) -> JudgedClaim:
    """The claim with changes made, checked and priced. Raises WhatIfError for a change that cannot be made."""
    words, (claims, lines, diagnoses) = changed(mine, changes, remove)
    key = claims["claim_key"][0].as_py()
    seen = Claims(*(pa.concat_tables(pair) for pair in zip((claims, lines, diagnoses), beside, strict=True)))
    result = await service.engine.check(seen, job.options.get("payer", ""))
    gaps = _of(result.not_checked, key)  # with what an older release leaves open, which is not to be added again
    result = replace(result, findings=_of(result.findings, key), gaps=gaps, older=result.older.slice(0, 0))
    result = overridden(service, result, job.owner)
    priced = await service.engine.price(claims, lines, denials(result), Options())
    return await asyncio.to_thread(_gather, claims, lines, diagnoses, result, priced, words, beside.claims.num_rows)


def _gather(
    claims: pa.Table, lines: pa.Table, diagnoses: pa.Table, result: Result, priced: Priced, words: list[str],
    beside: int,
) -> JudgedClaim:  # fmt: skip
    amounts = {row["line"]: row for row in priced.table.to_pylist()}
    rows = []
    for line in lines.to_pylist():
        amount = amounts[line["line_no"]]
        told = {name: amount[name] for name in ("allowed", "answer", "locality", "side")}
        rows.append({**line, **told, "why": reason(amount), "stated": stated(line)})
    return JudgedClaim(
        claim=claims.to_pylist()[0],
        lines=rows,
        diagnoses=diagnoses.sort_by("position").to_pylist(),
        findings=list(findings(result)),
        gaps=_gaps(result),
        tables=Claims(claims, lines, diagnoses),
        priced=priced,
        changes=tuple(words),
        beside=beside,
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
    said = []
    for reason_, (lines, edits) in found.items():
        where = f"line {', '.join(str(n) for n in sorted(lines))}: " if lines else ""
        said.append((reason_, f"{where}{', '.join(sorted(edits))}"))
    return said


def _of(table: pa.Table, key: int) -> pa.Table:
    return table.filter(pc.equal(table["claim_key"], key))


def _plain(name: str, value: str) -> str:
    """A field's value so that two ways to write it are the same."""
    if name in ("code", "modifiers"):
        return " ".join(value.upper().replace(",", " ").split())
    if name in ("units", "charge"):
        try:
            return f"{Decimal(value.replace(',', '')).normalize():f}"
        except ArithmeticError:
            return value.strip()
    return value.strip()
