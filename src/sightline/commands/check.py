"""`sightline check`."""

from __future__ import annotations

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
    format_option,
    mapping_option,
    output_option,
    own_option,
    reference_option,
    require_file,
    split_ids,
    stop_without_claims,
    write_output,
)

if TYPE_CHECKING:
    from sightline.edits.result import Result
    from sightline.reference.release import Release

#: What makes the exit status 1, by --fail-on: statuses of findings, and lines that were not checked.
_LEVELS = {
    "fail": ("fail",), "bypassed": ("fail", "bypassed"), "review": ("fail", "bypassed", "review"),
    "not-checked": ("fail", "bypassed", "review", "not_checked"), "never": (),
}  # fmt: skip
#: From this share of the lines on, a run that knows only the codes of the starter is no check.
_MOST = 0.5


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
@own_option
@mapping_option
@click.option("--history", multiple=True, metavar="PATH", help="Earlier claims that count with these; may be repeated.")
@click.option("--price", "priced", is_flag=True, help="Show beside every fix what it changes in dollars (Medicare).")
@click.option("--locality", default="", metavar="CARRIER-LOC", help="With --price: where, such as 10112-00.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Hide what this earlier JSON result has already.")
@click.option(
    "--overrides", type=click.Path(path_type=Path), help="Overridden findings: see `sightline override add --help`."
)
@click.option(
    "--triage", "scored", is_flag=True,
    help="Score the bypassed findings by published signs; those whose records should be pulled first come first.",
)  # fmt: skip
@format_option("check")
@click.option(
    "--dated",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The date of a FHIR, 277CA or 999 answer [default: the newest date of the input].",
)
@click.option(
    "--byte-order-mark", "marked", is_flag=True,
    help="With --format csv: begin with a mark and keep codes as texts, so that a spreadsheet opens it right.",
)  # fmt: skip
@output_option
@reference_option
@click.option(
    "--fail-on", type=click.Choice(list(_LEVELS)), default="fail", show_default=True,
    help="Exit with 1 when a finding is at or above this level; not-checked: also when a line was not checked by an edit.",
)  # fmt: skip
@click.option("--watch", "watched", is_flag=True, help="Check again whenever files at PATH change, until Ctrl-C.")
@click.option(
    "--allow-starter", is_flag=True,
    help="Exit as ever, and not with 3, where most lines are of codes that the starter does not cover.",
)  # fmt: skip
def check(
    paths: tuple[str, ...],
    claims: tuple[str, ...],
    engine: str,
    payer: str | None,
    select: str | None,
    ignore: str | None,
    own: tuple[str, ...],
    mapping: Path | None,
    history: tuple[str, ...],
    priced: bool,
    locality: str,
    baseline: Path | None,
    overrides: Path | None,
    scored: bool,
    form: str,
    dated: datetime | None,
    marked: bool,
    output: Path | None,
    directory: Path | None,
    fail_on: str,
    allow_starter: bool,
    watched: bool,
) -> None:
    """Check claims: what is wrong, why, and what fixes it.

    PATH is a file of claims (837P, CSV, Parquet, FHIR or CMS-1500 JSON), a folder of files, or - for standard input.
    Claims given by --history are seen by the edits that look across claims (pairs, units of a day, primaries of add-on
    codes, duplicates, care after a procedure); nothing is reported on them, and they count with no total.
    Exit status: 0 nothing at or above the level of --fail-on, 1 findings, 2 it could not run, 3 no reference but the
    starter is loaded, and it does not cover the codes of most lines.

    \b
    Examples:
      sightline check claims.837
      sightline check inbox/ --format json --output findings.json
      sightline check inbox/ --format html --output report.html
      sightline check inbox/ --baseline findings.json --overrides overrides.jsonl
      sightline check --watch inbox/
      sightline check warehouse.parquet --map columns.toml
      sightline check april.837 --history archive/2026/
      cat claims.837 | sightline check - --select PTP,MUE
      sightline check --engine spark --claims s3://claims/2026/ --output s3://checked/2026/
    """
    paths = (*paths, *claims)
    if not paths:
        raise Stop("say which claims: a PATH, or --claims PATH")
    require_file("check", form, output, "findings")
    if marked and form != "csv":
        raise Stop("--byte-order-mark goes with --format csv")
    options = {
        "paths": list(paths),
        "payer": payer,
        "select": split_ids(select),
        "ignore": split_ids(ignore),
        "edits": list(own),
        "map": str(mapping) if mapping else None,
        "history": list(history),
        "price": priced,
        "locality": locality,
        "baseline": str(baseline) if baseline else None,
        "overrides": str(overrides) if overrides else None,
        "triage": scored,
        "on": date.today().isoformat() if overrides else None,
    }
    if watched and (engine == "spark" or "-" in paths):
        raise Stop("--watch goes with files and folders on this machine")
    if engine == "spark":
        from sightline.commands.check_on_spark import check_on_spark

        given = [f"--{name}" for name in ("baseline", "overrides", "triage") if options[name]]
        unknown = [*given, *(["--dated"] if dated else [])]
        found = check_on_spark(options, directory, output, unknown, form)
        sys.exit(1 if any(found[each] for each in _LEVELS[fail_on]) else 0)

    def once() -> int:
        began = time.monotonic()
        with _progress((*paths, *history)) as advance:
            result = checked(options, directory, advance)
        run = None
        if form == "json":
            from sightline.provenance import provenance
            from sightline.reference.store import open_reference

            run = provenance(options, inputs_of(options), open_reference(directory))
        _write(result, form, output, dated.date() if dated else None, run, began, marked)
        stop_without_claims(result)
        beyond = _say_beyond(result, directory)
        summary = result.summary
        counts = {**summary["findings"], "not_checked": summary["not_checked"]}
        if any(counts[each] for each in _LEVELS[fail_on]):
            return 1
        return 3 if beyond > _MOST * result.lines.num_rows and not allow_starter and fail_on != "never" else 0

    if watched:
        from sightline.commands.watch import watch

        watch(paths, output, once)
        return
    sys.exit(once())


