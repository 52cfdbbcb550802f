"""277CA and 999: their content, and their form as pyx12 checks it."""

from __future__ import annotations

import io
import shutil
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sightline
from claims.builder import CLAIM, LINES, claim_file, text
from outputs.samples import EXAMPLE, HOSTILE, checked, faulty, let_stand
from sightline.edits.after.baseline import without_known
from sightline.outputs.acknowledgments import envelope as x12_envelope
from sightline.outputs.acknowledgments import x12_277ca, x12_999
from sightline.outputs.check import record

WRITERS = {"277ca": x12_277ca, "999": x12_999}
SAMPLES = {
    "277ca": "277/imsweb__resources__277_5010__x12_277CA_*.txt",
    "999": "ack/imsweb__resources__837_5010__x12_999_*.txt",
}


def written(writer, result, **options):
    out = io.StringIO()
    writer.write_result(result, out, **options)
    return out.getvalue()


def segments(text):
    return [segment.strip().split("*") for segment in text.split("~") if segment.strip()]


def named(text, name):
    return [segment for segment in segments(text) if segment[0] == name]


def pyx12_says(text):
    """Whether pyx12 finds the file valid, and what it reports."""
    pytest.importorskip("pyx12")
    import pyx12.params
    import pyx12.x12n_document

    report = io.StringIO()
    valid = pyx12.x12n_document.x12n_document(
        param=pyx12.params.params(), src_file=io.StringIO(text), fd_997=report, fd_html=None, fd_xmldoc=None
    )
    return valid, report.getvalue()


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("which", ["result", "damaged"])
def test_pyx12_finds_it_valid(request, form, which):
    text = written(WRITERS[form], request.getfixturevalue(which))
    valid, report = pyx12_says(text)
    assert valid, report


@pytest.mark.parametrize("form", WRITERS)
def test_pyx12_would_object(form, result):
    text = written(WRITERS[form], result)
    count = named(text, "SE")[0][1]
    assert not pyx12_says(text.replace(f"SE*{count}*", "SE*99*"))[0]
    assert not pyx12_says(text.replace("STC*A2:20", "STC*ZZ:20").replace("IK5*A", "IK5*Q"))[0]


@pytest.mark.parametrize("form", WRITERS)
def test_the_envelope_goes_back_to_the_sender(form, result):
    text = written(WRITERS[form], result)
    (isa,) = named(text, "ISA")
    assert (isa[6].strip(), isa[8].strip(), isa[9], isa[13], isa[15]) == (
        "RECEIVER", "SIGHTLINE", "260310", "000000001", "T",
    )  # fmt: skip
    assert len(text.split("~")[0]) == 105
    assert written(WRITERS[form], result) == text
    (gs,) = named(written(WRITERS[form], result, dated=date(2026, 5, 1)), "GS")
    assert (gs[2], gs[3], gs[4]) == ("RECEIVER", "SIGHTLINE", "20260501")


def balanced(text):
    """Whether counts and amounts of each 277 are those of its claims."""
    charges: dict[bool, list[Decimal]] = {True: [], False: []}
    for place, segment in enumerate(segments(text)):
        if segment[0] == "TRN" and segments(text)[place - 1][:2] == ["NM1", "QC"]:
            status = segments(text)[place + 1]
            charges[status[3] == "WQ"].append(Decimal(status[4]))
    counts = {segment[1]: int(segment[2]) for segment in named(text, "QTY")}
    amounts = {}
    for segment in named(text, "AMT"):
        amounts.setdefault(segment[1], []).append(Decimal(segment[2]))
    for accepted, (level, amount) in {True: ("90", "YU"), False: ("AA", "YY")}.items():
        assert counts.get(level, 0) == len(charges[accepted])
        assert amounts.get(amount, [Decimal()])[0] == sum(charges[accepted])
    return len(charges[True]), len(charges[False])


def test_claims_are_accepted_or_rejected_and_the_counts_balance(result):
    text = written(x12_277ca, result)
    assert balanced(text) == (2, 1)
    assert [segment[2] for segment in named(text, "TRN") if segment[1] == "2"] == [
        "EX101",
        "LB-1001",
        "LB-1002",
        "LB-1003",
    ]
    statuses = [segment[1] for segment in named(text, "STC")]
    assert statuses == ["A1:19:AY", "A1:19:AY", "A2:20", "A2:20", "A7:454", "A7:454"]
    assert named(text, "SVC") == [["SVC", "HC:32405", "990", "", "", "", "", "1"]]


