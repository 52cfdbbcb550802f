"""Read published files: each is recognised by its content, and of a zip the tables that can be read are taken.

CMS publishes one table in several forms (csv, text, xlsx) in one zip. The text forms are read first, a workbook where
none of them can be; of several that can be read the one with the most rows counts. Nothing in a zip is passed over in
silence: what is left out is named with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sightline.reference.published import NO_TABLE, Handed, Published, published
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources import Source, article, icd10cm, nearest, ptp, source_of
from sightline.reference.sources.loaded import Loaded

_FORMS = (".csv", ".txt")  # in the order in which they are preferred; other forms of a table come after them
_UNKNOWN = "not a layout I know"
Refuse = Callable[[ReferenceDataError], object]  # takes the reason why a file, or a release, is not read


@dataclass(frozen=True)
class Ready:
    """A table that was read whole, its reader, and the files that it is from."""

    source: Source
    loaded: Loaded
    files: tuple[Published, ...]


def read_files(
    paths: Sequence[Path | str], period: str | None, refuse: Refuse | None = None
) -> tuple[list[Ready], list[str]]:
    """The releases in `paths` (files, zips, or the name simple-icd-10-cm), and a sentence for what a zip's is left out.

    A file that cannot be read, a zip of which nothing can be, and releases that contradict each other go to `refuse`,
    and the others are read; without `refuse` the first raises ReferenceDataError.
    """
    refuse = refuse or _raise
    found: list[Ready] = []
    left_out: list[str] = []
    for path in paths:
        try:
            handed = _handed(path)
            ready, reasons = _of_zip(handed, period) if handed.zipped else ([_read(handed.files[0], period)], [])
            if not ready:
                raise ReferenceDataError(_nothing_in(Path(path).name, reasons))
        except ReferenceDataError as reason:
            refuse(reason)
            continue
        found += ready
        left_out += [f"{name}: {reason}" for name, reason in reasons]
    return _joined(found, refuse), left_out


def _raise(reason: ReferenceDataError) -> None:
    raise reason from None


def _handed(path: Path | str) -> Handed:
    if str(path) == icd10cm.PACKAGE and not Path(path).exists():
        name, data = icd10cm.packaged()
        return Handed((Published(name, (name,), data),))
    return published(Path(path))


def _read(file: Published, period: str | None) -> Ready:
    """The file as a table; raises ReferenceDataError that names it."""
    source = None
    try:
        if source := source_of(file):
            return Ready(source, source.read(file, period), (file,))
    except ReferenceDataError as reason:
        raise ReferenceDataError(f"{file.name}: {reason}") from None
    near = nearest(file)
    raise ReferenceDataError(f"{file.name}: {_UNKNOWN}{near and '; '}{near}.")


Reasons = list[tuple[str, str]]  # what is left out of a zip, by name, and why


def _of_zip(handed: Handed, period: str | None) -> tuple[list[Ready], Reasons]:
    """The tables of a zip, one of each release and part, and what is left out."""
    if export := article.export_in(handed.files):
        source: Source = article
        return [Ready(source, loaded, tuple(export.values())) for loaded in article.read_export(export, period)], []
    groups: dict[str, list[Published]] = {}
    for file in handed.files:
        groups.setdefault(PurePosixPath(file.names[0]).stem.lower(), []).append(file)
    found: list[Ready] = []
    reasons = list(handed.others)
    unread: set[str] = set()
    for stem, forms in groups.items():
        forms.sort(key=lambda file: _FORMS.index(file.suffix) if file.suffix in _FORMS else len(_FORMS))
        read: list[Ready] = []
        for file in forms:
            if read and file.suffix not in _FORMS:
                continue  # the same table once more, in a form that takes much longer to read
            try:
                read.append(_read(file, period))
            except ReferenceDataError as reason:
                reasons.append((file.name, str(reason).removeprefix(f"{file.name}: ").rstrip(".")))
        found += read
        if not read:
            unread.add(stem)
    return _fullest(_whole_quarters(found, unread, reasons), reasons), reasons


def _whole_quarters(found: list[Ready], unread: set[str], reasons: Reasons) -> list[Ready]:
    """All but the parts of a quarter of which another part could not be read: the quarter would be short of pairs."""
    short = {ptp.quarter_of(stem) for stem in unread if ptp.part_of(stem)}
    whole: list[Ready] = []
    for one in found:
        if one.loaded.part and ptp.quarter_of(one.files[0].names[0]) in short:
            reasons.append((one.files[0].name, "another part of its quarter cannot be read"))
        else:
            whole.append(one)
    return whole


def _fullest(found: Iterable[Ready], reasons: Reasons) -> list[Ready]:
    """Of the tables of one release and part, the one with the most rows; the others join the reasons where they
    differ."""
    best: dict[tuple[str, str, int], Ready] = {}
    for one in sorted(found, key=lambda one: -one.loaded.table.num_rows):
        loaded = one.loaded
        taken = best.setdefault((loaded.kind, loaded.name, loaded.part), one)
        if taken is not one and not _alike(taken, one):
            rows, most = loaded.table.num_rows, taken.loaded.table.num_rows
            reasons.append((
                one.files[0].name,
                f"another copy of {loaded.title} with {rows:,} {'row' if rows == 1 else 'rows'}; "
                f"{taken.files[0].names[0]} with {most:,} was taken",
            ))  # fmt: skip
    return list(best.values())


def _alike(one: Ready, other: Ready) -> bool:
    """Whether two tables hold the same, whatever rows of their files it stands in."""
    first, second = (each.loaded.table.drop_columns("source_row") for each in (one, other))
    return bool(first.equals(second))


def _nothing_in(name: str, reasons: Reasons) -> str:
    refused = [f"{member}: {reason}." for member, reason in reasons if reason not in {_UNKNOWN, NO_TABLE}]
    if refused:
        return " ".join(refused)
    inside = [member.removeprefix(f"{name}: ") for member, reason in reasons if reason == _UNKNOWN]
    return f"{name}: {_UNKNOWN} in it ({', '.join(inside[:5]) or 'nothing that could hold a table'})."


def _joined(found: Iterable[Ready], refuse: Refuse) -> list[Ready]:
    """One per release: parts merged; the same table twice counts once, two different ones are refused."""
    groups: dict[tuple[str, str], list[Ready]] = {}
    for one in found:
        groups.setdefault((one.loaded.kind, one.loaded.name), []).append(one)
    joined = []
    for group in groups.values():
        try:
            joined.append(_one_release(group))
        except ReferenceDataError as reason:
            refuse(reason)
    return joined


def _one_release(given: list[Ready]) -> Ready:
    """The tables of one release as one; raises ReferenceDataError when they contradict each other or one is missing."""
    group: list[Ready] = []
    for one in given:
        if any(one.files[0].sha256 == other.files[0].sha256 for other in group):
            continue
        same = [other for other in group if other.loaded.part == one.loaded.part]
        if any(_alike(one, other) for other in same):
            continue
        if same:
            raise ReferenceDataError(
                f"{one.files[0].name} and {group[0].files[0].name} are two different {one.loaded.title}."
            )
        group.append(one)
    loaded = ptp.merged([one.loaded for one in group]) if group[0].loaded.kind == ptp.KIND else group[0].loaded
    return Ready(group[0].source, loaded, tuple(file for one in group for file in one.files))
