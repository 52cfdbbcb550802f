"""Prices of references that cannot be had are not counted as kept; the others of the file are."""

from __future__ import annotations

import json

import pytest

from sightline.rates.add import Selection, add_files
from sightline.rates.query import Filter, open_rates
from sightline.rates.store import Store

LOST = {"provider_group_id": 7, "location": "gone.json"}
HELD = {"provider_group_id": 8, "provider_groups": [{"npi": [1111111112], "tin": {"type": "ein", "value": "33-3"}}]}


def rate(amount, *references):
    price = {"negotiated_type": "negotiated", "negotiated_rate": amount, "billing_class": "professional"}
    return {"provider_references": list(references), "negotiated_prices": [price]}


@pytest.mark.parametrize(
    ("references", "rates", "kept"),
    [
        ([LOST, HELD], [rate(70, 7), rate(80, 8)], [80]),
        ([LOST, HELD], [rate(80, 8), rate(70, 7)], [80]),
        ([LOST, HELD], [rate(70, 7, 8), rate(60, 7)], [70]),
        ([HELD], [rate(70, 9), rate(80, 8)], [80]),
        ([HELD], [rate(70, 8), rate(80, 8)], [70, 80]),
    ],
)
def test_only_prices_with_a_provider_are_kept(tmp_path, references, rates, kept):
    path = tmp_path / "rates.json"
    item = {"billing_code_type": "CPT", "billing_code": "76942", "negotiated_rates": rates}
    path.write_text(json.dumps({
        "reporting_entity_name": "Northway", "last_updated_on": "2026-03-01", "provider_references": references,
        "in_network": [item],
    }))  # fmt: skip
    store = Store(tmp_path / "store")
    (added,) = add_files([str(path)], store, Selection())
    assert added.entry
    assert sum(part.prices for part in added.entry.parts) == len(kept)
    engine = open_rates(store, Filter())
    assert [int(row[0]) for row in engine.rows("SELECT rate FROM kept ORDER BY rate")] == kept
    assert engine.row("SELECT count(*) FROM price")[0] == len(kept)
    engine.close()
