"""What a decision about a finding is bound to: whose claim, which service, and what the finding said of it.

A claim number is the biller's own: two practices may use the same, and one practice may use it again.
"""

from __future__ import annotations

import json
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.patient import OURS, normal
from sightline.edits.after.baseline import PLACES
from sightline.edits.result import Result

PERSON = ["patient", "member_id", "patient_last_name", "patient_first_name", "patient_birth_date"]
_CLAIM = ["claim_key", "billing_npi", "billing_tax_id", *PERSON]
_LINE = ["claim_key", "line_no", "code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "date_from", "date_to"]
_FOUND = ["edit", "status", "claim_key", "claim", "line", "related_claim", "evidence"]


class Bound(NamedTuple):
    """A finding that is the same again in another run, and nobody else's.

    `provider` is the billing NPI, or the tax id where there is no NPI. `code`, `modifiers` (with a space between) and
    `date` are those of the line, None where the finding is about the whole claim. `fingerprint` is a digest of the
    patient (see `person`), the status, the related claim, the values that decided, and the codes, modifiers and dates of
    the line or, where the finding is about the whole claim, of all its lines: no patient can be read from it.
    """

    edit: str
    claim: str
    line: int | None
    provider: str
    code: str | None
    modifiers: str | None
    date: date | None
    fingerprint: str


class _Service(NamedTuple):
    code: str
    modifiers: str
    first: date | None
    last: date | None


def person(claim: dict[str, Any]) -> tuple[str, ...]:
    """Who a claim (a row with the columns of PERSON) is for: the patient's key, or what there is where that tells nobody.

    Claims without one have a key by their place among those read, which another run gives to another claim.
    """
    if OURS.fullmatch(claim["patient"] or ""):
        return (claim["patient"],)
    return tuple(normal(str(claim[name] or "")) for name in PERSON[1:])


def bound_to(result: Result, findings: pa.Table) -> list[Bound]:
    """What each of `findings`, some of those of the result, is bound to."""
    keys = pc.unique(findings["claim_key"])
    claims, lines = (table.filter(pc.is_in(table["claim_key"], keys)) for table in (result.claims, result.lines))
    of_claim = {row["claim_key"]: row for row in claims.select(_CLAIM).to_pylist()}
    services: dict[int, dict[int, _Service]] = {key: {} for key in of_claim}
    for row in lines.select(_LINE).to_pylist():
        services[row["claim_key"]][row["line_no"]] = _service(row)
    rows = findings.select(_FOUND).to_pylist()
    return [_bound(row, of_claim[row["claim_key"]], services[row["claim_key"]]) for row in rows]


def _bound(row: dict[str, Any], claim: dict[str, Any], lines: dict[int, _Service]) -> Bound:
    values = sorted((name, value or "") for name, value in row["evidence"] if name not in PLACES)
    own = lines.get(row["line"])
    services = [own] if own else list(lines.values())
    decided = [person(claim), row["status"], row["related_claim"], values, services]
    return Bound(
        edit=row["edit"],
        claim=row["claim"] or "",
        line=row["line"],
        provider=normal(claim["billing_npi"] or "") or normal(claim["billing_tax_id"] or ""),
        code=own.code if own else None,
        modifiers=own.modifiers if own else None,
        date=own.first if own else None,
        fingerprint=blake2b(json.dumps(decided, default=str).encode(), digest_size=16).hexdigest(),
    )


def _service(line: dict[str, Any]) -> _Service:
    modifiers = " ".join(line[f"modifier_{n}"] for n in range(1, 5) if line[f"modifier_{n}"])
    return _Service(line["code"], modifiers, line["date_from"], line["date_to"])
