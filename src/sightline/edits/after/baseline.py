"""Baselines: show what is new since an earlier result; and how two results differ.

A finding is known by its edit, billing provider (a claim number is the biller's own), claim, line, code and the values that
decided, without its words (which a new version may
change) and without `source_row` (which a new release may change). The same finding twice is two findings.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.edits.result import Result
from sightline.errors import SightlineError

#: Evidence that says where a row stands in a published file, not what it says.
PLACES = frozenset({"source_row", "source_part"})

Key = tuple[str, str, str, int | None, str, tuple[tuple[str, str], ...]]
_Found = list[dict[str, Any]]
_Pairs = list[tuple[dict[str, Any], dict[str, Any]]]


class BaselineError(SightlineError):
    """A file is not a result of `sightline check --format json`; the message names it."""


@dataclass(frozen=True)
class Difference:
    """What lies between two results: findings of the JSON form (docs/json.md), `changed` as pairs of old and new."""

    appeared: list[dict[str, Any]]
    gone: list[dict[str, Any]]
    changed: list[tuple[dict[str, Any], dict[str, Any]]]
    same: int


def read_result(path: Path) -> dict[str, Any]:
    """The document that `sightline check --format json` wrote. Raises BaselineError when it is not one."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BaselineError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except ValueError:
        document = None
    found = document.get("findings") if isinstance(document, dict) else None
    if not isinstance(found, list) or not all(_is_finding(each) for each in found):
        raise BaselineError(
            f"{path}: not a result; write one with `sightline check CLAIMS --format json --output FILE`"
        )
    result: dict[str, Any] = document
    return result


def without_known(result: Result, known: Iterable[Mapping[str, Any]]) -> Result:
    """The result without the findings that are in `known` (of the JSON form), in the same status; these are `hidden`.

    What was not checked stays, and so does a finding that was overridden then: its override may have ended.
    """
    left = Counter((key_of(each), each["status"]) for each in known if not each.get("override"))
    names = ["claim_key", "edit", "claim", "line", "code", "evidence", "status"]
    billing = result.billing_npis()
    shown = []
    for batch in result.findings.select(names).to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            npi = billing.get(row["claim_key"])
            key = _key(npi, *(row[name] for name in names[1:6])), row["status"]
            shown.append(left[key] <= 0)
            left[key] -= 1
    mask = pa.array(shown, pa.bool_())
    hidden = result.findings.filter(pa.array([not new for new in shown], pa.bool_()))
    return replace(result, findings=result.findings.filter(mask), hidden=hidden)


def difference(old: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]]) -> Difference:
    """How the findings `new` differ from `old`, both of the JSON form; in the order of `new`, then of `old`.

    A finding changed when one of the same edit, billing provider, claim, line, code and related line has another status or
    other evidence.
    """
    before, after, same = _matched(list(old), list(new), lambda each: (key_of(each), each["status"]))
    before, after, changed = _matched(before, after, key_of)
    before, after, also = _matched(before, after, _place)
    return Difference(after, before, [*changed, *also], len(same))


def key_of(finding: Mapping[str, Any]) -> Key:
    """What a finding of the JSON form is known by."""
    evidence = finding["evidence"]["values"].items()
    return _key(
        finding.get("billing_npi"), finding["edit"], finding["claim"], finding["line"], finding["code"], evidence
    )


def _matched(old: _Found, new: _Found, known_by: Callable[[dict[str, Any]], Hashable]) -> tuple[_Found, _Found, _Pairs]:
    """What is left of both, and the pairs of old and new that are known by the same."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, each in enumerate(old):
        waiting[known_by(each)].append(number)
    pairs, left, taken = [], [], set()
    for each in new:
        twins = waiting[known_by(each)]
        if twins:
            taken.add(twins[0])
            pairs.append((old[twins.popleft()], each))
        else:
            left.append(each)
    return [each for number, each in enumerate(old) if number not in taken], left, pairs


def _place(finding: dict[str, Any]) -> Hashable:
    names = ("billing_npi", "edit", "claim", "line", "code", "related_claim", "related_line")
    return tuple(finding.get(name) for name in names)


def _key(
    npi: str | None,
    edit: str,
    claim: str | None,
    line: int | None,
    code: str | None,
    evidence: Iterable[tuple[str, str | None]],
) -> Key:
    values = sorted((name, value or "") for name, value in evidence if name not in PLACES)
    return npi or "", edit, claim or "", line, code or "", tuple(values)


def _is_finding(value: object) -> bool:
    if not isinstance(value, dict) or not {"edit", "status", "claim", "line", "code", "evidence"} <= value.keys():
        return False
    evidence = value["evidence"]
    return isinstance(evidence, dict) and isinstance(evidence.get("values"), dict)
