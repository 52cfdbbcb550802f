"""Sightline: a linter for professional medical claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "check", "code", "fee", "price", "search", "verify"]

if TYPE_CHECKING:
    from sightline.pages.code import code
    from sightline.pages.search import search
    from sightline.pages.verify.run import verify
    from sightline.pricing.fee import fee
    from sightline.pricing.run import price
    from sightline.run import check


def __getattr__(name: str) -> Any:
    """Import what the package offers when it is first used, so that `sightline --help` stays quick."""
    if name == "check":
        from sightline.run import check

        return check
    if name == "price":
        from sightline.pricing.run import price

        return price
    if name == "fee":
        from sightline.pricing.fee import fee

        return fee
    if name == "code":
        from sightline.pages.code import code

        return code
    if name == "search":
        from sightline.pages.search import search

        return search
    if name == "verify":
        from sightline.pages.verify.run import verify

        return verify
    raise AttributeError(f"module 'sightline' has no attribute {name!r}")
