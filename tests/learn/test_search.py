"""What decides a payer's denials and amounts is found, with the day it began; what is noise, or a rule's shadow, is not."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from learn.made import FIRST, Line, conditions, history, learn
from sightline.learn.search import divergence, lower_bound

OTHERS = ("99213", "20610", "71046", "36415")


def plain(n: int) -> Line:
    """A line that is paid, but for one in fifty."""
    return Line(OTHERS[n % 4], patient=n, day=n % 360, place=("11", "22")[n % 3 == 0], denied=n % 50 == 7)


def asked(n: int, **stated) -> Line:
    """A line of a code of its own, on all days of the year."""
    return Line("64483", patient=100_000 + n, day=n % 360, **stated)


@pytest.mark.parametrize(
    ("rule", "stated", "other"),
    [
        (("64483", "code", "", "denied"), {}, None),
        (("64483", "place", "24", "denied"), {"place": "24"}, {"place": "11"}),
        (("64483", "modifier", "50", "denied"), {"modifier": "50"}, {"modifier": "RT"}),
        (("64483", "no-modifier", "", "denied"), {}, {"modifier": "RT"}),
        (("64483", "taxonomy", "363A00000X", "denied"), {"taxonomy": "363A00000X"}, {}),
        (("64483", "diagnosis", "M5416", "denied"), {"diagnosis": "M5416"}, {"diagnosis": "M5117"}),
    ],
)
def test_what_denies_a_line(rule, stated, other):
    lines = history(1000, plain) + history(120, lambda n: asked(n, denied=n % 20 != 3, **stated))
    if other is not None:
        lines += history(120, lambda n: asked(1000 + n, **other))
    found = learn(lines)
    assert conditions(found) == [rule]
    (learned,) = found.rules
    assert (learned.lines, learned.hits, learned.contradicting) == (120, 114, 6)
    assert 0.5 < learned.at_least < 0.95
    assert len(learned.members) == 120
    assert set(learned.supporting.to_pylist()) < set(learned.members.to_pylist())


@pytest.mark.parametrize(
    ("rule", "both", "one", "other"),
    [
        (("modifier+place", "50+24"), {"modifier": "50", "place": "24"}, {"modifier": "50"}, {"place": "24"}),
        (
            ("diagnosis+taxonomy", "M5416+363A00000X"),
            {"diagnosis": "M5416", "taxonomy": "363A00000X"},
            {"diagnosis": "M5416"},
            {"taxonomy": "363A00000X"},
        ),
        (("no-modifier+place", "+24"), {"place": "24"}, {}, {"modifier": "RT", "place": "24"}),
    ],
)
def test_two_conditions_that_deny_a_line_together(rule, both, one, other):
    """Lines that meet but one of them are paid: neither is a rule by itself."""
    lines = history(1000, plain) + history(120, lambda n: asked(n, denied=n % 20 != 3, **both))
    lines += history(240, lambda n: asked(1000 + n, **one)) + history(240, lambda n: asked(2000 + n, **other))
    found = learn(lines)
    assert conditions(found) == [("64483", *rule, "denied")]
    assert (found.rules[0].lines, found.rules[0].hits) == (120, 114)


def test_a_rule_of_one_condition_is_not_found_as_two():
    lines = history(1000, plain)
    for place in ("11", "22", "24"):
        for modifier in ("50", "RT"):
            denied = modifier == "50"
            start = int(place) * 1000 + denied * 500
            lines += [
                asked(start + n, place=place, modifier=modifier, denied=denied and n % 12 != 0) for n in range(90)
            ]
    assert conditions(learn(lines)) == [("64483", "modifier", "50", "denied")]


def test_a_category_where_several_of_its_codes_are_denied():
    def line(n: int) -> Line:
        return asked(n, diagnosis=f"M54{n % 6}1", denied=True)

    found = learn(
        history(1000, plain) + history(150, line) + history(150, lambda n: asked(500 + n, diagnosis="S134XXA"))
    )
    assert conditions(found) == [("64483", "category", "M54", "denied")]


def test_another_code_of_the_day():
    lines = history(1000, plain)
    for n in range(100):
        day = n % 360
        lines += [Line("64483", 5000 + n, day, denied=n % 25 != 0), Line("77003", 5000 + n, day)]
        lines += [Line("64483", 9000 + n, day)]
    assert conditions(learn(lines)) == [("64483", "beside", "77003", "denied")]


def test_too_soon_again():
    lines = history(1000, plain)
    for n in range(200):
        lines += [Line("64483", 8000 + n, n), Line("64483", 8000 + n, n + 3 + n % 25, denied=True)]
        lines += [Line("64483", 9000 + n, n), Line("64483", 9000 + n, n + 40 + n % 60)]
    (rule,) = learn(lines).rules
    assert (rule.condition.code, rule.condition.kind) == ("64483", "again-within")
    assert rule.condition.value in ("27", "29", "30")  # no line is between 27 and 40 days after another


def test_from_when_it_holds():
    lines = history(1000, plain) + history(300, lambda n: asked(n, denied=n % 360 >= 200 and n % 30 != 0))
    (rule,) = learn(lines).rules
    assert abs((rule.since - (FIRST + timedelta(days=200))).days) <= 3
    assert rule.hits > 90


def test_a_rule_for_every_code():
    lines = history(2000, plain) + [
        Line(OTHERS[n % 4], patient=7000 + n, day=n % 360, modifier="22", denied=n % 15 != 0) for n in range(200)
    ]
    assert conditions(learn(lines)) == [("", "modifier", "22", "denied")]


def test_noise_is_no_rule():
    assert not learn(history(5000, plain)).rules
    half = [Line("64483", n, n % 360, denied=n % 2 == 0) for n in range(60)]
    assert not learn(history(1000, plain) + half).rules  # as often paid as denied: nothing can be said


def test_a_few_lines_are_no_rule():
    assert not learn(history(1000, plain) + history(15, lambda n: asked(n, denied=True))).rules


def test_a_rule_is_tried_only_from_days_on_which_it_has_lines():
    """Nineteen lines of the year: from nineteen days, not from 360, which would hide it among 36,000 tries."""
    found = learn(history(1000, plain) + history(19, lambda n: asked(n * 20, denied=True)))
    assert conditions(found) == [("64483", "code", "", "denied")]
    assert found.tried < 30_000


def test_what_a_loaded_rule_explains_is_not_learned():
    found = learn(history(1000, plain) + history(120, lambda n: asked(n, denied=True, explained=True)))
    assert not found.rules
    assert found.explained == 120


def test_percent_of_medicare_and_a_code_paid_otherwise():
    def paid(code: str, n: int, dollars: int, factor: float = 1) -> Line:
        percent = 1.10 if n % 360 < 181 else 1.15
        return Line(code, n, n % 360, allowed=f"{dollars * percent * factor:.2f}", expected=f"{dollars}.00")

    lines = [paid(OTHERS[n % 4], n, 80 + n % 7) for n in range(2400)]
    lines += [paid("64483", 5000 + n, 90, 0.8) for n in range(240)]
    found = learn(lines)
    assert [f"{each.percent:.3f}" for each in found.percents] == ["1.100", "1.150"]
    assert found.percents[0].ends == found.percents[1].begins
    assert conditions(found) == [("64483", "code", "", "0.80")]


def test_a_reduction_by_modifier():
    lines = [Line(OTHERS[n % 4], n, n % 360) for n in range(1000)]
    lines += [Line(OTHERS[n % 4], 5000 + n, n % 360, modifier="52", allowed="50.00") for n in range(160)]
    assert conditions(learn(lines)) == [("", "modifier", "52", "0.50")]


def test_no_line_and_no_denial():
    assert learn([]).rules == ()
    assert learn([Line("99213", 1, 1)]).rules == ()


@pytest.mark.parametrize(("hits", "lines"), [(40, 44), (100, 100), (31, 60)])
def test_the_bound_is_where_the_tail_is_refuted(hits, lines):
    bound = lower_bound(hits, lines, 10.0)
    assert bound < hits / lines
    assert lines * divergence(hits / lines, bound) == pytest.approx(10.0, rel=1e-6)


def test_the_bound_holds_for_the_exact_tail():
    """Chernoff's bound is no smaller than the exact tail: the share claimed is refuted by it too."""
    hits, lines = 40, 44
    share = lower_bound(hits, lines, math.log(1000))
    tail = sum(math.comb(lines, k) * share**k * (1 - share) ** (lines - k) for k in range(hits, lines + 1))
    assert tail <= 1 / 1000
