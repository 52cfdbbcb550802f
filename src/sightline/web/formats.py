"""The formats that a result is given out in: the same writers as `sightline check --format`."""

from __future__ import annotations

import asyncio
import importlib
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from sightline.edits.result import Result
from sightline.errors import SightlineError
from sightline.web.jobs import Job
from sightline.web.problems import Problem


class Format(NamedTuple):
    """A format: what people call it, its content type, the ending of its file, and the module that writes it."""

    title: str
    media: str
    suffix: str
    module: str


#: Formats for which the writer reads the claims' envelopes again.
_READ_AGAIN = ("277ca", "999")
FORMATS = {
    "json": Format("JSON", "application/json", "json", "json"),
    "csv": Format("CSV", "text/csv; charset=utf-8", "csv", "csv"),
    "html": Format("report (HTML)", "text/html; charset=utf-8", "html", "html"),
    "text": Format("text", "text/plain; charset=utf-8", "txt", "text"),
    "parquet": Format("Parquet", "application/vnd.apache.parquet", "parquet", "parquet"),
    "sarif": Format("SARIF", "application/sarif+json", "sarif", "sarif"),
    "fhir": Format("FHIR ClaimResponse", "application/fhir+json", "json", "fhir_response"),
    "277ca": Format("X12 277CA", "application/edi-x12", "277", "x12_277ca"),
    "999": Format("X12 999", "application/edi-x12", "999", "x12_999"),
}


def write(result: Result, name: str, path: Path) -> None:
    """Write a result to `path` in one of FORMATS.

    Raises a SightlineError where a format cannot say it (no date, no envelope).
    """
    module = importlib.import_module(f"sightline.outputs.{FORMATS[name].module}")
    if name == "parquet":
        with path.open("wb") as data:
            module.write_result(result, data)
        return
    with path.open("w", encoding="utf-8", newline="\n") as out:
        module.write_result(result, out)


async def download(result: Result, name: str, job: Job) -> FileResponse:
    """The result of a job as a file to keep; it lies in the job's folder until it is sent."""
    handle, made = tempfile.mkstemp(prefix="answer-", dir=job.folder)
    os.close(handle)
    path = Path(made)
    if name in _READ_AGAIN:
        result = _at(result, str(job.upload))
    try:
        await asyncio.to_thread(write, result, name, path)
    except SightlineError as error:
        path.unlink(missing_ok=True)
        raise Problem(422, str(error).replace(str(job.upload), job.name)) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    form = FORMATS[name]
    return FileResponse(
        path, media_type=form.media, filename=f"sightline-check.{form.suffix}",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )  # fmt: skip


def _at(result: Result, path: str) -> Result:
    """The result with the place of the upload in the stead of the name that its sender gave it: these formats read the
    upload again, and a name is not to be trusted as a path."""
    tables = {}
    for name in ("claims", "rejected", "issues"):
        table = getattr(result, name)
        at = table.column_names.index("file")
        tables[name] = table.set_column(at, table.schema.field(at), pa.repeat(path, table.num_rows))
    return replace(result, **tables)
