"""The audit trail of a practice: who saw and did what. Rows are only ever added, each with a digest over itself and the one
before, so that a row that was changed or taken out by other means is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sightline.web.workspace.accounts import now
from sightline.web.workspace.store import Row, Store

COLUMNS = ("at", "account", "did", "job", "claim", "status", "client")
#: What is recorded: the address as the service names it, and what the user who requests it does. Addresses that show nothing of a
#: practice (codes, edits, payers, rates) are not.
DID: Mapping[tuple[str, str], str] = {
    ("GET", "/"): "saw the home page",
    ("GET", "/check"): "saw the checks",
    ("POST", "/check"): "uploaded claims",
    ("GET", "/check/{number}"): "saw the claims of a check",
    ("POST", "/check/{number}/filter"): "looked for a claim",
    ("GET", "/check/{number}/events"): "saw the progress of a check",
    ("GET", "/check/{number}/export/{name}"): "saved the result",
    ("GET", "/check/{number}/shown/{name}"): "saved the claims shown",
    ("GET", "/check/{number}/fixed"): "saved the claims with safe fixes",
    ("POST", "/check/{number}/delete"): "deleted a check",
    ("POST", "/check/{number}/bring-back"): "brought a check back",
    ("POST", "/check/{number}/again"): "checked claims again",
    ("POST", "/check/{number}/assign"): "assigned claims",
    ("POST", "/check/end/session"): "signed out",
    ("GET", "/check/{number}/causes"): "saw the causes of a check",
    ("GET", "/check/{number}/fixes"): "saw the fixes of a check",
    ("POST", "/check/{number}/fixes"): "kept fixes as drafts",
    ("GET", "/check/{number}/decide"): "saw the findings to override",
    ("POST", "/check/{number}/decide"): "overrode findings",
    ("POST", "/check/{number}/decide/undo"): "took overrides back",
    ("GET", "/check/{number}/drafts"): "saw the drafts",
    ("POST", "/check/{number}/claims/{key}/draft"): "kept a draft",
    ("POST", "/check/{number}/drafts/discard"): "discarded drafts",
    ("POST", "/check/{number}/drafts/undo"): "undid a step of the drafts",
    ("GET", "/check/{number}/drafts/file/{name}"): "saved the drafts as a file",
    ("POST", "/check/{number}/claims/{key}/file/{name}"): "saved a claim as a file",
    ("POST", "/check/{number}/drafts/check"): "checked the drafts",
    ("GET", "/check/{number}/remittances"): "saw the remittances",
    ("POST", "/check/{number}/remittances"): "added remittances",
    ("POST", "/check/{number}/remittances/remove"): "removed the remittances",
    ("GET", "/check/{number}/remittances/file/{kind}/{name}"): "saved what the remittances say",
    ("GET", "/check/{number}/claims/{key}"): "saw a claim",
    ("POST", "/check/{number}/claims/{key}"): "tried out a change",
    ("POST", "/check/{number}/claims/{key}/what-if"): "tried out a change",
    ("GET", "/check/{number}/claims/{key}/price"): "saw how a claim is priced",
    ("POST", "/check/{number}/claims/{key}/override"): "overrode a finding",
    ("POST", "/check/{number}/claims/{key}/assign"): "assigned a claim",
    ("POST", "/check/{number}/claims/{key}/note"): "wrote a note",
    ("GET", "/overrides"): "saw the register of overrides",
    ("POST", "/overrides/withdraw"): "withdrew overrides",
    ("GET", "/overrides/file/{name}"): "saved the register of overrides",
    ("GET", "/report"): "saw the form for reports",
    ("POST", "/report"): "read a report",
    ("POST", "/verify"): "verified a list",
    ("POST", "/reference"): "added reference data",
    ("POST", "/rates"): "added rates",
    ("GET", "/people"): "saw the accounts",
    ("POST", "/people"): "added an account",
    ("POST", "/people/{name}"): "changed an account",
    ("GET", "/trail"): "saw the audit trail",
    ("GET", "/trail/file/{name}"): "saved the audit trail",
    ("POST", "/account"): "changed the own password",
    ("POST", "/account/token"): "made a token",
    ("POST", "/sign-out"): "signed out",
    ("POST", "/api/v1/check"): "checked claims by the API",
    ("POST", "/api/v1/price"): "priced claims by the API",
    ("POST", "/api/v1/denials"): "held a remittance against claims by the API",
    ("POST", "/api/v1/report"): "read a report by the API",
    ("POST", "/api/v1/verify"): "verified a list by the API",
    ("GET", "/api/v1/jobs/{number}"): "saw the progress of a job",
    ("GET", "/api/v1/jobs/{number}/events"): "saw the progress of a job",
    ("GET", "/api/v1/jobs/{number}/result"): "saw the result of a job",
    ("DELETE", "/api/v1/jobs/{number}"): "deleted a job",
    ("POST", "/fhir/Claim/$submit"): "submitted claims by FHIR",
}


class Trail:
    """The trail of a workspace; each practice has a chain of its own, and "" one for who belongs to none."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def record(
        self,
        practice: str,
        account: str,
        did: str,
        *,
        job: str = "",
        claim: str = "",
        status: int = 200,
        client: str = "",
    ) -> None:
        """Add a row; when this returns it is on the disk."""
        row = {
            "at": now(), "account": account, "did": did, "job": job, "claim": claim, "status": status, "client": client,
        }  # fmt: skip
        rows = self.store.of(practice)
        with self.store.together():
            before = rows.find("trail", last=1)
            rows.put("trail", **row, digest=_digest(before[0]["digest"] if before else "", row))

    def latest(self, practice: str, most: int, **where: Any) -> list[Row]:
        """The last rows of a practice, the latest first."""
        return self.store.of(practice).find("trail", last=most, **where)

    def all(self, practice: str) -> list[Row]:
        """All rows of a practice, the oldest first."""
        return self.store.of(practice).find("trail")


def first_broken(rows: Iterable[Row]) -> int | None:
    """The number of the first row of a chain whose digest is not that of what it says and of the row before."""
    digest = ""
    for row in rows:
        digest = _digest(digest, {name: row[name] for name in COLUMNS})
        if digest != row["digest"]:
            return int(row["id"])
    return None


def _digest(before: str, row: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{before}\n{json.dumps(row, sort_keys=True)}".encode()).hexdigest()
