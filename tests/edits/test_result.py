"""Where the lines that findings name stand among the lines of a check."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import sightline
from sightline.edits.result import COUNTED_IN_PYTHON, line_key, line_places

_LINES = 2 * COUNTED_IN_PYTHON


@pytest.mark.parametrize("order", ["as read", "backward", "with a line left out"])
def test_a_line_is_found_in_whatever_order_lines_stand(order):
    rows = [(row // 4 - 10, row % 4 + 1) for row in range(_LINES)]
    if order == "backward":
        rows = rows[::-1]
    elif order == "with a line left out":
        del rows[101]
    lines = pa.table({
        "claim_key": pa.chunked_array([[key for key, _ in rows]], pa.int64()),
        "line_no": pa.chunked_array([[number for _, number in rows]], pa.int32()),
    })  # fmt: skip
    named = [*rows[::-1][: _LINES - 100], (7, None), (-11, 1), (_LINES, 1), (15, 9)]
    keys = pa.chunked_array([[key for key, _ in named]], pa.int64())
    numbers = pa.chunked_array([[number for _, number in named]], pa.int32())
    plain = pc.index_in(line_key(keys, numbers), line_key(lines["claim_key"], lines["line_no"]))
    assert line_places(keys, numbers, lines).to_pylist() == plain.to_pylist()
    assert line_places(keys[:-3], numbers[:-3], lines).to_pylist() == plain[:-3].to_pylist()


def test_findings_joined_as_many_are_those_joined_as_few(monkeypatch):
    examples = sorted((Path(__file__).parents[2] / "examples").glob("*.837"))
    monkeypatch.setattr("sightline.edits.check.FEW", 0)  # many lines: DuckDB
    whole = sightline.check(examples).findings
    assert whole.num_rows > 3
    monkeypatch.setattr("sightline.edits.result.COUNTED_IN_PYTHON", 0)
    assert sightline.check(examples).findings.to_pylist() == whole.to_pylist()
