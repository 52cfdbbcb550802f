"""Sightline: a linter for professional medical claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "CatalogueError",
    "ClaimsError",
    "Finding",
    "PayerError",
    "ReferenceDataError",
    "SightlineError",
    "Summary",
    "__version__",
    "check",
    "check_batches",
    "code",
    "denials",
    "fee",
    "price",
    "reconcile",
    "report",
    "search",
    "verify",
]

if TYPE_CHECKING:
    from sightline.batches import check_batches
    from sightline.claims import ClaimsError
    from sightline.denied.run import denials
    from sightline.edits.after.typed import Finding, Summary
    from sightline.edits.rule.edit import CatalogueError
    from sightline.errors import SightlineError
    from sightline.pages.code import code
    from sightline.pages.search import search
    from sightline.pages.verify.run import verify
    from sightline.payers.profile import PayerError
    from sightline.pricing.fee import fee
    from sightline.reference.release import ReferenceDataError
    from sightline.remits.run import reconcile
    from sightline.reports.run import report
    from sightline.run import check, price

_PLACES = {
    "CatalogueError": "sightline.edits.rule.edit",
    "ClaimsError": "sightline.claims",
    "Finding": "sightline.edits.after.typed",
    "PayerError": "sightline.payers.profile",
    "ReferenceDataError": "sightline.reference.release",
    "SightlineError": "sightline.errors",
    "Summary": "sightline.edits.after.typed",
    "check": "sightline.run",
    "check_batches": "sightline.batches",
    "code": "sightline.pages.code",
    "denials": "sightline.denied.run",
    "fee": "sightline.pricing.fee",
    "price": "sightline.run",
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
