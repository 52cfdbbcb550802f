"""Sightline: a linter for professional medical claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "check", "fee", "price", "report"]

if TYPE_CHECKING:
    from sightline.pricing.fee import fee
    from sightline.pricing.run import price
    from sightline.reports.run import report
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
    if name == "report":
        from sightline.reports.run import report

        return report
    raise AttributeError(f"module 'sightline' has no attribute {name!r}")
