"""`sightline sweep`."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sightline.commands.options import Stop, format_option, mapping_option, reference_option, split_ids, write_output

#: Seconds between two lines of progress where nobody watches.
_EVERY = 30.0
_UNITS = {"MB": 1_000_000, "GB": 1_000_000_000}


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--output", "output", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="The folder of the results; a folder that was begun is gone on with.",
)  # fmt: skip
@click.option("--memory", default="8GB", show_default=True, metavar="SIZE", help="How much memory may be used.")
@click.option("--update", is_flag=True, help="Check what is new or changed since the last run, and only that.")
@click.option("--payer", help="Check every claim by this payer's rules: a profile's name or a .toml file.")
@click.option("--select", help="Only these edits: ids or their beginnings, comma separated.")
@click.option("--ignore", help="All but these edits.")
@mapping_option
@format_option("sweep")
@reference_option
def sweep(
    paths: tuple[str, ...],
    output: Path,
    memory: str,
    update: bool,
    payer: str | None,
    select: str | None,
    ignore: str | None,
    mapping: Path | None,
    form: str,
    directory: Path | None,
) -> None:
    """Check more claims than fit into memory, part by part, and afterwards only what changed.

    PATH is a Parquet file of claims or a folder of them. They are divided by patient, so that edits that look across
    claims see all of a patient; each part's findings are written as Parquet when it is done. A run that was stopped goes
    on with the same command. The folder keeps a copy of the claims: it is as confidential as they are.
    Exit status: 0 done, whatever was found; 2 it could not run.

    \b
    Examples:
      sightline sweep warehouse/2026/ --output results/
      sightline sweep warehouse/2026/ --output results/ --update
      sightline sweep claims.parquet --output results/ --memory 4GB --select PTP,MUE
    """
    from sightline.claims import read_mapping
    from sightline.edits.options import CheckOptions
    from sightline.sweep.run import sweep as run

    began = time.monotonic()
    with _progress() as tell:
        swept = run(
            paths,
            output,
            CheckOptions(
                payer=payer,
                select=split_ids(select),
                ignore=split_ids(ignore),
                reference=directory,
                columns=read_mapping(mapping) if mapping else None,
            ),
            memory=_bytes(memory),
            update=update,
            tell=tell,
        )
    write_output("sweep", form, swept, None, folder=output, seconds=time.monotonic() - began)


def _bytes(text: str) -> int:
    """A size such as 8GB or 900MB in bytes."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([MG]B)", text.strip().upper())
    if not found or (size := int(float(found[1]) * _UNITS[found[2]])) < 1_000_000_000:
        raise Stop(f"--memory {text}: say it as 8GB or 1500MB; 1GB is the least")
    return size


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Told what is done and how much of it: a bar with the time left on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        yield _Lines().tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        yield tell


class _Lines:
    """Progress as lines, one every _EVERY seconds."""

    def __init__(self) -> None:
        self.began: dict[str, tuple[float, int]] = {}
        self.shown_at = time.monotonic()

    def tell(self, what: str, done: int, of: int) -> None:
        """Say how much is done and about how long the rest takes."""
        now = time.monotonic()
        start, before = self.began.setdefault(what, (now, done))
        if now - self.shown_at < _EVERY or done >= of or done <= before:
            return
        self.shown_at = now
        minutes = (now - start) / (done - before) * (of - done) / 60
        unit = "parts" if what == "checking" else "rows"
        click.echo(f"{what}: {done:,} of {of:,} {unit}, about {minutes:,.0f} min left", err=True)
