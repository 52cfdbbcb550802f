"""SQLite and DuckDB price alike, to the cent and step by step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from price_random import random_claims

from engines.every_price import aside, contract, contract_of_scales, denied, of_rules, rule_reference, unpaid
from pricing.bills import AUTUMN, SPRING, bills
from sightline.engines.duckdb import DuckDB
from sightline.engines.sqlite import LARGEST, SQLite
from sightline.pricing.exact import scaled_to, unscaled
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import open_reference

AETNA = {"payer_name": "AETNA", "filing_code": "CI"}


@pytest.fixture(scope="module", autouse=True)
def engine_of_prices():
    """Both engines in every test, instead of one after the other."""


@pytest.fixture(scope="module")
def both():
    engines = SQLite(), DuckDB(threads=1)
    yield engines
    for engine in engines:
        engine.close()


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return rule_reference(open_reference(tmp_path_factory.mktemp("store")), tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def terms(tmp_path_factory):
    return contract(tmp_path_factory.mktemp("terms")), contract_of_scales(tmp_path_factory.mktemp("scales"))


def pricers(reference, options):
    return Pricer(reference, options, few=1_000_000), Pricer(reference, options, DuckDB(threads=1), few=-1)


def same(pair, *given):
    few, many = (pricer.price(*given) for pricer in pair)
    assert pair[0]._small is not None
    for name in ("amounts", "explained", "table", "steps"):
        one, other = getattr(few, name), getattr(many, name)
        assert one.schema == other.schema
        if name == "explained":
            one, other = (table.take(priced.amounts["situation"]) for table, priced in ((one, few), (other, many)))
        assert one.to_pylist() == other.to_pylist()
    assert few.reference == many.reference
    assert few.summary == many.summary
    return few


@pytest.mark.parametrize(
    "given",
    [{"nonparticipating": True, "sequestration": True}, {"locality": "10112-00", "apm": True}, {"zip_code": "35203"},
     {"contract": 0}, {"contract": 1, "locality": "10112-00"}, {"payer": "aetna"}],
    ids=lambda given: " ".join(given),
)  # fmt: skip
def test_every_rule(reference, terms, given):
    if "contract" in given:
        given = {**given, "contract": terms[given["contract"]]}
    claims, lines, _ = of_rules(**(AETNA if "contract" in given else {}))
    unpaid_lines = unpaid(lines, denied(lines), aside(claims))
    assert same(pricers(reference, Options(**given)), claims, lines, unpaid_lines).amounts.num_rows == lines.num_rows


def test_random_lines_of_the_whole_schedule(whole):
    same(pricers(whole, Options(locality="10112-00")), *random_claims(1_500, whole, "2026-04", 7))


CODES = st.sampled_from(
    ["77012", "71250", "74150", "70496", "20610", "64405", "49180", "47000", "32408", "43235", "43239", "43247", "97110",
     "97112", "47562", "00520", "00100", "01996", "96523", "99213", "99070", "J1100", "80053", "E0601", "00000", ""]
)  # fmt: skip
MODIFIERS = st.sampled_from(
    [
        "",
        "",
        "26",
        "TC",
        "50",
        "LT",
        "RT",
        "52",
        "53",
        "54",
        "62",
        "66",
        "80",
        "AS",
        "22",
        "59",
        "CQ",
        "GP-CQ",
        "FX",
        "QX",
        "AD",
        "ZZ",
    ]
)
LINE = st.builds(
    lambda code, modifier, amount, who: "-".join(filter(None, (code, modifier))) + amount + who,
    CODES,
    MODIFIERS,
    st.sampled_from(["", "", "*2", "*3", "*0.5", "*2.125", "*0", "*99999.999", "@30", "@61", "@0.75", "@99999"]),
    st.sampled_from(["", "", "~363A00000X", "~225100000X"]),
)
CLAIMS = st.lists(st.lists(LINE, min_size=1, max_size=6), min_size=1, max_size=3)
HOW = st.fixed_dictionaries({
    "pos": st.sampled_from(["11", "22", "98", ""]),
    "on": st.sampled_from([SPRING, AUTUMN, date(2024, 5, 1), None]),
    "charge": st.sampled_from([None, "0.00", "0.01", "75.00", "-60.35", "9999999999999999.99"]),
    "claim": st.sampled_from([{}, {"billing_zip": "352031234"}, AETNA, {**AETNA, "facility_zip": "99950"}]),
})  # fmt: skip


@pytest.fixture(scope="module")
def pairs(reference, terms):
    medicare = Options(sequestration=True, nonparticipating=True)
    return [pricers(reference, each) for each in (medicare, Options(contract=terms[0]), Options(contract=terms[1]))]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(claims=CLAIMS, how=HOW, by=st.integers(0, 2))
def test_generated_lines(pairs, claims, how, by):
    same(pairs[by], *bills(claims, **how))


WHOLE = st.integers(-(10**12), 10**12) | st.integers(-3, 3) | st.sampled_from([4_000_000_000, 4_000_000_001, LARGEST])
FACTOR = st.integers(-(10**6), 10**6) | st.sampled_from([0, 5_000, 10**9, 10**9 + 1, 6_666_666_667])
UNIT = st.sampled_from([1, 2, 100, 1_500, 10**4, 10**7, 10**10, 10**14])


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(amount=st.none() | WHOLE, factor=st.none() | FACTOR, unit=UNIT)
@example(amount=15, factor=5_000, unit=10_000)
@example(amount=-15, factor=5_000, unit=10_000)
@example(amount=-15, factor=-5_000, unit=10_000)
def test_scaled_rounds_half_away_from_zero(both, amount, factor, unit):
    columns = {"amount": pa.array([amount], pa.int64()), "factor": pa.array([factor], pa.int64())}
    expected = None
    if amount is not None and factor is not None:
        exact = abs(amount * factor)
        expected = (exact + unit // 2) // unit if unit > 1 else exact
        expected = -expected if amount * factor < 0 else expected
        if abs(expected) >= 2**63:
            return
    for engine in both:
        engine.register("given", pa.table(columns))
        assert engine.rows(f"SELECT scaled(amount, factor, {unit}) FROM given") == [(expected,)]


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [(1234, 2, "12.34"), (5, 2, "0.05"), (-5, 3, "-0.005"), (0, 4, "0.0000"), (7, 0, "7"), (None, 2, None),
     (10**17, 2, "1" + "0" * 15 + ".00")],
)  # fmt: skip
def test_fixed_is_the_text_of_a_decimal(both, number, places, text):
    for engine in both:
        engine.register("given", pa.table({"number": pa.array([number], pa.int64())}))
        assert engine.rows(f"SELECT fixed(number, {places}) FROM given") == [(text,)]


def test_decimals_come_back_as_they_went():
    values = [Decimal("12.34"), None, Decimal("-0.01"), Decimal("9999999999999999.99")]
    table = pa.table({"amount": pa.array(values, pa.decimal128(18, 2)), "code": ["a", "b", "c", None]})
    for part in (table, table.slice(1, 2), table.slice(0, 0), pa.concat_tables([table, table])):
        assert scaled_to(unscaled(part), table.schema).to_pylist() == part.to_pylist()
    assert unscaled(table)["amount"].to_pylist() == [1234, None, -1, 999999999999999999]
