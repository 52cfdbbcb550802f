"""The files that commands.toml names beside the examples; every code and value in them is made up or an example's."""

from __future__ import annotations

import gzip
import io
import shutil
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports.making import oru, pdf, rtf

ROOT = Path(__file__).parent.parent
_MUE = (("HCPCS/CPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator"), ("90001", "1", "3"))
_CLAIMS = (
    ("claim_id", "line_no", "code", "units", "charge", "date_from"),
    ("A", "1", "77012", "1", "310.00", "2026-03-02"),
)
_NPPES = (
    "NPI,Entity Type Code,Provider Business Practice Location Address State Name,Healthcare Provider Taxonomy Code_1\n"
    "1234567893,1,AL,2085R0202X\n"
)
#: An empty password opens it; the owner's forbids changes.
_ENCRYPT = """import sys, pypdf
copy = pypdf.PdfWriter(clone_from=sys.argv[1])
copy.encrypt("", "owner", algorithm="AES-256")
copy.write(sys.argv[2])
"""
_XLSX = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
    ' Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>',
}


def write_inputs(folder: Path) -> None:
    """Write every file into `folder`."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    newest = (ROOT / "examples/rates/lakeside-mutual-2026-04.json").read_bytes().replace(b"2026-04", b"2026-05")
    (folder / "lakeside-mutual-2026-05.json.gz").write_bytes(gzip.compress(newest))
    (folder / "npidata.csv").write_text(_NPPES, encoding="utf-8")
    (folder / "mue_2026q2.csv").write_text("".join(",".join(row) + "\n" for row in _MUE), encoding="utf-8")
    (folder / "mue_2026q2.xlsx").write_bytes(_workbook(_MUE))
    (folder / "claims.xlsx").write_bytes(_workbook(_CLAIMS))
    (folder / "report.rtf").write_bytes(rtf())
    (folder / "report.pdf").write_bytes(pdf())
    (folder / "report.hl7").write_text(oru(), encoding="utf-8", newline="")
    (folder / "encrypted.py").write_text(_ENCRYPT, encoding="utf-8")


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook by hand: the environment that this runs in needs no extra."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{cells}</sheetData></worksheet>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in (_XLSX | {"xl/worksheets/sheet1.xml": sheet}).items():
            archive.writestr(name, text)
    return data.getvalue()
