"""The decision of a form to override findings: who, why, until when; and taken back soon after."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request

from sightline.edits.after.bound import Bound
from sightline.edits.after.overrides import Override, parsed, withdrawn
from sightline.web.decisions import Decisions
from sightline.web.forms import text
from sightline.web.jobs import UNDO_SECONDS, Job
from sightline.web.problems import Problem
from sightline.web.workspace.accounts import user_of


@dataclass(frozen=True)
class Decision:
    """Who decides, why, and the last day on which it holds."""

    user: str
    reason: str
    expires: date

    def of(self, bound: Bound) -> Override:
        """The override of a finding."""
        return Override(bound, self.user, self.reason, self.expires)


def decision(request: Request, form: FormData) -> Decision:
    """The decision of a form. Raises Problem 422 where it is not whole."""
    user, reason = who_decides(request, form), text(form, "reason")
    if not reason or not user:
        raise Problem(422, "An override needs your name and a reason.")
    try:
        return Decision(user[:100], reason[:500], date.fromisoformat(text(form, "expires")))
    except ValueError:
        raise Problem(422, "An override needs the last day on which it holds.") from None


def who_decides(request: Request, form: FormData) -> str:
    """The name of who decides: of the account in a workspace, else as the form has it."""
    user = user_of(request)
    return user.name if user else text(form, "user")[:100]


def decide(request: Request, job: Job, log: Decisions, made: Iterable[Override]) -> None:
    """Add overrides to a log, so that who made them can take them back for UNDO_SECONDS."""
    made = list(made)
    log.append(made)
    job.note(_name(request), {"at": time.time(), "made": [each.as_dict() for each in made]})


def just_decided(request: Request, job: Job, log: Decisions) -> list[Override]:
    """What somebody decided on findings of a check just now, as far as nobody decided otherwise since."""
    noted = job.noted(_name(request))
    if time.time() - noted.get("at", 0) > UNDO_SECONDS:
        return []
    last = {override.bound: override for override in log.read()}
    made = [parsed(json.dumps(row), "an override") for row in noted["made"]]
    return [override for override in made if last.get(override.bound) == override]


def take_back(request: Request, job: Job, log: Decisions) -> None:
    """Withdraw what was decided just now. Raises Problem 422 where that is nothing."""
    made = just_decided(request, job, log)
    if not made:
        raise Problem(422, "There is nothing to undo any more; the register of overrides withdraws what holds.")
    log.append(withdrawn(override, override.user, date.today()) for override in made)


def _name(request: Request) -> str:
    """The name under which the last decision is kept with a check: in a workspace everybody has one."""
    user = user_of(request)
    return f"decided-{user.name}" if user else "decided"
