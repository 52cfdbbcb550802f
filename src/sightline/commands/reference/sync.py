"""`sightline reference sync`: fetch what is published and add it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

import click

from sightline.commands.options import Stop, reference_option
from sightline.commands.reference.add import say_added


@click.command("sync")
@click.argument("kinds", nargs=-1, metavar="[KIND]...")
@click.option(
    "--accept-ama-terms",
    "accepts",
    is_flag=True,
    help="You have read and accept the terms that files lead through; your name and the time are recorded.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Look the pages up and say what would be fetched; write nothing.")
@click.option("--base", default="", metavar="URL", help="A copy of the publishers' sites: http(s)://… or file://….")
@click.option(
    "--as-of",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Fetch what speaks for this date [default: today].",
)
@reference_option
def reference_sync(
    kinds: tuple[str, ...], accepts: bool, dry: bool, base: str, on: Any, directory: Path | None
) -> None:
    """Fetch the published files of each KIND (default: all that edits and prices use) and add them.

    Each kind is added whole or not at all, and one that fails does not stop the others; the exit status is then 2. What
    a publisher gives only after its terms are accepted is fetched when a person accepts them: the terms are shown, and
    who accepted them when is recorded in the store. Nothing is fetched that is already there.

    \b
    Example:
      sightline reference sync --dry-run
      sightline reference sync ptp mue --accept-ama-terms
    """
    from filelock import FileLock, Timeout

    from sightline.reference.store import default_directory
    from sightline.reference.sync.run import FOLDER, rows_of, sync

    if base and not base.startswith(("http://", "https://", "file://")):
        raise Stop(f"--base {base}: not an address that begins with http://, https:// or file://")
    store = directory or default_directory()
    day = on.date() if on else _today()
    rows_of(kinds)
    failed: list[str] = []

    def ask(address: str, text: str) -> str | None:
        return _accepted_by(address, text, accepts)

    if dry:
        for outcome in sync(kinds, store, on=day, ask=ask, base=base, dry=True):
            failed += _say(outcome)
    else:
        (store / FOLDER).mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(store / FOLDER / "lock", timeout=0):
                for outcome in sync(kinds, store, on=day, ask=ask, base=base):
                    failed += _say(outcome)
        except Timeout:
            raise Stop(f"{store}: another sync is running on this store") from None
    if failed:
        raise Stop(f"not fetched: {', '.join(failed)}")


def _today() -> Any:
    from datetime import date

    return date.today()


def _say(outcome: Any) -> list[str]:
    """Print what became of a kind; the kind when it failed."""
    for added in outcome.added:
        say_added(added)
    if outcome.outcome == "current":
        click.echo(f"nothing new: {outcome.kind} ({', '.join(outcome.files)})")
    if outcome.outcome == "would fetch":
        click.echo(f"would fetch: {outcome.kind} ({', '.join(outcome.files)})")
    word = {"failed": "failed: ", "by hand": "by hand: "}.get(outcome.outcome, "")
    for note in outcome.notes:
        click.echo(f"{word}{outcome.kind}: {note}", err=True)
    return [outcome.kind] if outcome.outcome == "failed" else []


def _accepted_by(address: str, text: str, accepts: bool) -> str | None:
    """Show terms; the name of the person who accepts them, None when nobody does."""
    click.echo(f"Terms of the publisher, {address}\n\n{text}\n", err=True)
    try:
        who = getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise Stop("the system does not say who you are, and an acceptance needs a name: set USER") from None
    if accepts:
        click.echo(f"accepted by {who}, as --accept-ama-terms says", err=True)
        return who
    if not sys.stdin.isatty():
        return None
    answer = click.prompt(
        f"Do you, {who}, accept these terms? Write: I accept", default="", show_default=False, err=True
    )
    return who if answer.strip().lower() == "i accept" else None
