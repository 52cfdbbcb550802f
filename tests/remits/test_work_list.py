"""The work list of underpayments: causes, months, its page, its picture and its workbook."""

from __future__ import annotations

import io
import itertools
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from remits.builder import line, paid, payment
from remits.test_reconcile import SHARE, bill, reconciled, served
from sightline.cli import main
from sightline.outputs.reconcile import chart, html, work, xlsx
from sightline.outputs.reconcile.work import Month
from sightline.remits.result import Reconciled


@pytest.fixture(scope="module")
def found() -> Reconciled:
    """Claims of two payers that are short for every cause, over four months with one between that has nothing."""
    other = {"payer_name": "MEDICARE OF <OHIO>"}
    cut = served("SVC*HC:32408*500*60**1**2", "500", "60", "CAS*CO*45*380", "CAS*CO*151*60")
    recoded = served("SVC*HC:10005*500*60**1*HC:32408", "500", "60", "CAS*CO*45*440")
    return reconciled(
        [*(bill(f"W{n}", "32408") for n in (1, 2, 3)), *(bill(f"W{n}", "32408", **other) for n in (4, 5, 6, 7)),
         bill("W8", "20610-RT", "20610-LT"), bill("W9", "32408")],
        payment(paid("W1", line("32408", "500", "0", "CO-50 500")), paid("W2", SHARE), number="T1", on="20251215"),
        payment(paid("W3", line("32408", "500", "80", "CO-45 400", "PR-2 20")), number="T2", on="20260110"),
        payment(paid("W4", cut), paid("W5", recoded), number="T3", on="20260111"),
        payment(paid("W6", line("32408", "500", "64.66", "CO-45 370.68", "CO-59 64.66")), number="T4", on="20260305"),
        payment(paid("W7", charge="500", amount="0", adjustments=("PI-16 500",)), number="T5", on=""),
        payment(paid("W8", line("20610", "1000", "40", "CO-45 960")), number="T6", on="20260305"),
    )  # fmt: skip


def test_every_shortfall_with_its_cause(found: Reconciled) -> None:
    told = work.short(found)
    assert {(each.claim, each.line, each.cause, str(each.short)) for each in told} == {
        ("W1", "1", "denied: CO-50", "129.32"),
        ("W3", "1", "allowed below the fee schedule", "29.32"),
        ("W4", "1", "units cut: CO-151", "69.32"),
        ("W5", "1", "decided under another code", "69.32"),
        ("W6", "1", "reduced: CO-59", "64.66"),
        ("W7", "", "denied: PI-16", "129.32"),
        ("W8", "1 and 2", "allowed below the fee schedule", "18.41"),
    }
    assert sum(each.short for each in told) == -sum(
        row["variance"] for row in found.outcome.to_pylist() if row["variance"] and row["variance"] < 0
    )


def test_the_payer_and_the_cause_with_the_most_dollars_go_first(found: Reconciled) -> None:
    groups = work.groups(work.short(found))
    assert [each.payer for each in groups] == ["MEDICARE OF <OHIO>"] * 4 + ["MEDICARE"] * 2
    assert [(each.cause, each.lines, str(each.short)) for each in groups][-2:] == [
        ("denied: CO-50", 1, "129.32"),
        ("allowed below the fee schedule", 2, "47.73"),
    ]


def test_months_with_nothing_stand_between(found: Reconciled) -> None:
    months, undated = work.months(work.short(found))
    assert [(each.name, str(each.denied), str(each.less)) for each in months] == [
        ("2025-12", "129.32", "0"), ("2026-01", "0", "167.96"), ("2026-02", "0", "0"), ("2026-03", "0", "83.07"),
    ]  # fmt: skip
    assert undated == Decimal("129.32")


def page(found: Reconciled) -> str:
    out = io.StringIO()
    html.write_reconciled(found, out)
    return out.getvalue()


def test_the_page_says_what_the_list_has_and_escapes_it(found: Reconciled) -> None:
    text = page(found)
    assert "$509.67" in text
    assert "MEDICARE OF &lt;OHIO&gt;" in text
    assert "<OHIO>" not in text
    assert "MW1" not in text  # the insured's number
    for said in ("units cut: CO-151", "decided under another code", "2026-02", "no date", "1 and 2"):
        assert f">{said}<" in text
    assert not re.search(r"(src|href)=|https?://(?!www\.w3\.org)", text)


