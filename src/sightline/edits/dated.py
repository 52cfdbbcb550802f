"""What a release that does not cover the date of service can say: less.

CMS changes pairs, unit limits and prices every quarter. A release that ended before the date of service, or begins after it
and does not say since when its rows hold, may say otherwise than the one in force: a failure by it is for review. And of a line
on which an old PTP release finds nothing, nobody knows whether a pair has begun since: it is not checked for pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import COUNTED_IN_PYTHON, OLDER, Result, line_places, rows_of
from sightline.edits.situations import numbered
from sightline.reference.calendar import Answer
from sightline.reference.release import Release

Answers = Mapping[tuple[date, bool, str], Answer]


def dated(result: Result, answers: Answers, releases: Sequence[Release], starter: frozenset[str]) -> Result:
    """The result with failures by releases that do not cover the date of service as reviews that say so, and with the dates
    after the PTP release that answered for them, for `Result.not_checked`.

    `answers` are the releases that answered for the dates of the lines, `releases` those that findings number.
    """
    none = pa.repeat(pa.scalar(False), result.findings.num_rows)
    result = replace(result, findings=result.findings.append_column("outdated", none))
    outside = [each for each in answers.values() if not _covers(each)]
    if not outside:
        return result
    numbers = {id(release): number for number, release in enumerate(releases)}
    findings = _lowered(result, {numbers[id(each.release)] for each in outside}, releases)
    return replace(result, findings=findings, older=_older(answers), starter=starter)


def _covers(answer: Answer) -> bool:
    """Whether a release says what held on the date: within its period, or before it where its rows say since when."""
    return answer.relation == "in" or (answer.relation == "newer" and answer.release.starts_known)


def _older(answers: Answers) -> pa.Table:
    """The dates (schema OLDER) that are later than the PTP release that answers for them."""
    rows = [
        {
            "on": on,
            "in_starter": in_starter,
            "reason": f"{each.release.title} ended before the date of service: pairs begun since are not in it",
        }
        for (on, in_starter, kind), each in answers.items()
        if kind == "ptp" and each.relation == "older"
    ]
    return pa.Table.from_pylist(rows, OLDER)


def _lowered(result: Result, outside: Set[int], releases: Sequence[Release]) -> pa.Table:
    findings = result.findings
    of_few = findings.num_rows + result.lines.num_rows <= COUNTED_IN_PYTHON
    endings = (_endings_of_few if of_few else _endings_of_many)(findings, result.lines, outside, releases)
    lowered = pc.not_equal(endings, "")
    if not pc.any(lowered).as_py():
        return findings
    for name, values in (
        ("status", pc.if_else(lowered, "review", findings["status"])),
        ("message", pc.binary_join_element_wise(findings["message"], endings, "")),
        ("outdated", lowered),
    ):
        findings = findings.set_column(findings.column_names.index(name), name, values)
    return findings


def _said(release: Release, on: date | None) -> str:
    """What a failure by a release adds to its message; "" where the release says what held on the date, and without a date:
    a finding about a whole claim is of its diagnoses, mostly."""
    last = release.period_to - timedelta(days=1)
    if on is not None and on > last:
        days, words, side = (on - last).days, "ended", "before"
    elif on is not None and on < release.period_from and not release.starts_known:
        days, words, side = (release.period_from - on).days, "begins", "after"
    else:
        return ""
    unit = "day" if days == 1 else "days"
    return f"; {release.title} {words} {days} {unit} {side} the date of service: check the release in force"


def _endings_of_few(findings: pa.Table, lines: pa.Table, outside: Set[int], releases: Sequence[Release]) -> pa.Array:
    dates = dict(zip(rows_of(lines, ("claim_key", "line_no")), lines["date_from"].to_pylist(), strict=True))
    found = rows_of(findings, ("status", "release", "claim_key", "line"))
    texts = [
        _said(releases[number], dates.get((key, line))) if status == "fail" and number in outside else ""
        for status, number, key, line in found
    ]
    return pa.array(texts, pa.string())


def _endings_of_many(findings: pa.Table, lines: pa.Table, outside: Set[int], releases: Sequence[Release]) -> pa.Array:
    """As of few, of each release and date once."""
    at = line_places(findings["claim_key"], findings["line"], lines)
    number, (of_release, on) = numbered(
        [findings["release"].combine_chunks(), lines["date_from"].take(at).combine_chunks()]
    )
    given = zip(of_release.to_pylist(), on.to_pylist(), strict=True)
    texts = [_said(releases[each], day) if each in outside else "" for each, day in given]
    return pc.if_else(
        pc.equal(findings["status"].combine_chunks(), "fail"), pa.array(texts, pa.string()).take(number), ""
    )
