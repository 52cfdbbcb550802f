"""The picture of rates: dollars beside the marks, dates, names that are never cut, both themes, nothing outside."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from sightline.outputs.rates.picture import svg
from sightline.rates.mine import Position
from sightline.rates.summary import Cell, Summary

NAMESPACE = "{http://www.w3.org/2000/svg}"
LONG = "Northern Health Plan of the Upper Midwest and Great Lakes Regional Cooperative"


def cell(
    payer: str = "Aetna", *, rates: tuple[str, ...] = ("80", "100", "120"), medicare: Any = None, **stated: Any
) -> Cell:
    keys = {
        "payer": payer, "billing_code": "77012", "code_type": "CPT", "component": "26", "modifiers": "26",
        "class": "professional", "setting": "outpatient", "side": "facility", "unit": "dollars", "method": "negotiated",
        "arrangement": "ffs", "plan": "", **stated.pop("keys", {}),
    }  # fmt: skip
    given = {"files": 1, "expired": 0, "dates": (date(2026, 3, 1), date(2026, 3, 1)), **stated}
    return Cell(
        keys, tuple((Decimal(rate), 1) for rate in rates), len(rates), 2, 9, given["files"], 0, given["expired"],
        medicare or {}, {}, given["dates"],
    )  # fmt: skip


def mine(rate: str) -> Position:
    return Position(Decimal(rate), Decimal(10), Decimal(0), None, {})


def drawn(cells: list[Cell], mines: Any = ()) -> ElementTree.Element:
    return ElementTree.fromstring(svg(Summary(tuple(cells), ("payer",), "tin-rate", date(2026, 3, 1), {}), mines))


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{NAMESPACE}text")]


def test_dollars_stand_at_medicare_and_at_yours() -> None:
    found = texts(drawn([cell(medicare={"facility": Decimal("65.82")})], [mine("1073.72")]))
    assert "Medicare 65.82" in found
    assert "yours 1,073.72" in found


def test_both_sides_of_medicare_are_named_where_they_differ() -> None:
    both = {"facility": Decimal("65.82"), "non-facility": Decimal("116.78")}
    assert {"Medicare facility 65.82", "Medicare non-facility 116.78"} <= set(texts(drawn([cell(medicare=both)])))
    alike = dict.fromkeys(both, Decimal("65.82"))
    assert [text for text in texts(drawn([cell(medicare=alike)])) if text.startswith("Medicare ")] == ["Medicare 65.82"]


@pytest.mark.parametrize(
    ("files", "dates", "says"),
    [
        (1, (date(2026, 3, 1), date(2026, 3, 1)), "file of 2026-03-01"),
        (3, (date(2026, 3, 1), date(2026, 3, 1)), "files of 2026-03-01"),
        (2, (date(2026, 3, 1), date(2026, 4, 1)), "files of 2026-03-01 to 2026-04-01"),
    ],
)
def test_the_dates_of_the_files(files: int, dates: Any, says: str) -> None:
    assert any(text.endswith(f"· {says}") for text in texts(drawn([cell(files=files, dates=dates)])))


@pytest.mark.parametrize("count", [1, 5, 30])
def test_the_scale_stands_above_and_beneath(count: int) -> None:
    root = drawn([cell(f"Payer {n}") for n in range(count)])
    scale = [one for one in root.iter(f"{NAMESPACE}text") if one.attrib["text-anchor"] == "middle"]
    height = float(root.attrib["viewBox"].split()[3])
    rows = sorted({float(one.attrib["y"]) for one in scale})
    assert len(rows) == 2
    assert rows[0] < 90
    assert rows[1] > height - 40


def test_long_names_are_wrapped_whole() -> None:
    names = [f"{LONG} {ending}" for ending in ("PPO Gold", "PPO Silver")]
    told = " ".join(texts(drawn([cell(name) for name in names])))
    assert "…" not in told
    for name in names:
        assert name in told
    assert max(map(len, texts(drawn([cell(LONG * 3)])))) <= 66


def test_a_word_without_blanks_is_wrapped_too() -> None:
    assert max(map(len, texts(drawn([cell("X" * 200)])))) <= 66


@pytest.mark.parametrize("amount", ["1", "99.99", "250", "12345.67"])
@pytest.mark.parametrize("beside", ["1", "100", "12000"])
def test_nothing_leaves_the_picture(amount: str, beside: str) -> None:
    both = {"facility": Decimal(amount), "non-facility": Decimal(amount) + 1}
    root = drawn([cell(LONG, rates=("1", beside, "260"), medicare=both, expired=1)], [mine(beside)])
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for one in root.iter(f"{NAMESPACE}text"):
        wide = len(one.text or "") * 6.3
        before = {"start": 0, "middle": wide / 2}[one.attrib["text-anchor"]]
        x = float(one.attrib["x"]) - before
        assert x >= 0
        assert x + wide <= width + 10
        assert float(one.attrib["y"]) <= height
    labels = [
        (float(one.attrib["y"]), float(one.attrib["x"]), len(one.text or "") * 6.3)
        for one in root.iter(f"{NAMESPACE}text")
        if re.match(r"Medicare .*\d|yours \d", one.text or "")
    ]
    for y, x, wide in labels:
        assert all(
            other == (y, x, wide) or other[0] != y or x + wide < other[1] or other[1] + other[2] < x for other in labels
        )


def test_both_themes_and_every_class_has_a_color() -> None:
    text = svg(Summary((cell(medicare={"facility": Decimal(1)}),), (), "tin-rate", date(2026, 3, 1), {}), [mine("2")])
    style = re.search(r"<style>(.*)</style>", text)
    assert style
    light, _, dark = style[1].partition("@media (prefers-color-scheme:dark)")
    used = {name for each in re.findall(r'class="([^"]+)"', text) for name in each.split()} - {"rates", "small", "head"}
    for name in used:
        assert f".rates .{name}{{fill:" in light
        assert f".rates .{name}{{fill:" in dark
    assert not re.search(r'(fill|stroke)="#', text)  # no color that one theme could not change


def test_what_lies_beyond_the_scale_is_counted() -> None:
    rates = (*map(str, range(10, 30)), "5000")
    assert any("1 beyond the scale" in text for text in texts(drawn([cell(rates=rates)])))
