"""What the people of a practice say to each other of a claim: who works on it, and notes."""

from __future__ import annotations

from collections.abc import Iterable

from sightline.web.jobs import Job
from sightline.web.workspace.accounts import User, now
from sightline.web.workspace.store import Row, Rows

LONGEST = 2000  # characters of a note
NOBODY = "nobody"


def assign(rows: Rows, claims: Iterable[str], account: str, by: User) -> None:
    """Let somebody work on claims, known by their digests; "" takes them from whoever does."""
    with rows.store.together():
        for claim in claims:
            if account:
                rows.put("assignment", claim=claim, account=account, given_by=by.name, at=now())
            else:
                rows.remove("assignment", claim=claim)


def assigned(rows: Rows, claim: str) -> str:
    """Who works on a claim; "" when nobody does."""
    found = rows.find("assignment", claim=claim)
    return str(found[0]["account"]) if found else ""


def assigned_in(rows: Rows, job: Job) -> dict[int, str]:
    """Who works on the claims of a check, by claim key; those on which nobody does are left out."""
    names = {row["claim"]: row["account"] for row in rows.find("assignment")}
    if not names:
        return {}
    return {row["claim_key"]: names[row["claim"]] for row in rows.find("seen", job=job.id) if row["claim"] in names}


def note(rows: Rows, claim: str, by: User, text: str) -> None:
    """Add a note to a claim."""
    rows.put("note", claim=claim, at=now(), account=by.name, text=text[:LONGEST])


def notes(rows: Rows, claim: str) -> list[Row]:
    """The notes of a claim, the oldest first."""
    return rows.find("note", claim=claim)
