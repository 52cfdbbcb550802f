"""Letters, the facts of CMS-20027 and corrected claims: drafts that read as they should, and hold back what is not formal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import sightline
from remits.builder import line, paid, payment, remittance
from sightline.claims.files import read_claims
from sightline.cli import main
from sightline.denied.corrected import corrected
from sightline.errors import SightlineError
from sightline.outputs.denials.letters import write_drafts

EXAMPLES = Path(__file__).parents[2] / "examples"
SENT = (EXAMPLES / "ct-guided-lung-biopsy.837").read_text(encoding="utf-8")


def found(tmp_path, sent=SENT, reason="CO-5", payer="UNITEDHEALTHCARE"):
    """UnitedHealthcare, which pays physicians in a hospital for 26 only, denies 77012 without it (LB-1002, line 2)."""
    claims, remits = tmp_path / "sent.837", tmp_path / "r.835"
    claims.write_text(
        sent.replace("*MB~", "*CI~").replace("*MEDICARE*", f"*{payer}*").replace("*PI*15202~", "*PI*99999~")
    )
    pieces = [
        line("49180", "935", "70", "CO-45 865", on="20260304"),
        line("77012", "525", "0", f"{reason} 525", on="20260304"),
    ]
    remits.write_bytes(remittance(payment(paid("LB-1002", *pieces, number="ICN77"), payer=payer, on="20260407")))
    return sightline.denials(claims, remits, on=date(2026, 4, 10), locality="15202-00")


def test_a_corrected_claim_replaces_with_the_payer_s_number(tmp_path):
    folder = tmp_path / "drafts"
    folder.mkdir()
    told = corrected(found(tmp_path), folder)
    assert [(each.claim, each.replaces, each.number, each.written) for each in told] == [
        ("LB-1002", True, "ICN77", True)
    ]
    assert "COM002" in told[0].made[0]
    tables = list(read_claims([folder / "corrected-sent.837"]))
    claims = [row for batch in tables for row in batch.claims.to_pylist()]
    lines = [row for batch in tables for row in batch.lines.to_pylist()]
    assert [(c["claim_id"], c["frequency"], c["original_reference"]) for c in claims] == [("LB-1002", "7", "ICN77")]
    assert [row["modifier_1"] for row in lines if row["code"] == "77012"] == ["26"]
    assert [row for batch in tables for row in batch.issues.to_pylist()] == []


def test_a_number_that_the_claim_has_is_exchanged_not_doubled(tmp_path):
    at = SENT.index("CLM*LB-1002")
    hi = SENT.index("HI*", at)
    folder = tmp_path / "drafts"
    folder.mkdir()
    corrected(found(tmp_path, SENT[:hi] + "REF*F8*OLD1~" + SENT[hi:]), folder)
    text = (folder / "corrected-sent.837").read_text()
    assert text.count("REF*F8*") == 1
    assert "OLD1" not in text


def test_what_is_not_formal_is_left_to_a_person(tmp_path):
    folder = tmp_path / "drafts"
    folder.mkdir()
    told = corrected(found(tmp_path, reason="CO-11"), folder)
    assert [(each.written, each.made) for each in told] == [(False, ())]
    assert told[0].left
    assert list(folder.iterdir()) == []


def test_letters_and_facts_of_the_example(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    folder = tmp_path / "drafts"
    arguments = ["denials", str(EXAMPLES / "ct-guided-lung-biopsy.837"), str(EXAMPLES / "remittance.835")]
    result = CliRunner().invoke(
        main, [*arguments, "--locality", "15202-00", "--on", "2026-04-10", "--drafts", str(folder)]
    )
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "0001-reopening-LB-1003.txt", "0002-redetermination-LB-1003-cms-20027.pdf", "0002-redetermination-LB-1003.txt",
    ]  # fmt: skip
    letter = (folder / names[2]).read_text()
    for text in (
        "DRAFT",
        "To be received by: 2026-07-27",
        "allowed 98.00, expected 129.32",
        "405.942",
        "Enclosures:",
    ):
        assert text in letter
    facts = pypdf.PdfReader(folder / names[1]).pages[0].extract_text()
    for text in ("CMS-20027", "Beneficiary's name: KIM SPECIMEN", "32408", "2026-03-24"):
        assert text in facts
    for secret in ("SPECIMEN", "3EG4TE5MK75"):
        assert secret not in result.output


def test_drafts_go_to_an_empty_folder(tmp_path):
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "mine.txt").write_text("mine")
    with pytest.raises(SightlineError, match="new or empty folder"):
        write_drafts(found(tmp_path), tmp_path / "drafts")
