"""The page of a code as the service shows it: written where it is made, so that its text alone is sent."""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

from sightline.outputs.code.html import content
from sightline.outputs.code.json import document
from sightline.pages.code import CodePageError
from sightline.pages.record import Page
from sightline.web.problems import Problem
from sightline.web.warm import Warm


class CodePage(NamedTuple):
    """The page of a code as HTML, and what stands around it."""

    code: str
    title: str
    on: date
    status: str
    sections: list[tuple[str, str]]  # name and title
    content: str


def code_page(warm: Warm, code: str, on: date, locality: str) -> CodePage:
    """The page of a code as HTML. Raises Problem 404 when no loaded release has it, PriceError for an unknown locality."""
    page = _page(warm, code, on, locality)
    sections = [(section.name, section.title) for section in page.sections]
    return CodePage(page.code, page.title, page.on, page.status, sections, content(page))


def code_json(warm: Warm, code: str, on: date, locality: str) -> str:
    """The same as JSON."""
    return json.dumps(document(_page(warm, code, on, locality)), ensure_ascii=False)


def _page(warm: Warm, code: str, on: date, locality: str) -> Page:
    try:
        return warm.page(code, on, locality)
    except CodePageError as error:
        raise Problem(404, f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
