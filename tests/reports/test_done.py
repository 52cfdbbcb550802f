"""What was done, and the codes that it supports: events, not words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

TEXTS = tomllib.loads((Path(__file__).parent / "done.toml").read_text(encoding="utf-8"))["report"]


@pytest.mark.parametrize("report", TEXTS, ids=lambda report: report["text"][:40])
def test_codes_of_what_was_done(report, read):
    """Codes of sedation aside: they are tested with its times."""
    suggested = [each for each in read(report["text"]).suggested if each.code not in ("99152", "99153")]
    found = [
        "-".join((each.code, *each.modifiers)) + (f"x{each.units}" if each.units > 1 else "") for each in suggested
    ]
    assert sorted(found) == sorted(report["codes"])


@pytest.mark.parametrize(
    ("text", "scope", "families"),
    [
        ("Right knee ultrasound guided injection. A needle was advanced into the joint.\n", "not covered",
         ["joint, bursa or tendon injection"]),
        ("PROCEDURE: Left nephrostomy\nAn 8 French catheter was placed in the renal pelvis and left to gravity.\n", "not covered",
         ["nephrostomy or ureteral stent"]),
        ("Chest port placement. The port pocket was made.\n", "not covered", ["port, central venous catheter or PICC"]),
        ("S: feels well. O: lungs clear. A/P: return in 3 months.\n", "none", ["pathology, imaging or a note (title)"]),
        ("PROCEDURE: CT-guided liver biopsy\nThree cores were obtained.\n", "read", []),
    ],
)  # fmt: skip
def test_what_is_out_of_scope_is_said(text, scope, families, read):
    done = read(text).done
    assert done.scope == scope
    assert [each.family.name for each in done.families] == families


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("PROCEDURE: Left renal biopsy\nADDENDUM 03/06/2026 08:15: side in error: it was the RIGHT kidney.\n", {"right"}),
        ("PROCEDURE: Left renal biopsy\nCORRECTION: left should read right.\n", {"right"}),
        ("PROCEDURE: Left renal biopsy\nADDENDUM: The right kidney was biopsied, not the left. Side corrected.\n", {"right"}),
        ("PROCEDURE: Left renal biopsy\nADDENDUM 03/06/2026: Pathology: benign.\n", {"left"}),
        ("PROCEDURE: Cholecystostomy\nThe catheter was left to gravity.\n", set()),
        ("☐ Left   ☒ Right\nRenal biopsy. Two cores were obtained.\n", {"right"}),
    ],
)  # fmt: skip
def test_sides(text, sides, read):
    assert read(text).done.sides == sides


def test_nobody_chose_is_nobody_said():
    from sightline.reports.forms import blanked

    for text, kept in {
        "[X] Left [ ] Right": "Left", "Side: Left (x) Right ( )": "Side: Left", "1 Left 0 Right": "Left",
        "Guidance: CT [ ] US [x]": "Guidance: US", "[ ] Images archived to PACS.": "", "☐ CT ☒ Ultrasound": "Ultrasound",
        "INR [ ], platelets [ ].": "INR [ ], platelets [ ].", "Signature: ______": "Signature: ______",
        "CPT 49083: Abdominal paracentesis; with imaging guidance": "CPT 49083:",
        "1 cm nodule, 0 complications": "1 cm nodule, 0 complications",
    }.items():  # fmt: skip
        assert len(blanked(text)) == len(text)
        assert " ".join(blanked(text).split()) == kept


@pytest.mark.parametrize(
    ("words", "volumes"),
    [
        ("Total of 1.2 L of ascites was removed.", ["1200"]),
        ("After 10 mL of lidocaine, 1,050 cc serous fluid was drained.", ["1050"]),
        ("2 mL of contrast was injected. EBL 5 mL.", []),
        ("60 mL of pus was aspirated.", ["60"]),
    ],
)
def test_volumes(words, volumes, read):
    found = read(f"TECHNIQUE: {words}\n")
    assert [fact.value for fact in found.facts if fact.name == "fluid_volume"] == volumes
    assert not [fact for fact in found.facts if fact.name == "passes"]


def test_a_requirement_is_answered_for_the_code_asked_about(read):
    from sightline.reports.coding import for_code

    found = read(
        "No CT guidance was needed. Under real-time ultrasound guidance a needle was advanced into the liver.\n"
    )
    answer = next(a for a in found.answers if a.requirement.id == "guidance-during-placement")
    assert [for_code(answer, code, found.done).status for code in ("76942", "77012", "77002")] == [
        "met",
        "contradicted",
        "missing",
    ]
