"""Claims of an 837P in a file of their own, and an 837P with lines changed: read again, and compared byte by byte."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest

from claims.builder import BILLING, CLAIM, DEPENDENT, INSURED, LINES, SUBSCRIBER, Result, envelope, text
from sightline.claims.batch import ClaimsError
from sightline.claims.x12.amend import Amendment, LineAmendment, amend
from sightline.claims.x12.extract import extract

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "837p"
FILES = sorted(path for path in CORPORA.rglob("*") if path.is_file())


def _claim(number):
    return [f"CLM*{number}*1240***11:B:1*Y*A*Y*Y", CLAIM[1], *LINES[:3]]


#: Two billing providers; a subscriber with two claims, one with a patient of another name, one with a claim.
BODY = [
    *BILLING, *INSURED, *DEPENDENT, *CLAIM, *LINES, *_claim("C2"),
    "HL*4*1*22*0", *SUBSCRIBER[1:], *_claim("C3"),
    "HL*5**20*1", *BILLING[1:], "HL*6*5*22*0", *SUBSCRIBER[1:], *_claim("C4"),
]  # fmt: skip
_PLACES = ("claim_key", "segment", "byte", "file", "patient")


def _extracted(tmp_path, data, ids):
    source = tmp_path / "claims.837"
    source.write_bytes(data)
    out = io.BytesIO()
    numbers = {row["segment"] for row in Result(data).claims if row["claim_id"] in ids}
    assert extract(source, out, numbers) == len(numbers)
    return out.getvalue()


def _rows(result, name, ids):
    keys = {row["claim_key"] for row in result.claims if row["claim_id"] in ids}
    rows = getattr(result, name)
    return [{k: v for k, v in row.items() if k not in _PLACES} for row in rows if row["claim_key"] in keys]


@pytest.mark.parametrize("ids", [{"C1"}, {"C2"}, {"C3"}, {"C4"}, {"C1", "C4"}, {"C2", "C3"}, {"C1", "C2", "C3", "C4"}])
@pytest.mark.parametrize("terminator", ["~", "~\n", "~\r\n", "\n"])
def test_chosen_claims_read_as_they_did(tmp_path, ids, terminator):
    data = text(envelope(BODY), terminator)
    made = _extracted(tmp_path, data, ids)
    before, after = Result(data), Result(made)
    assert after.counts.claims == len(ids)
    for name in ("claims", "lines", "diagnoses"):
        assert _rows(after, name, ids) == _rows(before, name, ids)
    assert after.issues == []  # the counts of the envelope are right


def test_all_claims_give_the_file_as_it_was(tmp_path):
    data = text(envelope(BODY), "~\n")
    assert _extracted(tmp_path, data, {"C1", "C2", "C3", "C4"}) == data


def test_hierarchical_numbers_are_made_anew(tmp_path):
    made = _extracted(tmp_path, text(envelope(BODY)), {"C1", "C4"}).decode()
    levels = [each for each in made.split("~") if each.startswith("HL")]
    assert levels == ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0", "HL*4**20*1", "HL*5*4*22*0"]


def test_transactions_and_groups_without_a_chosen_claim_are_left_out(tmp_path):
    one = envelope([*BILLING, *SUBSCRIBER, *CLAIM, *LINES])
    two = envelope([*BILLING, *SUBSCRIBER, *_claim("C2")])
    in_a_group = [*one[:-2], *two[2:-2], "GE*2*9", "IEA*1*000000007"]
    in_an_interchange = [*one[:-1], *two[1:-1], "IEA*2*000000007"]
    in_a_file = [*one, *two]
    for segments in (in_a_group, in_an_interchange, in_a_file):
        data = text(segments)
        assert len(Result(data).claims) == 2
        for claim in ("C1", "C2"):
            made = _extracted(tmp_path, data, {claim})
            assert (made.count(b"ISA*"), made.count(b"GE*1*"), made.count(b"IEA*1*")) == (1, 1, 1)
            assert Result(made).issues == []
            assert [row["claim_id"] for row in Result(made).claims] == [claim]
    assert _extracted(tmp_path, data, set()) == b""


@pytest.mark.skipif(not FILES, reason="../shared/corpora is not there")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-40:])
def test_every_other_claim_of_files_by_others(tmp_path, path):
    data = path.read_bytes()
    before = Result(data)
    chosen = {row["segment"] for row in before.claims[::2]}
    if not chosen or data[:4].count(0):
        return
    source, out = tmp_path / "a.837", io.BytesIO()
    source.write_bytes(data)
    assert extract(source, out, chosen) == len(chosen)
    after = Result(out.getvalue())
    assert [row["claim_id"] for row in after.claims] == [row["claim_id"] for row in before.claims[::2]]
    keys = {row["claim_key"] for row in before.claims[::2]}
    lines = [row for row in before.lines if row["claim_key"] in keys]
    for old, new in zip(lines, after.lines, strict=True):
        assert {k: v for k, v in old.items() if k not in _PLACES} == {k: v for k, v in new.items() if k not in _PLACES}


def _amended(tmp_path, data, lines=None, removed=(), charge=None, claim=0):
    source, out = tmp_path / "claims.837", io.BytesIO()
    source.write_bytes(data)
    read = Result(data)
    of = [row for row in read.lines if row["claim_key"] == read.claims[claim]["claim_key"]]
    number = {row["line_no"]: row["segment"] for row in of}
    amendment = Amendment(
        {number[line]: change for line, change in (lines or {}).items()},
        frozenset(number[line] for line in removed),
        charge,
    )
    amend(source, out, {read.claims[claim]["segment"]: amendment})
    return out.getvalue()


@pytest.mark.parametrize("terminator", ["~", "~\n", "~\r\n", "\n"])
def test_only_what_is_changed_has_other_bytes(tmp_path, terminator):
    data = text(envelope(BODY), terminator)
    change = LineAmendment(modifiers=("26", "XS"), units=Decimal("2.000"), charge=Decimal("300.50"), place="11")
    made = _amended(tmp_path, data, {2: change}, charge=Decimal("1540.50"))
    expected = data.replace(b"SV1*HC:77012:26*310.00*UN*1***1", b"SV1*HC:77012:26:XS*300.5*UN*2*11**1")
    assert made == expected.replace(b"CLM*C1*1550*", b"CLM*C1*1540.5*")
    assert Result(made).issues == []


def test_a_code_keeps_its_qualifier_and_description(tmp_path):
    lines = ["LX*1", "SV1* HC:32405:RT::::needle * 990*UN*1***1 ", "DTP*472*D8*20260302"]
    data = text(envelope([*BILLING, *SUBSCRIBER, *CLAIM, *lines]))
    assert b"SV1* HC:32408:RT::::needle * 990*UN*1***1 ~" in _amended(tmp_path, data, {1: LineAmendment(code="32408")})
    made = _amended(tmp_path, data, {1: LineAmendment(code="32408", modifiers=())})
    assert b"HC:32408:::::needle" in made
    assert Result(made).lines[0]["modifier_1"] == ""


def test_a_line_is_taken_out_and_the_others_are_numbered(tmp_path):
    data = text(envelope(BODY))
    made = _amended(tmp_path, data, removed=[1], charge=Decimal(310))
    assert len(data.split(b"~")) - len(made.split(b"~")) == 3
    after = Result(made)
    assert after.issues == []
    assert (after.lines[0]["code"], after.lines[0]["assigned_number"]) == ("77012", "1")
    assert made.split(b"CLM*C2")[1].split(b"SE*")[0] == data.split(b"CLM*C2")[1].split(b"SE*")[0]


def test_what_is_not_found_again_is_refused(tmp_path):
    source = tmp_path / "claims.837"
    source.write_bytes(text(envelope(BODY)))
    with pytest.raises(ClaimsError, match="claim that is to be changed was not found again"):
        amend(source, io.BytesIO(), {3: Amendment()})
    claim = next(row["segment"] for row in Result(source.read_bytes()).claims)
    with pytest.raises(ClaimsError, match="line that is to be changed was not found again"):
        amend(source, io.BytesIO(), {claim: Amendment({9999: LineAmendment(code="32408")})})


@pytest.mark.skipif(not FILES, reason="../shared/corpora is not there")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-40:])
def test_files_by_others_without_a_change_are_the_same(tmp_path, path):
    data = path.read_bytes()
    claims = Result(data).claims
    out = io.BytesIO()
    if data[:4].count(0):
        return
    amend(path, out, {row["segment"]: Amendment() for row in claims})
    assert out.getvalue() == data[len(data) - len(out.getvalue()) :]  # what is before the first segment is no claim
