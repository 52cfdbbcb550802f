"""Reading 835, clause by clause, on small files of our own; and on any damage, without an exception and without a loss."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remits.builder import GS, ISA, Read, line, paid, payment, remittance

EXAMPLE = (Path(__file__).parent.parent.parent / "examples" / "remittance.835").read_bytes().replace(b"\n", b"")
PLAIN = Read(EXAMPLE)
ELEMENTS, COMPONENTS, TERMINATORS = "*|+!,#\x1d", ":>^&@\\\x1f", ["~", "'", "\n", "\r\n", "~\n", "~\r\n", "$", "\x1c"]


# what is read


def test_payments() -> None:
    first, second = PLAIN["payments"]
    assert (first["number"], first["amount"], first["direction"], first["method"]) == (
        "EX4400101",
        Decimal("281.44"),
        "C",
        "ACH",
    )
    assert (first["date"], first["production_date"]) == (datetime.date(2026, 3, 24), datetime.date(2026, 3, 24))
    assert (first["payer_name"], first["payer_id"]) == ("EXAMPLE MEDICARE CONTRACTOR", "15202")
    assert (first["payee_name"], first["payee_npi"], first["payee_tax_id"]) == (
        "LAKESIDE RADIOLOGY",
        "1234567893",
        "900000001",
    )
    assert (second["number"], second["transaction"], second["interchange"]) == ("EX4400102", "0002", "000000201")
    assert PLAIN["issues"] == []


def test_claims_and_lines() -> None:
    claims, lines = PLAIN["claims"], PLAIN["lines"]
    assert [claim["claim_id"] for claim in claims] == ["LB-1001", "LB-1002", "LB-1003", "LB-1002", "LB-1002", "LB-0990"]
    assert [claim["payment_key"] for claim in claims] == [1, 1, 1, 2, 2, 2]
    assert claims[0]["remarks"] == ["MA01"]
    assert (claims[0]["charge"], claims[0]["paid"], claims[0]["patient_responsibility"]) == (
        Decimal("1550.00"),
        Decimal("101.39"),
        Decimal("25.86"),
    )
    assert (claims[0]["member_id"], claims[0]["rendering_npi"]) == ("1EG4TE5MK73", "1245319599")
    assert (claims[3]["status"], claims[3]["paid"], claims[3]["patient_responsibility"]) == (
        "22",
        Decimal("-51.61"),
        None,
    )
    second = lines[1]
    assert (second["code"], second["modifier_1"], second["control_number"], second["remarks"]) == (
        "77012",
        "26",
        "LB1001-2",
        ["N20"],
    )
    assert (second["date_from"], second["date_source"]) == (datetime.date(2026, 3, 2), "line")
    assert lines[0]["allowed"] == Decimal("129.32")
    assert EXAMPLE[second["byte"] :].startswith(b"SVC*HC:77012:26*")


def test_adjustments() -> None:
    of_first = [row for row in PLAIN["adjustments"] if row["remit_key"] == 1 and row["line_no"] == 1]
    assert [(row["group"], row["reason"], str(row["amount"])) for row in of_first] == [
        ("CO", "45", "1110.68"),
        ("CO", "253", "2.07"),
        ("PR", "2", "25.86"),
    ]
    [taken] = PLAIN["provider_adjustments"]
    assert (taken["payment_key"], taken["reason"], taken["reference"], taken["amount"]) == (
        2,
        "WO",
        "EX330077",
        Decimal("20.00"),
    )


def test_six_triplets_of_a_cas_and_six_pairs_of_a_plb() -> None:
    cas = "*".join(f"{k}*{k}.5*{k}" for k in range(1, 7))
    plb = "*".join(f"L6:{k}*-{k}" for k in range(1, 7))
    read = Read(remittance(payment(paid("C1", line("32408", "100", "79", "CO-45 21"), number="I"), plb=plb)).replace(
        b"CAS*CO*45*21", f"CAS*CO*{cas}".encode()))  # fmt: skip
    assert [(row["reason"], row["amount"], row["units"]) for row in read["adjustments"]] == [
        (str(k), Decimal(f"{k}.50"), Decimal(k)) for k in range(1, 7)
    ]
    assert [(row["reference"], row["amount"]) for row in read["provider_adjustments"]] == [
        (str(k), Decimal(-k)) for k in range(1, 7)
    ]


def test_adjustments_of_the_claim_have_no_line() -> None:
    read = Read(remittance(payment(paid("C1", line("32408", "100", "80", "CO-45 20"), adjustments=("PR-1 5",)))))
    assert [(row["line_no"], row["reason"]) for row in read["adjustments"]] == [(None, "1"), (1, "45")]


def test_the_code_that_was_billed_and_dates_of_the_claim() -> None:
    data = remittance(payment(paid("C1", line("10009", "100", "80", "CO-45 20", on="")))).replace(
        b"*80**1~", b"*80**1*HC:10005:59*2~"
    )
    [row] = Read(data.replace(b"~SVC", b"~DTM*232*20260301~DTM*233*20260304~SVC"))["lines"]
    assert (row["code"], row["original_code"], row["original_modifiers"]) == ("10009", "10005", "59")
    assert (row["units_paid"], row["units_billed"]) == (Decimal(1), Decimal(2))
    assert (row["date_from"], row["date_to"], row["date_source"]) == (
        datetime.date(2026, 3, 1),
        datetime.date(2026, 3, 4),
        "claim",
    )


def test_several_interchanges_with_their_own_delimiters() -> None:
    one = remittance(payment(paid("C1", line("32408", "100", "80", "CO-45 20"))))
    other = one.replace(b"*", b"|").replace(b":", b">").replace(b"~", b"\n").replace(b"C1", b"C2")
    read = Read(one + b"\n" + other + one)
    assert [row["claim_id"] for row in read["claims"]] == ["C1", "C2", "C1"]
    assert [row["payment_key"] for row in read["claims"]] == [1, 2, 3]
    assert {row["code"] for row in read["lines"]} == {"32408"}


# what is odd


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("BPR*I*80*", "BPR*I*8O*", "BPR02 is not an amount"),
        ("*100*80**MB", "*100*eighty**MB", "CLP04 of claim C1 is not an amount"),
        ("SVC*HC:32408*100*80", "SVC*HC:32408*100*", "SVC03 of claim C1 is missing"),
        ("CAS*CO*45*20~", "CAS*CO*45*x~", "CAS of claim C1 is not an amount"),
        ("CAS*CO*45*20~", "CAS*CO**20~", "an amount without a reason"),
        ("SVC*HC:32408*", "SVC**", "has no procedure code"),
        ("DTM*472*20260302~", "DTM*472*20261302~", "DTM*472 is not a date"),
        ("**1~DTM*472", "**one~DTM*472", "SVC05 of claim C1 is not a number of units"),
        ("SVC*HC:32408", "SVC*HC>32408", "another component separator"),
        ("LX*1~", "LX*1~ZZZ*1~", "a segment that is not known"),
        ("LX*1~", "LX*1~CAS*CO*45*1~", "CAS is outside any claim"),
        ("SE*9*0001~", "", "SE is missing"),
    ],
)
def test_oddities_are_told_and_nothing_is_lost(before: str, after: str, told: str) -> None:
    plain = remittance(payment(paid("C1", line("32408", "100", "80", "CO-45 20"))))
    assert before.encode() in plain
    read = Read(plain.replace(before.encode(), after.encode()))
    assert told in read.messages
    assert (read.counts.claims, read.counts.lines) == (1, 1)


@pytest.mark.parametrize(
    ("status", "charge", "amount", "said"),
    [
        ("1", "-500", "-103.46", True),
        ("2", "500", "-103.46", True),
        ("", "-500", "0", True),
        ("22", "-500", "-103.46", False),
        ("1", "500", "103.46", False),
        ("4", "500", "0", False),
    ],
)
def test_negative_amounts_of_what_is_no_reversal_are_flagged(status: str, charge: str, amount: str, said: bool) -> None:
    for claim in (
        paid("N1", line("32408", charge, amount), status=status),
        paid("N1", line("32408", charge, amount), status=status, charge="500", amount="0"),
    ):
        messages = Read(remittance(payment(claim))).messages
        assert ("claim N1 has a negative charge or payment" in messages) == said


def test_what_is_no_claim_is_rejected_with_its_lines() -> None:
    read = Read(remittance(payment(paid("C1", line("32408", "100", "80")))).replace(b"CLP*C1*1*100*80", b"CLP****"))
    assert [(row["level"], row["reason"].split(": ")[1]) for row in read["rejected"]] == [
        ("claim", "CLP has neither a claim number nor an amount"),
        ("line", "SVC is outside any claim that could be read"),
    ]
    assert (read.counts.rejected_claims, read.counts.rejected_lines) == (1, 1)


def test_other_transactions_are_set_aside() -> None:
    one = remittance(payment(paid("C1", line("32408", "100", "80"))))
    other = one.replace(b"ST*835*", b"ST*277*")
    read = Read(other)
    assert (read.counts.claims, read.counts.set_aside, read.counts.set_aside_lines) == (0, 1, 1)
    assert read.unreadable
    assert "not a remittance: it holds a claim status response or acknowledgment (ST01 = 277)" in read.messages
    assert not Read(one + other).unreadable


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"nothing to see", "no X12 segment was found"),
        (b"\x00\xff" * 500, "no X12 segment was found"),
        (f"{ISA}{GS}GE*0*201~IEA*1*000000201~".encode(), "there is no remitted claim in it"),
        (f"{ISA}GS*HC*A*B~ST*837*1~CLM*C1*100~SE*3*1~".encode(), "it holds claims (ST01 = 837)"),
    ],
)
def test_what_is_no_remittance_says_so(data: bytes, told: str) -> None:
    read = Read(data)
    assert told in read.messages
    assert read.unreadable == "test"


def test_a_payment_without_claims_is_read() -> None:
    read = Read(remittance(payment(plb="L6:1*-5", amount="5")))
    assert [row["amount"] for row in read["payments"]] == [Decimal(5)]
    assert not read.unreadable


# any delimiters, any damage


@given(st.sampled_from(ELEMENTS), st.sampled_from(COMPONENTS), st.sampled_from(TERMINATORS), st.integers(1, 4000))
@settings(max_examples=60, deadline=None)
def test_any_delimiters(element: str, component: str, terminator: str, block_size: int) -> None:
    written = "".join({"*": element, ":": component, "~": terminator, "^": "U"}.get(c, c) for c in EXAMPLE.decode())
    assert Read(written.encode("latin-1"), block_size=block_size).values == PLAIN.values


@pytest.mark.parametrize("start", ["GS*", "ST*", "BPR*", "CLP*"])
@pytest.mark.parametrize(("element", "component", "terminator"), [("*", ":", "~"), ("|", ">", "\n"), ("^", ":", "'")])
def test_envelopes_that_are_gone(start: str, element: str, component: str, terminator: str) -> None:
    text = EXAMPLE.decode()[EXAMPLE.decode().index(start) :]
    text = "".join({"*": element, ":": component, "~": terminator}.get(c, c) for c in text)
    read = Read(text.encode())
    assert read.values[1:4] == PLAIN.values[1:4]
    assert "no interchange header" in read.messages


def test_cut_short_at_every_position() -> None:
    lines = EXAMPLE.count(b"SVC*")
    for end in range(0, len(EXAMPLE)):
        data = EXAMPLE[:end]
        read = Read(data)
        assert (read.counts.claims_in_file, read.counts.lines_in_file) == (data.count(b"CLP*"), data.count(b"SVC*"))
        assert read.counts.lines_in_file <= lines


JUNK = [b"~", b"*", b":", b"~CLP*", b"~SVC*", b"~CLP~", b"~SVC~", b"ISA*", b"~ST*837*1~", b"~ST*835*2~", b"~PLB*~", b"~CAS*CO",
        b"\n", b"\xff", b"~IEA~", b"~SE~", b"~LX*"]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, len(EXAMPLE)), st.integers(0, 60), st.sampled_from(JUNK) | st.binary(max_size=8))
    ),
    st.sampled_from([1, 13, 1000, 1 << 18]),
)
@settings(max_examples=150, deadline=None)
def test_any_damage_raises_nothing_and_loses_nothing(damage: list[tuple[int, int, bytes]], block_size: int) -> None:
    data = EXAMPLE
    for at, size, junk in damage:
        data = data[:at] + junk + data[at + size :]
    Read(data, block_size=block_size)


@given(st.binary(max_size=400))
def test_garbage(data: bytes) -> None:
    Read(data)


def test_batches_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.remits.batch.FLUSH", 2)
    assert Read(EXAMPLE, block_size=64).values == PLAIN.values
