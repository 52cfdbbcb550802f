"""An uploaded 837P with the safe fixes made, as `sightline fix` does it, as a file to keep."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from sightline.errors import SightlineError
from sightline.safe_fixes import fix
from sightline.web.jobs import Job
from sightline.web.problems import Problem
from sightline.web.service import Service


async def fixed_file(service: Service, job: Job) -> FileResponse:
    """The file. Raises Problem 422 when no line has a safe fix, or the file cannot be rewritten."""
    handle, made = tempfile.mkstemp(prefix="fixed-", dir=job.folder)
    os.close(handle)
    path = Path(made)
    try:
        done = await asyncio.to_thread(
            fix, job.upload, path, payer=job.options.get("payer") or None, reference=service.settings.reference
        )
        if not done.done:
            raise Problem(422, "No line of it has a fix that is purely formal; nothing was changed.")
    except SightlineError as error:
        path.unlink(missing_ok=True)
        raise Problem(422, str(error).replace(str(job.upload), job.name).replace(f"{path}: ", "")) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(
        path, media_type="application/edi-x12", filename="fixed.837", background=BackgroundTask(path.unlink, True)
    )
