"""The commands: parse arguments, call a room, hand the result to outputs."""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from sightline import __version__

_LEVELS = {"fail": ("fail",), "bypassed": ("fail", "bypassed"), "review": ("fail", "bypassed", "review"), "never": ()}


class Stop(click.ClickException):
    """We could not run: one line for the user, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the message as every command does."""
        click.echo(f"sightline: {self.message}", err=True)


class Group(click.Group):
    """A group whose unforeseen errors are one line and a file, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn the errors that are for users into their message."""
        from sightline.claims import ClaimsError
        from sightline.edits.edit import CatalogueError
        from sightline.payers.profile import PayerError
        from sightline.reference.store import ReferenceDataError

        try:
            return super().invoke(ctx)
        except (ClaimsError, CatalogueError, PayerError, ReferenceDataError) as error:
            raise Stop(str(error)) from None
        except BrokenPipeError:
            # The reader of our output is gone (`| head`): nothing more to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
            raise
        except Exception as error:
            if os.environ.get("SIGHTLINE_DEBUG"):
                raise
            raise Stop(_fault(error)) from None


def _fault(error: Exception) -> str:
    """Write where a bug of ours happened, without any data, and say where that is."""
    import tempfile
    import traceback

    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    path = Path(tempfile.mkdtemp(prefix="sightline-")) / "fault.txt"
    path.write_text("\n".join([f"sightline {__version__}", type(error).__name__, *places]) + "\n", encoding="utf-8")
    return f"a fault of ours ({type(error).__name__}); where it happened, without any data of yours, is in {path}"


def _reference_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--reference",
        "directory",
        type=click.Path(path_type=Path),
        envvar="SIGHTLINE_REFERENCE",
        help="The reference store [default: your data folder, or $SIGHTLINE_REFERENCE].",
    )(command)


def _output_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--output", type=click.Path(path_type=Path), help="Write here instead of to the terminal.")(
        command
    )


def _format_option(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], show_default=True)


@contextmanager
def _writer(output: Path | None) -> Iterator[TextIO]:
    """The stream that a command writes to; a file appears whole or not at all."""
    if output is None:
        stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=False)
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()
        return
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        partial.replace(output)
    except OSError as error:
        raise Stop(f"{output}: {error.strerror or error}") from None
    finally:
        partial.unlink(missing_ok=True)


def _split(value: str | None) -> tuple[str, ...]:
    return tuple(part.strip().upper() for part in (value or "").split(",") if part.strip())


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sightline")
def main() -> None:
    """Check professional medical claims: every finding with its citation, its reference row and its fix.

    \b
    Example:
      sightline check claims.837
    """


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--payer", help="Check every claim by this payer's rules: a profile's name or a .toml file.")
@click.option("--select", help="Only these edits: ids or their beginnings, comma separated.")
@click.option("--ignore", help="All but these edits.")
@_format_option("text", "json", "csv")
@_output_option
@_reference_option
@click.option(
    "--fail-on", type=click.Choice(list(_LEVELS)), default="fail", show_default=True,
    help="Exit with 1 when a finding is at or above this level.",
)  # fmt: skip
def check(
    paths: tuple[str, ...],
    payer: str | None,
    select: str | None,
    ignore: str | None,
    form: str,
    output: Path | None,
    directory: Path | None,
    fail_on: str,
) -> None:
    """Check claims: what is wrong, why, and what mends it.

    PATH is an 837P file, a folder of files, or - for standard input. Exit status: 0 nothing at or above the level of
    --fail-on, 1 findings, 2 it could not run.

    \b
    Examples:
      sightline check claims.837
      sightline check inbox/ --format json --output findings.json
      cat claims.837 | sightline check - --select PTP,MUE
    """
    from sightline.run import check as run_check

    began = time.monotonic()
    with _progress(paths) as advance:
        result = run_check(
            paths, payer=payer, select=_split(select), ignore=_split(ignore), reference=directory, advance=advance
        )
    with _writer(output) as out:
        if form == "json":
            from sightline.outputs import json as as_json

            as_json.write_result(result, out)
        elif form == "csv":
            from sightline.outputs import csv as as_csv

            as_csv.write_result(result, out)
        else:
            from sightline.outputs import text as as_text

            as_text.write_result(
                result, out, width=_width(), colour=output is None and _colour(), seconds=time.monotonic() - began
            )
    if result.unreadable and not result.claims.num_rows:
        raise Stop(f"no claim could be read from {_few(result.unreadable)}")
    counts = result.summary["findings"]
    if any(counts[status] for status in _LEVELS[fail_on]):
        sys.exit(1)


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


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


