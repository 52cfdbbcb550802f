"""The cases notice a mistake: of each family three edits are spoiled, and a case of the edit must then fail.

A bound is moved, a join key is dropped, an exception is dropped: each a change of text in the edit's SQL.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from edits.cases import FOLDER, read_cases, reference
from edits.test_cases import holds, with_deferred
from sightline.edits import check, facts, few
from sightline.edits.check import Checker
from sightline.edits.facts import relation
from sightline.edits.rule.edit import Edit, parse, whole_text
from sightline.edits.rule.load import load, load_needs
from sightline.reference.store import open_reference

EDITS = {edit.id: edit for edit in load()}

MUTANTS = [
    # anesthesia
    ("ANE004", " AND code <> '01996'", ""),
    ("ANE003", "length(specialty) = 2", "TRUE"),
    ("ANE006", "specialty <> '43'", "specialty <> '05'"),
    ("ANE009", "o.patient_day = s.patient_day AND ", ""),
    ("ANE009", " AND o.physician = s.physician", ""),
    ("ANE009", " AND modifier_notes NOT LIKE '% of-procedure %'", ""),
    # claim
    ("CLM005", "date_of_service < birth_date", "date_of_service <= birth_date"),
    ("CLM016", "last_day > created", "last_day >= created"),
    ("CLM016", "last_day > created", "date_of_service > created"),
    ("CLM007", " AND NOT of_period", ""),
    ("FRM001", " AND filing_code = 'MB'", ""),
    ("FRM001", " AND date_of_service >= '2020-01-01'", ""),
    ("FRM004", "AND created > CASE", "AND created >= CASE"),
    ("FRM004", " AND frequency NOT IN ('7', '8')", ""),
    ("FRM005", " AND ndc = ''", ""),
    ("FRM010", "other_payers = 0 OR ", ""),
    ("FRM011", "o.lines_paid - o.adjusted", "o.lines_paid"),
    ("FRM013", "NOT accident_dated AND ", ""),
    ("EQP007", "b.date_of_service > add_days(a.date_of_service, -a.days)", "TRUE"),
    ("EQP007", "HAVING sum(b.units) > a.allowed", "HAVING sum(b.units) >= a.allowed"),
    ("EQP007", "b.patient = a.patient AND ", ""),
    ("EQP008", "b.date_of_service > add_months(a.date_of_service, -60)", "TRUE"),
    ("EQP008", "a.modifier_list NOT LIKE '% RA %' AND ", ""),
    ("TAX007", "s.rendering_source = 'billing' AND ", ""),
    ("FRM005", " AND place_for_description", ""),
    ("FRM015", "NOT member_stated AND ", ""),
    ("FRM015", " AND has_place LIKE '% member_id %'", ""),
    ("NPI002", " AND has_place NOT LIKE '% no_billing_npi %'", ""),
    ("NPI003", " AND c.has_place NOT LIKE '% no_rendering_npi %'", ""),
    ("CLM002", " AND has_place NOT LIKE '% no_original_reference %'", ""),
    ("FRM016", " AND has_place LIKE '% patient_birth_date %'", ""),
    ("FRM017", " AND d.code LIKE '______A'", ""),
    ("FRM017", "c.accident = '' AND ", ""),
    ("NDC003", " AND NOT drug_measured", ""),
    ("DXC017", "o.claim_key = d.claim_key AND ", ""),
    ("DXC018", "rule = 'together'", "rule = 'excludes'"),
    ("DXC019", " AND o.claim_key = d.claim_key", ""),
    ("DXC020", "d.position = 1 AND ", ""),
    ("DXC021", "o.claim_key = d.claim_key AND ", ""),
    ("DXC022", "position = 1 AND ", ""),
    ("DXC024", " AND first_other > position", ""),
    ("DXC024", "o.claim_key = d.claim_key AND ", ""),
    ("DXC024", "min(o.position) OVER", "max(o.position) OVER"),
    ("DXC025", "d.date_of_service >= '2024-10-01'", "TRUE"),
    ("DXC026", " AND d.age >= 1", ""),
    ("DXC027", "o.claim_key = s.claim_key AND ", ""),
    ("DXC029", "told_by_another = 0 AND ", ""),
    ("DXC029", " AND s.modifier_notes NOT LIKE '% both-sides %'", ""),
    ("CLM008", " AND modifier_list NOT LIKE '% GY %'", ""),
    ("DXC028", "WHEN m.code IS NULL THEN 0", "WHEN m.code IS NULL THEN 1"),
    ("MED001", " OR (c.filing_code = '16' AND v.payer = 'Medicare')", ""),
    ("MED001", "v.effective_from <= s.date_of_service AND ", ""),
    ("MED001", " AND a.contractor = c.carrier", ""),
    ("MED004", " AND a.contractor = c.carrier", ""),
    ("MED004", "a.alone AND s.date_of_service <= a.as_of THEN 0", "s.date_of_service <= a.as_of THEN 0"),
    ("MED004", "a.alone AND s.date_of_service <= a.as_of THEN 0", "a.alone THEN 0"),
    ("MED004", "s.date_of_service < a.effective_to", "s.date_of_service <= a.effective_to"),
    ("MED004", " AND s.filing_code <> '16'", ""),
    ("FRM018", " AND modifier_list NOT LIKE '% 26 %'", ""),
    ("FRM018", " AND modifier_list NOT LIKE '% 90 %'", ""),
    ("FRM018", " AND NOT laboratory", ""),
    ("EMV008", " AND NOT (v.new_patient AND o.new_patient)", ""),
    ("EMV008", "v.patient_day = o.patient_day AND ", ""),
    ("MED002", "AND max(CASE WHEN pointed AND NOT named THEN 1 ELSE 0 END) = 0", ""),
    ("MED002", " AND s.filing_code <> '16'", ""),
    ("MED002", "max(CASE WHEN excepted THEN 1 ELSE 0 END) = 0", "TRUE"),
    ("MED002", "AND NOT (s.modifier_1 <> '' AND e.unless_modifier LIKE '% ' || s.modifier_1 || ' %')", ""),
    ("MED003", "max(CASE WHEN excepted THEN 1 ELSE 0 END) = 0", "TRUE"),
    ("AMB003", "date_of_service >= '2023-05-12'", "TRUE"),
    ("AMB003", "code_groups LIKE '% ambulance-transport %' AND ", ""),
    ("ADM001", "o.patient_day = s.patient_day AND ", ""),
    ("CLM007", " AND unit_basis <> 'MJ'", ""),
    ("DUP003", "s.patient_day = o.patient_day AND ", ""),
    ("DUP004", " AND s.physician = o.physician", ""),
    # codes
    ("COD001", "date_of_service >= deleted_on", "date_of_service > deleted_on"),
    ("COD003", "qualifier IN ('HC', '')", "TRUE"),
    ("COD004", "hcpcs_row IS NULL OR ", ""),
    ("COD004", "date_of_service >= valid_to)", "date_of_service > valid_to)"),
    ("COD004", "WHEN hcpcs_speaks THEN", "WHEN TRUE THEN"),
    ("MOD001", " AND NOT (code BETWEEN 'A0021' AND 'A0999')", ""),
    # component
    ("COM003", " AND facility", ""),
    ("COM007", "s.patient_day = o.patient_day AND ", ""),
    ("COM008", "s.physician <> o.physician", "TRUE"),
    # diagnosis
    ("DXC009", "age > 17)", "age > 18)"),
    ("DXC011", "s.claim_key = d.claim_key AND ", ""),
    ("DXC015", " AND s.modifier_list NOT LIKE '% 50 %'", ""),
    ("DXC008", "side = 'unspecified' OR ", ""),
    ("DXC015", "d.side IN ('left', 'right')", "d.side <> ''"),
    ("DXC006", "position = 1 AND ", ""),
    # drug
    ("NDC001", "BETWEEN 'J0000' AND 'J9999'", "BETWEEN 'J0000' AND 'K9999'"),
    ("NDC001", " AND ndc = ''", ""),
    ("AOC002", "o.addon_type IS NULL AND ", ""),
    ("AOC002", "o.patient_day = s.patient_day AND ", ""),
    ("EMV002", " AND v.code BETWEEN '99304' AND '99306'", ""),
    ("COM006", " AND modifier_list NOT LIKE '% 55 %'", ""),
    ("COM006", "place_of_service IN ('12', '25') AND ", ""),
    ("MUE002", "units_on_date <= 2 * mue_value", "TRUE"),
    ("MUE003", "WHEN payer = 'Medicare' THEN 'fail'", "WHEN TRUE THEN 'fail'"),
    ("STA002", " OR reports_quality THEN 'info'", " THEN 'info'"),
    ("COM001", "own_professional AND modifier_list NOT LIKE '% TC %'", "own_professional"),
    ("NDC002", "length(ndc) = 11", "length(ndc) >= 10"),
    # global
    ("GLO001", "v.date_of_service <= p.care_until", "v.date_of_service < p.care_until"),
    ("GLO005", " AND l.physician = p.physician", ""),
    ("GLO001", " AND v.modifier_list NOT LIKE '% 24 %'", ""),
    # guidance
    ("IMG001", "AND s.units_on_date > 1", "AND s.units_on_date > 2"),
    ("IMG005", " AND g.region = s.ct_region", ""),
    ("IMG002", " AND s.open_needle_lines < s.guidance_modalities", ""),
    # modifier
    ("MOD008", "BETWEEN '00100' AND '89999'", "BETWEEN '00100' AND '88999'"),
    ("MOD009", " AND visit", ""),
    ("MOD014", " AND substr(code, 5, 1) <> 'U'", ""),
    # ncci
    ("MUE001", "units_a_day > mue_value", "units_a_day >= mue_value"),
    ("AOC001", "p.patient_day = x.patient_day AND ", ""),
    ("PTP001", "AND NOT yields AS fix", "AS fix"),
    ("PTP003", " AND other_claim_key >= 0", " AND other_claim_key < 0"),
    ("MUE003", "units_on_date > mue_value", "units_on_date >= mue_value"),
    # necessity
    ("MED001", "s.date_of_service < v.effective_to", "s.date_of_service <= v.effective_to"),
    ("MED001", "v.code = s.code AND ", ""),
    ("MED001", " AND s.modifier_list NOT LIKE '% GA %'", ""),
    # place
    ("POS003", " AND facility AND", " AND"),
    ("POS003", " AND pctc IN ('0', '9')", ""),
    ("POS001", "NOT place_known", "NOT place_known AND place_of_service = ''"),
    # provider
    ("NPI004", " AND NOT has_orderer", ""),
    ("NPI006", " AND NOT s.has_orderer", ""),
    ("NPI006", "r.specialty = s.specialty AND ", ""),
    ("NPI006", "s.modifier_list LIKE '% AB %'", "FALSE"),
    ("NPI007", " AND NOT has_orderer", ""),
    ("NPI008", " AND c.billing_npi = p.npi", ""),
    ("NPI009", " AND s.rendering_npi = c.billing_npi", ""),
    ("TAX004", " AND s.taxonomy_stated", ""),
    ("TAX004", "r.specialty = s.specialty AND ", ""),
    ("TAX004", "s.modifier_list LIKE '% 55 %' OR ", ""),
    ("TAX006", "'80', 'E1', 'E2'", "'80', '26'"),
    ("TAX005", "'Student, Health Care', ", ""),
    ("TAX005", "(s.rendering_taxonomy, '70')", "(s.rendering_taxonomy)"),
    ("POS004", " AND place_known", ""),
    ("POS004", "CASE WHEN doubtful_places LIKE", "CASE WHEN usual_places LIKE"),
    ("POS005", " AND NOT of_period", ""),
    ("POS005", " AND modifier_list NOT LIKE '% 55 %'", ""),
    ("TAX002", " AND taxonomy_stated", ""),
    ("TAX003", " AND modifier_list NOT LIKE '% GY %'", ""),
    ("NPI005", "component = 'TC' OR ", ""),
    ("NPI003", " AND s.component <> 'TC'", ""),
    # sedation
    ("SED001", "age < 5", "age <= 5"),
    ("SED002", "o.patient_day = s.patient_day AND ", ""),
    ("SED003", "15 * units", "10 * units"),
    # status
    ("STA001", "('B', 'P')", "('B')"),
    ("STA001", "WHEN code = '99024' THEN 'info' ", "WHEN FALSE THEN 'info' "),
    ("STA002", " AND modifier_list NOT LIKE '% GY %'", ""),
    ("STA004", "o.patient_day = s.patient_day AND ", ""),
    # surgery
    ("BIL003", "units_a_day > 1", "units_a_day > 2"),
    ("RPT002", " AND o.code = r.code", ""),
    ("RED002", " AND place_of_service <> '24'", ""),
    # equipment, required, sides, screening, telehealth, therapy, patient
    ("AMB001", "'R', 'S', 'X')", "'S', 'X')"),
    ("CHI001", " AND modifier_list NOT LIKE '% GY %'", ""),
    ("CHI003", "'M9905'", "'M9906'"),
    ("AMB002", " AND t.date_of_service = m.date_of_service", ""),
    ("CHI002", " AND modifier_list LIKE '% GA %'", ""),
    ("DRG001", "s.date_of_service >= '2023-07-01'", "s.date_of_service > '2023-07-01'"),
    ("DRG001", " AND NOT s.facility", ""),
    ("DRG001", "o.claim_key = s.claim_key AND ", ""),
    ("DRG002", " AND o.code = s.code", ""),
    ("EQP001", " AND supplier = 'yes'", ""),
    ("EQP003", " AND (modifier_list LIKE '% RR %')", ""),
    ("EQP004", " AND modifier_list NOT LIKE '% KS %'", ""),
    ("EQP005", " AND modifier_list NOT LIKE '% AW %'", ""),
    ("FOO001", " AND modifier_list NOT LIKE '% Q8 %'", ""),
    ("LAB001", " AND modifier_list NOT LIKE '% 90 %'", ""),
    ("SID001", "AND assisting = ''", ""),
    ("SID003", " AND global_days = '090'", ""),
    ("SID003", " AND bilateral = '1'", ""),
    ("SCR001", " AND d.position = s.pointer_1", ""),
    ("SCR001", " AND s.modifier_list NOT LIKE '% 33 %'", ""),
    ("MAM001", "o.patient_day = s.patient_day AND ", ""),
    ("SPL001", " AND NOT facility", ""),
    ("TEL001", "code_groups LIKE '% hands-on %' AND ", ""),
    ("TEL003", "date_of_service >= '2024-01-01'", "date_of_service > '2024-01-01'"),
    ("TEL003", " AND NOT facility", ""),
    ("TEL002", "OR modifier_list LIKE '% GT %'", ""),
    ("THR001", " AND modifier_list NOT LIKE '% GN %'", ""),
    ("THR003", " AND modifier_list NOT LIKE '% GP %'", ""),
    ("THR004", "specialty = '65'", "specialty = '67'"),
    ("AST004", " AND modifier_list NOT LIKE '% AS %'", ""),
    ("MOD015", " AND s.formed", ""),
    ("AGE001", "s.date_of_service >= CASE", "s.date_of_service > CASE"),
    ("AGE001", "12 * coalesce(r.least, 0)", "12 * coalesce(r.least, 0) + 1"),
    ("AGE001", " AND r.payer IN ('', s.payer)", ""),
    ("SEX001", " AND s.modifier_list NOT LIKE '% KX %'", ""),
    ("SEX001", "s.sex IN ('F', 'M') AND ", ""),
    # visit
    ("EMV001", ", -36)", ", -24)"),
    ("EMV001", " AND v.physician = s.physician", ""),
    ("EMV002", " AND o.modifier_notes NOT LIKE '% of-visit %'", ""),
    ("EMV003", "v.patient_day = o.patient_day AND ", ""),
    ("CMG001", "CASE WHEN payer = 'Medicare' THEN status ELSE 'review' END", "status"),
    ("EMV004", "units_a_day > 1", "units_a_day > 2"),
    ("EMV004", "units_a_day > 1", "units > 1"),
    ("EMV004", " AND NOT coalesce(mue_binds AND mue_value < units_a_day, FALSE)", ""),
    ("EMV005", "v.patient_day = o.patient_day AND ", ""),
    ("EMV005", " AND v.physician = o.physician", ""),
    ("EMV006", "family = 'stay'", "family = 'stays'"),
    ("EMV007", "v.patient_day = s.patient_day AND ", ""),
    ("EMV007", " AND v.physician = s.physician", ""),
    ("EMV007", "p.date_of_service >= '2025-01-01'", "p.date_of_service > '2025-01-01'"),
    ("MAT001", "family = 'maternity'", "family <> 'maternity'"),
    # frequency
    ("FRQ001", "family = 'organ'", "family = 'period'"),
    ("FRQ002", "family = 'lifetime'", "family = 'period'"),
    ("FRQ003", "family = 'period'", "family = 'lifetime'"),
]

#: What an edit reads of a relation: the edit, the relation, and the change of its text.
OF_RELATIONS = [
    ("MOD015", "situation", "x.code <= m.code_to", "x.code < m.code_from"),
    ("ANE003", "code_fact", "BETWEEN '00100' AND '01999'", "BETWEEN '00100' AND '01998'"),
    ("CLM007", "code_fact", "IN ('B', 'E', 'K', 'L')", "IN ('B', 'K', 'L')"),
    ("COD003", "code_fact", "IN ('A', 'F', 'M', 'T', 'U')", "BETWEEN 'A' AND 'Z'"),
    ("COD004", "code_fact", " AND NOT (s.code BETWEEN 'D0000' AND 'D9999')", ""),
    ("GLO002", "included_visit", " AND v.modifier_list NOT LIKE '% 25 %'", ""),
    ("GLO003", "included_visit", "add_days(p.date_of_service, -1)", "add_days(p.date_of_service, -2)"),
    ("MUE003", "service", "x.modifier_notes LIKE '% equipment %' OR (", "("),
    ("MUE003", "service", "AND x.mue_value = 0)", ")"),
    ("PTP001", "included_visit", "AND v.distinct_modifier = ''", ""),
    ("STA001", "service", "x.contractor <> '' AND (", "TRUE AND ("),
    ("STA001", "rendering", "g.taxonomy IS NOT NULL", "FALSE"),
    ("MUE003", "service", "x.mue_value > 0 OR x.payer = 'Medicare'", "TRUE"),
    ("STA002", "code_fact", "BETWEEN '80047' AND '89398'", "BETWEEN '80047' AND '80048'"),
    ("GLO005", "rendering", "ORDER BY billing_group, specialty", "ORDER BY billing_group"),
    ("GLO005", "rendering", "ORDER BY billing_group, specialty", "ORDER BY specialty"),
    ("EMV003", "line", "c.patient * CAST(10000000 AS BIGINT) + l.day_no", "c.patient"),
    ("STA004", "line", "c.patient * CAST(10000000 AS BIGINT) + l.day_no", "l.day_no"),
    ("TAX002", "code_fact", "BETWEEN '10004' AND '69990'", "BETWEEN '10005' AND '69990'"),
    ("FRQ001", "spaced", "s.assisting = '' AND ", ""),
    ("FRQ001", "spaced", " AND s.modifier_list NOT LIKE '% 53 %'", ""),
    ("FRQ001", "spaced", " AND s.modifier_list NOT LIKE '% 55 %'", ""),
    ("FRQ001", "spaced", "b.patient = a.patient AND ", ""),
    ("FRQ001", "spaced", "b.date_of_service < a.date_of_service", "b.date_of_service <= a.date_of_service"),
    ("FRQ001", "spaced", "NOT r.by_side", "TRUE"),
    (
        "FRQ001",
        "spaced",
        "b.modifier_list LIKE '% LT %' OR b.modifier_list LIKE '% 50 %'",
        "b.modifier_list LIKE '% LT %'",
    ),
    ("FRQ002", "spaced", "a.modifier_list LIKE '% GA %' OR ", ""),
    ("FRQ003", "spaced", "a.month_no - b.month_no <= r.length", "a.month_no - b.month_no <= r.length + 1"),
    ("FRQ003", "spaced", "a.month_no - b.month_no <= r.length", "a.month_no - b.month_no < r.length"),
    ("FRQ003", "spaced", "b.date_of_service > add_months", "b.date_of_service >= add_months"),
    ("FRQ003", "spaced", "b.date_of_service > add_days", "b.date_of_service >= add_days"),
    ("FRQ003", "spaced", "f.earlier_days >= r.most", "f.earlier_days > r.most"),
    ("FRQ003", "spaced", "f.earlier_days >= r.most", "TRUE"),
    ("FRQ003", "spaced", " OR a.modifier_list LIKE '% KX %'", ""),
    ("FRQ003", "spaced", "r.earlier_diagnosis = ''", "TRUE"),
    ("FRQ003", "spaced", "r.unless_diagnosis = ''", "TRUE"),
    ("FRQ003", "spaced", "CASE r.status WHEN 'fail' THEN 0 ELSE 1 END", "CASE r.status WHEN 'fail' THEN 1 ELSE 0 END"),
    ("CMG001", "spaced", "WHEN 'physician' THEN a.physician = b.physician", "WHEN 'physician' THEN TRUE"),
    ("EMV006", "spaced", "WHEN 'other' THEN a.physician <> b.physician", "WHEN 'other' THEN FALSE"),
    ("MAT001", "spaced", "r.same_day AND ", "FALSE AND "),
    ("MAT001", "spaced", "r.later_diagnosis = ''", "TRUE"),
]


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


def mutant(edit: Edit, old: str, new: str, folder) -> Edit:
    """The edit with `old` replaced in its SQL (guards and needs stay)."""
    text = whole_text(edit.path)
    head, sql = text.split("*/", 1)
    assert old in sql, f"{edit.id} has no {old!r}"
    path = folder / edit.path.name
    path.write_text(f"{head}*/{sql.replace(old, new)}", encoding="utf-8")
    return replace(parse(path, frozenset(need.name for need in load_needs())), family=edit.family)


@pytest.mark.parametrize(("edit_id", "old", "new"), MUTANTS)
def test_a_case_notices(edit_id, old, new, starter, tmp_path):
    require_notice(mutant(EDITS[edit_id], old, new, tmp_path), starter, tmp_path)


@pytest.mark.parametrize(("edit_id", "name", "old", "new"), OF_RELATIONS)
def test_a_case_notices_a_relation(edit_id, name, old, new, starter, tmp_path, monkeypatch):
    def spoiled(asked):
        text = relation(asked)
        assert asked != name or old in text, f"{name} has no {old!r}"
        return text.replace(old, new) if asked == name else text

    monkeypatch.setattr(check, "relation", spoiled)
    monkeypatch.setattr(few, "relation", spoiled)
    monkeypatch.setattr(facts, "relation", spoiled)
    require_notice(EDITS[edit_id], starter, tmp_path)


def require_notice(edit: Edit, starter, tmp_path) -> None:
    """Fail unless a case of the edit, which is spoiled, fails."""
    common = Checker(starter, with_deferred(edit))
    for number, case in enumerate(read_cases(FOLDER / f"{edit.id}.md")):
        checker = common
        if any(name.startswith("reference:") for name in case.blocks):
            folder = tmp_path / str(number)
            folder.mkdir()
            checker = Checker(reference(case, starter, folder), with_deferred(edit))
        try:
            holds(case, checker)
        except AssertionError:
            return
    pytest.fail(f"no case of {edit.id} notices that it was spoiled")


def test_every_family_has_three():
    families = [EDITS[edit_id].family for edit_id, _, _ in MUTANTS]
    assert {family for family in families if families.count(family) >= 3} == {edit.family for edit in EDITS.values()}
