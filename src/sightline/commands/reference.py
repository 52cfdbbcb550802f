"""`sightline reference`: the data under every finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sightline.commands.options import Stop, format_option, reference_option, writer


@click.group()
def reference() -> None:
    """The reference data under every finding: add published files, list what is loaded, look a code up."""


@reference.command("add")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--period", help="The period of a file that does not tell, such as 2026-04.")
@reference_option
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
@reference_option
@format_option("text", "json")
def reference_list(directory: Path | None, form: str) -> None:
    """List what is loaded: kind, release, period, rows, file.

    \b
    Example:
      sightline reference list
    """
    from sightline.outputs import releases
    from sightline.reference.store import open_reference

    with writer(None) as out:
        write = releases.write_json if form == "json" else releases.write_text
        write(open_reference(directory), out)


@reference.command("info")
@click.argument("code")
@click.option("--as-of", "on", type=click.DateTime(["%Y-%m-%d"]), help="Only what was in force on this date.")
@reference_option
@format_option("text", "json")
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
    with writer(None) as out:
        (releases.write_code_json if form == "json" else releases.write_code_text)(code.upper(), found, out)
