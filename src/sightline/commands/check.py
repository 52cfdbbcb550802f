"""`sightline check`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.commands.options import (
    Stop,
    colour,
    format_option,
    output_option,
    reference_option,
    split_ids,
    width,
    writer,
)

if TYPE_CHECKING:
    from sightline.edits.result import Result

_LEVELS = {"fail": ("fail",), "bypassed": ("fail", "bypassed"), "review": ("fail", "bypassed", "review"), "never": ()}


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--payer", help="Check every claim by this payer's rules: a profile's name or a .toml file.")
@click.option("--select", help="Only these edits: ids or their beginnings, comma separated.")
@click.option("--ignore", help="All but these edits.")
@click.option(
    "--map", "mapping", type=click.Path(path_type=Path), help="A .toml file: which column of a table is which."
)
@click.option("--price", "priced", is_flag=True, help="Show beside every fix what it changes in dollars (Medicare).")
@click.option("--locality", default="", metavar="CARRIER-LOC", help="With --price: where, such as 10112-00.")
@format_option("text", "json", "csv")
@output_option
@reference_option
@click.option(
    "--fail-on", type=click.Choice(list(_LEVELS)), default="fail", show_default=True,
    help="Exit with 1 when a finding is at or above this level.",
)  # fmt: skip
def check(
    paths: tuple[str, ...],
    payer: str | None,
    select: str | None,
    ignore: str | None,
    mapping: Path | None,
    priced: bool,
    locality: str,
    form: str,
    output: Path | None,
    directory: Path | None,
    fail_on: str,
) -> None:
    """Check claims: what is wrong, why, and what mends it.

    PATH is a file of claims (837P, CSV, Parquet, FHIR or CMS-1500 JSON), a folder of files, or - for standard input.
    Exit status: 0 nothing at or above the level of --fail-on, 1 findings, 2 it could not run.

    \b
    Examples:
      sightline check claims.837
      sightline check inbox/ --format json --output findings.json
      sightline check warehouse.parquet --map columns.toml
      cat claims.837 | sightline check - --select PTP,MUE
    """
    from sightline.claims import read_mapping
    from sightline.run import check as run_check

    began = time.monotonic()
    with _progress(paths) as advance:
        result = run_check(
            paths,
            payer=payer,
            select=split_ids(select),
            ignore=split_ids(ignore),
            reference=directory,
            columns=read_mapping(mapping) if mapping else None,
            advance=advance,
        )
    if priced:
        from sightline.pricing.mends import with_fix_dollars
        from sightline.pricing.price import Options
        from sightline.reference.store import open_reference

        result = with_fix_dollars(result, open_reference(directory), Options(locality=locality))
    with writer(output) as out:
        if form == "json":
            from sightline.outputs import json as as_json

            as_json.write_result(result, out)
        elif form == "csv":
            from sightline.outputs import csv as as_csv

            as_csv.write_result(result, out)
        else:
            from sightline.outputs import text as as_text

            as_text.write_result(
                result, out, width=width(), colour=output is None and colour(), seconds=time.monotonic() - began
            )
    if result.unreadable and not result.claims.num_rows:
        raise Stop(f"no claim could be read: {_reasons(result)}")
    counts = result.summary["findings"]
    if any(counts[status] for status in _LEVELS[fail_on]):
        sys.exit(1)


def _reasons(result: Result) -> str:
    """Why the first files could not be read."""
    why = {row["file"]: row["message"] for row in reversed(result.issues.to_pylist())}
    shown = [f"{name}: {why.get(name, 'no claim in it')}" for name in result.unreadable[:3]]
    rest = len(result.unreadable) - len(shown)
    return "; ".join(shown) + (f"; and {rest} more" if rest else "")


@contextmanager
def _progress(paths: tuple[str, ...]) -> Iterator[Callable[[int], None]]:
    """A bar by bytes read, on a terminal and for more than a few megabytes; silent otherwise."""
    size = sum(_size(Path(path)) for path in paths if path != "-")
    if not sys.stderr.isatty() or size < 5_000_000:
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=size)
        yield lambda count: bar.advance(task, count)


def _size(path: Path) -> int:
    try:
        return sum(p.stat().st_size for p in path.rglob("*") if p.is_file()) if path.is_dir() else path.stat().st_size
    except OSError:
        return 0
