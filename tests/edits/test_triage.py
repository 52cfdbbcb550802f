"""Bypassed findings by what speaks against them, and abuse planted among generated claims."""

from __future__ import annotations

import random

import pytest

from edits.cases import Case, tables
from sightline.edits.after.triage import triaged
from sightline.edits.check import Checker
from sightline.edits.rule.load import choose, load
from sightline.reference.store import open_reference

PAIR = ("32408", "77012")  # column 1 and column 2


@pytest.fixture(scope="module")
def checker():
    return Checker(open_reference(), choose(load(), ["PTP"]))


def scored(checker, lines, diagnoses=None):
    blocks = {"lines": lines, **({"diagnoses": diagnoses} if diagnoses else {})}
    return triaged(checker.check(*tables(Case("PTP001", "made", blocks)))).findings.to_pylist()


def line(claim, number, code, modifiers="", pointer="1", provider="1245319599"):
    return {"claim": claim, "line": str(number), "code": code, "modifiers": modifiers, "pointer_1": pointer,
            "rendering_npi": provider}  # fmt: skip


TWO = [{"claim": "A", "position": "1", "code": "R911"}, {"claim": "A", "position": "2", "code": "J90"}]


@pytest.mark.parametrize(
    ("modifiers", "other", "pointer", "score", "reasons"),
    [
        ("26 59", "", "1", 35, ["59 alone", "same diagnoses"]),
        ("26 59", "", "2", 15, ["59 alone"]),
        ("26 XS", "", "1", 20, ["same diagnoses"]),
        ("26 XS", "", "2", 0, []),
        ("26 59 LT", "", "2", 0, []),
        ("26 LT", "LT", "2", 20, ["LT on both lines"]),
    ],
)
def test_signs_of_a_pair(checker, modifiers, other, pointer, score, reasons):
    lines = [line("A", 1, PAIR[0], other), line("A", 2, PAIR[1], modifiers, pointer)]
    [found] = scored(checker, lines, TWO)
    assert found["triage"]["score"] == score
    assert len(found["triage"]["reasons"]) == len(reasons)
    assert all(word in said for word, said in zip(reasons, found["triage"]["reasons"], strict=True))


def test_only_bypassed_findings_have_a_score_and_they_come_first(checker):
    lines = [line("A", 1, PAIR[0]), line("A", 2, PAIR[1], "26"), line("B", 1, PAIR[0]), line("B", 2, PAIR[1], "26 59")]
    first, second = scored(checker, lines)
    assert (first["claim"], first["status"], first["triage"]["score"]) == ("B", "bypassed", 35)
    assert (second["claim"], second["triage"]) == ("A", None)


def test_nothing_bypassed(checker):
    assert scored(checker, [line("A", 1, PAIR[0])]) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_planted_abuse_stands_in_the_first_five_in_a_hundred(checker, seed):
    """Of 120 providers with 60 claims each most bill the pair on one claim in five, three in ten of them with 59 and as many
    with one diagnosis; one bills it on every claim, with 59 and one diagnosis: four in a hundred of what is bypassed."""
    chance = random.Random(seed)
    providers = [f"{1_000_000_000 + n}" for n in range(120)]
    abuser, lines, diagnoses = providers[7], [], []
    for number in range(7_200):
        claim, provider = f"C{number}", providers[number % 120]
        diagnoses += [
            {"claim": claim, "position": "1", "code": "R911"},
            {"claim": claim, "position": "2", "code": "J90"},
        ]
        planted = provider == abuser
        if not planted and chance.random() > 0.2:  # a claim without the pair
            lines.append(line(claim, 1, PAIR[0], provider=provider))
            continue
        modifier = "59" if planted or chance.random() < 0.3 else "XS"
        pointer = "1" if planted or chance.random() < 0.3 else "2"
        if not planted and chance.random() < 0.05:
            modifier = ""  # fails
        lines += [
            line(claim, 1, PAIR[0], provider=provider),
            line(claim, 2, PAIR[1], f"26 {modifier}".strip(), pointer, provider),
        ]
    found = [row for row in scored(checker, lines, diagnoses) if row["status"] == "bypassed"]
    mine = [int(row["claim"][1:]) % 120 == 7 for row in found]
    first = mine[: -(-len(mine) // 20)]
    assert sum(mine) == 60
    assert 60 < len(first) < 90
    assert sum(first) >= 0.8 * 60
