"""Check one accepted upload, in a process of its own: python -m sightline.web.worker FOLDER [REFERENCE].

The result, or why there is none, is written into the job's folder. It ends when the service that started it does.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from sightline.claims import read_stream
from sightline.edits.check import Checker
from sightline.edits.load import choose, load
from sightline.edits.result import Result
from sightline.engines.duckdb import DuckDB
from sightline.errors import SightlineError
from sightline.payers.profile import find_profile
from sightline.payers.table import open_payers
from sightline.reference.store import default_directory, open_reference
from sightline.run import gathered
from sightline.web import results
from sightline.web.jobs import Job, Jobs
from sightline.web.problems import fault

_TELL_EVERY = 0.3  # seconds


def main(folder: Path, directory: Path | None) -> None:
    """Check the job in `folder`."""
    job = Jobs.open(_Found(folder.parent), folder.name)
    try:
        reference = open_reference(directory)
        results.save(checked(job, reference, directory), job.result, reference)
    except SightlineError as error:
        job.fail(str(error))
    except Exception as error:
        fault(error)  # a traceback could hold what is in the claims
        sys.exit(1)


def checked(job: Job, reference: Any, directory: Path | None) -> Result:
    """The result of a job. Raises SightlineError for claims or options that cannot be used."""
    seen, told = 0, 0.0

    def advance(read: int) -> None:
        nonlocal seen, told
        seen += read
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            job.tell(seen, "reading")

    with job.upload.open("rb") as source:
        read = gathered(read_stream(source, job.name), advance)
    job.tell(job.bytes, "checking")
    options = job.options
    profile = find_profile(options["payer"]) if options.get("payer") else None
    edits = choose(load(), options.get("select", ()), options.get("ignore", ()))
    checker = Checker(reference, edits, profile, DuckDB(threads=1), open_payers(directory or default_directory()))
    result = checker.check(read.tables["claims"], read.tables["lines"], read.tables["diagnoses"])
    return read.accounted(result)


class _Found(Jobs):
    """The folder of jobs as it is, without putting anything in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder


def _end_with_parent() -> None:
    """Stop when the service is gone: it starts its jobs anew when it comes back."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(5)  # those who wait in front of a page come first
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
