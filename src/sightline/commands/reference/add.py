"""`sightline reference add`: published files into the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.commands.options import Stop, reference_option

if TYPE_CHECKING:
    from sightline.reference.add import Added


@click.command("add")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--period", help="The period of a file that does not tell, such as 2026-04.")
@reference_option
def reference_add(files: tuple[str, ...], period: str | None, directory: Path | None) -> None:
    """Add published files to the store; each is recognised by its content.

    Of a zip every table that can be read is added, and what is left out is named with the reason. A file of which
    nothing can be read does not stop the others; the exit status is then 2. A file that `reference export` wrote is added
    whole.

    \b
    Example:
      sightline reference add PPRRVU2026_Apr_nonQPP.txt MCR_MUE_PractitionerServices.csv
    """
    from sightline.reference.add import add_files
    from sightline.reference.keeping import bring, is_export
    from sightline.reference.store import default_directory

    left_out: list[str] = []
    refused: list[str] = []
    store = directory or default_directory()
    exports = [Path(file) for file in files if is_export(Path(file))]
    for export in exports:
        for added in bring(export, store):
            say_added(added)
    others = [file for file in files if Path(file) not in exports]
    for added in add_files(others, store, period=period, say=left_out.append, refused=refused.append):
        say_added(added)
    for reason in left_out:
        click.echo(f"left out: {reason}", err=True)
    for reason in refused:
        click.echo(f"not added: {reason}", err=True)
    if refused:
        raise Stop(f"{len(refused)} of the files given could not be read; the others were added")


def say_added(added: Added) -> None:
    """Print what adding did, a line a release."""
    release = added.release
    word = {"new": "added", "replaced": "replaced", "unchanged": "already there"}[added.change]
    click.echo(f"{word}: {release.title}, {release.rows:,} rows ({release.file})")
