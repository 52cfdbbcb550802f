"""CMS-1500 claims in JSON: as clearing houses take them, and by the boxes of the form."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.reading import read
from sightline.claims import reader_for
from sightline.claims.json.cms1500 import box_date, box_name, read_cms1500

HOUSE: dict[str, Any] = {
    "controlNumber": "000000001",
    "tradingPartnerServiceId": "15202",
    "tradingPartnerName": "MEDICARE",
    "subscriber": {"memberId": "M100200", "firstName": "ANN", "lastName": "ROE", "gender": "F",
                   "dateOfBirth": "19500102", "paymentResponsibilityLevelCode": "P"},
    "billing": {"providerType": "BillingProvider", "npi": "1234567893", "employerId": "12-3456789",
                "taxonomyCode": "2085R0202X", "organizationName": "NORTH IMAGING",
                "address": {"state": "IL", "postalCode": "627010001"}},
    "rendering": {"npi": "1245319599", "taxonomyCode": "2085R0204X"},
    "referring": {"npi": "1902809205"},
    "claimInformation": {
        "claimFilingCode": "MB",
        "patientControlNumber": "H-1",
        "claimChargeAmount": "1550.00",
        "placeOfServiceCode": "22",
        "claimFrequencyCode": "7",
        "claimSupplementalInformation": {"claimControlNumber": "ICN9", "priorAuthorizationNumber": "PA1"},
        "healthCareCodeInformation": [
            {"diagnosisTypeCode": "ABK", "diagnosisCode": "R911"},
            {"diagnosisTypeCode": "ABF", "diagnosisCode": "Z87.891"},
        ],
        "serviceFacilityLocation": {"npi": "1003000126", "address": {"postalCode": "62702"}},
        "serviceLines": [
            {"serviceDate": "20260302", "providerControlNumber": "K1",
             "professionalService": {"procedureIdentifier": "HC", "procedureCode": "32408",
                                     "lineItemChargeAmount": "1240", "measurementUnit": "UN", "serviceUnitCount": "1",
                                     "compositeDiagnosisCodePointers": {"diagnosisCodePointers": ["1", "2"]}}},
            {"serviceDate": "20260302", "serviceDateEnd": "20260303",
             "professionalService": {"procedureIdentifier": "HC", "procedureCode": "77012",
                                     "procedureModifiers": ["26"],
                                     "lineItemChargeAmount": "310.00", "measurementUnit": "UN", "serviceUnitCount": "1",
                                     "placeOfServiceCode": "21", "compositeDiagnosisCodePointers": [["1"]]},
             "renderingProvider": {"npi": "1003000126"},
             "drugIdentification": {"nationalDrugCode": "00641614525", "nationalDrugUnitCount": "2",
                                    "measurementUnitCode": "ML"}},
        ],
    },
}  # fmt: skip

BOXES: dict[str, Any] = {
    "1": "MEDICARE",
    "1a": "M100200",
    "2": "ROE, ANN, B",
    "3": "01 02 1950 F",
    "6": "self",
    "10b": "YES",
    "11c": "MEDICARE",
    "14": "02 01 26",
    "17": "DN PAT REFERRER",
    "17b": "1902809205",
    "21": {"icd_ind": "0", "A": "R91.1", "B": "Z87.891"},
    "22": "7 ICN9",
    "23": "PA1",
    "24": [
        {"a_from": "03 02 26", "a_to": "03 02 26", "b": 22, "d": "32408", "e": "AB", "f": "1240.00",
         "g": 1, "j": "1245319599"},
        {"A": {"from": "03022026"}, "B": "22", "C": "Y", "D": {"code": "77012", "modifiers": ["26"]}, "E": "A",
         "F": 310, "G": "1", "J": "1245319599"},
    ],
    "25": {"number": "12-3456789", "type": "EIN"},
    "26": "B-1",
    "28": 1550.00,
    "33": {"name": "NORTH IMAGING", "state": "IL", "zip": "62701"},
    "33a": "1234567893",
    "33b": "ZZ2085R0202X",
}  # fmt: skip


def test_a_claim_of_a_clearing_house() -> None:
    found = read(read_cms1500, json.dumps(HOUSE))
    (claim,) = found.claims
    wanted = {
        "claim_id": "H-1", "charge": 1550, "place_of_service": "22", "frequency": "7", "original_reference": "ICN9",
        "prior_authorization": "PA1", "member_id": "M100200", "relationship": "18", "patient_sex": "F",
        "patient_birth_date": date(1950, 1, 2), "payer_name": "MEDICARE", "payer_id": "15202", "filing_code": "MB",
        "billing_npi": "1234567893", "billing_tax_id": "123456789", "billing_taxonomy": "2085R0202X",
        "billing_name": "NORTH IMAGING", "referring_npi": "1902809205", "facility_npi": "1003000126",
    }  # fmt: skip
    assert {name: claim[name] for name in wanted} == wanted
    first, second = found.lines
    assert (first["code"], first["place_of_service"], first["pointer_2"], first["control_number"]) == (
        "32408", "22", 2, "K1",
    )  # fmt: skip
    assert (first["rendering_npi"], first["rendering_source"]) == ("1245319599", "claim")
    assert (second["place_of_service"], second["modifier_1"], second["pointer_1"]) == ("21", "26", 1)
    assert (second["rendering_npi"], second["rendering_source"]) == ("1003000126", "line")
    assert (second["date_to"], second["ndc"], second["ndc_quantity"]) == (date(2026, 3, 3), "00641614525", 2)
    assert [each["code"] for each in found.diagnoses] == ["R911", "Z87891"]
    assert not found.issues


def test_a_dependent_and_providers_in_a_list() -> None:
    document = copy.deepcopy(HOUSE)
    document["dependent"] = {"firstName": "BEN", "lastName": "ROE", "relationshipToSubscriberCode": "19", "gender": "M"}
    billing, rendering = document.pop("billing"), document.pop("rendering")
    document["providers"] = [billing, {**rendering, "providerType": "RenderingProvider"}]
    one, two = read(read_cms1500, json.dumps([HOUSE, document])).claims
    assert (two["relationship"], two["patient_first_name"], two["billing_npi"]) == ("19", "BEN", "1234567893")
    assert one["patient"] != two["patient"]


def test_the_boxes_of_the_form() -> None:
    found = read(read_cms1500, json.dumps(BOXES))
    (claim,) = found.claims
    wanted = {
        "claim_id": "B-1", "charge": 1550, "frequency": "7", "original_reference": "ICN9", "prior_authorization": "PA1",
        "member_id": "M100200", "relationship": "18", "patient_last_name": "ROE", "patient_first_name": "ANN",
        "patient_sex": "F", "patient_birth_date": date(1950, 1, 2), "payer_name": "MEDICARE", "filing_code": "MB",
        "billing_npi": "1234567893", "billing_tax_id": "123456789", "billing_taxonomy": "2085R0202X",
        "referring_npi": "1902809205", "accident": "AA", "onset_date": date(2026, 2, 1), "billing_zip": "62701",
    }  # fmt: skip
    assert {name: claim[name] for name in wanted} == wanted
    first, second = found.lines
    assert (first["date_from"], first["place_of_service"], first["charge"]) == (date(2026, 3, 2), "22", 1240)
    assert (first["pointer_1"], first["pointer_2"], first["rendering_npi"]) == (1, 2, "1245319599")
    assert (second["date_from"], second["code"], second["modifier_1"], second["emergency"]) == (
        date(2026, 3, 2), "77012", "26", "Y",
    )  # fmt: skip
    assert [each["code"] for each in found.diagnoses] == ["R911", "Z87891"]
    assert not found.issues


@pytest.mark.parametrize("signed", [{"31": {"date": "03 05 26"}}, {"31_date": "03 05 2026"}])
def test_when_the_form_was_signed(signed: dict[str, Any]) -> None:
    assert read(read_cms1500, json.dumps(BOXES | signed)).claims[0]["created"] == date(2026, 3, 5)
    assert read(read_cms1500, json.dumps(BOXES | {"31": "SIGNATURE ON FILE"})).claims[0]["created"] is None


def test_boxes_by_other_names() -> None:
    renamed = {f"box_{name}": value for name, value in BOXES.items()}
    renamed["Box 24"] = [{f"24{key}": value for key, value in line.items()} for line in renamed.pop("box_24")]
    assert read(read_cms1500, json.dumps(renamed)).values == read(read_cms1500, json.dumps(BOXES)).values
    assert [box_name(each) for each in ("box_1a", "Box 24", "item17b", "33a")] == ["1a", "24", "17b", "33a"]


@pytest.mark.parametrize("layout", ["{0}\n{1}\n", "[{0}, {1}]", '{{"claims": [{0}, {1}]}}', " \n{0}\n\n{1}"])
def test_files_of_several_claims(layout: str) -> None:
    data = layout.format(json.dumps(HOUSE), json.dumps(BOXES))
    found = read(read_cms1500, data)
    assert [each["claim_id"] for each in found.claims] == ["H-1", "B-1"]
    assert [each["segment"] for each in found.claims] == [1, 2]
    pretty = read(read_cms1500, json.dumps(HOUSE, indent=2) + json.dumps(BOXES, indent=2))
    assert pretty.values == found.values


def test_claims_of_other_kinds_are_set_aside() -> None:
    document = copy.deepcopy(HOUSE)
    for line in document["claimInformation"]["serviceLines"]:
        line["institutionalService"] = line.pop("professionalService")
    found = read(read_cms1500, json.dumps(document))
    assert (found.counts.set_aside, found.counts.set_aside_lines) == (1, 2)


def test_old_diagnoses() -> None:
    boxes = BOXES | {"21": ["786.5"], "21_icd_ind": "9"}
    assert read(read_cms1500, json.dumps(boxes)).diagnoses[0]["code_set"] == "ICD9"


def test_json_without_claims() -> None:
    found = read(read_cms1500, '{"a": 1}')
    assert found.unreadable
    assert "no claim with claimInformation" in found.messages


def test_the_reader_is_told_by_content() -> None:
    assert reader_for(json.dumps(HOUSE).encode(), "x.txt") is read_cms1500
    assert reader_for(json.dumps(BOXES).encode(), "x.837") is read_cms1500


@pytest.mark.parametrize(
    ("text", "iso"),
    [("03 02 26", "2026-03-02"), ("030226", "2026-03-02"), ("03022026", "2026-03-02"), ("03/02/2026", "2026-03-02"),
     ("20260302", "20260302"), ("2026-03-02", "2026-03-02"), ("soon", "soon"), ("", "")],
)  # fmt: skip
def test_box_dates(text: str, iso: str) -> None:
    assert box_date(text) == iso


NAMES = ["claimInformation", "serviceLines", "24", "21", "3", "subscriber", "professionalService", "claims", "a", "d"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from(sorted(HOUSE["claimInformation"])), st.sampled_from(sorted(BOXES)))
def test_no_shape_raises(value: Any, name: str, box: str) -> None:
    house = {**HOUSE, "claimInformation": {**HOUSE["claimInformation"], name: value}}
    read(read_cms1500, json.dumps([value, house, {**BOXES, box: value}, {"claimInformation": value}, {"24": value}]))


def form(line: dict[str, Any] | None = None, **boxes: Any) -> Any:
    """The claim of BOXES with one line and other boxes."""
    plain = {"a_from": "03 02 26", "b": "22", "d": "47000 59", "e": "A", "f": "310 00", "g": "1"}
    return read(read_cms1500, json.dumps({**copy.deepcopy(BOXES), "24": [{**plain, **(line or {})}], **boxes}))


@pytest.mark.parametrize("written", ["310 00", "310.00", "310", "310|00"])
def test_amounts_as_the_form_has_them(written: str) -> None:
    found = form({"f": written}, **{"28": written})
    assert (found.claims[0]["charge"], found.lines[0]["charge"]) == (310, 310)


@pytest.mark.parametrize(("code", "basis"), [("00142 QZ", "MJ"), ("01967", "MJ"), ("01996", "UN"), ("99213", "UN")])
def test_anesthesia_counts_minutes(code: str, basis: str) -> None:
    assert form({"d": code, "g": "61"}).lines[0]["unit_basis"] == basis


@pytest.mark.parametrize(
    "boxes",
    [{"22": "7 ICN-5"}, {"22": "7|ICN-5"}, {"22": {"code": "7", "original_ref_no": "ICN-5"}},
     {"22": None, "22a": "7", "22b": "ICN-5"}, {"22": {"resubmission_code": "7", "reference": "ICN-5"}}],
)  # fmt: skip
def test_both_parts_of_box_22(boxes: dict[str, Any]) -> None:
    claim = form(**boxes).claims[0]
    assert (claim["frequency"], claim["original_reference"]) == ("7", "ICN-5")


def test_the_drug_of_the_shaded_line() -> None:
    for written in ("N400641614525 ML2.5", "N4 00641-6145-25 ML 2.5"):
        (line,) = form({"shaded": written}).lines
        assert (line["ndc"], line["ndc_unit"], float(line["ndc_quantity"])) == ("00641614525", "ML", 2.5)


def test_keys_that_are_not_known_are_named() -> None:
    found = form({"d": {"code": "47000", "mods": "59 LT"}, "colour": "red"}, colour="blue")
    assert [found.lines[0][f"modifier_{n}"] for n in (1, 2)] == ["59", "LT"]
    assert "mods of box 24d was read as modifiers" in found.messages
    assert "cells of box 24 that are not known and were not read: colour" in found.messages
    assert "boxes that are not known and were not read: colour" in found.messages


def test_other_subscribers_of_clearing_houses() -> None:
    house = copy.deepcopy(HOUSE)
    house["claimInformation"]["otherSubscriberInformation"] = [
        {"paymentResponsibilityLevelCode": "P", "claimFilingIndicatorCode": "CI", "payerPaidAmount": "80.00",
         "otherPayerName": {"otherPayerOrganizationName": "HARBOR", "otherPayerIdentifier": "70002"},
         "claimLevelAdjustments": [{"adjustmentGroupCode": "PR", "adjustmentDetails": [
             {"adjustmentReasonCode": "2", "adjustmentAmount": "20.00"}]}]},
    ]  # fmt: skip
    house["claimInformation"]["serviceLines"][0]["lineAdjudicationInformation"] = [
        {"otherPayerPrimaryIdentifier": "70002", "serviceLinePaidAmount": "80.00", "procedureCode": "32408",
         "paidServiceUnitCount": "1", "adjudicationOrPaymentDate": "20260320"},
    ]  # fmt: skip
    found = read(read_cms1500, json.dumps(house))
    (other,) = found.claims[0]["other_payers"]
    assert (other["name"], other["id"], other["paid"], other["adjustments"][0]["amount"]) == ("HARBOR", "70002", 80, 20)
    assert found.lines[0]["adjudications"][0]["date"] == date(2026, 3, 20)
    assert not found.issues