def checked(options: Mapping[str, Any], directory: Path | None, advance: Callable[[int], None] | None = None) -> Result:
    """The result of a check with the options that a result's `run` records (docs/json.md)."""
    from sightline.claims import read_mapping
    from sightline.edits.after.baseline import read_result, without_known
    from sightline.edits.after.overrides import read_overrides, with_overrides
    from sightline.run import check as run_check

    known = read_result(Path(options["baseline"]))["findings"] if options["baseline"] else None
    held = read_overrides(Path(options["overrides"])) if options["overrides"] else None
    result = run_check(
        options["paths"],
        payer=options["payer"],
        select=options["select"],
        ignore=options["ignore"],
        edits=options.get("edits", ()),  # earlier results do not say
        reference=directory,
        columns=read_mapping(Path(options["map"])) if options["map"] else None,
        history=options["history"] or None,
        advance=advance,
    )
    if options["price"]:
        from sightline.pricing.fixes import with_fix_dollars
        from sightline.pricing.price import Options
        from sightline.reference.store import open_reference

        result = with_fix_dollars(result, open_reference(directory), Options(locality=options["locality"]))
    if held is not None:
        result = with_overrides(result, held, date.fromisoformat(options["on"]))
    if known is not None:
        result = without_known(result, known)
    if options.get("triage"):  # earlier results do not say
        from sightline.edits.after.triage import triaged

        result = triaged(result)
    return result


def _say_beyond(result: Result, directory: Path | None) -> int:
    """Say, where only the starter is loaded, how many lines it does not cover and what to add; their number, else 0."""
    from sightline.reference.store import open_reference

    beyond = result.beyond_reference
    answered = (
        use.release for use in result.reference
    )  # they say it mostly: opening the store costs more than a check
    if not beyond or any(map(_is_whole, answered)) or any(map(_is_whole, open_reference(directory).releases)):
        return 0
    lines = result.lines.num_rows
    click.echo(
        f"sightline: {beyond:,} of {lines:,} lines are of codes outside the starter (image-guided procedures), and hardly any "
        "edit could judge them; fetch CMS's fee schedule, PTP and MUE files with `sightline reference sync`, or add them with "
        "`sightline reference add FILE…`; `sightline reference list` shows what there is",
        err=True,
    )  # fmt: skip
    return beyond


def _is_whole(release: Release) -> bool:
    """Whether a release covers more codes than the starter, of a list that knows most codes."""
    from sightline.edits.result import LISTS

    return release.kind in LISTS and release.scope == "all"


def inputs_of(options: Mapping[str, Any]) -> list[str]:
    """The files and folders that a check with `options` reads."""
    named = [options[name] for name in ("map", "baseline", "overrides") if options[name]]
    return [*options["paths"], *options["history"], *named]


def _write(
    result: Result, form: str, output: Path | None, dated: date | None, run: dict[str, Any] | None, began: float,
    marked: bool,
) -> None:  # fmt: skip
    """Write the result in a format; `run` is its provenance, for JSON; `began` is when the run did."""
    if form != "text":
        from sightline.outputs.check.overview import withheld

        for sentence in withheld(result):
            click.echo(f"sightline: {sentence}", err=True)
    seconds = time.monotonic() - began
    write_output("check", form, result, output, dated=dated, run=run, marked=marked, seconds=seconds)


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
