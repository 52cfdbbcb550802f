"""Is this installation in order? Environment, store, releases and their age, each with what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline import __version__
from sightline.reference.release import FOREVER, ReferenceDataError, Release, read_release
from sightline.reference.store import default_directory, open_reference
from sightline.reference.tables import KINDS

_CORE = ("duckdb", "pyarrow", "click", "rich")
_FREE = 1_000_000_000  # bytes; less is told
_ASIDE = ".aside"


@dataclass(frozen=True)
class Sign:
    """One thing looked at: `state` is "good", "note" (works, but know it) or "bad"; `mend` says what to do, or ""."""

    about: str
    state: str
    says: str
    mend: str = ""


def examine(directory: Path | None = None, on: date | None = None) -> list[Sign]:
    """Look at everything; `directory` is the store (default: the user's), `on` the day that ages are told for."""
    folder, today = directory or default_directory(), on or date.today()
    return [*_environment(), *_extras(), *_space(folder), *_store(folder), *_ages(folder, today)]


def _environment() -> Iterator[Sign]:
    yield Sign("python", "good", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    versions = ", ".join(f"{name} {_version(name) or 'missing'}" for name in _CORE)
    lost = [name for name in _CORE if not _version(name)]
    yield Sign(
        "sightline",
        "bad" if lost else "good",
        f"{__version__}; {versions}",
        "pip install --force-reinstall sightline" if lost else "",
    )


def _extras() -> Iterator[Sign]:
    try:
        required = importlib.metadata.requires("sightline") or []
    except importlib.metadata.PackageNotFoundError:
        return
    extras: dict[str, list[str]] = {}
    for text in required:
        match = re.match(r"([\w.-]+).*extra\s*==\s*['\"]([\w-]+)['\"]", text)
        if match:
            extras.setdefault(match[2], []).append(match[1])
    for extra, names in sorted(extras.items()):
        if extra in ("dev", "bench"):
            continue
        lost = [name for name in names if not _version(name)]
        says = "installed" if not lost else f"not installed: {', '.join(lost)}"
        mend = f"pip install 'sightline[{extra}]' if you need it" if lost else ""
        yield Sign(f"extra {extra}", "note" if lost else "good", says, mend)


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
    if any((folder / _ASIDE).glob("*/*")):
        yield Sign("releases", "note", "an earlier `reference add` was cut short", "the next one mends it")


def _ages(folder: Path, today: date) -> Iterator[Sign]:
    """Of each dated kind, whether its newest release still answers today."""
    try:
        reference = open_reference(folder if folder.is_dir() else None)
    except ReferenceDataError:  # told by _store
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


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
