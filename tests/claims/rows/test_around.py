"""Codes with something around them are read as the code alone, with a note; what has two meanings stays as it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.reading import read
from sightline.claims.rows.around import place, without_code_set, without_words
from sightline.claims.rows.cells import dollars
from sightline.claims.rows.days import BAD
from sightline.claims.rows.delimited import read_csv
from sightline.claims.rows.layout import known


@pytest.mark.parametrize(
    ("text", "code"),
    [("12 - Home", "12"), ("12-Home", "12"), ("12 Home", "12"), ("Home (12)", "12"), ("Home - 12", "12"), ("POS 12", "12"),
     ("POS: 12", "12"), ("Place of Service 24", "24"), ("POS 24 - ASC", "24"), ("24: Surgery center", "24"), ("(24)", "24"),
     ("Ambulatory Surgical Center", "24"), ("on campus - outpatient hospital", "22"), ("Emergency Room - Hospital", "23"),
     ("9 - Prison/Correctional Facility", "09"), ("2", "2"), ("", ""), ("-", "-")],
)  # fmt: skip
def test_a_place_of_service_with_its_name(text: str, code: str) -> None:
    assert place(text) == code


@pytest.mark.parametrize(
    "text",
    ["11 - Inpatient Hospital", "Home (11)", "12 Oaks Hospital", "21st Street Clinic", "Suite 11", "Outpatient Hospital",
     "Emergency Room", "Tribal 638", "OP Hosp", "POS"],
)  # fmt: skip
def test_a_place_that_may_be_another_stays_as_it_stands(text: str) -> None:
    assert place(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [("CPT 20610", "20610"), ("CPT: 20610", "20610"), ("CPT-4 20610", "20610"), ("HCPCS J1100", "J1100"), ("HC:20610", "20610"),
     ("CPT® 20610", "20610"), ("CPT 20610-RT", "20610-RT"), ("CPT", "CPT"), ("HCPCS code", "HCPCS code")],
)  # fmt: skip
def test_a_code_with_its_code_set(text: str, code: str) -> None:
    assert without_code_set(text) == code


def test_a_code_with_its_description() -> None:
    assert without_words("20610 - Injection of a large joint") == "20610"
    for text in ("20610 - RT", "20610-RT", "20610 RT", "Injection - 20610"):
        assert without_words(text) == text


def test_codes_and_places_in_a_table() -> None:
    found = read(
        read_csv, "claim_id,CPT,POS\nB1,CPT 20610-RT,11 - Office\nB2,20610 - Injection,Hospice\nB3,20610,OP Hosp\n"
    )
    assert [(each["code"], each["modifier_1"], each["place_of_service"]) for each in found.lines] == [
        ("20610", "RT", "11"), ("20610", "", "34"), ("20610", "", "OP Hosp"),
    ]  # fmt: skip
    assert "code: the name of the code set before a code was passed over (1 row, first in row 2)" in found.messages
    assert "code: words that stood beside a code were passed over (1 row, first in row 3)" in found.messages
    assert "place_of_service: places of service with their names" in found.messages


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("0069-0123-01", ("00069012301", None, "")), ("69097-123-02", ("69097012302", None, "")),
     ("69097-0123-2", ("69097012302", None, "")), ("69097-0123-02", ("69097012302", None, "")),
     ("N469097012302ML2.5", ("69097012302", Decimal("2.5"), "ML")), ("N4 69097-0123-02 UN1", ("69097012302", Decimal(1), "UN")),
     ("NDC 69097-0123-02", ("69097012302", None, "")), ("6909701232", ("6909701232", None, "")),
     ("69097-01-0232", ("69097-01-0232", None, ""))],
)  # fmt: skip
def test_national_drug_codes(cell: str, meant: tuple[str, Decimal | None, str]) -> None:
    found = read(read_csv, f"claim_id,code,NDC\nB1,J3301,{cell}\n")
    line = found.lines[0]
    assert (line["ndc"], line["ndc_quantity"], line["ndc_unit"]) == meant
    assert ("ndc: national drug codes were read in eleven digits" in found.messages) == (line["ndc"] != cell)
    own = read(read_csv, f"claim_id,code,NDC,NDC Qty,NDC Unit\nB1,J3301,{cell},4,gr\n").lines[0]
    assert (own["ndc_quantity"], own["ndc_unit"]) == (4, "GR")


def test_minutes_in_words() -> None:
    found = read(
        read_csv,
        "claim_id,code,units,Unit Type\nB1,00142,40,Min\nB2,00142,40,minutes\nB3,20610,1,Units\nB4,20610,1,F2\n",
    )
    assert [each["unit_basis"] for each in found.lines] == ["MJ", "MJ", "UN", "F2"]
    assert "unit_basis: minutes and units in words were read as MJ and UN (3 rows, first in row 2)" in found.messages


def test_a_column_of_remarks_gives_one_note() -> None:
    rows = "".join(f"B{n},20610,called {n}\n" for n in range(1, 30)) + 'B30,20610,"[""ADD*SEEN""]"\n'
    found = read(read_csv, f"claim_id,code,Notes\n{rows}")
    assert (
        found.messages
        == "notes: free text is not read as notes of the claim (NTE), and was not used (29 rows, first in row 2)"
    )
    assert [each["notes"] for each in found.lines][-2:] == [[], ["ADD*SEEN"]]


def test_what_nobody_sees_is_no_part_of_a_cell() -> None:
    found = read(read_csv, "claim_id,code,mod1\n\u200bB1\u200b,\u200e20610,\ufeffRT\u00a0\n\x1a")
    assert (found.claims[0]["claim_id"], found.lines[0]["code"], found.lines[0]["modifier_1"]) == ("B1", "20610", "RT")
    assert (found.counts.lines_in_file, found.rejected) == (1, [])
    assert read(read_csv, "claim_id,code\nB1,20610\x1a").lines[0]["code"] == "20610"


@pytest.mark.parametrize("text", ["$(12.50)", "($12.50)", "-$12.50", "$ (12.50)", "(12.50)"])
def test_negative_amounts(text: str) -> None:
    assert dollars(text) == -1250
    assert dollars("$(12.50") is BAD


def test_columns_of_one_name_are_read_in_their_order() -> None:
    found = read(read_csv, "claim_id,code,Mod,Mod,DX,DX,DX,Ptr\nB1,20610,RT,59,M17.11,,I10,\n")
    assert [found.lines[0][f"modifier_{n}"] for n in (1, 2, 3)] == ["RT", "59", ""]
    assert [(each["position"], each["code"]) for each in found.diagnoses] == [(1, "M1711"), (3, "I10")]
    assert "2 columns are called Mod: they were read in their order" in found.messages
    assert "3 columns are called DX" in found.messages


@pytest.mark.parametrize(
    ("name", "target"),
    [("Billed Charge", "charge"), ("Charged", "charge"), ("Fee", "charge"), ("Chg", "charge"), ("Ext Charge", "charge"),
     ("ICD1 Code", "dx1"), ("ICD12 Code", "dx12"), ("Principal Dx", "dx1"), ("Original Ref", "original_reference"),
     ("Rendering Prov NPI", "rendering_npi"), ("Primary Payer Name", "payer_name")],
)  # fmt: skip
def test_names_that_exports_use(name: str, target: str) -> None:
    assert known(name) == target


def test_icd_codes_that_are_counted() -> None:
    head = ",".join(f"ICD{n} Code" for n in range(1, 13))
    cells = ",".join(f"A0{n}" if n < 10 else f"A{n}" for n in range(1, 13))
    found = read(read_csv, f"claim_id,code,{head}\nB1,20610,{cells}\n")
    assert [each["code"] for each in found.diagnoses] == [f"A{n:02}" for n in range(1, 13)]


def test_m1_to_m4() -> None:
    found = read(read_csv, "claim_id,code,M1,M2,M3,M4\nB1,20610,RT,59,,\n")
    assert [found.lines[0][f"modifier_{n}"] for n in (1, 2, 3)] == ["RT", "59", ""]
    for head, row in (("M1,M2,M3,M4,M5", "1,2,3,4,5"), ("M1", "1")):
        found = read(read_csv, f"claim_id,code,{head}\nB1,20610,{row}\n")
        assert found.lines[0]["modifier_1"] == ""
        assert "the column 'M1' looks like modifiers and was not used" in found.messages
