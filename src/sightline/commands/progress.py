"""A bar on the terminal while files are read, by the bytes read of them as they lie there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def reading() -> Iterator[Callable[[str, int], None] | None]:
    """A function that gets a location and the bytes just read of it; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def advance(location: str, count: int) -> None:
            if location not in tasks:
                path = Path(location)
                tasks[location] = bar.add_task(path.name[:40], total=path.stat().st_size if path.is_file() else None)
            bar.advance(tasks[location], count)

        yield advance
