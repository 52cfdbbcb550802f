"""The synchronization of a store with what is published: one kind after the other, each whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from sightline.reference.add import Added, add_files
from sightline.reference.reading import Ready
from sightline.reference.release import ReferenceDataError
from sightline.reference.store import releases_in
from sightline.reference.sync.addresses import Published, first_day, published
from sightline.reference.sync.fetch import Known, Mirror
from sightline.reference.sync.links import Link, links, named
from sightline.reference.sync.terms import accept, accepted, words

FOLDER = ".sync"  # <store>/.sync: what earlier runs fetched and who accepted which terms
RECORD = "accepted.json"
_STATE = "fetched.json"
_DOWNLOADS = "downloads"
#: Takes the address and the text of terms; answers who accepts them, None when nobody does.
Ask = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Outcome:
    """What became of one kind: "added", "current" (nothing new), "would fetch", "by hand" or "failed".

    `notes` are sentences for the user; `files` are the names of the files that the page links to.
    """

    kind: str
    outcome: str
    files: tuple[str, ...] = ()
    added: tuple[Added, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Run:
    store: Path
    mirror: Mirror
    on: date
    ask: Ask
    dry: bool
    state: dict[str, dict[str, str]]
    shown: dict[str, bool] = field(default_factory=dict)  # terms' text -> whether somebody accepts it

    @property
    def folder(self) -> Path:
        return self.store / FOLDER

    def key(self, link: Link) -> str:
        """Under which the state holds a file: a copy of a site marks its versions otherwise than the site."""
        return f"{self.mirror.base} {link.address}".strip()


def rows_of(kinds: Sequence[str]) -> list[Published]:
    """The rows of the table of these kinds, of none given those that are fetched by default; raises ReferenceDataError
    for a kind that it does not have."""
    table = published()
    known = [row.kind for row in table]
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise ReferenceDataError(f"no published file is known for {', '.join(unknown)}; known are {', '.join(known)}.")
    return [row for row in table if (row.kind in kinds if kinds else row.default)]


def sync(
    kinds: Sequence[str], store: Path, *, on: date, ask: Ask, base: str = "", dry: bool = False, pause: float = 1.0
) -> Iterator[Outcome]:
    """Bring the store up to date for `on`, kind by kind; see `Outcome`. `dry` looks pages up and writes nothing.

    `base` is a copy of the publishers' sites (http, https or file). A kind that fails leaves the store as it was.
    """
    rows = rows_of(kinds)
    state = _state(store)
    run = _Run(store, Mirror(base, pause), on, ask, dry, state)
    for row in rows:
        try:
            yield _one(run, row)
        except ReferenceDataError as reason:
            yield Outcome(row.kind, "failed", notes=(str(reason),))
        except OSError as reason:  # the disk is full, or the store cannot be written
            yield Outcome(row.kind, "failed", notes=(f"{reason.filename or store}: {reason.strerror or reason}.",))


def _one(run: _Run, row: Published) -> Outcome:
    page = row.page.format(fiscal_year=run.on.year + (run.on.month >= 10))
    if row.by_hand:
        return Outcome(row.kind, "by hand", notes=(f"{row.by_hand}: {page}",))
    found = _found(run, row, page)
    names = tuple(link.name for link in found)
    if run.dry:
        through = sorted({link.terms for link in found if link.terms})
        return Outcome(
            row.kind, "would fetch", names, notes=tuple(f"its terms are to be accepted: {each}" for each in through)
        )
    _terms(run, found)
    fetched: list[Path] = []
    notes: list[str] = []
    marks: dict[str, Known] = {}
    loaded = {f"{release.kind}/{release.name}" for release in releases_in(run.store)}
    for link in found:
        kept = run.state.get(run.key(link), {})
        before = Known(**{name: kept[name] for name in ("etag", "modified", "sha256")} if kept else {})
        # What the server would call unchanged is fetched all the same where the store has lost it.
        earlier = before if kept and loaded.issuperset(kept["releases"].split()) else Known()
        file = run.mirror.file(link.address, run.folder / _DOWNLOADS, earlier)
        marks[run.key(link)] = file.known
        if file.path is None:
            continue
        _no_page(file.path, link)
        if before.sha256 and before.sha256 != file.known.sha256:
            notes.append(
                f"{link.name} was posted anew under its name (sha256 {before.sha256[:12]} before, "
                f"{file.known.sha256[:12]} now)"
            )
        fetched.append(file.path)
    if not fetched:
        return Outcome(row.kind, "current", names)
    if len(fetched) < len(found):  # one part is new: a quarter is added with all of its parts
        have = {path.name for path in fetched}
        again = (link for link in found if link.name not in have)
        fetched += [
            path for link in again if (path := run.mirror.file(link.address, run.folder / _DOWNLOADS, Known()).path)
        ]
    added = add_files(fetched, run.store, say=notes.append, check=lambda ready: _complete(row.kind, found, ready))
    releases = " ".join(f"{each.release.kind}/{each.release.name}" for each in added)
    for key, known in marks.items():
        run.state[key] = {**asdict(known), "releases": releases}
    _keep_state(run)
    for path in fetched:
        path.unlink(missing_ok=True)
    return Outcome(row.kind, "added", names, tuple(added), tuple(notes))


def _found(run: _Run, row: Published, page: str) -> list[Link]:
    given = links(run.mirror.page(page), page)
    between = [(begins, link) for link in given if (begins := _between(row, link)) and begins <= run.on]
    if between:
        begins = max(first for first, _ in between)
        address = next(link.address for first, link in between if first == begins)
        given += links(run.mirror.page(address), address)
    found = named(row, given, run.on)
    if not found:
        raise ReferenceDataError(
            f"{page}: no link to a file named like {row.name} that speaks for {run.on}; see the page, and add the file with "
            "`sightline reference add FILE`."
        )
    return found


def _between(row: Published, link: Link) -> date | None:
    return first_day(row, link.name) if row.through and re.fullmatch(row.through, link.name.lower()) else None


def _terms(run: _Run, found: list[Link]) -> None:
    """Have the terms that links lead through accepted by a person; raises ReferenceDataError where nobody does."""
    for address in sorted({link.terms for link in found if link.terms}):
        text = words(run.mirror.page(address))
        record = run.folder / RECORD
        if not text:
            raise ReferenceDataError(f"{address}: the page of terms has no text; open it in a browser.")
        if accepted(record, text):
            continue
        if text not in run.shown:
            who = run.ask(address, text)
            run.shown[text] = who is not None
            if who is not None:
                accept(record, text, address=address, who=who)
        if not run.shown[text]:
            raise ReferenceDataError(
                f"the publisher's terms at {address} have not been accepted: read them, and run the command again with "
                "--accept-ama-terms if you accept them."
            )


def _no_page(path: Path, link: Link) -> None:
    """Raise ReferenceDataError for a page where a file was expected; it is deleted, for going on with it is of no use."""
    head = path.read_bytes()[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    zipped = link.name.lower().endswith((".zip", ".xlsx"))
    if head.startswith((b"<!doctype html", b"<html")) or (zipped and not head.startswith(b"pk")):
        path.unlink()
        what = "an HTML page" if head.startswith(b"<") else "something else"
        raise ReferenceDataError(f"{link.address}: {what} came where {link.name} was expected; nothing was added.")


def _complete(kind: str, found: list[Link], ready: Sequence[Ready]) -> None:
    """Raise ReferenceDataError when fewer or more rows were read than the links say, or none of this kind."""
    read = [one for one in ready if one.loaded.kind == kind]
    if not read:
        raise ReferenceDataError(f"{', '.join(link.name for link in found)}: no table of {kind} in it.")
    counts = [link.records for link in found]
    if None in counts or not counts:
        return
    stated = sum(count for count in counts if count is not None)
    rows = sum(one.loaded.table.num_rows for one in read)
    if rows != stated:
        raise ReferenceDataError(f"{kind}: {rows:,} rows were read, where the page states {stated:,} records.")


def _state(store: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads((store / FOLDER / _STATE).read_text(encoding="utf-8"))
        names = ("etag", "modified", "sha256", "releases")
        return {str(address): {name: str(marks[name]) for name in names} for address, marks in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}  # nothing is known, and all is fetched


def _keep_state(run: _Run) -> None:
    run.folder.mkdir(parents=True, exist_ok=True)
    partial = run.folder / f"{_STATE}.partial"
    partial.write_text(json.dumps(run.state, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    partial.replace(run.folder / _STATE)
