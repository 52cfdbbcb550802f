"""`sightline check --watch`: check again when files change."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import click

from sightline.errors import SightlineError

#: Seconds between two looks. A file counts as written when two looks see the same.
_EVERY = 1.0
#: Of each file: when it was last written, and its bytes.
Seen = dict[Path, tuple[int, int]]


def watch(paths: Sequence[str], aside: Path | None, check: Callable[[], int]) -> None:
    """Check now, and again whenever files at `paths` come, go or change, until interrupted (Ctrl-C).

    `check` checks all of them and gives the exit status. `aside` is the file written to, which counts for nothing. A check
    that cannot run is said, and the next change is waited for.
    """
    checked: Seen | None = None
    before: Seen = {}
    try:
        while True:
            now = seen(paths, aside)
            if now != checked and (now == before or checked is None):
                _once(now, check)
                checked = now
            before = now
            time.sleep(_EVERY)
    except KeyboardInterrupt:
        click.echo("sightline: no longer watching", err=True)


def _once(now: Seen, check: Callable[[], int]) -> None:
    if now:
        try:
            check()
        except (click.ClickException, SightlineError) as error:
            click.echo(f"sightline: {error}", err=True)
    files = "1 file" if len(now) == 1 else f"{len(now):,} files"
    click.echo(f"sightline: {datetime.now():%H:%M:%S} {files}; watching (Ctrl-C ends)", err=True)


def seen(paths: Sequence[str], aside: Path | None = None) -> Seen:
    """The files at and below `paths`, without hidden ones and what is being written (.partial), and when each was written."""
    found: Seen = {}
    for path in map(Path, paths):
        for file in path.rglob("*") if path.is_dir() else (path,):
            if (
                file.name.startswith(".")
                or file.suffix == ".partial"
                or (aside and file.absolute() == aside.absolute())
            ):
                continue
            try:
                stat = file.stat()
            except OSError:
                continue  # gone since the folder was listed
            if file.is_file():
                found[file] = (stat.st_mtime_ns, stat.st_size)
    return found