def test_a_denial_is_no_rejection(result):
    assert any(found["edit"] == "PTP001" and found["status"] == "fail" for found in record.findings(result))
    assert "STC*A2:20*20260310*WQ*1550" in written(x12_277ca, result)


def test_what_could_not_be_read_is_rejected(damaged):
    text = written(x12_277ca, damaged)
    accepted, rejected = balanced(text)
    assert accepted + rejected == damaged.summary["claims"] + damaged.summary["rejected_claims"] == 4
    assert "STC*A6:454*" in text  # SV1 without a procedure code
    assert "STC*A3:0*" in text or damaged.summary["rejected_claims"] == 0
    assert "STC*A8:178*" in text  # the claim's charge


def test_texts_cannot_break_the_segments(damaged):
    assert any(row["claim_id"] == HOSTILE for row in damaged.claims.to_pylist())
    assert "TRN*2*" + HOSTILE in written(x12_277ca, damaged)


@given(st.text(max_size=80), st.integers(1, 60))
def test_an_element_holds_no_delimiter(value, most):
    text = x12_envelope.text(value, most, default="X")
    assert not set(text) & set("~*:^\n\r\0")
    assert 0 < len(text) <= most


def test_an_override_accepts_and_a_baseline_does_not(result):
    held = let_stand(result, "COD001", "LB-1003", 1)
    assert balanced(written(x12_277ca, held)) == (3, 0)
    hidden = without_known(result, list(record.findings(result)))
    assert hidden.findings.num_rows == 0
    assert balanced(written(x12_277ca, hidden)) == (2, 1)


def test_every_rejecting_edit_has_a_status_code(result):
    from sightline.outputs.acknowledgments.claim_response import REJECTIONS

    known = x12_277ca._statuses()
    for edit in result.edits:
        if edit.disposition in REJECTIONS:
            category, status, entity, _ = x12_277ca._reason(
                edit, {"evidence": [("role", "rendering")], "message": "why"}
            )
            assert category in ("A3", "A6", "A7", "A8")
            assert status.isdigit()
            assert entity in ("", *known["entity"].values())


def test_the_999_accepts_what_has_no_fault(result):
    text = written(x12_999, result)
    assert named(text, "AK1") == [["AK1", "HC", "101", "005010X222A1"]] or named(text, "AK1")[0][:3] == [
        "AK1",
        "HC",
        "101",
    ]
    assert named(text, "IK5") == [["IK5", "A"]]
    assert named(text, "AK9") == [["AK9", "A", "1", "1", "1"]]


def test_the_999_names_each_fault_at_its_segment(damaged, tmp_path):
    text = written(x12_999, damaged)
    source = segments(faulty(tmp_path).read_text())
    start = next(place for place, segment in enumerate(source) if segment[0] == "ST")
    for _, name, position, *_rest in named(text, "IK3"):
        assert source[start + int(position) - 1][0] == name
    faults = [(segment[1], segment[4]) for segment in named(text, "IK3")]
    assert ("ZZ9", "1") in faults
    assert ("SV1", "8") in faults
    assert ["IK4", "1:2", "", "1"] in named(text, "IK4")  # SV101-2 is missing
    assert ["IK4", "2", "", "6"] in named(text, "IK4")  # CLM02 is not a number
    assert named(text, "IK5") == [["IK5", "E", "5", "4"]]
    assert named(text, "AK9") == [["AK9", "E", "1", "1", "1"]]


def test_a_transaction_without_a_claim_is_rejected(tmp_path):
    head, _, rest = EXAMPLE.read_text().partition("CLM*")
    path = tmp_path / "none.837"
    path.write_text(head + "SE*" + rest.rpartition("SE*")[2])
    text = written(x12_999, checked(path))
    assert named(text, "IK5")[0][1] == "R"
    assert named(text, "AK9")[0] == ["AK9", "R", "1", "1", "0"]


