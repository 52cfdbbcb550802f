"""An uploaded 837P with the safe fixes made, as `sightline fix` does it, as a file to keep."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse

from sightline.claims.x12.rewrite import require_837p
from sightline.safe_fixes import fix, planned
from sightline.web import results
from sightline.web.checking import require_claims
from sightline.web.desk.download import X12, download
from sightline.web.jobs import Job
from sightline.web.problems import Problem
from sightline.web.service import Service


async def fixed_file(service: Service, job: Job) -> FileResponse:
    """The file. Raises Problem 422 when no line has a safe fix, or the file cannot be rewritten."""
    return await download(job, lambda path: _write(service, job, path), X12, "fixed.837")


def _write(service: Service, job: Job, path: Path) -> None:
    """Write the fixed file to `path`. The check of the upload may say already that there is nothing to fix."""
    with job.plain() as upload:
        _fix(service, job, upload, path)


def _fix(service: Service, job: Job, upload: Path, path: Path) -> None:
    require_837p(upload)
    known = results.read(job, service.engine.reference)
    if known is not None:
        require_claims(known)
    payer = job.options.get("payer") or None
    anything = known is None or planned(known, {edit.id for edit in known.edits})
    if not (anything and fix(upload, path, payer=payer, reference=service.settings.reference).done):
        raise Problem(422, "No line of it has a fix that is purely formal; nothing was changed.")
