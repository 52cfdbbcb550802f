"""From files to a folder: remittances and claims in, edits, cases, terms and evidence out, and what they then say of a claim."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import sightline
from edits.cases import read_cases
from edits.test_cases import holds
from remits.builder import line, paid, payment, remittance
from sightline.cli import main
from sightline.edits.check import Checker
from sightline.edits.rule.edit import CatalogueError
from sightline.edits.rule.load import load, with_own

#: At 15202-00 (Ohio), 2026: 49180 in a hospital 70.44. The payer pays 130 %: 91.57.
PAYER, PERCENT = "ALPINE HEALTH", Decimal("91.57")
FIRST = date(2026, 1, 2)
COLUMNS = (
    "claim_id", "line_no", "code", "mod1", "date_from", "place_of_service", "charge", "units", "dx1", "member_id",
    "payer_name", "payer_id", "filing_code", "billing_npi", "rendering_npi", "rendering_taxonomy",
)  # fmt: skip


def claim(number: int, code: str, place: str, on: date, payer: str = PAYER) -> dict[str, str]:
    """A line of a claim of its own."""
    values = (
        f"C{number}", "1", code, "", on.isoformat(), place, "500.00", "1", "R91.1", f"M{number}", payer, "99001", "CI",
        "1234567893", "1245319599", "2085R0202X",
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """400 claims of a payer that denies 49180 at place 22 from 2026-02-01 on, one in ten aside, and their remittances."""
    folder = tmp_path_factory.mktemp("quarter")
    claims, answers = [], []
    for n in range(400):
        on, place = FIRST + timedelta(days=n % 88), ("22", "19")[n % 2]
        claims.append(claim(n, "49180", place, on))
        denied = place == "22" and on >= date(2026, 2, 1) and n % 20 != 0
        what = (
            line("49180", "500", "0", "CO-50 500.00", on=f"{on:%Y%m%d}")
            if denied
            else line("49180", "500", "91.57", "CO-45 408.43", on=f"{on:%Y%m%d}")
        )
        answers.append(paid(f"C{n}", what, status="4" if denied else "1", number=f"ICN{n}"))
    (folder / "sent").mkdir()
    (folder / "received").mkdir()
    write(folder / "sent" / "claims.csv", claims)
    (folder / "received" / "r.835").write_bytes(remittance(payment(*answers, payer=PAYER)))
    return folder


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def learned(files):
    """The folder that `learn` wrote, and what it said."""
    out = files / "learned"
    said = run(
        "learn",
        files / "received",
        files / "sent",
        "--payer",
        "alpine health",
        "--locality",
        "15202-00",
        "--output",
        out,
    )
    return out, said


def test_it_says_what_speaks_for_and_against(learned):
    out, said = learned
    (rule,) = json.loads((out / "learned.json").read_text())["rules"]
    assert (rule["code"], rule["kind"], rule["value"]) == ("49180", "place", "22")
    assert rule["since"] in {"2026-02-01", "2026-02-02", "2026-02-03"}
    assert f"ALPINE HEALTH denied {rule['supporting']} of {rule['lines']} such lines since {rule['since']}" in said
    assert f"CO 50 in {rule['supporting']} of {rule['supporting']}" in said
    assert f"{rule['contradicting']} contradict it" in said


def test_the_edit_passes_its_cases(learned):
    out, _ = learned
    (edit,) = load(out)
    assert edit.status == "review"
    cases = read_cases(out / "cases" / f"{edit.id}.md")
    assert len(cases) == 4
    for case in cases:
        holds(case, Checker(edits=(edit,)))


def test_a_check_says_what_the_payer_did(learned, tmp_path):
    out, _ = learned
    write(tmp_path / "new.csv", [
        claim(1, "49180", "22", date(2026, 4, 2)), claim(2, "49180", "19", date(2026, 4, 2)),
        claim(3, "49180", "22", date(2026, 4, 2), payer="AETNA"),
    ])  # fmt: skip
    result = CliRunner().invoke(
        main, ["check", str(tmp_path / "new.csv"), "--edits", str(out), "--format", "json", "--allow-starter"]
    )
    found = [each for each in json.loads(result.stdout)["findings"] if each["edit"] == "LRN001"]
    # The number of the payer is the same: who is meant is said by either.
    assert [each["claim"] for each in found if each["claim"] != "C3"] == ["C1"]
    assert "ALPINE HEALTH denied" in found[0]["message"]
    assert found[0]["status"] == "review"
    assert sightline.check(tmp_path / "new.csv", select="LRN", edits=out).findings.num_rows == len(found)


def test_the_terms_price_the_claims_as_they_were_paid(learned, tmp_path):
    out, _ = learned
    write(tmp_path / "new.csv", [claim(1, "49180", "22", date(2026, 3, 2))])
    priced = sightline.price(tmp_path / "new.csv", contract=out / "contract.toml", locality="15202-00")
    assert priced.table["allowed"].to_pylist() == [PERCENT]


def test_nothing_names_a_patient_or_a_claim(learned):
    out, _ = learned
    text = "".join(path.read_text() for path in out.rglob("*") if path.is_file())
    for number in (1, 7, 399):
        assert f"M{number}\n" not in text
        assert f"C{number}," not in text
    assert "1245319599" not in text


def test_later_months_say_what_the_rules_are_worth(files):
    said = run(
        "learn",
        files / "received",
        files / "sent",
        "--payer",
        PAYER,
        "--locality",
        "15202-00",
        "--test-from",
        "2026-03-10",
    )
    assert "49180 at place of service 22: " in said
    assert "later lines were denied (90%)" in said or "later lines were denied (9" in said


def test_a_payer_that_the_claims_do_not_name(files):
    result = CliRunner().invoke(main, ["learn", str(files / "received"), str(files / "sent"), "--payer", "Nobody"])
    assert result.exit_code == 2
    assert "no claim is of the payer 'Nobody'; the claims name ALPINE HEALTH" in result.output


def test_a_folder_of_others_is_left_alone(files, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    result = CliRunner().invoke(
        main, ["learn", str(files / "received"), str(files / "sent"), "--payer", PAYER, "--output", str(tmp_path)]
    )
    assert result.exit_code == 2
    assert "has files that `learn` did not write" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_own_edits_that_cannot_be_used(tmp_path, learned):
    out, _ = learned
    with pytest.raises(CatalogueError, match="no folder with edits"):
        with_own([tmp_path])
    with pytest.raises(CatalogueError, match="id LRN001 is also in"):
        with_own([out, _copy(out, tmp_path / "again")])


def _copy(folder: Path, to: Path) -> Path:
    import shutil

    return Path(shutil.copytree(folder, to))
