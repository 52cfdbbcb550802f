"""Add published files to a store: recognise, validate, write - whole or not at all.

Everything given in one call is read and checked before anything is written. A release is written beside the store and
moved to `<kind>/<release>/` in one step; a release that it replaces is set aside until the new one stands, and a run
that stopped between the two is fixed by the next.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sightline.reference.index import INDEX, write_index
from sightline.reference.published import Published
from sightline.reference.reading import Ready, read_files
from sightline.reference.release import ReferenceDataError, Release, digest, read_release, write_release
from sightline.reference.sources import Signed, ptp
from sightline.reference.sources.loaded import Loaded
from sightline.reference.store import releases_in

_ASIDE = ".aside"  # <store>/.aside/<kind>/<release>: a release being replaced


@dataclass(frozen=True)
class Added:
    """A release and what adding did: "new", "replaced" (another edition of its name) or "unchanged"."""

    release: Release
    change: str


def add_files(
    paths: Path | str | Sequence[Path | str],
    directory: Path | str,
    *,
    period: str | None = None,
    say: Callable[[str], object] = lambda message: None,
    refused: Callable[[str], object] | None = None,
    check: Callable[[Sequence[Ready]], object] = lambda ready: None,
) -> list[Added]:
    """Add the releases in `paths` (files, zips, or the name simple-icd-10-cm) to the store in `directory`.

    `period` (2026-04 or 2026q2) says which period the files speak for where they do not tell. All parts of a PTP
    quarter go into one call. `say` gets a sentence for each member of a zip that is left out: its name and the reason.
    With `refused` a file, or a zip, that cannot be read does not stop the others: it is left out whole and `refused`
    gets the reason. Without it, and where none can be read, raises ReferenceDataError, and nothing is added.
    `check` gets what was read before anything is written, and may raise ReferenceDataError too.
    """
    store = Path(directory)
    reasons: list[str] = []
    try:
        given = [paths] if isinstance(paths, (str, Path)) else paths
        ready, left_out = read_files(given, period, (lambda reason: reasons.append(str(reason))) if refused else None)
        for one in list(ready):
            try:
                _no_part_left_behind(store, one)
            except ReferenceDataError as reason:
                if refused is None:
                    raise
                reasons.append(str(reason))
                ready.remove(one)
        if reasons and not ready:
            raise ReferenceDataError(" ".join(reasons))
        check(ready)
        if refused:
            for each in reasons:
                refused(each)
        added = _write(store, ready)
        for note in left_out:
            say(note)
        return added
    except ReferenceDataError as reason:
        raise ReferenceDataError(f"{reason} Nothing was added.") from None
    except OSError as reason:
        raise ReferenceDataError(
            f"{reason.filename or store}: {reason.strerror or reason}. Nothing was added."
        ) from None


def _no_part_left_behind(store: Path, one: Ready) -> None:
    """A later call with other parts of a PTP quarter would lose those of the earlier one."""
    existing = _existing(store / one.loaded.kind / one.loaded.name) if one.loaded.kind == ptp.KIND else None
    if existing is None:
        return
    before = {ptp.part_of(name) for name in existing.file.split("; ")} - {0}
    now = {ptp.part_of(file.name) for file in one.files} - {0}
    if before - now and now:
        raise ReferenceDataError(
            f"{one.loaded.name} is loaded from parts {_parts(before)}, and {_parts(now)} is given now: "
            "give all parts of a quarter together."
        )


def _parts(numbers: set[int]) -> str:
    return ", ".join(f"f{number}" for number in sorted(numbers))


def _write(store: Path, ready: list[Ready]) -> list[Added]:
    store.mkdir(parents=True, exist_ok=True)
    restore(store)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    added: list[Added] = []
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=store) as temporary:
        written: list[tuple[Path, Path]] = []
        for one in ready:
            folder = Path(temporary) / one.loaded.kind / one.loaded.name
            folder.mkdir(parents=True)
            release = write(folder, one.loaded, one.source, one.files, scope="all", added_at=now)
            place = store / one.loaded.kind / one.loaded.name
            before = _existing(place)
            if before and _same(before, release):
                added.append(Added(before, "unchanged"))
                continue
            written.append((folder, place))
            added.append(Added(release, "replaced" if place.exists() else "new"))
        for folder, place in written:
            put_in_place(store, folder, place)
    if written:
        index_anew(store)
    return [Added(read_release(store / one.release.kind / one.release.name), one.change) for one in added]


def index_anew(store: Path) -> None:
    """Write the index of the store's releases; what it lacks is made again when it is needed."""
    with suppress(OSError, sqlite3.Error):
        write_index(store / INDEX, releases_in(store))


def _existing(place: Path) -> Release | None:
    """The release at a place of the store; None when there is none, or a damaged one, which adding fixes."""
    try:
        return read_release(place)
    except ReferenceDataError:
        return None


def _same(one: Release, other: Release) -> bool:
    facts = ("sha256", "data_sha256", "parser", "period_from", "period_to")
    return all(getattr(one, name) == getattr(other, name) for name in facts)


def write(
    folder: Path, loaded: Loaded, source: Signed, files: Sequence[Published], *, scope: str, added_at: str
) -> Release:
    """Write what was read from `files` as a release into `folder`."""
    digests = sorted(file.sha256 for file in files)
    return write_release(
        folder,
        loaded.table,
        kind=loaded.kind,
        name=loaded.name,
        publisher=source.PUBLISHER,
        title=loaded.title,
        address=source.ADDRESS,
        period_from=loaded.period_from,
        period_to=loaded.period_to,
        starts_known=loaded.starts_known,
        scope=scope,
        file="; ".join(sorted(file.name for file in files)),
        sha256=digests[0] if len(digests) == 1 else digest("\n".join(digests).encode()),
        parser=source.PARSER,
        added_at=added_at,
    )


def put_in_place(store: Path, folder: Path, place: Path) -> None:
    """Move a release that was written to `folder` to its place in the store, in one step."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = store / _ASIDE / place.parent.name / place.name
    if place.exists():
        aside.parent.mkdir(parents=True, exist_ok=True)
        place.rename(aside)
    folder.rename(place)
    shutil.rmtree(store / _ASIDE, ignore_errors=True)


def restore(store: Path) -> None:
    """Put back what a stopped run had set aside and not yet replaced; drop what it left half written."""
    for aside in (store / _ASIDE).glob("*/*"):
        place = store / aside.parent.name / aside.name
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            aside.rename(place)
    shutil.rmtree(store / _ASIDE, ignore_errors=True)
    for left in store.glob(".adding-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in store.glob(".index-*"):
        left.unlink(missing_ok=True)
