"""Every code's page as a static site that works from a folder: an index with search, shared style and script."""

from __future__ import annotations

import gc
import json
import time
from pathlib import Path
from typing import NamedTuple

from sightline.errors import SightlineError
from sightline.outputs.code.html import SCRIPT, STYLE, foot, head, render, script, style
from sightline.pages.code import Pages


class SiteError(SightlineError):
    """The site cannot be written where it should be."""


class Written(NamedTuple):
    """How many pages were written in how many seconds."""

    pages: int
    seconds: float


def write_site(pages: Pages, folder: Path) -> Written:
    """Write index.html, a page for each code, and the files they share into `folder`, made when absent.

    Raises SiteError when the folder cannot be written to.
    """
    begun = time.perf_counter()
    gc.disable()  # millions of small rows and no cycles among them: looking for some takes a third of the time
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / STYLE).write_text(style(), encoding="utf-8")
        (folder / SCRIPT).write_text(script(), encoding="utf-8")
        codes = pages.codes()
        others = frozenset(codes)
        listed: list[tuple[str, str]] = []
        for page in pages.pages(codes):
            (folder / f"{page.code}.html").write_text(render(page, linked=True, others=others), encoding="utf-8")
            listed.append((page.code, page.title + (" (deleted)" if page.status == "deleted" else "")))
        (folder / "index.html").write_text(_index(listed), encoding="utf-8")
    except OSError as error:
        raise SiteError(f"{error.filename or folder}: {error.strerror or error}") from None
    finally:
        gc.enable()
    return Written(len(listed), time.perf_counter() - begun)


def _index(listed: list[tuple[str, str]]) -> str:
    data = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        head("Procedure codes", linked=True)
        + f"<header><h1>Procedure codes</h1><p>{len(listed):,} pages, every fact with its source</p></header>\n"
        '<main><label class="wide">Search<input id="text" type="search" placeholder="code or words" autofocus></label>\n'
        '<p id="count" role="status"></p><noscript><p>The search needs scripts; the pages are beside this file, one for'
        ' each code.</p></noscript><ul id="found"></ul></main>\n'
        f'<script type="application/json" id="codes">{data}</script>\n' + foot(linked=True)
    )
