"""Add published files to a store: recognise, validate, write - whole or not at all.

Everything given in one call is read and checked before anything is written. A release is written beside the store and
moved to `<kind>/<release>/` in one step; a release that it replaces is set aside until the new one stands, and a run
that stopped between the two is mended by the next.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sightline.reference.published import Published, published
from sightline.reference.release import ReferenceDataError, Release, digest, read_release, write_release
from sightline.reference.sources import Signed, Source, icd10cm, ptp, source_of
from sightline.reference.sources.loaded import Loaded

_ASIDE = ".aside"  # <store>/.aside/<kind>/<release>: a release being replaced


@dataclass(frozen=True)
class Added:
    """A release and what adding did: "new", "replaced" (another edition of its name) or "unchanged"."""

    release: Release
    change: str


@dataclass(frozen=True)
class _Ready:
    source: Source
    loaded: Loaded
    files: tuple[Published, ...]


def add_files(paths: Sequence[Path | str], directory: Path | str, *, period: str | None = None) -> list[Added]:
    """Add the releases in `paths` (files, zips, or the name simple-icd-10-cm) to the store in `directory`.

    `period` (2026-04 or 2026q2) says which period the files speak for where they do not tell. All parts of a PTP
    quarter go into one call. Raises ReferenceDataError when a file cannot be read; then nothing is added.
    """
    store = Path(directory)
    try:
        ready = _read(paths, period)
        for one in ready:
            _no_part_left_behind(store, one)
        return _write(store, ready)
    except ReferenceDataError as reason:
        raise ReferenceDataError(f"{reason} Nothing was added.") from None
    except OSError as reason:
        raise ReferenceDataError(
            f"{reason.filename or store}: {reason.strerror or reason}. Nothing was added."
        ) from None


def _read(paths: Sequence[Path | str], period: str | None) -> list[_Ready]:
    found: list[_Ready] = []
    for path in paths:
        files = _files(path)
        known = [(source, file) for file in files if (source := source_of(file))]
        if not known:
            raise ReferenceDataError(_unknown(str(path), files))
        refused: list[ReferenceDataError] = []
        for source, file in known:
            try:
                found.append(_Ready(source, source.read(file, period), (file,)))
            except ReferenceDataError as reason:
                refused.append(ReferenceDataError(f"{file.name}: {reason}"))
        # A zip may carry, beside the table wanted, the same for others (qualifying participants, hospitals).
        if refused and (len(refused) == len(known) or not all(_for_others(reason) for reason in refused)):
            raise refused[0]
    return _joined(found)


def _for_others(reason: ReferenceDataError) -> bool:
    return any(text in str(reason) for text in ("edits for outpatient", "edits for suppliers", "qualifying APM"))


def _files(path: Path | str) -> list[Published]:
    if str(path) == icd10cm.PACKAGE and not Path(path).exists():
        name, data = icd10cm.packaged()
        return [Published(name, (name,), data)]
    return published(Path(path))


def _unknown(path: str, files: list[Published]) -> str:
    name = Path(path).name
    if len(files) == 1 and files[0].name == name:
        return f"{name}: not a layout I know."
    inside = ", ".join(file.names[0] for file in files[:5]) or "nothing that could hold a table"
    return f"{name}: not a layout I know in it ({inside})."


def _joined(found: Iterable[_Ready]) -> list[_Ready]:
    """One per release: parts merged; the same table twice counts once, two different ones are refused."""
    groups: dict[tuple[str, str], list[_Ready]] = {}
    for one in found:
        group = groups.setdefault((one.loaded.kind, one.loaded.name), [])
        if any(one.files[0].sha256 == other.files[0].sha256 for other in group):
            continue
        if any(one.loaded.part == other.loaded.part for other in group):
            if any(one.loaded.table.equals(other.loaded.table) for other in group):
                continue
            raise ReferenceDataError(
                f"{one.files[0].name} and {group[0].files[0].name} are two different {one.loaded.title}."
            )
        group.append(one)
    joined = []
    for group in groups.values():
        loaded = ptp.merged([one.loaded for one in group]) if group[0].loaded.kind == ptp.KIND else group[0].loaded
        joined.append(_Ready(group[0].source, loaded, tuple(file for one in group for file in one.files)))
    return joined


def _no_part_left_behind(store: Path, one: _Ready) -> None:
    """A later call with other parts of a PTP quarter would lose those of the earlier one."""
    standing = _standing(store / one.loaded.kind / one.loaded.name) if one.loaded.kind == ptp.KIND else None
    if standing is None:
        return
    before = {ptp.part_of(name) for name in standing.file.split("; ")} - {0}
    now = {ptp.part_of(file.name) for file in one.files} - {0}
    if before - now and now:
        raise ReferenceDataError(
            f"{one.loaded.name} is loaded from parts {_parts(before)}, and {_parts(now)} is given now: "
            "give all parts of a quarter together."
        )


def _parts(numbers: set[int]) -> str:
    return ", ".join(f"f{number}" for number in sorted(numbers))


def _write(store: Path, ready: list[_Ready]) -> list[Added]:
    store.mkdir(parents=True, exist_ok=True)
    _mend(store)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    added: list[Added] = []
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=store) as temporary:
        written: list[tuple[Path, Path]] = []
        for one in ready:
            folder = Path(temporary) / one.loaded.kind / one.loaded.name
            folder.mkdir(parents=True)
            release = write(folder, one.loaded, one.source, one.files, scope="all", added_at=now)
            place = store / one.loaded.kind / one.loaded.name
            before = _standing(place)
            if before and _same(before, release):
                added.append(Added(before, "unchanged"))
                continue
            written.append((folder, place))
            added.append(Added(release, "replaced" if place.exists() else "new"))
        for folder, place in written:
            _move(store, folder, place)
    return [Added(read_release(store / one.release.kind / one.release.name), one.change) for one in added]


def _standing(place: Path) -> Release | None:
    """The release at a place of the store; None when there is none, or a damaged one, which adding mends."""
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


def _move(store: Path, folder: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = store / _ASIDE / place.parent.name / place.name
    if place.exists():
        aside.parent.mkdir(parents=True, exist_ok=True)
        place.rename(aside)
    folder.rename(place)
    shutil.rmtree(store / _ASIDE, ignore_errors=True)


def _mend(store: Path) -> None:
    """Put back what a stopped run had set aside and not yet replaced; drop what it left half written."""
    for aside in (store / _ASIDE).glob("*/*"):
        place = store / aside.parent.name / aside.name
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            aside.rename(place)
    shutil.rmtree(store / _ASIDE, ignore_errors=True)
    for left in store.glob(".adding-*"):
        shutil.rmtree(left, ignore_errors=True)
