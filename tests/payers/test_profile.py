"""Payer profiles: what they say, how they are read, and whose claims they answer for."""

from __future__ import annotations

import pytest

from sightline.edits.rule.load import load
from sightline.payers.profile import (
    PARAMETERS,
    UNKNOWN,
    PayerError,
    find_profile,
    identify,
    load_profiles,
    read_profile,
)
from sightline.payers.rules import load_rules

PROFILE = """\
name = "harbor"
title = "Harbor Health Plan"

[parameters]
guidance_unit = { value = "lesion", source = "manual", date = "2026-01" }

[[edits]]
ids = ["IMG008", "RPT"]
verdict = "off"
source = "contract"
date = 2026-01-01
"""


def written(folder, text=PROFILE):
    path = folder / "harbor.toml"
    path.write_text(text)
    return path


def test_every_profile_states_every_rule_with_source_and_date():
    names = {rule.name for rule in load_rules()}
    for profile in load_profiles():
        assert profile.parameters.keys() == names, profile.name
        for name, parameter in profile.parameters.items():
            assert parameter.value, (profile.name, name)
            assert parameter.source, (profile.name, name)
            assert parameter.date, (profile.name, name)


def test_the_published_facts():
    facts = {
        (profile.name, name): parameter.value
        for profile in load_profiles()
        if profile.name != "medicare"
        for name, parameter in profile.parameters.items()
        if parameter.value != UNKNOWN
    }
    assert facts == {
        ("anthem-ga", "imaging_multiple_tc_facility"): "100%, then 50%",
        ("bcbs-nc", "imaging_multiple_26"): "95%",
        ("bcbs-nc", "imaging_multiple_tc"): "50%",
        ("bcbs-ne", "cosurgeon_62"): "62.5%",
        ("bcbs-ne", "bilateral_lines"): "one line with 50",
        ("cigna", "component_by_indicator"): "yes",
        ("cigna", "report_with_26"): "yes",
        ("cigna", "multiple_procedures"): "100%, then 50%",
        ("cigna", "bilateral_payment"): "100% and 50%",
        ("horizon-bcbsnj", "reduced_services_52"): "50%",
        ("horizon-bcbsnj", "discontinued_53"): "25%",
        ("independence-bc", "reduced_services_52"): "50%",
        ("independence-bc", "assistant_AS"): "16%",
        ("unitedhealthcare", "component_by_indicator"): "yes",
        ("unitedhealthcare", "facility_pays_26_only"): "yes",
        ("unitedhealthcare", "report_with_26_and_visit"): "yes",
        ("unitedhealthcare", "reduced_services_52"): "50%",
        ("unitedhealthcare", "ndc_on_drugs"): "yes",
        ("unitedhealthcare", "imaging_multiple_26"): "95%",
    }
    medicare = find_profile("medicare")
    assert medicare.value("assistant_AS") == "85% of 16%"
    assert medicare.value("guidance_unit") == "encounter"


def test_each_rule_names_edits_that_there_are():
    ids = [edit.id for edit in load()]
    for rule in load_rules():
        for beginning in rule.edits:
            assert any(edit.startswith(beginning) for edit in ids), (rule.name, beginning)
        assert set(rule.off) <= set(rule.values), rule.name
    assert PARAMETERS == ("guidance_unit", "time_for_filing", "time_for_appeal")


@pytest.mark.parametrize(
    ("payer", "edit", "word"),
    [
        ("medicare", "PTP001", "applies"),
        ("aetna", "PTP001", "public"),
        ("aetna", "COM002", "unknown"),
        ("aetna", "IMG001", "unknown"),
        ("unitedhealthcare", "COM002", "applies"),
        ("cigna", "COM001", "applies"),
        ("cigna", "COM002", "unknown"),
        ("bcbs-ne", "BIL003", "applies"),
        ("bcbs", "BIL003", "unknown"),
    ],
)
def test_whether_an_edit_holds(payer, edit, word):
    assert find_profile(payer).verdict(edit).word == word


def test_a_users_profile(tmp_path):
    profile = find_profile(str(written(tmp_path)))
    assert profile.value("guidance_unit") == "lesion"
    assert profile.value("bilateral_lines") == UNKNOWN
    assert profile.verdict("IMG001").word == "off"  # counts per lesion
    assert profile.verdict("RPT001").word == "off"
    assert profile.verdict("RPT001").date == "2026-01-01"
    assert profile.verdict("IMG009").word == "public"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "harbor"', "", "a payer profile needs 'name'"),
        ("guidance_unit", "guidance_units", "no parameter is called guidance_units"),
        ('"lesion"', '"needle"', "guidance_unit is one of encounter, lesion, unknown, not 'needle'"),
        ('source = "manual"', 'source = ""', "guidance_unit needs a source"),
        (', date = "2026-01"', "", "a payer profile needs 'date'"),
        ('"off"', '"never"', "the verdict on IMG008 is applies, off or unknown"),
        ('"RPT"', '"rpt*"', "'rpt*' is no edit"),
        ("[parameters]", "[parameters", "not a payer profile"),
        ("[parameters]\n", 'parameters = "none"\n[x]\n', "not a payer profile"),
        ("[parameters]", '[identify]\nnames = ["("]\n[parameters]', "no regular expression"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(tmp_path, old, new, message):
    assert old in PROFILE
    with pytest.raises(PayerError) as error:
        read_profile(written(tmp_path, PROFILE.replace(old, new)))
    assert message in str(error.value)
    assert "harbor.toml" in str(error.value)


@pytest.mark.parametrize("name", ["nobody", "nowhere.toml"])
def test_a_profile_that_is_not_there(name):
    with pytest.raises(PayerError, match=name):
        find_profile(name)


@pytest.mark.parametrize(
    ("payer_id", "name", "filing", "profile"),
    [
        ("60054", "", "CI", "aetna"),
        ("", "Aetna Better Health", "CI", "aetna"),
        ("60054", "CIGNA", "CI", "aetna"),  # the identifier first
        ("", "MEDICARE PART B OF OHIO", "", "medicare"),
        ("", "", "MB", "medicare"),
        ("", "", "BL", "bcbs"),
        ("", "BLUE CROSS BLUE SHIELD OF TEXAS", "BL", "bcbs"),
        ("", "BLUE CROSS AND BLUE SHIELD OF NORTH CAROLINA", "BL", "bcbs-nc"),
        ("", "BCBSNC", "BL", "bcbs-nc"),
        ("", "Blue Cross NC", "BL", "bcbs-nc"),
        ("", "BCBS OF NEBRASKA", "BL", "bcbs-ne"),
        ("", "Blue Cross Blue Shield of New Jersey", "BL", "horizon-bcbsnj"),
        ("", "HORIZON BCBSNJ", "BL", "horizon-bcbsnj"),
        ("", "Independence Blue Cross", "BL", "independence-bc"),
        ("", "ANTHEM BCBS OF GEORGIA", "BL", "anthem-ga"),
        ("", "ANTHEM BLUE CROSS AND BLUE SHIELD", "BL", "bcbs"),
        ("", "BCBS OF NEW MEXICO", "BL", "bcbs"),
        ("", "United Healthcare", "CI", "unitedhealthcare"),
        ("", "HARBOR HEALTH", "CI", None),
        ("", "", "", None),
    ],
)
def test_whose_claim_it_is(payer_id, name, filing, profile):
    found = identify(load_profiles(), payer_id, name, filing)
    assert (found.name if found else None) == profile
