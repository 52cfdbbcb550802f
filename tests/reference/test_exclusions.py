"""Which codes the notes of a tabular list exclude."""

from __future__ import annotations

import pytest

from sightline.reference.starter.exclusions import exclusions

LIST = """<ICD10CM.tabular><chapter><section id="A00-A09"><excludes1><note>of the section (C00)</note></excludes1>
<diag><name>A00</name><excludes1><note>{note}</note></excludes1>
<diag><name>A00.1</name><excludes2><note>both (A09)</note></excludes2></diag></diag>
<diag><name>A01</name></diag><diag><name>A02</name></diag><diag><name>A03</name></diag></section></chapter></ICD10CM.tabular>"""


@pytest.mark.parametrize(
    ("note", "others"),
    [
        ("another disease (B20)", ["B20"]),
        ("those below (J44.-)", ["J44"]),
        ("a placeholder (M25.56-)", ["M2556"]),
        ("several (K58.-, K59.31; R17)", ["K58", "K5931", "R17"]),
        ("a range (A01-A03)", ["A01", "A02", "A03"]),
        ("a range of longer codes (Y63.2-Y63.5)", []),
        ("in two places (B20) (chronic) (B21)", ["B20", "B21"]),
        ("code to condition", []),
        ("its own (A00.1)", []),
    ],
)
def test_notes(note: str, others: list[str]) -> None:
    assert exclusions(LIST.format(note=note).encode()) == [("A00", other) for other in others]
