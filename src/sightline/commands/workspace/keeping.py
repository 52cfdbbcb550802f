"""`sightline workspace export`, `import`, `purge`, `encrypt` and `trail`."""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from pathlib import Path

import click

from sightline.commands.options import Stop
from sightline.commands.workspace.options import (
    NEW_KEY,
    folder_argument,
    key_option,
    opened,
    practice_named,
    practice_option,
)
from sightline.extras import install


@click.command("export")
@folder_argument
@key_option
@practice_option
@click.option("--output", "path", type=click.Path(path_type=Path), required=True, help="The zip to write.")
def export_practice(folder: Path, key_file: Path | None, practice: str | None, path: Path) -> None:
    """Write what a practice keeps in the workspace in FOLDER to a zip: uploads, results, overrides, notes, the audit trail.

    Everybody who has the zip can read the claims in it, also those of an encrypted workspace. Passwords and tokens stay behind.

    \b
    Example:
      sightline workspace export practice --output lakeside.zip
    """
    found = opened(folder, key_file)  # first: without the extra it says so
    from sightline.web.workspace.carry import export

    number = export(found, practice_named(found, practice), path)
    click.echo(f"{number:,} uploads written to {path}, which is not encrypted: keep it where claims may be")


@click.command("import")
@folder_argument
@key_option
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--practice", help="Another name for the practice.")
def import_practice(folder: Path, key_file: Path | None, path: Path, practice: str | None) -> None:
    """Take a practice that `export` wrote into the workspace in FOLDER, which is made when there is none.

    \b
    Example:
      sightline workspace import new-folder lakeside.zip
    """
    found = opened(folder, key_file, create=True)
    from sightline.web.workspace.carry import bring_in

    name, number, left = bring_in(found, path, practice or "")
    click.echo(
        f"{number:,} uploads of {name}; its accounts have no password yet: `sightline workspace user {folder} NAME`"
    )
    if left:
        click.echo(f"left as they are, since there are accounts of that name: {', '.join(left)}")


@click.command()
@folder_argument
@key_option
@practice_option
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Uploads that came before this day."
)  # fmt: skip
@click.option("--everything", is_flag=True, help="All of the practice: uploads, accounts, overrides, the audit trail.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(
    folder: Path, key_file: Path | None, practice: str | None, before: datetime | None, everything: bool, yes: bool
) -> None:
    """Delete what a practice keeps in the workspace in FOLDER, for good.

    \b
    Examples:
      sightline workspace purge practice --before 2025-01-01
      sightline workspace purge practice --practice "Lakeside Radiology" --everything
    """
    if (before is None) != everything:
        raise Stop("say which: --before DATE, or --everything")
    found = opened(folder, key_file)
    key = practice_named(found, practice)
    title = found.accounts.practices()[key]
    from sightline.web.workspace.carry import purge as delete

    what = f"uploads of {title} before {before:%Y-%m-%d}" if before else f"all of {title}"
    if not yes:
        click.confirm(f"Delete {what}?", abort=True)
    number = delete(found, key, before.date() if before else None)
    if before:
        found.trail.record(key, "command line", f"purged what came before {before:%Y-%m-%d}")
    click.echo(f"deleted {what}: {number:,} uploads")


@click.command("encrypt")
@folder_argument
@key_option
def encrypt_folder(folder: Path, key_file: Path | None) -> None:
    """Encrypt the workspace in FOLDER, which is not yet, in its place. Stop `sightline serve` first.

    \b
    Example:
      sightline workspace encrypt practice --key-file ~/keys/practice.key
    """
    if key_file is None:
        raise Stop("name the file of the key with --key-file; a new key is made where there is none")
    try:
        from sightline.web.workspace.encrypt import encrypt
        from sightline.web.workspace.key import new_key, read_key
    except ImportError as error:
        raise Stop(f"workspace needs {error.name}: {install('web')}") from None
    if key_file.exists():
        key = read_key(folder, key_file)
    else:
        key = new_key(folder, key_file)
        click.echo(NEW_KEY.format(key_file), err=True)
    number = encrypt(folder, key)
    click.echo(
        f"encrypted the database and {number:,} files; copies made before, and what the disk keeps of deleted files, are not"
    )


@click.command()
@folder_argument
@key_option
@practice_option
def trail(folder: Path, key_file: Path | None, practice: str | None) -> None:
    """Print the audit trail of a practice as CSV, and say whether a row was changed by other means (exit status 1).

    \b
    Example:
      sightline workspace trail practice > trail.csv
    """
    found = opened(folder, key_file)
    from sightline.outputs.cells import safe
    from sightline.web.workspace.trail import COLUMNS, first_broken

    rows = found.trail.all(practice_named(found, practice))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("id", *COLUMNS))
    writer.writerows([safe(row[name]) for name in ("id", *COLUMNS)] for row in rows)
    broken = first_broken(rows)
    if broken is not None:
        click.echo(f"row {broken} is not as it was written, or the one before it is gone", err=True)
        sys.exit(1)
