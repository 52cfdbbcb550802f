"""Which claims of a practice were checked when, and with what findings: the same claim again shows what changed.

A claim is the same when billing provider, claim number and patient are. What is kept is a digest of these, and of the findings
edit, line, code and status.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

from sightline.claims.patient import normal
from sightline.edits.after.bound import PERSON, person
from sightline.edits.result import Result
from sightline.web.jobs import Job
from sightline.web.workspace.store import Rows

_CLAIM = ["claim_key", "claim_id", "billing_npi", "billing_tax_id", *PERSON]
_FOUND = ["claim_key", "edit", "line", "code", "status"]


class Seen(NamedTuple):
    """A finding, as it is compared: `line` is 0 for one about the whole claim."""

    edit: str
    line: int
    code: str
    status: str

    def __str__(self) -> str:
        return f"{self.edit}{f' on line {self.line}' if self.line else ''} ({self.status})"


@dataclass(frozen=True)
class Earlier:
    """The claim in another check: what was found there and is not here, and the other way around."""

    job: str
    name: str
    claim_key: int
    accepted: str
    gone: list[str]
    new: list[str]


def remember(rows: Rows, job: Job, result: Result) -> None:
    """Keep the claims of a check with their findings, once."""
    if rows.find("looked", job=job.id):
        return
    found: dict[int, list[Seen]] = defaultdict(list)
    for each in result.findings.select(_FOUND).to_pylist():
        found[each["claim_key"]].append(Seen(each["edit"], each["line"] or 0, each["code"] or "", each["status"]))
    with rows.store.together():
        if rows.find("looked", job=job.id):
            return  # another thread was quicker
        for claim in result.claims.select(_CLAIM).to_pylist():
            key = claim["claim_key"]
            rows.put(
                "seen", claim=_ident(claim), job=job.id, claim_key=key, accepted=job.accepted,
                findings=json.dumps(sorted(found[key])),
            )  # fmt: skip
        rows.put("looked", job=job.id)


def claim_of(rows: Rows, job: Job, key: int) -> str:
    """The digest by which a claim of a check is known; "" where the check was not remembered."""
    found = rows.find("seen", job=job.id, claim_key=key)
    return str(found[0]["claim"]) if found else ""


def claims_of(rows: Rows, job: Job, keys: Iterable[int]) -> list[str]:
    """The digests of some claims of a check."""
    mine = set(keys)
    return [row["claim"] for row in rows.find("seen", job=job.id) if row["claim_key"] in mine]


def others(rows: Rows, job: Job, key: int, names: dict[str, str]) -> list[Earlier]:
    """The same claim in the other checks that are there (their names by id), the latest first."""
    here = rows.find("seen", job=job.id, claim_key=key)
    if not here:
        return []
    now = _findings(here[0]["findings"])
    found = []
    for row in rows.find("seen", claim=here[0]["claim"]):
        if row["job"] in names and (row["job"], row["claim_key"]) != (job.id, key):
            then = _findings(row["findings"])
            gone, new = (sorted(map(str, one - other)) for one, other in ((then, now), (now, then)))
            found.append(Earlier(row["job"], names[row["job"]], row["claim_key"], row["accepted"], gone, new))
    return sorted(found, key=lambda each: each.accepted, reverse=True)


def forget(rows: Rows, job: str) -> None:
    """Forget the claims of a check, with notes and assignments of those that are in no other."""
    with rows.store.together():
        claims = {row["claim"] for row in rows.find("seen", job=job)}
        rows.remove("seen", job=job)
        rows.remove("looked", job=job)
        for claim in claims:
            if not rows.find("seen", claim=claim):
                rows.remove("note", claim=claim)
                rows.remove("assignment", claim=claim)


def _findings(kept: str) -> set[Seen]:
    return {Seen(*each) for each in json.loads(kept)}


def _ident(claim: dict[str, Any]) -> str:
    provider = normal(claim["billing_npi"] or "") or normal(claim["billing_tax_id"] or "")
    known_by = [provider, claim["claim_id"] or "", person(claim)]
    return blake2b(json.dumps(known_by).encode(), digest_size=16).hexdigest()