@main.command()
@click.argument("edit_id", metavar="ID")
@_format_option("text", "md")
@_output_option
def explain(edit_id: str, form: str, output: Path | None) -> None:
    """Print an edit's page: what it checks, why, its exceptions, how to fix, and its source.

    \b
    Example:
      sightline explain PTP001
    """
    from sightline.edits.load import choose, load
    from sightline.outputs.page import edit_page

    found = choose(load(), (edit_id.upper(),))
    if len(found) > 1 and edit_id.upper() not in {edit.id for edit in found}:
        raise Stop(f"{edit_id} is the beginning of {', '.join(edit.id for edit in found)}: name one")
    page = edit_page(found[0])
    with _writer(output) as out:
        if form == "text" and output is None and _colour():
            from rich.console import Console
            from rich.markdown import Markdown

            Console(file=out, width=_width(), force_terminal=True).print(Markdown(page))
        else:
            out.write(page)


@main.command()
@_format_option("text", "json")
@_output_option
def edits(form: str, output: Path | None) -> None:
    """List the catalogue: every edit with its status and title.

    \b
    Example:
      sightline edits --format json
    """
    from sightline.edits.load import load
    from sightline.outputs import json as as_json
    from sightline.outputs import page

    with _writer(output) as out:
        if form == "json":
            as_json.write_edits(load(), out)
        else:
            page.write_list(load(), out)


@main.group()
def reference() -> None:
    """The reference data under every finding: add published files, list what is loaded, look a code up."""


@reference.command("add")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--period", help="The period of a file that does not tell, such as 2026-04.")
@_reference_option
def reference_add(files: tuple[str, ...], period: str | None, directory: Path | None) -> None:
    """Add published files to the store; each is recognised by its content.

    \b
    Example:
      sightline reference add PPRRVU2026_Apr_nonQPP.txt MCR_MUE_PractitionerServices.csv
    """
    from sightline.reference.add import add_files
    from sightline.reference.store import default_directory

    for added in add_files(files, directory or default_directory(), period=period):
        release = added.release
        word = {"new": "added", "replaced": "replaced", "unchanged": "already there"}[added.change]
        click.echo(f"{word}: {release.title}, {release.rows:,} rows ({release.file})")


@reference.command("list")
@_reference_option
@_format_option("text", "json")
def reference_list(directory: Path | None, form: str) -> None:
    """List what is loaded: kind, release, period, rows, file.

    \b
    Example:
      sightline reference list
    """
    from sightline.outputs import releases
    from sightline.reference.store import open_reference

    with _writer(None) as out:
        write = releases.write_json if form == "json" else releases.write_text
        write(open_reference(directory), out)


@reference.command("info")
@click.argument("code")
@click.option("--as-of", "on", type=click.DateTime(["%Y-%m-%d"]), help="Only what was in force on this date.")
@_reference_option
@_format_option("text", "json")
def reference_info(code: str, on: Any, directory: Path | None, form: str) -> None:
    """Print every row that the loaded releases have for a code.

    \b
    Example:
      sightline reference info 77012 --as-of 2026-03-02
    """
    from sightline.outputs import releases
    from sightline.reference.store import describe_code, open_reference

    found = describe_code(open_reference(directory), code.upper(), on.date() if on else None)
    if not found:
        raise Stop(f"{code} is in no loaded release; `sightline reference list` shows what is loaded")
    with _writer(None) as out:
        (releases.write_code_json if form == "json" else releases.write_code_text)(code.upper(), found, out)


if __name__ == "__main__":
    main()
