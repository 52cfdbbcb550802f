"""Medicare's cuts by who did a service and by equipment are expected, not underpaid."""

from __future__ import annotations

from decimal import Decimal

import pytest

from remits.builder import line, paid, payment
from remits.test_reconcile import bill, reconciled, told


@pytest.mark.parametrize(
    ("code", "stated", "allowed", "withheld", "patient", "share"),
    [
        ("32408", {"rendering_taxonomy": "363LF0000X"}, "109.92", "1.76", "21.98", "86.18"),  # 85 % of 129.32
        ("32408", {"rendering_taxonomy": "363A00000X"}, "109.92", "1.76", "21.98", "86.18"),
        ("77012-26", {"mod2": "FY"}, "65.82", "1.05", "13.16", "51.61"),  # no technical part, nothing taken off
    ],
)
def test_what_medicare_pays_by_its_other_cuts_is_not_underpaid(code, stated, allowed, withheld, patient, share):
    cut = Decimal(500) - Decimal(allowed)
    served = line(code.replace("-", ":"), "500", share, f"CO-45 {cut}", f"CO-253 {withheld}", f"PR-2 {patient}")
    (row,) = told(reconciled([bill("N1", code, **stated)], payment(paid("N1", served)))).values()
    assert (row["expected"], row["variance"]) == (allowed, "0.00")
    assert "underpaid" not in row["verdict"]
