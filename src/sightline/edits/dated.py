"""What a release that does not cover the date of service can say: less.

CMS changes pairs, unit limits and prices every quarter. A release that ended before the date of service, or begins after it
and does not say since when its rows hold, may say otherwise than the one in force: a failure by it is for review. And of a line
on which an old PTP release finds nothing, nobody knows whether a pair has begun since: it is not checked for pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import OLDER, Result, line_key
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


def _lowered(result: Result, outside: Iterable[int], releases: Sequence[Release]) -> pa.Table:
    findings = result.findings
    chosen = pc.and_(
        pc.equal(findings["status"], "fail"), pc.is_in(findings["release"], pa.array([*outside], pa.int32()))
    )
    if not pc.any(chosen).as_py():
        return findings
    at = pc.index_in(
        line_key(findings["claim_key"], findings["line"]), line_key(result.lines["claim_key"], result.lines["line_no"])
    )
    on = result.lines["date_from"].take(at)  # null where the finding is about a whole claim: of its diagnoses, mostly

    def of_release(values: Iterable[object], kind: pa.DataType) -> pa.ChunkedArray:
        return pa.array([*values], kind).take(findings["release"])

    last = of_release((each.period_to - timedelta(days=1) for each in releases), pa.date32())
    first = of_release((each.period_from for each in releases), pa.date32())
    known = of_release((each.starts_known for each in releases), pa.bool_())
    after, before = pc.greater(on, last), pc.and_(pc.less(on, first), pc.invert(known))
    lowered = pc.fill_null(pc.and_(chosen, pc.or_(after, before)), False)
    days = pc.if_else(after, pc.days_between(last, on), pc.days_between(on, first))
    words = pc.if_else(after, " ended ", " begins ")
    side = pc.if_else(after, " before", " after")
    titles = of_release((each.title for each in releases), pa.string())
    unit = pc.if_else(pc.equal(days, 1), " day", " days")
    message = pc.binary_join_element_wise(
        findings["message"], "; ", titles, words, pc.cast(days, pa.string()), unit, side,
        " the date of service: check the release in force", "",
    )  # fmt: skip
    for name, values in (
        ("status", pc.if_else(lowered, "review", findings["status"])),
        ("message", pc.if_else(lowered, message, findings["message"])),
        ("outdated", lowered),
    ):
        findings = findings.set_column(findings.column_names.index(name), name, values)
    return findings
