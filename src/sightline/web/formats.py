"""The formats that a result is given out in: the same writers as `sightline check --format`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from starlette.responses import FileResponse

from sightline.edits.result import Result
from sightline.outputs import formats
from sightline.tables import with_column
from sightline.web.desk.download import download as as_file
from sightline.web.jobs import Job

#: The formats that a result is given out in, by name.
FORMATS = {name: form for name, form in formats.FORMATS["check"].items() if form.installed}


def write(result: Result, name: str, path: Path) -> None:
    """Write a result to `path` in one of FORMATS.

    Raises a SightlineError where a format cannot say it (no date, no envelope).
    """
    if FORMATS[name].binary:
        with path.open("wb") as data:
            formats.write("check", name, result, data)
        return
    with path.open("w", encoding="utf-8", newline="\n") as out:
        formats.write("check", name, result, out)


async def download(result: Result, name: str, job: Job) -> FileResponse:
    """The result of a job as a file to keep."""
    form = FORMATS[name]

    def run(path: Path) -> None:
        if not form.rereads:
            write(result, name, path)
            return
        with job.plain() as upload:
            write(_at(result, str(upload)), name, path)

    return await as_file(job, run, form.media, f"sightline-check.{form.suffix}")


def _at(result: Result, path: str) -> Result:
    """The result with the place of the upload in the stead of the name that its sender gave it: these formats read the
    upload again, and a name is not to be trusted as a path."""
    tables = {}
    for name in ("claims", "rejected", "issues"):
        table = getattr(result, name)
        tables[name] = with_column(table, "file", pa.repeat(path, table.num_rows))
    return replace(result, **tables)
