"""Amounts are exact: no binary float in any relation, portable text, and the same cents as a plain Decimal pricer."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_lines import CARRIER, LOCALITY, peer_rows, plain_pricer
from price_listed import differences as listed_differences
from price_random import differences

from pricing.bills import bills
from sightline import pricing
from sightline.edits.rule.portable import lint, without_comments
from sightline.pricing import lines
from sightline.pricing.price import Options, Pricer

RELATIONS = sorted((Path(pricing.__file__).parent / "relations").rglob("*.sql"))


def test_no_relation_has_a_floating_column(starter):
    pricer = Pricer(starter, Options(locality="10112-00", nonparticipating=True, sequestration=True))
    priced = pricer.price(*bills([["71250", "74150"], ["43235", "43239"], ["00520-QX@30"], ["20610-50*2", "64405-62"]]))
    engine = pricer._small or pricer.engine
    for name in ("rate", "fee", "unit", "line", "met", "ranked"):
        columns = engine.table(f"SELECT * FROM {name}")
        assert columns.num_rows
        assert not [
            field for field in columns.schema if pa.types.is_floating(field.type) or pa.types.is_decimal(field.type)
        ]
    for table in (priced.amounts, priced.explained, priced.table, priced.steps):
        assert not [field for field in table.schema if pa.types.is_floating(field.type)]


@pytest.mark.parametrize("path", RELATIONS, ids=lambda path: path.stem)
def test_relations_are_portable_and_never_divide(path):
    text = path.read_text(encoding="utf-8")
    assert not list(lint(text))
    assert "/" not in re.sub(r"'[^']*'", "", without_comments(text))
    assert not re.search(r"\b(FLOAT|DOUBLE|REAL)\b", text)


_CODES = ["77012", "71250", "74150", "70496", "70498", "70450", "75625", "75710", "20610", "64405", "49180", "47000",
          "32408", "43235", "43239", "43247", "45378", "45380", "31231", "31622", "31625", "47562", "73200",
          "96523", "99213", "99070", "0633T", "76942", "10005", "10006", "70170"]  # fmt: skip
_MODIFIERS = [
    "",
    "",
    "",
    "",
    "-26",
    "-TC",
    "-50",
    "-62",
    "-80",
    "-AS",
    "-66",
    "-52",
    "-53",
    "-59",
    "-26-TC",
    "-26-50",
    "-LT",
    "-RT",
    "-TC-CT",
    "-FX",
    "-50~363A00000X",
    "-LT~363A00000X",
    "-RT~363A00000X",
    "-26~207RC0000X",
]
_LINE = st.builds(
    lambda code, modifier, units: f"{code}{modifier.partition('~')[0]}*{units}{''.join(modifier.partition('~')[1:])}",
    st.sampled_from(_CODES), st.sampled_from(_MODIFIERS), st.sampled_from([1, 1, 1, 2, 3]),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(_LINE, min_size=1, max_size=7), min_size=1, max_size=5),
    st.sampled_from(["11", "22", "98"]),
    st.sampled_from([None, "75.00"]),
)
def test_as_a_plain_pricer_does(prepared, claims, pos, charge):
    pricer, plain, reference = prepared
    tables = bills(claims, pos=pos, charge=charge)
    ours = pricer.price(*tables).amounts["allowed"].to_pylist()
    theirs = plain.price(peer_rows(*tables, reference))
    assert ours == theirs
    assert all(amount is None or (isinstance(amount, Decimal) and amount.as_tuple().exponent == -2) for amount in ours)


@pytest.fixture(scope="module")
def prepared(starter):
    return Pricer(starter, Options(locality=f"{CARRIER}-{LOCALITY}")), plain_pricer(starter), starter


def test_random_lines_of_the_whole_schedule_are_as_the_peer_says(whole):
    count, told = differences(3_000, whole, seed=5)
    assert count >= 3_000
    assert not told


def test_random_lines_by_contract_are_as_the_peer_says(whole):
    count, told = differences(3_000, whole, seed=6, contracts=True)
    assert count >= 3_000
    assert not told


def test_random_lines_of_other_schedules_are_as_the_peer_says():
    assert listed_differences(500, seed=7, few=1_000) == (500, [])
    assert listed_differences(500, seed=7, few=-1) == (500, [])


def test_rows_of_numbers_are_told_apart_alike_for_few_and_for_many(monkeypatch):
    columns = [pa.array(values, pa.int32()) for values in ([3, 0, 3, -1, 3], [0, 2, 0, 2, 1], [-1, -1, -1, 7, -1])]
    few = lines._combined(*columns)
    monkeypatch.setattr(lines, "COUNTED_IN_PYTHON", 0)
    assert lines._combined(*columns) == few
    assert few[0].to_pylist() == [0, 1, 0, 2, 3]
