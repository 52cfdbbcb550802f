"""Baselines: show what is new since an earlier result; and how two results differ.

A finding is known by its edit, claim, line, code and the values that decided, without its words (which a new version may
change) and without `source_row` (which a new release may change). The same finding twice is two findings.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.edits.result import Result
from sightline.errors import SightlineError

#: Evidence that says where a row stands in a published file, not what it says.
PLACES = frozenset({"source_row"})

Key = tuple[str, str, int | None, str, tuple[tuple[str, str], ...]]


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

    What was not checked stays.
    """
    left = Counter((key_of(each), each["status"]) for each in known)
    names = ["edit", "claim", "line", "code", "evidence", "status"]
    shown = []
    for batch in result.findings.select(names).to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            key = _key(*(row[name] for name in names[:5])), row["status"]
            shown.append(left[key] <= 0)
            left[key] -= 1
    mask = pa.array(shown, pa.bool_())
    hidden = result.findings.filter(pa.array([not new for new in shown], pa.bool_()))
    return replace(result, findings=result.findings.filter(mask), hidden=hidden)


def difference(old: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]]) -> Difference:
    """How the findings `new` differ from `old`, both of the JSON form; in the order of `new`, then of `old`."""
    before: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for each in old:
        before[key_of(each)].append(each)
    appeared, changed, same = [], [], 0
    unsettled = []
    for each in new:
        twins = before[key_of(each)]
        twin = next((one for one in twins if one["status"] == each["status"]), None)
        if twin is None:
            unsettled.append(each)
        else:
            twins.remove(twin)
            same += 1
    for each in unsettled:
        twins = before[key_of(each)]
        if twins:
            changed.append((twins.pop(0), each))
        else:
            appeared.append(each)
    gone = [each for twins in before.values() for each in twins]
    return _paired(Difference(appeared, gone, changed, same))


def key_of(finding: Mapping[str, Any]) -> Key:
    """What a finding of the JSON form is known by."""
    evidence = finding["evidence"]["values"].items()
    return _key(finding["edit"], finding["claim"], finding["line"], finding["code"], evidence)


def _paired(found: Difference) -> Difference:
    """Also a finding whose evidence changed with its status is one that changed: the same edit, claim, line and code."""
    gone = {id(each): each for each in found.gone}
    at: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for each in found.gone:
        at[_place(each)].append(each)
    appeared, changed = [], list(found.changed)
    for each in found.appeared:
        others = at[_place(each)]
        twin = next((one for one in others if one["status"] != each["status"]), None)
        if twin is None:
            appeared.append(each)
            continue
        others.remove(twin)
        del gone[id(twin)]
        changed.append((twin, each))
    return Difference(appeared, list(gone.values()), changed, found.same)


def _place(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("edit", "claim", "line", "code", "related_claim", "related_line")
    return tuple(finding.get(name) for name in names)


def _key(
    edit: str, claim: str | None, line: int | None, code: str | None, evidence: Iterable[tuple[str, str | None]]
) -> Key:
    values = sorted((name, value or "") for name, value in evidence if name not in PLACES)
    return edit, claim or "", line, code or "", tuple(values)


def _is_finding(value: object) -> bool:
    if not isinstance(value, dict) or not {"edit", "status", "claim", "line", "code", "evidence"} <= value.keys():
        return False
    evidence = value["evidence"]
    return isinstance(evidence, dict) and isinstance(evidence.get("values"), dict)
