"""The links of a page, and which of them is the file that is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from sightline.reference.sync.addresses import Published, first_day

_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)\s+(?:records|rows|edits|pairs)\b", re.IGNORECASE)
_TERMS = re.compile(r"licen[sc]e|/ama\b", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """A link to a file: its address, the page of terms that it leads through ("" for none), and what its text says.

    `records` is the number of records that the text tells, None when it tells none.
    """

    address: str
    terms: str
    text: str

    @property
    def name(self) -> str:
        """The file's name."""
        return unquote(PurePosixPath(urlsplit(self.address).path.rstrip("/")).name)

    @property
    def records(self) -> int | None:
        """The number of records that the text of the link tells; None when it tells none."""
        match = _COUNT.search(self.text)
        return int(match[1].replace(",", "")) if match else None


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") if tag == "a" else None
        if href:
            self.found.append((href, []))
        self._open = bool(href) if tag == "a" else self._open

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1][1].append(data)


def links(page: str, address: str) -> list[Link]:
    """The links of the page at `address`, in their order; one that leads to a file through terms names both."""
    parser = _Anchors()
    parser.feed(page)
    found = []
    for href, text in parser.found:
        target = urljoin(address, href.strip())
        label = " ".join("".join(text).split())
        parts = urlsplit(target)
        file = parse_qs(parts.query).get("file", [""])[0]
        if file and _TERMS.search(parts.path):
            found.append(Link(urljoin(target, file), target, label))
        else:
            found.append(Link(target.partition("#")[0], "", label))
    return found


def named(row: Published, given: Iterable[Link], on: date) -> list[Link]:
    """The links to the release that speaks for `on`: the last that begins by then, its last revision, all its parts."""
    dated: list[tuple[date, str, Link]] = []
    for link in given:
        match = re.fullmatch(row.name, link.name.lower())
        begins = first_day(row, link.name) if match else None
        if match and begins and begins <= on:
            dated.append((begins, _order(match.groupdict().get("revision") or ""), link))
    if not dated:
        return []
    newest = max((begins, revision) for begins, revision, _ in dated)
    chosen = {link.address: link for begins, revision, link in dated if (begins, revision) == newest}
    return sorted(chosen.values(), key=lambda link: link.name)


def _order(revision: str) -> str:
    """A text by which revisions sort: the date in it as yyyymmdd, else itself."""
    match = re.search(r"(\d\d)-?(\d\d)-?(20\d\d)", revision)
    return f"{match[3]}{match[1]}{match[2]}" if match else revision
