"""Remittances (835) of the claims of a check: kept beside it, and what was paid held against what should have been."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from starlette.datastructures import UploadFile

from sightline.denied.result import Denials
from sightline.denied.run import answered
from sightline.edits.result import Result
from sightline.engines.duckdb import DuckDB
from sightline.pricing.denials import denials
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference
from sightline.remits.files import read_remits
from sightline.remits.result import Reconciled
from sightline.remits.run import against
from sightline.web.jobs import Job
from sightline.web.problems import Problem

_FOLDER = "remittances"
_MOST_LINES = 200_000  # of claims, for which a page is waited
_MOST_FILES = 200


class Answered(NamedTuple):
    """What was paid against what should have been, and what to do about the rest."""

    reconciled: Reconciled
    denials: Denials


def add(job: Job, given: UploadFile) -> None:
    """Keep a remittance with the check. Raises Problem 422 for a file that holds none, of which nothing is kept."""
    folder = job.folder / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    number = len(list(folder.iterdir())) + 1
    if number > _MOST_FILES:
        raise Problem(422, f"At most {_MOST_FILES} remittances are taken here; `sightline reconcile` takes more.")
    path = folder / f"{number:03}"
    with job.files.create(path, durable=True) as out:
        shutil.copyfileobj(given.file, out)
    with job.files.plain(path) as readable:
        for batch in read_remits([readable]):
            if batch.unreadable:
                path.unlink()
                why = next(iter(batch.issues["message"].to_pylist()), "there is no payment in it")
                raise Problem(422, f"{given.filename}: {why}.")


def remittances(job: Job) -> list[Path]:
    """The remittances that are kept with a check."""
    folder = job.folder / _FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def remove_all(job: Job) -> None:
    """Remove the remittances of a check."""
    shutil.rmtree(job.folder / _FOLDER, ignore_errors=True)


def answers(job: Job, result: Result, reference: Reference) -> Answered:
    """The claims of a check held against its remittances. Raises Problem 413 for more lines than a page can wait for."""
    if result.lines.num_rows > _MOST_LINES:
        raise Problem(413, f"With more than {_MOST_LINES:,} lines use `sightline reconcile` and `sightline denials`.")
    with closing(DuckDB(threads=1)) as engine, ExitStack() as readable:
        pricer = Pricer(reference, Options(), engine)
        priced = replace(pricer.price(result.claims, result.lines, denials(result)), check=result)
        found = against(
            priced,
            read_remits([readable.enter_context(job.files.plain(path)) for path in remittances(job)]),
            pricer.price,
        )
        return Answered(found, answered(found, pricer, {}, None, date.today()))
