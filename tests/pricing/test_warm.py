"""A pricer that has priced before answers as one made anew."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricing.bills import AUTUMN, SPRING, bill, bills
from sightline.pricing.price import Options, Pricer
from sightline.pricing.schedule import Schedule

LINES = st.sampled_from(
    ["71250-26", "74150", "74150-TC", "77012-26", "77012", "32408", "32408-50", "32408*2", "20610-RT", "99213", "00000"]
)
CLAIMS = st.lists(st.lists(LINES, min_size=1, max_size=4), min_size=1, max_size=3)
WHERE = st.fixed_dictionaries({
    "pos": st.sampled_from(["11", "22", ""]),
    "on": st.sampled_from([SPRING, AUTUMN, date(2026, 4, 16), date(2031, 1, 2), None]),
    "claim": st.sampled_from([{}, {"billing_zip": "100010000"}, {"billing_zip": "606010000"}]),
})  # fmt: skip


@pytest.fixture(scope="module", params=[{}, {"locality": "13202-01"}], ids=["zip", "locality"])
def warm(request, starter):
    return Pricer(starter, Options(**request.param))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(claims=CLAIMS, where=WHERE)
def test_what_was_priced_before_changes_no_price(warm, starter, claims, where):
    asked = bills(claims, **where)
    fresh = Pricer(starter, warm.options).price(*asked)
    for _ in range(2):
        again = warm.price(*asked)
        assert again.table.to_pylist() == fresh.table.to_pylist()
        assert again.reference == fresh.reference


def test_a_date_is_answered_once_however_many_came_before(monkeypatch, starter):
    answered = []
    whole = Schedule._answering
    monkeypatch.setattr(Schedule, "_answering", lambda self, on: answered.append(on) or whole(self, on))
    pricer = Pricer(starter)
    held = []
    days = [AUTUMN, SPRING, date(2026, 1, 5), date(2026, 1, 6), SPRING, date(2025, 12, 31), AUTUMN]
    for on in days:
        pricer.price(*bill("71250", "20610", on=on))
        held.append((pricer._small or pricer.engine).rows("SELECT count(*) FROM sqlite_master WHERE type = 'table'"))
    assert sorted(answered) == sorted(set(days))
    assert held[-1] == held[-2] == held[-3]  # nor does the engine hold more