def test_the_picture_is_whole_and_says_every_month(found: Reconciled) -> None:
    months, _ = work.months(work.short(found))
    drawn = ElementTree.fromstring(chart.by_month(months))
    assert drawn.attrib["role"] == "img"
    assert [each.text for each in drawn.iter("desc")] == [
        "2025-12 129.32; 2026-01 167.96; 2026-02 0.00; 2026-03 83.07",
    ]
    kinds = [each.attrib["class"] for each in drawn.iter("rect") if each.attrib.get("class") in ("denied", "less")]
    assert kinds == ["denied", "less", "less"]
    words = [each.text for each in drawn.iter("text")]
    assert words[:5] == ["$0", "$50", "$100", "$150", "$200"]
    assert [word for word in words if word in ("Dec", "Jan", "Feb", "Mar", "2025", "2026")] == [
        "Dec", "2025", "Jan", "2026", "Feb", "Mar",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 13, 24, 60])
@pytest.mark.parametrize("amount", ["0.07", "9.99", "1200", "99999.99", "12345678.90"])
def test_no_part_of_a_picture_leaves_it(count: int, amount: str) -> None:
    months = [Month(f"{2020 + n // 12}-{n % 12 + 1:02}", Decimal(amount), Decimal(n)) for n in range(count)]
    drawn = ElementTree.fromstring(chart.by_month(months))
    _, _, width, height = map(float, drawn.attrib["viewBox"].split())
    for each in drawn.iter("rect"):
        if "x" in each.attrib:
            x, y, wide, high = (float(each.attrib[name]) for name in ("x", "y", "width", "height"))
            assert x >= 0
            assert y >= 0
            assert x + wide <= width
            assert y + high <= height
    places = sorted(float(each.attrib["x"]) for each in drawn.iter("text") if each.attrib["y"] == "201")
    assert all(later - earlier >= 26 for earlier, later in itertools.pairwise(places))


def test_nothing_short_is_said() -> None:
    text = page(reconciled([bill("W1", "32408")], payment(paid("W1", SHARE))))
    assert "Nothing is short of what was expected." in text
    assert "<svg" not in text


def test_a_long_list_is_cut_and_said(found: Reconciled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST", 2)
    text = page(found)
    assert "The 2 lines with the most dollars of 7 are listed" in text
    assert "$509.67" in text


def test_the_workbook(found: Reconciled) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    out, again = io.BytesIO(), io.BytesIO()
    xlsx.write_reconciled(found, out)
    xlsx.write_reconciled(found, again)
    assert out.getvalue() == again.getvalue()
    book = openpyxl.load_workbook(out)

    def sheet(name: str) -> list[dict[str, Any]]:
        head, *rows = book[name].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    assert len(sheet("Work list")) == 7
    assert sum(row["short"] for row in sheet("Work list")) == pytest.approx(509.67)
    assert [row["month"] for row in sheet("Months")] == ["2025-12", "2026-01", "2026-02", "2026-03", "no date"]
    assert len(book["Months"]._charts) == 1
    assert len(sheet("Outcomes")) == found.outcome.num_rows
    assert {row["amount"] for row in sheet("Payments")} >= {103.46, 80, 120}


def test_from_the_command_line(tmp_path: Path) -> None:
    claims, answer = tmp_path / "c.csv", tmp_path / "r.835"
    rows = bill("W1", "32408")
    claims.write_text(",".join(rows[0]) + "\n" + "\n".join(",".join(map(str, row.values())) for row in rows) + "\n")
    from remits.builder import remittance

    answer.write_bytes(remittance(payment(paid("W1", line("32408", "500", "0", "CO-50 500")))))
    run = CliRunner().invoke(
        main, ["reconcile", str(claims), str(answer), "--locality", "15202-00", "--format", "html"]
    )
    assert run.exit_code == 0
    assert "denied: CO-50" in run.output
    without = CliRunner().invoke(main, ["reconcile", str(claims), str(answer), "--format", "xlsx"])
    assert without.exit_code == 2
    assert "add --output underpayments.xlsx" in without.output
