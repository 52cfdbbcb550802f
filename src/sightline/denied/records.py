"""What the audited reports say of each line: whether they support it, and the words that do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace

from sightline.pricing.result import Priced
from sightline.reference.store import Reference
from sightline.reports.run import report

SUPPORTS, CONTRADICTS = "report:supports", "report:contradicts"


@dataclass(frozen=True)
class Span:
    """Words of a report: `text` stands at `start` to `end` of the report `name`; `says` is the requirement that they meet."""

    name: str
    says: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Record:
    """What the reports say of a line: SUPPORTS, CONTRADICTS or "", the words, and what is missing."""

    mark: str
    spans: tuple[Span, ...]
    missing: tuple[str, ...]


def records(reports: object, priced: Priced, reference: Reference) -> dict[tuple[int, int], Record]:
    """The record of each claim line (claim_key, line_no) of which a report speaks.

    A report supports a line where it meets every requirement on which payment of the code hangs and no finding fails on
    the line; it contradicts it where one fails. `reports` is what `sightline.report` takes.
    """
    from sightline.reports.compare import against

    given = report(reports)  # type: ignore[arg-type]
    check = priced.check
    diagnoses = check.diagnoses if check is not None else None
    read = SimpleNamespace(tables={"claims": priced.claims, "lines": priced.lines, "diagnoses": diagnoses})
    results, matched = against(given.reports, read, reference)
    lines: dict[int, list[tuple[int, str]]] = {}
    for row in priced.lines.select(["claim_key", "line_no", "code"]).to_pylist():
        lines.setdefault(row["claim_key"], []).append((row["line_no"], row["code"]))
    found: dict[tuple[int, int], Record] = {}
    for one, result, place in zip(given.reports, results, matched, strict=True):
        if place.claim_key is None:
            continue
        failing = {row["line"] for row in result.findings.to_pylist() if row["status"] == "fail"}
        for line, code in lines.get(place.claim_key, ()):
            asked = [answer for answer in one.answers if code in answer.requirement.supports]
            blocking = [answer for answer in asked if answer.requirement.blocking]
            missing = tuple(a.requirement.says for a in blocking if a.status != "met")
            spans = tuple(
                Span(one.document.name, answer.requirement.says, quote.text, quote.start, quote.end)
                for answer in asked
                if answer.status == "met"
                for quote in answer.evidence[:1]
            )
            denied = line in failing or any(answer.status == "contradicted" for answer in blocking)
            mark = CONTRADICTS if denied else SUPPORTS if blocking and not missing else ""
            if asked:
                found[place.claim_key, line] = Record(mark, spans, missing)
    return found


def listed(spans: Iterable[Span]) -> list[str]:
    """The words, each with its place, as a person reads them."""
    return [f"{span.name}, characters {span.start} to {span.end}: {span.text}" for span in spans]