def test_two_transactions_and_two_files_are_told_apart(tmp_path):
    for name, number in (("a.837", "000000101"), ("b.837", "000000102")):
        (tmp_path / name).write_text(EXAMPLE.read_text().replace("000000101", number))
    text = written(x12_277ca, checked(tmp_path))
    assert [isa[13] for isa in named(text, "ISA")] == ["000000001", "000000002"]
    assert pyx12_says(text)[0]


def test_transactions_of_the_same_number_are_told_apart(tmp_path):
    """Each claim is acknowledged once, in the answer to its own transaction; one that holds no claim is rejected."""
    before, st, rest = EXAMPLE.read_text().partition("ST*")
    body, se, end = rest.rpartition("SE*")
    closing, _, after = end.partition("~")
    whole = f"{st}{body}{se}{closing}~"
    empty = f"{st}{body.partition('CLM*')[0]}{se}{closing}~"
    path = tmp_path / "same.837"
    path.write_text(before + whole + empty + whole.replace("LB-100", "LB-200") + after)
    text = written(x12_277ca, checked(path))
    assert [trace[2] for trace in named(text, "TRN") if "LB-" in trace[2]] == [
        "LB-1001", "LB-1002", "LB-1003", "LB-2001", "LB-2002", "LB-2003",
    ]  # fmt: skip
    assert len(named(text, "ST")) == 2
    assert [answer[1] for answer in named(written(x12_999, checked(path)), "IK5")] == ["A", "R", "A"]


def test_only_x12_can_be_answered(tmp_path, result):
    from sightline.claims import read_claims
    from sightline.outputs.claims import table as claims_table

    path = tmp_path / "claims.csv"
    with path.open("wb") as out:
        claims_table.write_csv(read_claims([EXAMPLE]), out)
    for writer in WRITERS.values():
        with pytest.raises(x12_envelope.AnswerError, match="not an X12 file"):
            written(writer, checked(path))
    gone = tmp_path / "gone.837"
    shutil.copy(EXAMPLE, gone)
    of_gone = checked(gone)
    gone.unlink()
    with pytest.raises(x12_envelope.AnswerError, match="no such file"):
        written(x12_999, of_gone)


def test_a_file_without_a_claim_has_no_277ca(tmp_path):
    head, _, rest = EXAMPLE.read_text().partition("CLM*")
    path = tmp_path / "none.837"
    path.write_text(head + "SE*" + rest.rpartition("SE*")[2])
    with pytest.raises(x12_envelope.AnswerError, match="no claim was read"):
        written(x12_277ca, checked(path))


@pytest.mark.parametrize("sample", ["bad_valid_code", "complex", "loop_errors3_missing_loops"])
def test_answers_to_files_by_others_are_valid(shared, sample):
    (path,) = shared.glob(f"corpora/837p/imsweb__resources__837_5010__x12_{sample}.txt")
    result = checked(path)
    for writer in WRITERS.values():
        valid, report = pyx12_says(written(writer, result))
        assert valid, report


@pytest.mark.parametrize("form", WRITERS)
def test_the_loops_are_those_of_samples_by_others(form, result, damaged, shared):
    """Each segment of ours follows one that it follows in a sample, or in the other file of ours that pyx12 accepts."""
    files = sorted(shared.glob(f"corpora/{SAMPLES[form]}"))
    assert files
    theirs = {segment[0] for file in files for segment in segments(file.read_text())}
    ours = {segment[0] for segment in segments(written(WRITERS[form], result))}
    assert ours - theirs <= {"SVC"}


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        (None, "NM1*77*2*HOSPITAL*****XX*1245319590", "A7:562:77"),
        (None, "NM1*82*1*REN*ONE****XX*1245319590", "A7:562:82"),
        (None, "NM1*DN*1*REF*ONE****XX*1245319590", "A7:562:DN"),
        ("*XX*1234567893", "*XX*1234567890", "A7:562:85"),
        ("*XX*1234567893", "", "A6:562:85"),
    ],
)
def test_an_npi_that_is_not_valid_is_named_with_whose_it_is(tmp_path, before, after, status):
    segments = claim_file(*CLAIM, *([after] if before is None else []), *LINES)
    if before is not None:
        segments = [each.replace(before, after) for each in segments]
    path = tmp_path / "in.837"
    path.write_bytes(text(segments))
    said = [each[1] for each in named(written(x12_277ca, sightline.check(path)), "STC")]
    assert status in said
    assert "A8:448" not in said
