"""What repeats among lines has one number, and a row that says what it is."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sightline.edits import situations
from sightline.edits.situations import numbered


@pytest.mark.parametrize("most", [1 << 62, 2])
def test_each_combination_has_a_number(monkeypatch, most):
    monkeypatch.setattr(situations, "_MOST", most)
    columns = [pa.array(["a", "b", "a", "a", None]), pa.array([1, 1, 2, 1, None], pa.int32()), pa.array(["x"] * 5)]
    numbers, values = numbered(columns)
    rows = list(zip(*(column.to_pylist() for column in columns), strict=True))
    firsts = list(zip(*(column.to_pylist() for column in values), strict=True))
    assert numbers.to_pylist() == [0, 1, 2, 0, 3]
    assert [firsts[number] for number in numbers.to_pylist()] == rows


def test_no_lines():
    numbers, values = numbered([pa.array([], pa.string()), pa.array([], pa.int32())])
    assert (len(numbers), [len(column) for column in values]) == (0, [0, 0])
