"""Which claim a report belongs to: by its own number, the patient and the date of service."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .dates import date_of
from .read import Read
from .result import Matched


def match(read: Read, claims: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]]) -> Matched:
    """The claim of `claims` (rows of the schema CLAIM) that a report belongs to.

    A claim whose number, member id or patient the report names, on the report's date, goes before one that only shares
    its date; when two are as good, none is taken and the reason says so. Never names a patient.
    """
    dates = {day for fact in read.facts if fact.name == "date" if (day := date_of(fact.value))}
    of_claim: dict[int, set[Any]] = {}
    for line in lines:
        of_claim.setdefault(line["claim_key"], set()).add(line["date_from"])
    scored = [(_score(read, claim, dates, of_claim.get(claim["claim_key"], set())), claim) for claim in claims]
    best = max((score for score, _ in scored), default=0)
    chosen = [claim for score, claim in scored if score == best]
    if len(claims) == 1 and best >= 0:
        return Matched(claims[0]["claim_key"], f"held against claim {claims[0]['claim_id']}, the only one")
    if best <= 0:
        return Matched(None, "not compared: no claim has this report's patient and date of service")
    if len(chosen) > 1:
        return Matched(None, f"not compared: {len(chosen)} claims fit this report equally well")
    return Matched(chosen[0]["claim_key"], f"held against claim {chosen[0]['claim_id']}")


def _score(read: Read, claim: dict[str, Any], dates: set[Any], served: set[Any]) -> int:
    """How well a claim fits: its number 8, its patient 4, the date 2; nothing at all when the patient is another."""
    text = read.document.text
    last, first = claim["patient_last_name"] or "", claim["patient_first_name"] or ""
    score = 8 * any(
        _named(text, str(claim[key])) for key in ("claim_id", "member_id") if len(str(claim[key] or "")) > 3
    )
    if last and _named(text, last):
        score += 4 if not first or _named(text, first) else 1
    elif last and re.search(r"^\s*(?:patient(?: name)?|name)\s*:\s*\w", text, re.I | re.M):
        return score or -1
    if dates & served:
        score += 2
    return score


def _named(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))
