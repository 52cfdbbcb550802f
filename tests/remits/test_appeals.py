"""Until when a denied or underpaid line may be appealed: Medicare's time, and unknown where no policy is loaded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from remits.builder import Piece, line, paid, payment
from remits.test_reconcile import MEDICARE, SHARE, bill, reconciled, told
from sightline.remits.appeals import days_after_notice

DENIED = line("32408", "500", "0", "CO-50 500")
UNDERPAID = line("32408", "500", "80", "CO-45 400", "PR-2 20")


def answered(served: Piece, on: str = "20260324", **stated: Any) -> dict[str, Any]:
    return told(reconciled([bill("A1", "32408", **{**MEDICARE, **stated})], payment(paid("A1", served), on=on)))[
        "A1", 1
    ]


@pytest.mark.parametrize(
    ("served", "on", "by"),
    [
        (DENIED, "20260324", "2026-07-27"),  # 5 and 120 days after the notice
        (UNDERPAID, "20260324", "2026-07-27"),
        (DENIED, "20251231", "2026-05-05"),
        (DENIED, "20240101", "2024-05-05"),  # a leap year
        (SHARE, "20260324", None),
    ],
)
def test_medicare(served: Piece, on: str, by: str | None) -> None:
    row = answered(served, on)
    assert row["appeal_by"] == by
    noticed = date(int(on[:4]), int(on[4:6]), int(on[6:]))
    expected = f"appeal by {by}: 120 days from receipt, presumed 5 days after the notice of {noticed}"
    assert row["appeal"] == (expected if by else "")


@pytest.mark.parametrize(
    "stated",
    [
        {"payer_name": "AETNA", "payer_id": "60054", "filing_code": "CI"},
        {"payer_name": "SOME PLAN", "payer_id": "X1", "filing_code": "CI"},
        {"payer_name": "MEDICARE", "filing_code": "16"},  # Medicare Advantage: the provider's contract decides
        {"payer_name": "UHC MEDICARE ADVANTAGE", "filing_code": "MB"},
    ],
)
def test_what_nobody_has_published_is_unknown(stated: dict[str, str]) -> None:
    row = answered(DENIED, **stated)
    assert (row["appeal_by"], row["appeal"][:32]) == (None, "time for an appeal not known: no")


def test_what_could_not_be_processed_has_no_appeal() -> None:
    served = Piece(DENIED.text + "LQ*HE*MA130~", DENIED.charge, DENIED.paid)
    row = answered(served)
    assert (row["appeal_by"], row["appeal"]) == (None, "no appeal: could not be processed (MA130); send a new claim")


def test_what_may_not_be_appealed_has_no_appeal() -> None:
    row = answered(Piece(DENIED.text + "LQ*HE*N211~", DENIED.charge, DENIED.paid))
    assert (row["appeal_by"], row["appeal"].endswith("(N211)")) == (None, True)


def test_a_denial_as_predicted_and_one_without_a_date() -> None:
    predicted = told(reconciled([bill("A1", "32405")], payment(paid("A1", line("32405", "500", "0", "CO-181 500")))))
    assert predicted["A1", 1]["appeal_by"] == "2026-07-27"
    assert answered(DENIED, on="")["appeal"] == ""


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("120 days from receipt, presumed 5 days after the notice", 125),
        ("180 days from the notice", 180),
        ("unknown", None),
        ("", None),
    ],
)
def test_the_words_of_a_profile(value: str, days: int | None) -> None:
    assert days_after_notice(value)[0] == days
