"""From claims and remittances to answers: the labelled denials end to end, and what other lines and payers decide."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import sightline
from remits.builder import line, paid, payment, remittance
from remits.test_reconcile import bill
from sightline.denied.result import Denials, Line

ON = date(2026, 4, 10)
COMMERCIAL = {"payer_name": "EXAMPLE HEALTH PLAN", "payer_id": "99999", "filing_code": "CI"}
#: Words of a labelled case that a claim of one line and its remittance can say.
TOLD = ("mod=", "authorization", "as-expected", "forwarded")

with (Path(__file__).parent / "cases.csv").open(encoding="utf-8") as file:
    CASES = [row for row in csv.DictReader(file) if all(word.startswith(TOLD) for word in row["facts"].split())]


def run(claims: list[list[dict[str, object]]], *payments: str, tmp_path: Path, **options: object) -> Denials:
    """The answers to payments of claims, in Ohio."""
    file = tmp_path / "r.835"
    file.write_bytes(remittance(*payments))
    rows = [each for claim in claims for each in claim]
    return sightline.denials(rows, file, **{"locality": "15202-00", "on": ON, **options})


def answers(found: Denials) -> dict[tuple[str, int | None], Line]:
    """The answers by claim and line."""
    return {(each.subject.row["claim_id"], each.subject.row["line_no"]): each for each in found.lines}


def told(case: dict[str, str]) -> tuple[list[dict[str, object]], object]:
    """A claim and its remitted claim for a labelled case."""
    number, words = f"L{case['id']}", case["facts"].split()
    modifiers = [word.removeprefix("mod=") for word in words if word.startswith("mod=")]
    stated = {} if case["payer"] == "medicare" else COMMERCIAL
    extra = {"prior_authorization": "A1"} if "authorization" in words else {}
    claim = bill(number, "-".join(["32408", *modifiers[:1]]), **stated, **extra)
    if len(modifiers) > 1:
        claim[0]["mod2"] = modifiers[1]
    code = ":".join(["32408", *modifiers])
    # What is adjusted by the contract is above the amount that Medicare allows; the rest denies the charge.
    amount = "370.68" if "as-expected" in words or case["carc"] in ("45", "253") else "500"
    piece = line(code, "500", str(Decimal(500) - Decimal(amount)), f"{case['group']}-{case['carc']} {amount}")
    remarks = "".join(f"LQ*HE*{remark}~" for remark in case["rarc"].split())
    piece = type(piece)(piece.text + remarks, piece.charge, piece.paid)
    return claim, paid(number, piece, status="19" if "forwarded" in words else "1", number=f"I{number}")


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    pieces = {case["id"]: told(case) for case in CASES}
    claims = [claim for claim, _ in pieces.values()]
    payers = {
        payer: [pieces[case["id"]][1] for case in CASES if case["payer"] == payer]
        for payer in ("medicare", "commercial")
    }
    found = run(
        claims,
        payment(*payers["medicare"], on="20260407", payer="EXAMPLE MEDICARE CONTRACTOR"),
        payment(*payers["commercial"], on="20260407", payer="EXAMPLE HEALTH PLAN", number="T2"),
        tmp_path=tmp_path_factory.mktemp("labelled"),
    )
    return found, answers(found)


def test_labelled_denials_end_to_end(labelled):
    found, by_line = labelled
    wrong = []
    for case in CASES:
        mine = by_line.get((f"L{case['id']}", 1))
        if mine is None:
            shown = ("none", "", "")
        else:
            lead = mine.lead
            day = lead.deadline.day.isoformat() if lead.deadline.day else "" if lead.deadline.known else "unknown"
            shown = (lead.action, lead.route, day)
        if shown != (case["action"], case["route"], case["deadline"]):
            wrong.append((case, shown))
    assert wrong == []
    assert len(CASES) > 250
    assert found.summary["answers"] + found.summary["settled"] == len(CASES)


def test_lines_are_answered_once_and_dollars_add_up(labelled):
    found, _ = labelled
    for each in found.lines:
        taken = sum((part.amount for part in each.parts), Decimal(0))
        assert each.subject.row["billed"] - taken == each.subject.row["paid"]
    dollars = found.summary["dollars"]
    assert sum(dollars.values()) == sum((part.amount for each in found.lines for part in each.parts), Decimal(0))


def test_a_pair_of_indicator_0_is_written_off_and_never_appealed(tmp_path):
    claim = bill("P1", "71260-26", "71250-26")
    denied = paid("P1", line("71260:26", "500", "50", "CO-45 450"), line("71250:26", "500", "0", "CO-236 500"))
    found = answers(run([claim], payment(denied), tmp_path=tmp_path))["P1", 2]
    assert (found.lead.action, found.lead.row) == ("write-off", "never-paid-together")
    assert {"appeal", "bill-patient"} <= dict(found.lead.never).keys()


def test_units_above_an_absolute_limit_are_never_appealed(tmp_path):
    claim = bill("U1", "10009", units="2")
    piece = line("10009", "500", "0", "CO-151 500")
    piece = type(piece)(piece.text + "LQ*HE*N362~", piece.charge, piece.paid)
    found = answers(run([claim], payment(paid("U1", piece)), tmp_path=tmp_path))["U1", 1]
    assert found.lead.action in ("write-off", "correct-and-resubmit")
    assert "appeal" in dict(found.lead.never)


def test_a_duplicate_of_a_paid_line_is_written_off(tmp_path):
    claims = [bill("D1", "32408", member_id="M1"), bill("D2", "32408", member_id="M1")]
    first = paid("D1", line("32408", "500", "103.46", "CO-45 370.68", "PR-2 25.86"))
    again = paid("D2", line("32408", "500", "0", "CO-18 500"), number="I2")
    found = answers(run(claims, payment(first, again), tmp_path=tmp_path))
    assert found["D2", 1].lead.row == "duplicate-of-a-paid-line"
    assert found["D1", 1].lead.action == "bill-patient"


def test_a_duplicate_of_a_line_that_is_not_decided_waits(tmp_path):
    claims = [bill("D3", "32408", member_id="M1"), bill("D4", "32408", member_id="M1")]
    found = run(claims, payment(paid("D4", line("32408", "500", "0", "CO-18 500"))), tmp_path=tmp_path)
    assert answers(found)["D4", 1].lead.action == "wait"
    assert (found.open, found.settled) == (1, 0)


def test_less_than_the_fee_schedule_is_appealed_with_what_is_at_stake(tmp_path):
    short = paid("S1", line("32408", "500", "80", "CO-45 400", "PR-2 20"))
    found = answers(run([bill("S1", "32408")], payment(short, on="20260407"), tmp_path=tmp_path))["S1", 1]
    assert (found.lead.row, found.at_stake) == ("underpaid", Decimal("29.32"))
    assert found.lead.deadline.day == date(2026, 8, 10)


def test_the_change_is_that_of_the_finding_and_is_priced(tmp_path):
    """77012 in a hospital without 26: the finding names 26, and 77012-26 pays 65.82."""
    claim = bill("F1", "32408", "77012-59")
    denied = paid(
        "F1", line("32408", "500", "103.46", "CO-45 370.68", "PR-2 25.86"), line("77012:59", "500", "0", "CO-5 500")
    )
    found = answers(run([claim], payment(denied), tmp_path=tmp_path))["F1", 2]
    assert (found.lead.action, found.lead.route) == ("correct-and-resubmit", "reopening")
    assert [(change.edit, change.action) for change in found.subject.changes] == [("COM002", "set_modifiers")]
    assert "26" in found.subject.changes[0].value.split()
    assert found.at_stake == Decimal("65.82")


def test_what_was_taken_back_waits(tmp_path):
    seen = paid("R1", line("32408", "500", "103.46", "CO-45 370.68", "PR-2 25.86"), number="I1")
    back = paid("R1", line("32408", "-500", "-103.46", "CO-45 -370.68", "PR-2 -25.86"), number="I1", status="22")
    found = run([bill("R1", "32408")], payment(seen), payment(back, number="T2", on="20260401"), tmp_path=tmp_path)
    assert [(each.lead.action, each.lead.row) for each in found.lines] == [("wait", "reversed")]


def test_a_code_without_a_row_says_so(tmp_path):
    found = answers(
        run([bill("N1", "32408")], payment(paid("N1", line("32408", "500", "0", "CO-Q77 500"))), tmp_path=tmp_path)
    )
    assert (found["N1", 1].lead.action, found["N1", 1].lead.row) == ("ask-payer", "no-row")
    assert "Q77" in found["N1", 1].lead.do


def test_nothing_paid_and_no_reason_is_asked(tmp_path):
    found = answers(run([bill("N2", "32408")], payment(paid("N2", line("32408", "500", "0"))), tmp_path=tmp_path))
    assert found["N2", 1].lead.row == "no-reason"


def test_remitted_lines_without_a_claim_are_answered(tmp_path):
    found = run([bill("K1", "32408")], payment(paid("K9", line("71250", "500", "0", "CO-29 500"))), tmp_path=tmp_path)
    assert [(each.subject.row["kind"], each.lead.action) for each in found.lines] == [
        ("remitted", "ask-payer")
    ]  # decided in time
    assert found.open == 1


@pytest.mark.parametrize(("served", "row"), [("2026-03-02", "late-though-decided-in-time"), ("2025-04-02", "late")])
def test_a_decision_within_the_time_for_filing_was_filed_in_time(tmp_path, served, row):
    claim = bill("K1", "32408", date_from=served)
    denied = paid("K1", line("32408", "500", "0", "CO-29 500", on=served.replace("-", "")))
    found = run([claim], payment(denied, on="20260407"), tmp_path=tmp_path)
    assert [each.lead.row for each in found.lines] == [row]


def test_a_claim_adjusted_as_a_whole_is_answered_once(tmp_path):
    whole = paid("W1", status="4", charge="500", amount="0", adjustments=("CO-16 500",))
    found = run([bill("W1", "32408")], payment(whole), tmp_path=tmp_path)
    assert [(each.subject.row["kind"], each.lead.action) for each in found.lines] == [("claim", "correct-and-resubmit")]
    assert (found.together, found.open) == (1, 0)


def test_a_medicare_advantage_plan_is_not_medicare(tmp_path):
    claim = bill("A1", "32408", filing_code="16", payer_name="EXAMPLE ADVANTAGE PLAN")
    denied = payment(paid("A1", line("32408", "500", "0", "CO-50 500")), payer="EXAMPLE ADVANTAGE PLAN")
    found = answers(run([claim], denied, tmp_path=tmp_path))["A1", 1]
    assert (found.lead.route, found.lead.deadline.known) == ("payer-appeal", False)


def test_chances_are_counted_and_only_from_history(tmp_path):
    def denied(number):
        return paid(number, line("32408", "500", "0", "CO-50 500"), number=number)

    def won(number):
        return paid(number, line("32408", "500", "103.46", "CO-45 396.54"), number=f"X{number}")

    old = tmp_path / "old.835"
    old.write_bytes(
        remittance(
            payment(denied("H1"), denied("H2"), denied("H3"), on="20251001"),
            payment(won("H2"), number="T9", on="20251201"),
        )
    )
    claims, now = [bill("C1", "32408")], payment(denied("C1"))
    (tmp_path / "now").mkdir()
    with_history = run(claims, now, tmp_path=tmp_path / "now", history=old)
    assert answers(with_history)["C1", 1].history == (3, 1)
    assert answers(run(claims, now, tmp_path=tmp_path / "now"))["C1", 1].history is None


def test_a_payer_s_time_for_appeal_comes_from_its_profile(tmp_path):
    profile = tmp_path / "plan.toml"
    profile.write_text(
        'name = "plan"\ntitle = "Example Health Plan"\n[identify]\nnames = ["example health plan"]\n[parameters]\n'
        'time_for_appeal = { value = "180 days from the notice", source = "our contract, section 7", date = "2026" }\n'
    )
    denied = payment(paid("B1", line("32408", "500", "0", "CO-50 500")), payer="EXAMPLE HEALTH PLAN", on="20260407")
    found = answers(run([bill("B1", "32408", **COMMERCIAL)], denied, tmp_path=tmp_path, payer=str(profile)))["B1", 1]
    assert found.lead.deadline.day == date(2026, 10, 4)
    assert found.lead.deadline.source == "our contract, section 7"
