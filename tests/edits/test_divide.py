"""Claims are divided by whole accounts, and none is lost."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sightline.edits.divide import Claims, divided

ACCOUNTS = [0, 1, 2, 0, 1, 7, 7, 3]


@pytest.fixture
def whole():
    keys = list(range(-1, len(ACCOUNTS) - 1))
    lines = [key for key in keys for _ in range(3)]
    return Claims(
        pa.table({"claim_key": keys, "patient": pa.array(ACCOUNTS, pa.int32())}),
        pa.table({"claim_key": lines, "line_no": [1, 2, 3] * len(keys)}),
        pa.table({"claim_key": keys[:4], "code": ["R911"] * 4}),
    )


@pytest.mark.parametrize("most", [1, 3, 10, 24, 1_000])
def test_whole_accounts(whole, most):
    parts = divided(whole, most)
    assert len(parts) == -(-whole.lines.num_rows // most) if most < whole.lines.num_rows else len(parts) == 1
    for table in range(3):
        rows = [row for part in parts for row in part[table].to_pylist()]
        assert sorted(rows, key=str) == sorted(whole[table].to_pylist(), key=str)
    accounts = [set(part.claims["patient"].to_pylist()) for part in parts]
    assert sum(len(each) for each in accounts) == len(set(ACCOUNTS))
    for part in parts:
        assert set(part.lines["claim_key"].to_pylist()) <= set(part.claims["claim_key"].to_pylist())
