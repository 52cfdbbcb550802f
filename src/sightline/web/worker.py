"""Check one accepted upload, in a process of its own: python -m sightline.web.worker FOLDER [REFERENCE].

The key of an encrypted workspace comes by standard input, which is empty for others.

The result, or why there is none, is written into the job's folder. It ends when the service that started it does.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from sightline.claims import read_stream
from sightline.claims.batch import ClaimsError
from sightline.claims.reading import gathered
from sightline.edits.check import Checker
from sightline.edits.result import Result, with_input
from sightline.edits.rule.load import choose, load
from sightline.engines.duckdb import DuckDB
from sightline.errors import SightlineError
from sightline.payers.profile import find_profile
from sightline.payers.table import open_payers
from sightline.reference.store import default_directory, open_reference
from sightline.web import results
from sightline.web.jobs import Job, job_in
from sightline.web.problems import Problem, fault
from sightline.web.settings import Settings
from sightline.web.workspace.key import files_with

_NOTED_EVERY = 0.3  # seconds
UNPACKED = Settings.largest  # bytes that an archive may unpack to: its claims are held in memory


def main(folder: Path, directory: Path | None, key: bytes = b"") -> None:
    """Check the job in `folder`."""
    job = job_in(folder, files_with(key))
    if job is None:
        return  # deleted by its owner before its turn
    try:
        reference = open_reference(directory)
        results.save(checked(job, reference, directory), job, reference)
    except SightlineError as error:
        job.fail(Problem(422, str(error)))
    except Exception as error:
        fault(error)  # a traceback could hold what is in the claims
        sys.exit(1)


def checked(job: Job, reference: Any, directory: Path | None) -> Result:
    """The result of a job. Raises SightlineError for claims or options that cannot be used."""
    seen, noted = 0, 0.0

    def advance(read: int) -> None:
        nonlocal seen, noted
        seen += read
        if seen > max(job.bytes, UNPACKED):
            raise ClaimsError(f"the archive unpacks to more than {UNPACKED >> 20} MB: check it on the command line")
        if time.monotonic() - noted > _NOTED_EVERY:
            noted = time.monotonic()
            job.note_progress(seen, "reading")

    with job.open() as source:
        read = gathered(read_stream(source, job.name), advance)
    job.note_progress(job.bytes, "checking")
    options = job.options
    profile = find_profile(options["payer"]) if options.get("payer") else None
    edits = choose(load(), options.get("select", ()), options.get("ignore", ()))
    payers = open_payers(directory or default_directory())
    with tempfile.TemporaryDirectory(prefix="spill-", dir=job.files.scratch(job.folder)) as spill:
        checker = Checker(reference, edits, profile, DuckDB(threads=1, spill=Path(spill)), payers)
        result = checker.check(read.tables["claims"], read.tables["lines"], read.tables["diagnoses"])
    return with_input(result, read)


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
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None, sys.stdin.buffer.read())
