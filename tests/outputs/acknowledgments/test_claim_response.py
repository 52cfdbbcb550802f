from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pytest

from outputs.samples import SECRETS, let_stand
from sightline.edits.after.baseline import without_known
from sightline.outputs.acknowledgments import claim_response as fhir_response
from sightline.outputs.check import record


def written(result, **options):
    out = io.StringIO()
    fhir_response.write_result(result, out, **options)
    return out.getvalue()


def responses(result, **options):
    entries = json.loads(written(result, **options))["entry"]
    return [entry["resource"] for entry in entries if entry["resource"]["resourceType"] == "ClaimResponse"]


@pytest.mark.parametrize("which", ["result", "damaged"])
def test_the_bundle_is_valid_r4b(request, which):
    bundle = pytest.importorskip("fhir.resources.R4B.bundle")
    text = written(request.getfixturevalue(which))
    read = bundle.Bundle.model_validate_json(text)
    assert len(read.entry) == len(json.loads(text)["entry"])


def test_a_denied_line_has_its_adjustment_reason(result):
    first = responses(result)[0]
    assert (first["outcome"], first["use"], first["status"]) == ("complete", "claim", "active")
    assert first["request"] == {"identifier": {"value": "LB-1001"}}
    denied = first["item"][1]["adjudication"][1]
    assert denied["reason"]["coding"] == [
        {"system": "https://x12.org/codes/claim-adjustment-reason-codes", "code": "236"}
    ]
    assert "error" not in first


def test_a_rejecting_finding_is_an_error_at_its_item(result):
    third = responses(result)[2]
    assert third["outcome"] == "error"
    (error,) = third["error"]
    assert error["itemSequence"] == 1
    assert error["code"]["coding"][0]["code"] == "COD001"


def test_amounts_are_exact(result):
    assert '"amount": {"value": 1240.00, "currency": "USD"}' in written(result)


def test_what_was_not_checked_is_noted_at_its_item(result):
    third = responses(result)[2]
    notes = {note["number"]: note["text"] for note in third["processNote"]}
    assert any("not checked: CMS publishes no MUE value" in notes[number] for number in third["item"][0]["noteNumber"])


def test_every_number_leads_to_a_note_and_every_claim_has_an_answer(damaged):
    answers = responses(damaged)
    assert len(answers) == damaged.claims.num_rows
    for answer in answers:
        numbers = {note["number"] for note in answer.get("processNote", [])}
        for item in answer["item"]:
            assert set(item.get("noteNumber", [])) <= numbers


def test_what_could_not_be_read_is_an_operation_outcome(damaged):
    last = json.loads(written(damaged))["entry"][-1]["resource"]
    assert last["resourceType"] == "OperationOutcome"
    assert len(last["issue"]) == damaged.rejected.num_rows


def test_the_date_is_told_or_the_newest_of_the_input(result):
    assert {each["created"] for each in responses(result)} == {"2026-03-05"}
    assert {each["created"] for each in responses(result, dated=date(2026, 5, 1))} == {"2026-05-01"}


def test_overridden_and_hidden_findings_are_not_silent(result):
    held = let_stand(result, "COD001", "LB-1003", 1)
    third = responses(held)[2]
    assert third["outcome"] == "partial"
    assert any("COD001 fail, overridden until 2030-01-01 by ann" in note["text"] for note in third["processNote"])
    assert third["disposition"] == "No finding fails that is not overridden; some edits could not judge every line."
    hidden = without_known(result, list(record.findings(result)))
    first = responses(hidden)[0]
    assert first["outcome"] == "partial"
    assert "findings left out, known from the baseline: 1" in first["processNote"][-1]["text"]


def test_no_claims_is_an_empty_bundle(result):
    tables = {name: getattr(result, name).slice(0, 0) for name in ("claims", "lines", "findings", "gaps")}
    assert json.loads(written(replace(result, **tables)))["entry"] == []


def test_no_names(result):
    assert not any(secret in written(result) for secret in SECRETS)
