"""Every requirement's own examples, the paraphrases, and the corpus."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from corpus import LETTERS, corpus

from sightline.reports.requirements import load_requirements

REQUIREMENTS = {requirement.id: requirement for requirement in load_requirements()}
PARAPHRASES = tomllib.loads((Path(__file__).parent / "paraphrases.toml").read_text(encoding="utf-8"))


def test_the_guidance_family_has_its_fourteen_requirements():
    assert set(LETTERS.values()) <= REQUIREMENTS.keys()
    assert all(
        "77012" in REQUIREMENTS[name].supports for name in LETTERS.values() if not name.startswith(("sed", "sample"))
    )


@pytest.mark.parametrize("requirement", REQUIREMENTS.values(), ids=REQUIREMENTS)
def test_its_examples_count_and_do_not(requirement, answers):
    for example in requirement.counts:
        assert answers(example)[requirement.id] == "met", example
    for example in requirement.does_not:
        assert answers(example)[requirement.id] != "met", example


@pytest.mark.parametrize("name", PARAPHRASES)
def test_it_may_be_said_in_many_ways(name, answers):
    for sentence in PARAPHRASES[name]["met"]:
        assert answers(sentence)[name] == "met", sentence
    for sentence in PARAPHRASES[name]["not_met"]:
        assert answers(sentence)[name] != "met", sentence


@pytest.mark.parametrize("half", ["tuned", "held_out"])
def test_precision_and_recall_on_the_corpus(half, reader, capsys):
    from sightline.reports.document import Document

    reports = corpus(half)
    assert len(reports) >= 30
    read = [{a.requirement.id: a.status for a in reader.read(Document(one.text, one.name)).answers} for one in reports]
    lines = []
    for name in LETTERS.values():
        right = sum(one.answers[name] == "met" for one in reports)
        found = sum(answer[name] == "met" for answer in read)
        both = sum(one.answers[name] == answer[name] == "met" for one, answer in zip(reports, read, strict=True))
        precision, recall = both / found if found else 1.0, both / right if right else 1.0
        lines.append(f"{half} {name:<28} met {right:>2} precision {precision:.3f} recall {recall:.3f}")
        assert precision >= 0.95, lines[-1]
        assert recall >= 0.95, lines[-1]
    with capsys.disabled():
        print("", *lines, sep="\n")


def test_evidence_and_facts_are_the_very_words(reader):
    from sightline.reports.document import Document

    for one in (*corpus("tuned"), *corpus("held_out")):
        found = reader.read(Document(one.text, one.name))
        quoted = [quote for answer in found.answers for quote in answer.evidence]
        quoted += [quote for code in found.suggested for quote in code.evidence]
        for quote in (*quoted, *found.facts):
            assert quote.text == one.text[quote.start : quote.end], one.name
        assert all(
            answer.evidence or answer.status == "missing" for answer in found.answers if not answer.requirement.check
        )


def test_a_file_of_requirements_that_is_wrong_is_named(tmp_path, monkeypatch):
    from sightline.reports import requirements

    head = 'id = "x"\nsays = ""\nsupports = []\nblocking = true\ncitation = ""\ncounts = []\ndoes_not = []\n'
    (tmp_path / "mine.toml").write_text(f'[[requirement]]\n{head}[[requirement.evidence]]\nnames = ["nothing-such"]\n')
    monkeypatch.setattr(requirements, "_FOLDER", tmp_path)
    requirements.load_requirements.cache_clear()
    try:
        with pytest.raises(requirements.RequirementError, match=r"mine.toml: x: \['nothing-such'\] is not known"):
            requirements.load_requirements()
    finally:
        requirements.load_requirements.cache_clear()
