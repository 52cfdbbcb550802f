"""What is done with the releases of a store: checked against their hashes, removed, carried to another machine.

An export is one zip: `sightline-reference.json`, then `<kind>/<release>/` with manifest and data as in a store.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sightline.reference.add import Added, index_anew, put_in_place, restore
from sightline.reference.release import DATA, MANIFEST, ReferenceDataError, Release, read_release
from sightline.reference.store import releases_in
from sightline.reference.tables import KINDS

CONTENTS = "sightline-reference.json"
_MEMBER = re.compile(rf"([a-z0-9_]+)/(\w[\w.-]*)/({re.escape(MANIFEST)}|{re.escape(DATA)})")


def verify(store: Path) -> Iterator[tuple[str, str, str]]:
    """Each release of the store: kind, name, and what is wrong with it, "" where its data has the recorded hash."""
    for folder in sorted(path for path in store.glob("[!.]*/[!.]*") if path.is_dir()):
        kind, wrong = folder.parent.name, ""
        try:
            release = read_release(folder)
            if release.kind != kind or kind not in KINDS:
                wrong = f"{folder / MANIFEST}: says {release.kind}, but lies in {kind}"
        except ReferenceDataError as reason:
            wrong = str(reason)
        except (OSError, ValueError) as reason:
            wrong = f"{folder}: {reason}"
        yield kind, folder.name, wrong


def remove(store: Path, kind: str, names: list[str]) -> list[str]:
    """Remove releases of a kind, all of them when none is named, and return their names; a damaged one goes too.

    Raises ReferenceDataError for a name that the store does not have; then nothing is removed.
    """
    have = sorted(path.name for path in (store / kind).glob("[!.]*") if path.is_dir()) if kind in KINDS else []
    absent = [name for name in names if name not in have] or ([] if have else [kind])
    if absent:
        raise ReferenceDataError(
            f"{store}: no release {', '.join(absent)} of {kind}; it has {', '.join(have) or 'none'}. Nothing was removed."
        )
    gone = names or have
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=store) as temporary:
        for name in gone:
            (store / kind / name).rename(Path(temporary) / name)
    index_anew(store)
    return gone


def export(store: Path, output: Path) -> list[Release]:
    """Write the store's releases as one file to `output`, whole or not at all; the same releases give the same bytes."""
    releases = sorted(releases_in(store), key=lambda release: (release.kind, release.name))
    if not releases:
        raise ReferenceDataError(f"{store}: nothing is loaded, so there is nothing to export.")
    partial = output.with_name(output.name + ".partial")
    listed = [{"kind": each.kind, "release": each.name, "sha256": each.data_sha256} for each in releases]
    try:
        with zipfile.ZipFile(partial, "w") as archive:
            archive.writestr(zipfile.ZipInfo(CONTENTS), json.dumps({"releases": listed}, indent=1) + "\n")
            for release in releases:
                for name in (MANIFEST, DATA):  # not packed: Parquet is
                    member = zipfile.ZipInfo(f"{release.kind}/{release.name}/{name}")
                    archive.writestr(member, (release.path.parent / name).read_bytes())
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
    return releases


def is_export(path: Path) -> bool:
    """Whether a file is an export."""
    try:
        with zipfile.ZipFile(path) as archive:
            return CONTENTS in archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def bring(path: Path, store: Path) -> list[Added]:
    """Add the releases of an export to the store, all or none; raises ReferenceDataError for a damaged export."""
    store.mkdir(parents=True, exist_ok=True)
    restore(store)
    added: list[Added] = []
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=store) as temporary:
        for folder in _unpacked(path, Path(temporary)):
            release = read_release(folder)
            if release.kind != folder.parent.name or release.name != folder.name:
                raise ReferenceDataError(f"{path.name}: {release.kind} {release.name} lies in another's place.")
            place = store / release.kind / release.name
            try:
                before = read_release(place).data_sha256
            except ReferenceDataError:
                before = ""
            change = "unchanged" if before == release.data_sha256 else "replaced" if place.exists() else "new"
            added.append(Added(release, change))
        for each in added:
            if each.change != "unchanged":
                put_in_place(store, each.release.path.parent, store / each.release.kind / each.release.name)
    index_anew(store)
    return [Added(read_release(store / one.release.kind / one.release.name), one.change) for one in added]


def _unpacked(path: Path, folder: Path) -> list[Path]:
    try:
        with zipfile.ZipFile(path) as archive:
            listed = json.loads(archive.read(CONTENTS))["releases"]
            for name in archive.namelist():
                match = _MEMBER.fullmatch(name)
                if name == CONTENTS:
                    continue
                if not match or match[1] not in KINDS:
                    raise ReferenceDataError(
                        f"{path.name}: {name!r} is nothing that an export holds. Nothing was added."
                    )
                place = folder / match[1] / match[2]
                place.mkdir(parents=True, exist_ok=True)
                (place / match[3]).write_bytes(archive.read(name))
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, TypeError) as reason:
        raise ReferenceDataError(f"{path.name}: a damaged export ({reason}). Nothing was added.") from None
    found = sorted(place for place in folder.glob("*/*") if place.is_dir())
    if {(place.parent.name, place.name) for place in found} != {(each["kind"], each["release"]) for each in listed}:
        raise ReferenceDataError(f"{path.name}: it lacks releases that it lists. Nothing was added.")
    return found
