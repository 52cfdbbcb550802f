"""What the pages and the API share: the parts of the running service, and how claims get their result."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from sightline.claims.reading import Read
from sightline.edits.after.overrides import Override, with_overrides
from sightline.edits.result import Result, with_input
from sightline.errors import SightlineError
from sightline.web import results
from sightline.web.checking import claims_of, read_claims
from sightline.web.decisions import Decisions, LogDecisions
from sightline.web.desk.money import money_of_claims
from sightline.web.desk.worklist import Worklist, with_assigned, with_money, worklist
from sightline.web.engine import Engine
from sightline.web.jobs import API, UNFINISHED, Job, Jobs
from sightline.web.problems import Problem
from sightline.web.report_desk import ReportDesk
from sightline.web.sessions import Sessions
from sightline.web.settings import Settings
from sightline.web.short_work import short_work
from sightline.web.workers import Workers
from sightline.web.workspace.accounts import user_of
from sightline.web.workspace.earlier import remember
from sightline.web.workspace.shared_work import NOBODY, assigned_in
from sightline.web.workspace.workspace import Workspace, practice_of


@dataclass(frozen=True)
class Service:
    """The parts of the running service."""

    settings: Settings
    sessions: Sessions
    jobs: Jobs
    workers: Workers
    engine: Engine
    reports: ReportDesk
    workspace: Workspace | None = None

    def owner(self, request: Request) -> str:
        """Whose uploads somebody sees on the pages: those of the session or, in a workspace, of the practice."""
        user = user_of(request)
        return user.practice if user else self.sessions.owner(request)

    def api_owner(self, request: Request) -> str:
        """Whose jobs somebody sees by the API."""
        user = user_of(request)
        return f"{API} {user.practice}" if user else API

    def colleagues(self, request: Request) -> list[str]:
        """The people of the practice that the request is of, who may be given claims; none without a workspace."""
        user = user_of(request)
        if not self.workspace or not user:
            return []
        return [row["name"] for row in self.workspace.accounts.of(user.practice) if row["active"]]

    def decisions(self, owner: str) -> Decisions:
        """The overrides that count for an owner of jobs: of the service's log, or of the practice."""
        if self.workspace:
            return self.workspace.decisions(practice_of(owner))
        return LogDecisions(self.settings.overrides_file)


def service_of(request: Request) -> Service:
    """The service that answers a request."""
    found: Service = request.app.state.service
    return found


async def read_bytes(data: bytes, name: str) -> Read:
    """The claims in `data`, a small body, which origins show as the file `name`."""
    return await short_work(lambda: read_claims(data, name))


async def check(service: Service, read: Read, payer: str = "") -> Result:
    """The check of what was read, in the warm engine. Raises PayerError."""
    return with_input(await service.engine.check(claims_of(read), payer), read)


async def run(service: Service, job: Job) -> None:
    """Have an accepted job done: a small one now, in the warm engine; a larger one by the workers."""
    if job.bytes > service.settings.inline:
        service.workers.submit(job)
        return
    try:
        await service.engine.run(job)
    except Exception as error:  # it is among the session's checks already, where it would wait for ever
        refused = isinstance(error, SightlineError) or (isinstance(error, Problem) and error.status < 500)
        job.fail(Problem(422, str(error)) if refused else Problem(500, UNFINISHED))
        raise


async def overrides_of(service: Service, owner: str) -> list[Override]:
    """The overrides of an owner."""
    decisions = service.decisions(owner)
    known = decisions.known
    return await asyncio.to_thread(decisions.read) if known is None else known


def overridden(service: Service, result: Result, owner: str) -> Result:
    """A result with the overrides of an owner that hold today: what every page and every answer shows."""
    return with_overrides(result, service.decisions(owner).read(), date.today())


def result_of(service: Service, job: Job) -> Result:
    """The result of a job that is done, with the overrides of today. Raises Problem 409 when it must be made anew."""
    return overridden(service, kept(service, job), job.owner)


def kept(service: Service, job: Job) -> Result:
    """The result of a job that is done, as it was written. Raises Problem 409 when it must be made anew."""
    result = results.read(job, service.engine.reference)
    if result is None:
        raise Problem(409, results.CHANGED)
    return result


def worklist_of(service: Service, job: Job, result: Result) -> Worklist:
    """The work list of a job with that result: as it was written, or anew when a finding is overridden; with the
    dollars of its remittances, and in a workspace with who works on each claim."""
    work = with_money(_worklist(service, job, result), money_of_claims(job))
    if not service.workspace:
        return work
    rows = service.workspace.rows(practice_of(job.owner))
    remember(rows, job, result)
    return with_assigned(work, assigned_in(rows, job), NOBODY)


def _worklist(service: Service, job: Job, result: Result) -> Worklist:
    if result.counting.num_rows == result.findings.num_rows:
        return results.read_worklist(job)
    key = (job.id, service.decisions(job.owner).stamp, date.today())
    made = _WORKLISTS.get(key) or worklist(result)
    _WORKLISTS[key] = made
    for old in list(_WORKLISTS)[:-_WORKLISTS_KEPT]:
        _WORKLISTS.pop(old, None)  # another thread may have done it
    return made


#: Work lists with overrides, which every page of a check needs: those made last.
_WORKLISTS: dict[tuple[str, Hashable, date], Worklist] = {}
_WORKLISTS_KEPT = 3
