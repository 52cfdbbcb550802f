"""Is this installation in order? Environment, store, releases and their age, each with what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline import __version__
from sightline.extras import DISTRIBUTION, install, packages, version_of
from sightline.reference.index import INDEX, is_whole
from sightline.reference.release import FOREVER, ReferenceDataError, Release, read_release
from sightline.reference.store import default_directory, open_reference
from sightline.reference.tables import KINDS

_CORE = ("duckdb", "pyarrow", "click", "rich")
_FREE = 1_000_000_000  # bytes; less is reported
_ASIDE = ".aside"


@dataclass(frozen=True)
class Sign:
    """One thing looked at: `state` is "good", "note" (works, but know it) or "bad"; `remedy` says what to do, or ""."""

    about: str
    state: str
    says: str
    remedy: str = ""


def examine(directory: Path | None = None, on: date | None = None) -> list[Sign]:
    """Look at everything; `directory` is the store (default: the user's), `on` the day to which ages are counted."""
    folder, today = directory or default_directory(), on or date.today()
    return [*_environment(), *_extras(), *_space(folder), *_store(folder), *_ages(folder, today)]


def _environment() -> Iterator[Sign]:
    yield Sign("python", "good", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    versions = ", ".join(f"{name} {version_of(name) or 'missing'}" for name in _CORE)
    lost = [name for name in _CORE if not version_of(name)]
    yield Sign(
        "sightline",
        "bad" if lost else "good",
        f"{__version__}; {versions}",
        f"pip install --force-reinstall {DISTRIBUTION}" if lost else "",
    )
    if other := version_of("sightline"):
        yield Sign(
            "sightline",
            "bad",
            f"the package `sightline` {other} is installed too: it is not this one, and both write into one folder",
            f"pip uninstall sightline, then pip install --force-reinstall {DISTRIBUTION}",
        )


def _extras() -> Iterator[Sign]:
    extras = packages()
    if not extras:
        yield Sign("extras", "note", f"not known: {DISTRIBUTION} is not installed", f"pip install {DISTRIBUTION}")
    for extra, names in sorted(extras.items()):
        if extra in ("dev", "bench", "site"):
            continue
        lost = [name for name in names if not version_of(name)]
        says = "installed" if not lost else f"not installed: {', '.join(lost)}"
        remedy = f"{install(extra)} if you need it" if lost else ""
        yield Sign(f"extra {extra}", "note" if lost else "good", says, remedy)


def _space(folder: Path) -> Iterator[Sign]:
    for what, place in (("temporary folder", Path(tempfile.gettempdir())), ("store", folder)):
        there = next(each for each in (place, *place.parents) if each.exists())
        free = shutil.disk_usage(there).free
        says = f"{place}: {free / 1e9:,.1f} GB free"
        if not os.access(there, os.W_OK):
            state = "bad" if what == "temporary folder" else "note"
            yield Sign(what, state, f"{place}: cannot be written to", "give write access, or name another place")
        elif free < _FREE:
            yield Sign(what, "note", says, "large runs spill to disk: free some space")
        else:
            yield Sign(what, "good", says)


def _store(folder: Path) -> Iterator[Sign]:
    """Whether every release of the store is whole: its manifest can be read and its data has the digest it says."""
    if folder.exists() and not folder.is_dir():
        yield Sign("releases", "bad", f"{folder} is a file, not a folder", "give the folder of a store")
        return
    if not folder.is_dir():
        yield Sign(
            "releases",
            "note",
            f"no store at {folder}: only the starter answers, for image-guided procedures",
            "sightline reference add FILE...",
        )
        return
    whole = 0
    for place in sorted(path for kind in KINDS for path in (folder / kind).glob("*") if path.is_dir()):
        try:
            read_release(place)
            whole += 1
        except ReferenceDataError as reason:
            yield Sign("releases", "bad", str(reason), f"or remove {place}")
    yield Sign("releases", "good", f"{whole} whole in {folder}")
    if (folder / INDEX).exists() and not is_whole(folder / INDEX):
        yield Sign(
            "index", "bad", f"{folder / INDEX} is damaged", f"remove {folder / INDEX}: it is made again from the data"
        )
    if any((folder / _ASIDE).glob("*/*")):
        yield Sign("releases", "note", "an earlier `reference add` was cut short", "the next one fixes it")


def _ages(folder: Path, today: date) -> Iterator[Sign]:
    """Of each dated kind, whether its newest release still answers today."""
    try:
        reference = open_reference(folder if folder.is_dir() else None)
    except ReferenceDataError:  # reported by _store
        return
    for kind in KINDS:
        newest = max(reference.of(kind), key=lambda r: (r.scope == "all", r.period_to), default=None)
        if newest is None or newest.period_to == FOREVER:
            continue
        days = (today - newest.period_to).days
        says = f"{newest.title}: until {newest.period_to}{_scope(newest)}"
        if days >= 0:
            yield Sign(kind, "note", f"{says}, {days:,} days ago", f"add what {newest.publisher} has published since")
        else:
            yield Sign(kind, "good", says)


def _scope(release: Release) -> str:
    return "" if release.scope == "all" else " (starter: image-guided procedures only)"
