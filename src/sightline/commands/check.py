"""`sightline check`."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.commands.options import (
    Stop,
    colour,
    format_option,
    output_option,
    reference_option,
    split_ids,
    stop_without_claims,
    width,
    writer,
)

if TYPE_CHECKING:
    from sightline.edits.result import Result

#: Formats that are texts, and the module of `sightline.outputs` that writes each.
_WRITERS = {
    "json": "json",
    "csv": "csv",
    "html": "html",
    "sarif": "sarif",
    "fhir": "fhir_response",
    "277ca": "x12_277ca",
    "999": "x12_999",
}
_DATED = ("fhir", "277ca", "999")
_LEVELS = {"fail": ("fail",), "bypassed": ("fail", "bypassed"), "review": ("fail", "bypassed", "review"), "never": ()}


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--claims", multiple=True, metavar="PATH", help="The same as PATH; may be repeated.")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
    help="Where the edits run. Spark reads Parquet at any address and writes a folder of Parquet.",
)  # fmt: skip
@click.option("--payer", help="Check every claim by this payer's rules: a profile's name or a .toml file.")
@click.option("--select", help="Only these edits: ids or their beginnings, comma separated.")
@click.option("--ignore", help="All but these edits.")
@click.option(
    "--map", "mapping", type=click.Path(path_type=Path), help="A .toml file: which column of a table is which."
)
@click.option("--history", multiple=True, metavar="PATH", help="Earlier claims that count with these; may be repeated.")
@click.option("--price", "priced", is_flag=True, help="Show beside every fix what it changes in dollars (Medicare).")
@click.option("--locality", default="", metavar="CARRIER-LOC", help="With --price: where, such as 10112-00.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Hide what this earlier JSON result has already.")
@click.option(
    "--overrides", type=click.Path(path_type=Path), help="Findings let stand: see `sightline override add --help`."
)
@format_option("text", "json", "csv", "html", "parquet", "sarif", "fhir", "277ca", "999")
@click.option(
    "--dated",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The date of a FHIR, 277CA or 999 answer [default: the newest date of the input].",
)
@output_option
@reference_option
@click.option(
    "--fail-on", type=click.Choice(list(_LEVELS)), default="fail", show_default=True,
    help="Exit with 1 when a finding is at or above this level.",
)  # fmt: skip
def check(
    paths: tuple[str, ...],
    claims: tuple[str, ...],
    engine: str,
    payer: str | None,
    select: str | None,
    ignore: str | None,
    mapping: Path | None,
    history: tuple[str, ...],
    priced: bool,
    locality: str,
    baseline: Path | None,
    overrides: Path | None,
    form: str,
    dated: datetime | None,
    output: Path | None,
    directory: Path | None,
    fail_on: str,
) -> None:
    """Check claims: what is wrong, why, and what mends it.

    PATH is a file of claims (837P, CSV, Parquet, FHIR or CMS-1500 JSON), a folder of files, or - for standard input.
    Claims given by --history are seen by the edits that look across claims (pairs, units of a day, primaries of add-on
    codes, duplicates, care after a procedure); nothing is reported on them, and they count with no total.
    Exit status: 0 nothing at or above the level of --fail-on, 1 findings, 2 it could not run.

    \b
    Examples:
      sightline check claims.837
      sightline check inbox/ --format json --output findings.json
      sightline check inbox/ --format html --output report.html
      sightline check inbox/ --baseline findings.json --overrides overrides.jsonl
      sightline check warehouse.parquet --map columns.toml
      sightline check april.837 --history archive/2026/
      cat claims.837 | sightline check - --select PTP,MUE
      sightline check --engine spark --claims s3://claims/2026/ --output s3://checked/2026/
    """
    paths = (*paths, *claims)
    if not paths:
        raise Stop("say which claims: a PATH, or --claims PATH")
    if form == "parquet" and output is None:
        raise Stop("Parquet is written to a file: add --output findings.parquet")
    options = {
        "paths": list(paths),
        "payer": payer,
        "select": split_ids(select),
        "ignore": split_ids(ignore),
        "map": str(mapping) if mapping else None,
        "history": list(history),
        "price": priced,
        "locality": locality,
        "baseline": str(baseline) if baseline else None,
        "overrides": str(overrides) if overrides else None,
        "on": date.today().isoformat() if overrides else None,
    }
    if engine == "spark":
        from sightline.commands.check_on_spark import check_on_spark

        told = [f"--{name}" for name in ("price", "baseline", "overrides") if options[name]]
        found = check_on_spark(options, directory, output, [*told, *(["--dated"] if dated else [])], form)
        sys.exit(1 if any(found[status] for status in _LEVELS[fail_on]) else 0)
    began = time.monotonic()
    with _progress((*paths, *history)) as advance:
        result = checked(options, directory, advance)
    run = None
    if form == "json":
        from sightline.provenance import provenance
        from sightline.reference.store import open_reference

        run = provenance(options, inputs_of(options), open_reference(directory))
    _write(result, form, output, dated.date() if dated else None, run, began)
    stop_without_claims(result)
    counts = result.summary["findings"]
    if any(counts[status] for status in _LEVELS[fail_on]):
        sys.exit(1)


def checked(options: Mapping[str, Any], directory: Path | None, advance: Callable[[int], None] | None = None) -> Result:
    """The result of a check with the options that a result's `run` records (docs/json.md)."""
    from sightline.claims import read_mapping
    from sightline.edits.baseline import read_result, without_known
    from sightline.edits.overrides import read_overrides, with_overrides
    from sightline.run import check as run_check

    known = read_result(Path(options["baseline"]))["findings"] if options["baseline"] else None
    held = read_overrides(Path(options["overrides"])) if options["overrides"] else None
    result = run_check(
        options["paths"],
        payer=options["payer"],
        select=options["select"],
        ignore=options["ignore"],
        reference=directory,
        columns=read_mapping(Path(options["map"])) if options["map"] else None,
        history=options["history"] or None,
        advance=advance,
    )
    if options["price"]:
        from sightline.pricing.mends import with_fix_dollars
        from sightline.pricing.price import Options
        from sightline.reference.store import open_reference

        result = with_fix_dollars(result, open_reference(directory), Options(locality=options["locality"]))
    if held is not None:
        result = with_overrides(result, held, date.fromisoformat(options["on"]))
    return result if known is None else without_known(result, known)


def inputs_of(options: Mapping[str, Any]) -> list[str]:
    """The files and folders that a check with `options` reads."""
    named = [options[name] for name in ("map", "baseline", "overrides") if options[name]]
    return [*options["paths"], *options["history"], *named]


def _write(
    result: Result, form: str, output: Path | None, dated: date | None, run: dict[str, Any] | None, began: float
) -> None:
    """Write the result in a format; `run` is its provenance, for JSON; `began` is when the run did."""
    if form != "text":
        from sightline.outputs.account import withheld

        for sentence in withheld(result):
            click.echo(f"sightline: {sentence}", err=True)
    if form == "parquet":
        from sightline.commands.convert import binary_writer
        from sightline.outputs import parquet

        with binary_writer(output) as stream:
            parquet.write_result(result, stream)
        return
    with writer(output) as out:
        if form in _WRITERS:
            module = importlib.import_module(f"sightline.outputs.{_WRITERS[form]}")
            more = {"dated": dated} if form in _DATED else {"run": run} if form == "json" else {}
            module.write_result(result, out, **more)
        else:
            from sightline.outputs import text

            seconds = time.monotonic() - began
            text.write_result(result, out, width=width(), colour=output is None and colour(), seconds=seconds)


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
