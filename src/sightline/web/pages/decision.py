"""The decision of a form to override findings: who, why, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request

from sightline.edits.after.bound import Bound
from sightline.edits.after.overrides import Override
from sightline.web.forms import text
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
