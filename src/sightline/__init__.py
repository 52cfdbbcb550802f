"""Sightline: a linter for professional medical claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "check", "code", "fee", "price", "reconcile", "report", "search", "verify"]

if TYPE_CHECKING:
    from sightline.pages.code import code
    from sightline.pages.search import search
    from sightline.pages.verify.run import verify
    from sightline.pricing.fee import fee
    from sightline.pricing.run import price
    from sightline.remits.run import reconcile
    from sightline.reports.run import report
    from sightline.run import check

_PLACES = {
    "check": "sightline.run",
    "code": "sightline.pages.code",
    "fee": "sightline.pricing.fee",
    "price": "sightline.pricing.run",
    "reconcile": "sightline.remits.run",
    "report": "sightline.reports.run",
    "search": "sightline.pages.search",
    "verify": "sightline.pages.verify.run",
}


def __getattr__(name: str) -> Any:
    """Import what the package offers when it is first used, so that `sightline --help` stays quick."""
    if name not in _PLACES:
        raise AttributeError(f"module 'sightline' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PLACES[name]), name)
