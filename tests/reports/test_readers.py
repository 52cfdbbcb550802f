"""Every format gives the same answers; what is no report is named, and nothing shows a traceback."""

from __future__ import annotations

import json

import making
import pytest

from sightline.reports.document import Document, ReportError, Unread
from sightline.reports.readers import read_documents

ALWAYS = ("guidance-during-placement", "localization-described", "images-archived", "interpretation-written",
          "sample-type", "indication", "complications", "consent", "primary-procedure")  # fmt: skip
FORMATS = {
    "report.txt": lambda: making.TEXT.encode(),
    "crlf.txt": lambda: making.TEXT.replace("\n", "\r\n").encode(),
    "utf16.txt": lambda: making.TEXT.encode("utf-16"),
    "report.rtf": making.rtf,
    "report.pdf": making.pdf,
    "oru.hl7": lambda: making.oru().encode(),
    "oru-one-obx.hl7": lambda: making.oru(split=False).encode(),
    "mdm.hl7": lambda: making.mdm().encode(),
    "diagnostic-report.json": lambda: json.dumps(making.diagnostic_report()).encode(),
    "attached-pdf.json": lambda: json.dumps(making.diagnostic_report(data=making.pdf(), kind="application/pdf")).encode(),
    "document-reference.json": lambda: json.dumps(making.document_reference()).encode(),
    "procedure.json": lambda: json.dumps(making.procedure()).encode(),
    "note.xml": lambda: making.ccda().encode(),
}  # fmt: skip
SIGNED = ("oru.hl7", "oru-one-obx.hl7", "mdm.hl7", "diagnostic-report.json", "attached-pdf.json", "document-reference.json",
          "note.xml")  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_answers_in_every_format(name, tmp_path, reader):
    (tmp_path / name).write_bytes(FORMATS[name]())
    (document,) = read_documents([tmp_path / name])
    found = {answer.requirement.id: answer.status for answer in reader.read(document).answers}
    assert {key: found[key] for key in ALWAYS} == dict.fromkeys(ALWAYS, "met")
    assert (found["signed"] == "met") == (name in SIGNED)


@pytest.mark.parametrize(("status", "answer"), [("F", "met"), ("P", "contradicted"), ("C", "met")])
def test_the_status_of_a_result_says_whether_it_is_signed(status, answer, tmp_path, reader):
    (tmp_path / "a.hl7").write_text(making.oru(status), newline="")
    (document,) = read_documents([tmp_path])
    assert next(a.status for a in reader.read(document).answers if a.requirement.id == "signed") == answer


def test_what_hl7_states_is_in_the_text(tmp_path, reader):
    (tmp_path / "a.hl7").write_text(making.oru(), newline="")
    (document,) = read_documents([tmp_path])
    facts = {fact.name: fact.value for fact in reader.read(document).facts}
    assert facts["ordered_code"] == "32405"
    assert facts["date"] == "2026-03-02"
    assert "authenticated by READER ROBIN" in document.text


def test_many_in_a_file(tmp_path):
    batch = "FHS|^~\\&|A\rBHS|^~\\&|A\r" + "".join(making.oru(number=n) for n in (1, 2, 3)) + "BTS|3\rFTS|1\r"
    (tmp_path / "a.hl7").write_text(batch, newline="")
    (tmp_path / "b.ndjson").write_text("\n".join(json.dumps({"text": making.TEXT}) for _ in range(2)))
    (tmp_path / "c.json").write_text(making.bundle())
    (tmp_path / "d.txt").write_text(f"{making.TEXT}\n*** END OF REPORT ***\n{making.TEXT}\n")
    found = list(read_documents([tmp_path]))
    assert [(one.name[-6:], one.number) for one in found] == [
        *(("/a.hl7", n) for n in (1, 2, 3)), *(("ndjson", n) for n in (1, 2)), *(("c.json", n) for n in (1, 2, 3)),
        *(("/d.txt", n) for n in (1, 2)),
    ]  # fmt: skip
    assert all(isinstance(one, Document) for one in found)


BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\n ", "empty"),
    "binary.bin": (bytes(range(256)) * 20, "binary"),
    "damaged.pdf": (b"%PDF-1.4 nothing", "damaged PDF"),
    "scan.pdf": (making.pdf(""), "no text"),
    "half.json": (b'{"resourceType": "DiagnosticReport"', "not JSON"),
    "other.json": (b'{"resourceType": "Patient"}', "no DiagnosticReport"),
    "linked.json": (b'{"resourceType":"DocumentReference","content":[{"attachment":{"url":"x"}}]}', "only linked"),
    "nothing.hl7": (b"MSH|^~\\&|A\rPID|1\r", "without the text"),
    "cut.hl7": (b"MSH|", "HL7"),
    "broken.xml": (b"<ClinicalDocument><a>", "not XML"),
    "entities.xml": (b'<!DOCTYPE x [<!ENTITY a "b">]><ClinicalDocument/>', "document type"),
    "deep.json": (b"[" * 100_000 + b'"', "not JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_report_is_named_with_the_reason(name, tmp_path):
    data, reason = BAD[name]
    (tmp_path / name).write_bytes(data)
    (found,) = read_documents([tmp_path])
    assert isinstance(found, Unread)
    assert reason in found.reason


def test_an_encrypted_pdf_is_named(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    import io

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(making.pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    (found,) = read_documents([tmp_path])
    assert "encrypted" in found.reason


def test_a_pdf_that_opens_without_a_password_is_read(tmp_path):
    """As programs write it that forbid changes to a signed report."""
    pypdf = pytest.importorskip("pypdf")
    import io

    for algorithm in ("RC4-128", "AES-128", "AES-256"):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(making.pdf()))
        writer.encrypt("", "owner", algorithm=algorithm)
        writer.write(tmp_path / f"{algorithm}.pdf")
    found = list(read_documents([tmp_path]))
    assert len(found) == 3
    assert all("17-gauge needle" in document.text for document in found)


def test_a_report_too_long_to_be_one(tmp_path):
    (tmp_path / "a.txt").write_text("word " * 300_000)
    (found,) = read_documents([tmp_path])
    assert "longer than a report" in found.reason


def test_a_path_that_is_not_there():
    with pytest.raises(ReportError, match="no such file"):
        list(read_documents(["nowhere.txt"]))


def test_reports_of_several_patients_in_one_text():
    from sightline.reports.readers.patients import of_patients

    first = "Patient: ALPHA, ANN\nProcedure: Right thoracentesis\n800 mL removed.\n"
    second = "Patient: BETA, BO\nProcedure: Paracentesis\n4 L removed.\n"
    assert of_patients(first + "==========\n" + second) == [first + "==========\n", second]
    assert of_patients(f"REPORT 1\n{first}\n\nREPORT 2\n{second}") == [f"REPORT 1\n{first}\n\n", f"REPORT 2\n{second}"]
    assert of_patients(first + second) == [first, second]
    again = first + "\fPatient: ALPHA, ANN   page 2\nComplications: none.\n"
    assert of_patients(again) == [again]
    assert of_patients("No name here.\n") == ["No name here.\n"]
    assert of_patients(f"MRN: 1\n{first}") == [f"MRN: 1\n{first}"]
