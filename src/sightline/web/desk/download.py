"""A file that is made for one request: it lies in the job's folder until it is sent, or, where what is kept is
encrypted, where the system has its temporary files."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from sightline.errors import SightlineError
from sightline.web.jobs import Job
from sightline.web.problems import Problem

X12 = "application/edi-x12"


async def download(job: Job, write: Callable[[Path], None], media: str, filename: str) -> FileResponse:
    """What `write` puts at the path that it is given. Raises Problem 422 with what a SightlineError of it says."""
    handle, made = tempfile.mkstemp(prefix="answer-", dir=job.files.scratch(job.folder))
    os.close(handle)
    path = Path(made)
    try:
        await asyncio.to_thread(write, path)
    except SightlineError as error:
        path.unlink(missing_ok=True)
        raise Problem(422, str(error).replace(f"{path}: ", "")) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(
        path, media_type=media, filename=filename, background=BackgroundTask(path.unlink, missing_ok=True)
    )
