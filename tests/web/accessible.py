"""What axe finds on a page, and whether it fits: at a desk and on a telephone, the size of targets (WCAG 2.2, 2.5.8) included."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_WIDTHS = (1280, 390)
_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


def complaints(page: Any, addresses: Iterable[str]) -> list[str]:
    """What is wrong with the pages at these addresses."""
    wrong = []
    for address in addresses:
        page.goto(address)
        wrong += complaints_here(page)
    return wrong


def complaints_here(page: Any) -> list[str]:
    """What is wrong with a page as it is now: what axe finds, and that it is wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    wrong = []
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for each in Axe().run(page, options=_OPTIONS).response["violations"]:
            wrong += [f"{page.url} at {width}: {each['id']}: {node['html'][:120]}" for node in each["nodes"][:3]]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{page.url}: {wide} wide in a window of {width}")
    return wrong
