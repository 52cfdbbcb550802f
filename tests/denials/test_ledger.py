"""The ledger: dollars from charge to paid that add up to the remittances, and its picture."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest

import sightline
from remits.builder import line, paid, payment, remittance
from remits.test_reconcile import bill
from sightline.denied.ledger import STEPS, entries, total
from sightline.outputs.denials.waterfall import FIGURES, waterfall
from sightline.outputs.formats import write


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A quarter in small: paid, denied and later paid, in sum, as a whole, by a further payer, taken back, not remitted,
    not billed, not in balance."""
    claims = [
        bill("Q1", "32408", "77012-26"), bill("Q2", "32408"), bill("Q3", "49180", "49180"), bill("Q4", "32408", "49180"),
        bill("Q5", "32408"), bill("Q6", "32408"), bill("Q7", "32408", date_from="2026-02-03"), bill("Q8", "32408"),
    ]  # fmt: skip
    share = line("32408", "500", "103.46", "CO-45 370.68", "PR-2 25.86")
    seen = paid("Q6", share, number="I6")
    back = paid("Q6", line("32408", "-500", "-103.46", "CO-45 -370.68", "PR-2 -25.86"), number="I6", status="22")
    first = payment(
        paid("Q1", share, line("77012:26", "500", "0", "CO-236 500")),
        paid("Q2", line("32408", "500", "0", "CO-50 500"), number="I2"),
        paid("Q3", line("49180", "500", "50", "CO-45 450"), line("49180", "500", "40", "CO-45 460"), number="I3"),
        paid("Q4", status="4", charge="1000", amount="0", adjustments=("CO-16 1000",), number="I4"),
        paid("Q5", share, number="I5"),
        seen,
        paid("Q8", line("32408", "500", "90", "CO-45 400"), number="I8"),
        paid("Q9", line("71250", "300", "20", "CO-45 280"), number="I9"),
    )
    undone = paid("Q2", line("32408", "-500", "0", "CO-50 -500"), number="I2", status="22")
    again = paid("Q2", share, number="I2B")
    further = paid("Q5", line("32408", "500", "25.86", "OA-23 474.14"), status="2", number="S5")
    second = payment(undone, again, further, back, number="T2", on="20260501", plb="L6*-1.50")
    file = tmp_path_factory.mktemp("quarter") / "r.835"
    file.write_bytes(remittance(first, second))
    rows = [each for claim in claims for each in claim]
    return sightline.denials(rows, file, locality="15202-00", on=date(2026, 5, 4))


def test_every_charge_is_its_parts_and_every_payment_is_the_remittances(found):
    told = entries(found)
    for each in told.to_pylist():
        assert each["charge"] == sum((each[step] for step in STEPS), each["paid"])
    paid_in_file = Decimal("103.46") * 4 + 50 + 40 + 90 + 20 + Decimal("25.86") - Decimal("103.46")
    assert sum(each["paid"] + each["taken_back"] for each in told.to_pylist()) == paid_in_file
    for by in ("payer", "cause", "provider", "month", "claim"):
        assert sum(each.sums["paid"] for each in total(told, by)) == total(told)[0].sums["paid"]


def test_what_a_second_decision_paid_is_recovered(found):
    by_claim = {each.name: each.sums for each in total(entries(found), "claim")}
    assert by_claim["Q2"]["recovered"] == Decimal("103.46")
    assert [name for name, sums in by_claim.items() if sums["recovered"]] == ["Q2"]


def test_each_dollar_is_in_its_part(found):
    by_claim = {each.name: each.sums for each in total(entries(found), "claim")}
    assert by_claim["Q1"]["denied"] == Decimal("500.00")
    assert by_claim["Q4"]["denied"] == Decimal("1000.00")
    assert by_claim["Q5"]["patient"] == 0  # the further payer paid the share
    assert by_claim["Q6"]["open"] == Decimal("500.00")
    assert by_claim["Q7"]["open"] == Decimal("500.00")
    assert by_claim["Q8"]["unbalanced"] == Decimal("10.00")
    assert by_claim["Q9"]["charge"] == Decimal("300.00")


def test_months_are_in_their_order(found):
    assert [each.name for each in total(entries(found), "month")] == ["2026-02", "2026-03"]


def test_the_picture_fits_a_telephone_and_names_every_figure(found):
    whole = total(entries(found))[0]
    picture = waterfall(whole)
    assert int(re.search(r'viewBox="0 0 (\d+) ', picture)[1]) <= 390
    spoken = re.search(r"<desc [^>]*>(.*)</desc>", picture)[1]
    for level in ("charge", "expected", "allowed", "paid", "recovered"):
        assert f">{whole.sums[level]:,.2f}</text>" in picture
        assert f"{FIGURES[level]} {whole.sums[level]:,.2f}" in spoken
    assert f"-{whole.sums['denied']:,.2f}" in picture


def test_the_page_and_the_csv(found):
    page, sheet = io.StringIO(), io.StringIO()
    write("denials", "html", found, page)
    write("denials", "ledger", found, sheet)
    assert "From charge to paid" in page.getvalue()
    assert "appeal" in page.getvalue()
    rows = list(csv.DictReader(io.StringIO(sheet.getvalue())))
    assert len(rows) == found.reconciled.outcome.num_rows
    assert sum(Decimal(row["paid"]) for row in rows) == total(entries(found))[0].sums["paid"]


def test_each_figure_of_the_page_opens_to_its_lines(found):
    page = io.StringIO()
    write("denials", "html", found, page)
    opened = dict(re.findall(r"<details><summary>([a-z' ]+) (-?[\d,.]+: \d+ lines?)</summary>", page.getvalue()))
    whole, told = total(entries(found))[0].sums, entries(found).to_pylist()
    assert "@media (prefers-color-scheme: dark)" in page.getvalue()
    for step, words in FIGURES.items():
        count = sum(bool(each[step]) for each in told)
        assert opened.get(words, "") == (f"{whole[step]:,.2f}: {count} line{'s' * (count != 1)}" if count else "")
    assert opened["of it recovered"] == "103.46: 1 line"
    assert "Line by line" in page.getvalue()


def test_nothing_is_a_picture_of_nothing(found):
    assert (
        waterfall(type(total(entries(found))[0])("", 0, 0, dict.fromkeys(total(entries(found))[0].sums, Decimal(0))))
        == ""
    )
