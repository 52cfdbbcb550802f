"""A payer's own scale of several procedures of a day: learned in Medicare's ranking, written as a term of the contract."""

from __future__ import annotations

import csv
import tomllib
from datetime import date, timedelta
from decimal import Decimal

import pytest

import sightline
from learn.made import conditions
from learn.test_command import COLUMNS, claim
from remits.builder import line, paid, payment, remittance
from sightline.learn.history import history_of
from sightline.learn.run import learned
from sightline.outputs.learn.contract import contract_text

PAIRS = (("47000", "49180"), ("32408", "47000"), ("32408", "49180"))  # the dearer first


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Days of one procedure, and of two that Medicare ranks: the payer pays 130 % of Medicare, of the second a quarter of that,
    where Medicare has a half."""
    folder = tmp_path_factory.mktemp("surgeries")
    full = prices("32408", "47000", "49180")
    claims, answers = [], []
    for n in range(600):
        on = date(2026, 1, 2) + timedelta(days=n % 88)
        pair = PAIRS[n % 3] if n < 300 else ("49180",)
        told = []
        for number, code in enumerate(pair, 1):
            due = (full[code] / (4 if number == 2 else 1)).quantize(Decimal("0.01"))
            claims.append(claim(n, code, "22", on) | {"line_no": str(number)})
            told.append(line(code, "500", str(due), f"CO-45 {500 - due}", on=f"{on:%Y%m%d}"))
        answers.append(paid(f"C{n}", *told, number=f"I{n}"))
    with (folder / "claims.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(claims)
    (folder / "r.835").write_bytes(remittance(payment(*answers, payer="ALPINE HEALTH")))
    return folder, full


def prices(*codes):
    """130 % of what Medicare allows of each code alone, in a hospital in Ohio."""
    rows = [claim(n, code, "22", date(2026, 3, 2)) | {"payer_name": "MEDICARE", "payer_id": "", "filing_code": "MB"}
            for n, code in enumerate(codes)]  # fmt: skip
    table = sightline.price(rows, locality="15202-00").table
    return {code: amount * 13 / 10 for code, amount in zip(codes, table["allowed"].to_pylist(), strict=True)}


def test_the_scale_is_a_term_that_prices_as_the_payer_paid(seen, tmp_path):
    folder, full = seen
    history = history_of(folder / "r.835", folder / "claims.csv", "ALPINE HEALTH", locality="15202-00")
    found = learned(history.claims, history.lines, history.diagnoses, history.decisions)
    assert ("", "surgery", "2", "0.50") in conditions(found)
    text = contract_text(found, history)
    scales = [term["scales"] for term in tomllib.loads(text)["term"] if "scales" in term]
    assert scales
    assert {tuple(each["multiple"]) for each in scales} == {(100, 25.0, 50.0)}
    (tmp_path / "contract.toml").write_text(text)
    first, second = PAIRS[1]
    rows = [claim(1, code, "22", date(2026, 3, 2)) | {"line_no": str(n)} for n, code in enumerate((first, second), 1)]
    priced = sightline.price(rows, contract=tmp_path / "contract.toml", locality="15202-00").table
    for allowed, due in zip(priced["allowed"].to_pylist(), (full[first], full[second] / 4), strict=True):
        assert abs(allowed - due) <= Decimal("0.01")
