"""Price claims from files or tables on this machine: read and checked as `sightline.check` does, then priced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sightline.edits.options import CheckOptions
from sightline.edits.run import check
from sightline.pricing.denials import LEAST, denials, left_aside
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced


def price(
    claims: Any,
    options: Options,
    checking: CheckOptions,
    *,
    findings: bool = True,
    advance: Callable[[int], None] | None = None,
) -> Priced:
    """What `sightline.price` answers without an engine of the caller's; `advance` gets counts of bytes read."""
    pricer = Pricer(checking.store, options)
    # Reading, and which claims are left aside, are the check's: without findings one edit is run for it.
    checked = check(claims, checking if findings else replace(checking, select=(LEAST,)), advance)
    priced = pricer.price(checked.claims, checked.lines, denials(checked) if findings else left_aside(checked))
    return replace(
        priced, check=checked if findings else None, rejected=checked.rejected, issues=checked.issues,
        unreadable=checked.unreadable, tally=checked.tally,
    )  # fmt: skip
