"""FHIR claims: bundles, references, codes, amounts, claims of other kinds, and whatever JSON there is."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.reading import Read, read
from sightline.claims import read_claims
from sightline.claims.json.fhir.claim import read_fhir

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "fhir"
NPI = "http://hl7.org/fhir/sid/us-npi"
EIN = "urn:oid:2.16.840.1.113883.4.4"
CPT = "http://www.ama-assn.org/go/cpt"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def concept(code: str, system: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} if system else {"code": code}]}


def item(sequence: int, code: str, net: str, **more: Any) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "productOrService": concept(code, CPT),
        "servicedDate": "2026-03-02",
        "net": {"value": Decimal(net), "currency": "USD"},
        **more,
    }


def practitioner(npi: str) -> dict[str, Any]:
    return {"identifier": {"system": NPI, "value": npi}}


CLAIM: dict[str, Any] = {
    "resourceType": "Claim",
    "identifier": [{"value": "F-1"}],
    "status": "active",
    "type": concept("professional", "http://terminology.hl7.org/CodeSystem/claim-type"),
    "use": "claim",
    "patient": {"reference": "Patient/p1"},
    "provider": {"reference": "Organization/o1"},
    "insurer": {"reference": "Organization/payer"},
    "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/c1"}}],
    "careTeam": [
        {"sequence": 1, "provider": {"reference": "PractitionerRole/r1"}, "role": concept("performing")},
        {"sequence": 2, "provider": practitioner("1902809205"), "role": concept("referring")},
        {"sequence": 3, "provider": practitioner("1003000126"), "role": concept("rendering"),
         "qualification": concept("207RP1001X", "http://nucc.org/provider-taxonomy")},
    ],
    "diagnosis": [
        {"sequence": 2, "diagnosisCodeableConcept": concept("Z87.891", ICD)},
        {"sequence": 1, "diagnosisCodeableConcept": concept("R91.1", ICD)},
    ],
    "item": [
        item(1, "32408", "1240.00", diagnosisSequence=[1, 2],
             locationCodeableConcept=concept("22", "https://www.cms.gov/Medicare/Coding/place-of-service-codes/x")),
        item(2, "77012", "310.10", modifier=[concept("26")], diagnosisSequence=[1], careTeamSequence=[3],
             quantity={"value": Decimal("2")}),
    ],
    "total": {"value": Decimal("1550.10"), "currency": "USD"},
}  # fmt: skip
OTHERS: list[dict[str, Any]] = [
    {"resourceType": "Patient", "id": "p1", "name": [{"family": "ROE", "given": ["ANN", "B"]}], "gender": "female",
     "birthDate": "1950-01-02"},
    {"resourceType": "Coverage", "id": "c1", "subscriberId": "M100200", "relationship": concept("self"), "order": 1,
     "payor": [{"reference": "Organization/payer"}]},
    {"resourceType": "Organization", "id": "payer", "name": "MEDICARE",
     "identifier": [{"system": "urn:payer", "value": "15202"}]},
    {"resourceType": "Organization", "id": "o1", "name": "NORTH IMAGING",
     "identifier": [{"system": NPI, "value": "1234567893"}, {"system": EIN, "value": "12-3456789"}],
     "address": [{"state": "IL", "postalCode": "62701"}]},
    {"resourceType": "PractitionerRole", "id": "r1", "practitioner": {"reference": "Practitioner/d1"},
     "specialty": [concept("2085R0204X", "http://nucc.org/provider-taxonomy")]},
    {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": NPI, "value": "1245319599"}]},
]  # fmt: skip


def text(value: Any) -> str:
    """JSON with decimals as they are written."""
    return json.dumps(value, default=lambda number: f"<{number}>").replace('"<', "").replace('>"', "")


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def changed(**values: Any) -> dict[str, Any]:
    """The claim with other members; None removes one."""
    return {key: value for key, value in (CLAIM | values).items() if value is not None}


def one(**values: Any) -> Read:
    return read(read_fhir, text(bundle(*OTHERS, changed(**values))))


def test_a_bundle() -> None:
    found = one()
    (claim,) = found.claims
    wanted = {
        "claim_id": "F-1", "charge": Decimal("1550.10"), "place_of_service": "", "member_id": "M100200",
        "relationship": "18", "patient_last_name": "ROE", "patient_first_name": "ANN", "patient_sex": "F",
        "patient_birth_date": date(1950, 1, 2), "payer_name": "MEDICARE", "payer_id": "15202", "responsibility": "P",
        "billing_npi": "1234567893", "billing_tax_id": "123456789", "billing_name": "NORTH IMAGING",
        "billing_state": "IL", "billing_zip": "62701", "referring_npi": "1902809205", "frequency": "1",
    }  # fmt: skip
    assert {name: claim[name] for name in wanted} == wanted | {"place_of_service": "22"}
    first, second = found.lines
    assert (first["code"], first["charge"], first["units"], first["place_of_service"]) == ("32408", 1240, 1, "22")
    assert (first["rendering_npi"], first["rendering_taxonomy"]) == ("1245319599", "2085R0204X")
    assert (first["pointer_1"], first["pointer_2"], first["referring_npi"]) == (1, 2, "1902809205")
    assert (second["modifier_1"], second["units"], second["charge"]) == ("26", 2, Decimal("310.10"))
    assert (second["rendering_npi"], second["rendering_taxonomy"], second["rendering_source"]) == (
        "1003000126", "207RP1001X", "line",
    )  # fmt: skip
    assert [(each["position"], each["code"]) for each in found.diagnoses] == [(1, "R911"), (2, "Z87891")]
    assert found.messages == ("passed over: 1 Patient, 1 Coverage, 2 Organization, 1 PractitionerRole, 1 Practitioner")


def test_the_same_contained_by_full_address_and_on_lines() -> None:
    whole = one()
    contained = changed(contained=[{**each, "id": each["id"]} for each in OTHERS])
    inner = text(contained)
    for each in OTHERS:
        inner = inner.replace(f'"{each["resourceType"]}/{each["id"]}"', f'"#{each["id"]}"')
    assert read(read_fhir, inner).values == whole.values
    assert read(read_fhir, f"{inner}\n\n{inner}\n").claims[1]["claim_key"] == 2
    addressed = bundle(*OTHERS, CLAIM)
    for entry in addressed["entry"]:
        entry["fullUrl"] = f"https://x.org/fhir/{entry['resource']['resourceType']}/{entry['resource'].get('id', 'k')}"
    longer = text(addressed).replace('"reference": "', '"reference": "https://x.org/fhir/')
    assert read(read_fhir, longer).values == whole.values


def test_positions() -> None:
    line = text(changed())
    found = read(read_fhir, f"{line}\n{line}\n")
    assert [(each["segment"], each["byte"]) for each in found.claims] == [(1, 0), (2, len(line) + 1)]
    assert [each["claim_id"] for each in found.claims] == ["F-1", "F-1"]


@pytest.mark.parametrize("kind", ["institutional", "pharmacy", "oral", "vision"])
def test_claims_of_other_kinds_are_set_aside(kind: str) -> None:
    found = one(type=concept(kind))
    assert (found.counts.claims, found.counts.set_aside, found.counts.set_aside_lines) == (0, 1, 2)
    assert f"1 {kind} claim set aside" in found.messages
    assert not found.unreadable


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"use": "preauthorization"}, "the claim is a preauthorization"),
        ({"type": None}, "does not say professional"),
        ({"status": "cancelled"}, "read as a void claim"),
        ({"total": {"value": 5, "currency": "CAD"}}, "in CAD, not in dollars"),
        ({"item": [item(1, "99213", "5", detail=[{"sequence": 1}])]}, "details of an item were passed over"),
        ({"item": [item(1, "99213", "5", servicedDate="2026-03")]}, "date_from is not a date"),
        ({"item": [item(1, "99213", "5", modifier=[concept("26")] * 5)]}, "more than four modifiers"),
        ({"diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept("22298006", "http://snomed.info/sct")}]},
         "a diagnosis is not in ICD-10-CM"),
        ({"diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept("R91.1", "http://hl7.org/fhir/sid/icd-10")}]},
         "does not say ICD-10-CM"),
    ],
)  # fmt: skip
def test_what_is_odd_is_said(values: dict[str, Any], message: str) -> None:
    found = one(**values)
    assert message in found.messages
    assert len(found.claims) == 1


def test_codes_of_other_systems_are_told() -> None:
    both = {"coding": [{"code": "1", "system": "urn:x"}, {"code": "99213", "system": CPT}]}
    odd = [
        {"sequence": 1, "productOrService": concept("162673000", "http://snomed.info/sct")},
        {"sequence": 2, "productOrService": concept("exam", "http://example.org/x")},
        {"sequence": 3, "productOrService": both},
        {"sequence": 4, "productOrService": concept("J1100", "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets")},
        {"sequence": 5, "productOrService": concept("99214")},
    ]  # fmt: skip
    found = one(item=odd)
    assert [each["qualifier"] for each in found.lines] == ["SNOMED", "ZZ", "HC", "HC", "HC"]
    assert "not CPT or HCPCS but SNOMED" in found.messages
    assert "without a system" in found.messages


def test_an_item_without_a_code_is_rejected() -> None:
    found = one(item=[{"sequence": 1}, item(2, "99213", "5")])
    assert found.reasons == ["claim 1: no procedure code (claim F-1)"]
    assert [each["line_no"] for each in found.lines] == [2]


def test_a_claim_without_items() -> None:
    found = one(item=None)
    assert (found.counts.claims, found.counts.lines_in_file) == (1, 0)
    assert "no service line" in found.messages


def test_amounts_are_exact() -> None:
    one_third, half = item(1, "99213", "0"), item(2, "99214", "0")
    one_third |= {"net": None, "unitPrice": {"value": Decimal("0.1")}, "quantity": {"value": 3}}
    half |= {"net": None, "unitPrice": {"value": Decimal("10")}, "quantity": {"value": 2}, "factor": Decimal("0.5")}
    found = one(item=[one_third, half], total=None)
    assert [each["charge"] for each in found.lines] == [Decimal("0.30"), Decimal("10.00")]
    assert found.claims[0]["charge"] == Decimal("10.30")


def test_dates_and_minutes_of_a_period() -> None:
    timed = item(1, "00100", "5", servicedPeriod={"start": "2026-03-02T08:00:00-05:00", "end": "2026-03-03"},
                 quantity={"value": 90, "unit": "min"})  # fmt: skip
    del timed["servicedDate"]
    undated = {key: value for key, value in item(2, "99213", "5").items() if key != "servicedDate"}
    found = one(item=[timed, undated], billablePeriod={"start": "2026-03-01", "end": "2026-03-04"})
    first, second = found.lines
    assert (first["date_from"], first["date_to"], first["unit_basis"]) == (date(2026, 3, 2), date(2026, 3, 3), "MJ")
    assert (second["date_from"], second["date_source"]) == (date(2026, 3, 1), "claim")


def test_replacement_drug_and_dangling_pointer() -> None:
    drug = item(1, "J1100", "5", diagnosisSequence=[7],
                detail=[{"sequence": 1, "productOrService": concept("0641-6145-25", "http://hl7.org/fhir/sid/ndc"),
                         "quantity": {"value": 2, "unit": "ML"}}])  # fmt: skip
    related = [{"claim": {"identifier": {"value": "ICN9"}}, "relationship": concept("prior")}]
    found = one(item=[drug], related=related)
    assert (found.claims[0]["frequency"], found.claims[0]["original_reference"]) == ("7", "ICN9")
    (line,) = found.lines
    assert (line["ndc"], line["ndc_quantity"], line["ndc_unit"]) == ("00641614525", 2, "ML")
    assert line["pointer_1"] > 2


def test_a_patient_who_is_not_in_the_file() -> None:
    line = text(changed())
    other = line.replace("Patient/p1", "Patient/p2")
    keys = [each["patient"] for each in read(read_fhir, f"{line}\n{line}\n{other}\n").claims]
    assert keys[0] == keys[1] != keys[2]
    assert "p1" not in keys[0]


def test_lines_that_are_no_json() -> None:
    line = text(changed())
    found = read(read_fhir, f"{line}\n{{broken\n{line}\n")
    assert found.counts.claims == 2
    assert found.reasons == ["claim 2: not JSON: expecting property name enclosed in double quotes (line 1, column 2)"]
    deep = read(read_fhir, f"{line}\n" + "[" * 100_000 + "\n")
    assert "nested too deeply" in deep.reasons[0]


def test_a_document_that_is_cut_short() -> None:
    found = read(read_fhir, text(bundle(*OTHERS, CLAIM))[:-40])
    assert found.counts.rejected_claims == 1


CLAIMS = {"hl7r4__claim-example-professional.json": (1, 0)}
FILES = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []


@pytest.mark.skipif(not FILES, reason="../shared/corpora/fhir is not there")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-50:])
def test_samples_by_others(path: Path) -> None:
    found = Read(read_claims([path]))
    resource = json.loads(path.read_text())
    resources = [each["resource"] for each in resource["entry"]] if "entry" in resource else [resource]
    claims = [each for each in resources if each["resourceType"] == "Claim"]
    aside = [each for each in claims if each["type"]["coding"][0]["code"] != "professional"]
    assert found.counts.claims_in_file == len(claims)
    assert found.counts.set_aside == len(aside)
    assert found.counts.lines_in_file == sum(len(each["item"]) for each in claims)
    assert not found.rejected
    # the same as professional claims
    for each in claims:
        each["type"] = concept("professional")
    again = read(read_fhir, json.dumps(bundle(*resources)))
    assert (again.counts.claims, again.counts.lines) == (len(claims), found.counts.lines_in_file)
    assert all(each["qualifier"] != "HC" for each in again.lines if len(each["code"]) != 5)


NAMES = ["coding", "code", "system", "value", "reference", "sequence", "identifier", "name", "given", "start"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just(float("1e300")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, inner in inside for each in places(inner, (*path, key)))]


WHOLE = json.loads(text(bundle(*OTHERS, CLAIM)))
PLACES = places(WHOLE)[1:]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_no_shape_raises(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = copy.deepcopy(WHOLE)
    for path, value in changes:
        at = document
        try:
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    read(read_fhir, json.dumps(document))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode), st.integers(0, 4000))
def test_no_bytes_raise(junk: bytes, at: int) -> None:
    data = text(bundle(*OTHERS, CLAIM)).encode()
    read(read_fhir, data[:at] + junk + data[at:])
    read(read_fhir, junk)


@pytest.mark.parametrize(
    ("created", "day"),
    [("2026-03-05", date(2026, 3, 5)), ("2026-03-05T23:10:00-05:00", date(2026, 3, 5)), (None, None)],
)
def test_when_it_was_made_out(created: str | None, day: date | None) -> None:
    assert one(created=created).claims[0]["created"] == day


HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"


@pytest.mark.parametrize(
    ("concepts", "read_as"),
    [
        ([{"coding": [{"system": "urn:ours", "code": "LEFT"}, {"system": HCPCS, "code": "LT"}]}], ["LT"]),
        ([{"coding": [{"system": HCPCS, "code": "LT"}, {"system": CPT, "code": "59"}]}], ["LT", "59"]),
        ([{"text": "59"}, {"text": "lt, xs"}], ["59", "LT", "XS"]),
        ([{"coding": [{"code": "59"}]}, {"coding": [{"system": CPT, "code": "76"}], "text": "repeat"}], ["59", "76"]),
        ([{"coding": [{"system": "urn:ours", "code": "LEFT"}]}, {"text": "left side"}], []),
    ],
)
def test_modifiers_by_their_systems(concepts: list[dict[str, Any]], read_as: list[str]) -> None:
    found = one(item=[item(1, "47000", "5", modifier=concepts)])
    assert [found.lines[0][f"modifier_{n}"] for n in range(1, 5) if found.lines[0][f"modifier_{n}"]] == read_as
    assert ("a modifier is not CPT or HCPCS and was not read" in found.messages) == (not read_as)


@pytest.mark.parametrize("written", ["1234-5678-90", "01234-567-89", "12345-6789-0", "12345-6789-01"])
def test_a_drug_code_in_eleven_digits(written: str) -> None:
    code = {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": written}, {"system": HCPCS, "code": "J1100"}]}
    (line,) = one(item=[{**item(1, "J1100", "5"), "productOrService": code}]).lines
    parts = written.split("-")
    assert (line["code"], line["ndc"]) == ("J1100", parts[0].zfill(5) + parts[1].zfill(4) + parts[2].zfill(2))


def test_the_details_of_a_group_are_lines() -> None:
    details = [{"sequence": n, "productOrService": concept(code, CPT), "net": {"value": Decimal(net)}}
               for n, code, net in ((1, "47000", "900"), (2, "76942", "100.50"))]  # fmt: skip
    group = {
        **item(1, "x", "1000.50", diagnosisSequence=[2], detail=details),
        "productOrService": concept("kit", "urn:ours"),
    }
    found = one(item=[group, item(2, "99213", "50")], total=None)
    assert [(line["code"], line["charge"]) for line in found.lines] == [
        ("47000", 900), ("76942", Decimal("100.50")), ("99213", 50),
    ]  # fmt: skip
    assert [line["date_from"] for line in found.lines] == [date(2026, 3, 2)] * 3
    assert found.lines[0]["pointer_1"] == 2
    same = one(item=[{**group, "productOrService": concept("47000", CPT)}], total=None)
    assert [line["code"] for line in same.lines] == ["47000", "76942"]  # its amount is that of its details


def test_conditional_references() -> None:
    by = {"reference": f"Practitioner?identifier={NPI}|1902809205"}
    found = one(provider={"reference": f"Organization?active=true&identifier={NPI}%7C1234567893"},
                careTeam=[{"sequence": 1, "provider": by, "role": concept("performing")}])  # fmt: skip
    assert found.claims[0]["billing_npi"] == "1234567893"
    assert {line["rendering_npi"] for line in found.lines} == {"1902809205"}


def test_other_insurance_is_carried() -> None:
    second = {"sequence": 2, "focal": False, "coverage": {"reference": "Coverage/other", "display": "HARBOR"}}
    found = one(insurance=[*CLAIM["insurance"], second])
    (other,) = found.claims[0]["other_payers"]
    assert (other["name"], other["responsibility"]) == ("HARBOR", "S")


def benefit(**more: Any) -> dict[str, Any]:
    """The CLAIM as a payer's answer to it, in the manner of CARIN Blue Button."""
    amounts = [{"category": concept("submitted"), "amount": {"value": Decimal("310.10")}},
               {"category": concept("benefit"), "amount": {"value": Decimal("88.25")}}]  # fmt: skip
    line = {**item(1, "77012", "1"), "adjudication": amounts}
    del line["net"]
    own = {"resourceType": "ExplanationOfBenefit", "item": [line], "created": "2026-03-20",
           "total": [{"category": concept("eligible"), "amount": {"value": 5}},
                     {"category": concept("submitted"), "amount": {"value": Decimal("310.10")}}]}  # fmt: skip
    return {**copy.deepcopy(CLAIM), **own, **more}


def test_an_explanation_of_benefit_is_a_claim_with_its_adjudication() -> None:
    found = read(read_fhir, json.dumps(benefit(), default=float))
    assert found.claims[0]["charge"] == Decimal("310.10")
    (line,) = found.lines
    assert (line["code"], line["charge"]) == ("77012", Decimal("310.10"))
    assert [each["paid"] for each in line["adjudications"]] == [Decimal("88.25")]


def test_an_explanation_beside_its_claim_is_passed_over() -> None:
    both = [{**CLAIM, "id": "c9"}, benefit(claim={"reference": "Claim/c9"})]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in both]}
    found = read(read_fhir, json.dumps(bundle, default=float))
    assert found.counts.claims == 1
    assert "1 ExplanationOfBenefit of a claim that is there too" in found.messages


def test_parameters_of_an_operation() -> None:
    given = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": CLAIM}]}
    assert read(read_fhir, json.dumps(given, default=float)).counts.claims == 1
