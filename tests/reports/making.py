"""Reports in the formats that the readers take, made from one text."""

from __future__ import annotations

import base64
import json

TEXT = """EXAM: CT GUIDED LIVER BIOPSY

INDICATION: Segment 6 liver mass.

TECHNIQUE: Informed consent was obtained. Under CT guidance a 17-gauge needle was advanced into the segment 6 mass. CT
confirmed the needle tip within the mass. Three core specimens were placed in formalin. Images were archived to PACS.

FINDINGS: 2.2 cm mass in segment 6. Post-procedure CT shows no hemorrhage.

COMPLICATIONS: None.

IMPRESSION: CT-guided biopsy of a segment 6 liver mass.
"""


def rtf() -> bytes:
    return ("{\\rtf1\\ansi " + TEXT.replace("\n", "\\par\n") + "}").encode()


def pdf(text: str = TEXT) -> bytes:
    """A page of text, written by hand: pypdf reads PDF and does not set text."""
    lines = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T*\n" for line in text.splitlines())
    stream = f"BT /F1 9 Tf 11 TL 30 780 Td\n{lines}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        start,
    )


def oru(status: str = "F", text: str = TEXT, split: bool = True, number: int = 1) -> str:
    """An ORU^R01: the text in an OBX for each line, or in one with escapes."""
    escaped = text.replace("\\", "\\E\\").replace("|", "\\F\\").replace("&", "\\T\\")
    if split:
        obx = [f"OBX|{n}|TX|18782-3^Report||{line}||||||{status}" for n, line in enumerate(escaped.splitlines(), 1)]
    else:
        obx = [f"OBX|1|FT|18782-3^Report||{escaped.replace(chr(10), chr(92) + '.br' + chr(92))}||||||{status}"]
    return "\r".join(
        [
            f"MSH|^~\\&|RIS|LAKESIDE|BILLING|LAKESIDE|202603021412||ORU^R01|MSG{number}|P|2.5.1",
            "PID|1||MRN0042^^^LAKESIDE||EXAMPLE^ALEX||19610415|F",
            "OBR|1|ORD1|ACC77|32405^CT BIOPSY LUNG^C4|||20260302093000||||||||||||||||||"
            + status + "|||||||9988&READER&ROBIN",
            *obx,
        ]
    ) + "\r"  # fmt: skip


def mdm(completion: str = "LA") -> str:
    escaped = TEXT.replace("\n", "\\.br\\")
    return "\r".join(
        [
            "MSH|^~\\&|RIS|LAKESIDE|BILLING|LAKESIDE|202603021412||MDM^T02|MSG9|P|2.5.1",
            "EVN|T02|202603021412",
            "PID|1||MRN0042||EXAMPLE^ALEX",
            f"TXA|1|PN|TX|202603020930||||||||DOC1|||||{completion}|||||9988^READER^ROBIN",
            f"OBX|1|FT|18782-3^Report||{escaped}||||||F",
        ]
    ) + "\r"  # fmt: skip


def diagnostic_report(status: str = "final", data: bytes | None = None, kind: str = "text/plain") -> dict:
    return {
        "resourceType": "DiagnosticReport",
        "status": status,
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "47000"}], "text": "Liver biopsy"},
        "subject": {"display": "Alex Example"},
        "effectiveDateTime": "2026-03-04T09:00:00Z",
        "resultsInterpreter": [{"display": "Robin Reader"}],
        "presentedForm": [
            {"contentType": kind, "data": base64.b64encode(data if data is not None else TEXT.encode()).decode()}
        ],
    }


def document_reference() -> dict:
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "authenticator": {"display": "Robin Reader"},
        "content": [{"attachment": {"contentType": "application/rtf", "data": base64.b64encode(rtf()).decode()}}],
    }


def procedure() -> dict:
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "CT-guided liver biopsy"},
        "performedDateTime": "2026-03-04",
        "note": [{"text": TEXT}],
    }


def bundle() -> str:
    entries = [diagnostic_report(), {"resourceType": "Patient"}, document_reference(), procedure()]
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in entries]})


def ccda() -> str:
    sections = []
    for part in TEXT.strip().split("\n\n"):
        title, _, words = part.partition(": ")
        sections.append(
            f"<component><section><title>{title.title()}</title><text><paragraph>{words}</paragraph></text></section></component>"
        )
    return (
        '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><effectiveTime value="20260304"/>'
        "<recordTarget><patientRole><patient><name><given>Alex</given> <family>Example</family></name></patient></patientRole>"
        "</recordTarget>"
        '<legalAuthenticator><time value="20260304"/><signatureCode code="S"/>'
        "<assignedEntity><assignedPerson><name>Robin Reader</name>"
        "</assignedPerson></assignedEntity></legalAuthenticator>"
        f"<component><structuredBody>{''.join(sections)}</structuredBody></component></ClinicalDocument>"
    )
