"""What the commands share: options, the stream they write to, the message when they cannot run."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click

from sightline.names import names_in
from sightline.outputs.formats import FORMATS, write


class Stop(click.ClickException):
    """We could not run: one line for the user, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the message as every command does."""
        click.echo(f"sightline: {self.message}", err=True)


def reasons(unreadable: tuple[str, ...], issues: Any, otherwise: str = "no claim in it") -> str:
    """Why the first of the unreadable files could not be read; `issues` is the table of a run."""
    why = {row["file"]: row["message"] for row in reversed(issues.to_pylist())}
    shown = [f"{name}: {why.get(name, otherwise)}" for name in unreadable[:3]]
    rest = len(unreadable) - len(shown)
    return "; ".join(shown) + (f"; and {rest} more" if rest else "")


def stop_without_claims(found: Any) -> None:
    """Raise Stop when a run (a check, or prices) has no claim because none of its input could be read."""
    if found.claims.num_rows:
        return
    if found.unreadable:
        raise Stop(f"no claim could be read: {reasons(found.unreadable, found.issues)}")
    if found.rejected.num_rows:
        first = found.rejected.slice(0, 1).to_pylist()[0]
        raise Stop(f"no claim could be read: {first['file']}: {first['reason']}")


def reference_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--reference DIR`, passed as `directory`."""
    return click.option(
        "--reference",
        "directory",
        type=click.Path(path_type=Path),
        envvar="SIGHTLINE_REFERENCE",
        help="The reference store [default: your data folder, or $SIGHTLINE_REFERENCE].",
    )(command)


def output_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--output PATH`."""
    return click.option("--output", type=click.Path(path_type=Path), help="Write here instead of to the terminal.")(
        command
    )


def mapping_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--map FILE`, passed as `mapping`."""
    return click.option(
        "--map",
        "mapping",
        type=click.Path(path_type=Path),
        help="A .toml file: which column of a table is which.",
    )(command)


class EditsOf(click.Path):
    """A folder of edits, or the name under which an installed package offers some."""


def own_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--edits FOLDER`, which may be repeated, passed as `own`."""
    return click.option(
        "--edits", "own", multiple=True, type=EditsOf(), metavar="FOLDER",
        help="Edits of your own beside the catalogue, such as `learn` writes, or an installed package's name; may be repeated.",
    )(command)  # fmt: skip


def format_option(shown: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--format`, passed as `form`: the formats of what is `shown` in outputs/formats.py, the first as the default."""
    names = list(FORMATS[shown])
    return click.option("--format", "form", type=click.Choice(names), default=names[0], show_default=True)


def require_file(shown: str, form: str, output: Path | None, stem: str) -> None:
    """Raise Stop when a format is of no use on a terminal and no file is named; `stem` is of the name to suggest."""
    found = FORMATS[shown][form]
    if found.file_only and output is None:
        raise Stop(f"{found.title} is written to a file: add --output {stem}.{found.suffix}")


def write_output(shown: str, form: str, value: Any, output: Path | None, **options: Any) -> Any:
    """Write a result in a format of what is `shown` to the file `output`, else to the terminal.

    `options` go to the writer (see outputs/formats.py); what it answers is returned.
    """
    opened = binary_writer if FORMATS[shown][form].binary else writer
    with opened(output) as out:
        return write(shown, form, value, out, width=width(), colour=output is None and colour(), **options)


@contextmanager
def writer(output: Path | None) -> Iterator[TextIO]:
    """The stream of text that a command writes to; a file appears whole or not at all."""
    with binary_writer(output) as raw:
        stream = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=False)
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()


@contextmanager
def binary_writer(output: Path | None) -> Iterator[BinaryIO]:
    """The stream of bytes to write to; a file appears whole or not at all."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("wb") as stream:
            yield stream
        partial.replace(output)
    except OSError as error:
        raise Stop(f"{output}: {error.strerror or error}") from None
    finally:
        with suppress(OSError):  # not there, or where nothing can be written
            partial.unlink()


def split_ids(value: str | None) -> tuple[str, ...]:
    """Comma-separated ids as a tuple, in upper case."""
    return tuple(map(str.upper, names_in(value)))


def width() -> int:
    """The columns to write to: the terminal's, at most 120."""
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def colour() -> bool:
    """Whether to use colours: on a terminal, and NO_COLOR not set."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
