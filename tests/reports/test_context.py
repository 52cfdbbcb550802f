"""Sections, sentences, and how things stand: denied, supposed, of another time, in a template."""

from __future__ import annotations

import itertools

import pytest

from sightline.reports.sections import kind_of, sections
from sightline.reports.sentences import sentences


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("INDICATION", "indication"), ("Reason for exam", "indication"), ("Clinical History", "indication"),
        ("PROCEDURE IN DETAIL", "technique"), ("Description of Procedure", "technique"), ("Informed Consent", "consent"),
        ("Findings", "findings"), ("IMP", "impression"), ("Conclusion", "impression"),
        ("Immediate complications", "complications"),
        ("PRIOR REPORT (11/03/2025)", "prior"), ("Addendum #1", "addendum"), ("Needle", "technique"), ("Weather", ""),
    ],
)  # fmt: skip
def test_headings_however_spelt(heading, kind):
    assert kind_of(heading) == kind


def test_sections_cover_the_text():
    text = "TITLE LINE\n\nINDICATION: Mass.\n\nFINDINGS:\nA mass.\nIMPRESSION: Biopsy.\n"
    found = sections(text)
    assert [one.kind for one in found] == ["title", "indication", "findings", "impression"]
    assert found[0].start == 0
    assert found[-1].end == len(text)
    assert all(a.end == b.start for a, b in itertools.pairwise(found))


def test_wrapped_lines_are_one_sentence_and_items_are_not():
    text = (
        "TECHNIQUE: Under CT guidance a needle of 17 gauge was advanced by Dr. Reader into the\nmass. It was then removed.\n"
        "- Consent obtained\n- Time-out done\n"
    )
    found = [text[one.start : one.end] for one in sentences(text, sections(text))]
    assert found == [
        "TECHNIQUE: Under CT guidance a needle of 17 gauge was advanced by Dr. Reader into the\nmass.",
        "It was then removed.",
        "- Consent obtained",
        "- Time-out done",
    ]


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Images were archived to PACS.", "met"),
        ("There was no complication and images were archived to PACS.", "met"),
        ("The patient tolerated the procedure without difficulty, and images were archived.", "met"),
        ("No images were archived.", "contradicted"),
        ("Images were not archived to PACS.", "contradicted"),
        ("TECHNIQUE: No images were archived.", "contradicted"),
        ("Images archived: No.", "contradicted"),
        ("Images archived: no\nComplications: none\n", "contradicted"),
        ("Images may be archived to PACS.", "missing"),
        ("Images are routinely archived.", "missing"),
        ("Images were archived at the prior procedure.", "missing"),
        ("Images were possibly archived.", "unclear"),
        ("Images were archived to [PACS/film].", "missing"),
        ("[ ] Images archived to PACS", "missing"),
        ("[x] Images archived to PACS", "met"),
        ("PRIOR REPORT: Images were archived to PACS.", "missing"),
        ("Images were archived to PACS.\n\nIMPRESSION: No images were archived.", "unclear"),
        ("Images were not archived.\n\nADDENDUM: Images were archived to PACS.", "met"),
    ],
)
def test_how_it_stands(sentence, status, answers):
    assert answers(sentence)["images-archived"] == status


@pytest.mark.parametrize(
    ("words", "minutes", "status"),
    [
        ("Moderate sedation from 10:05 to 10:31.", 26, "met"),
        ("Moderate sedation began at 11:50 PM and ended at 12:20 AM.", 30, "met"),
        ("Sedation start 0905, stop 0931.", 26, "met"),
        ("Sedation 1:40 - 2:05 pm.", 25, "met"),
        ("Moderate sedation was used.\nStart time: 13:00\nEnd time: 13:45\n", 45, "met"),
        ("Sedation from 10:05 to 10:12.", 7, "contradicted"),
        ("Sedation for 25 minutes.", 25, "unclear"),
        ("No sedation was given.", None, "contradicted"),
        ("Procedure start 10:00, end 10:30.", None, "missing"),
    ],
)
def test_sedation(words, minutes, status, read):
    found = read(words)
    assert found.sedation.minutes == minutes
    assert next(a.status for a in found.answers if a.requirement.id == "sedation-times") == status


def test_units_of_sedation():
    from sightline.reports.coding import sedation_units

    assert [sedation_units(minutes) for minutes in (0, 9, 10, 22, 23, 37, 38, 52, 53)] == [0, 0, 1, 1, 2, 2, 3, 3, 4]
