"""`sightline reference verify`, `remove` and `export`: what is done with the releases of a store."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.commands.options import Stop, reference_option


@click.command("verify")
@reference_option
def reference_verify(directory: Path | None) -> None:
    """Compare the data of every release in the store with its recorded hash; exit status 1 when one is damaged.

    \b
    Example:
      sightline reference verify
    """
    from sightline.reference.keeping import verify

    wrong = 0
    total = 0
    for kind, name, damage in verify(_store(directory)):
        total += 1
        wrong += bool(damage)
        click.echo(f"{'damaged' if damage else 'whole'}: {kind} {name}{damage and ': '}{damage}")
    click.echo(f"{total - wrong:,} of {total:,} releases are whole")
    if wrong:
        raise SystemExit(1)


@click.command("remove")
@click.argument("kind")
@click.argument("releases", nargs=-1, metavar="[RELEASE]...")
@click.option("--all", "every", is_flag=True, help="All releases of the kind.")
@reference_option
def reference_remove(kind: str, releases: tuple[str, ...], every: bool, directory: Path | None) -> None:
    """Remove releases of a KIND from the store; the published files can be added again.

    \b
    Example:
      sightline reference remove fee_schedule 2025-10
    """
    from sightline.reference.keeping import remove

    if every == bool(releases):
        raise Stop("name the releases to remove, or say --all; `sightline reference list` shows them")
    for name in remove(_store(directory), kind, list(dict.fromkeys(releases))):
        click.echo(f"removed: {kind} {name}")


@click.command("export")
@click.argument("output", type=click.Path(path_type=Path, dir_okay=False))
@reference_option
def reference_export(output: Path, directory: Path | None) -> None:
    """Write all releases of the store to one file OUTPUT, for a machine without network: `reference add` reads it there.

    \b
    Example:
      sightline reference export reference.zip
    """
    from sightline.reference.keeping import export

    try:
        releases = export(_store(directory), output)
    except OSError as error:
        raise Stop(f"{output}: {error.strerror or error}") from None
    click.echo(f"exported: {len(releases):,} {'release' if len(releases) == 1 else 'releases'} to {output}")


def _store(directory: Path | None) -> Path:
    from sightline.reference.store import default_directory

    store = directory or default_directory()
    if not store.is_dir():
        raise Stop(f"{store}: no such folder")
    return store
