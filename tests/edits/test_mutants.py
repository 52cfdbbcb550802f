"""The cases notice a mistake: of each family three edits are spoiled, and a case of the edit must then fail.

A bound is moved, a join key is dropped, an exception is dropped: each a change of text in the edit's SQL.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from edits.cases import FOLDER, read_cases, reference
from edits.test_cases import holds
from sightline.edits import part, slices
from sightline.edits.check import Checker
from sightline.edits.edit import Edit, parse
from sightline.edits.load import load, load_needs
from sightline.edits.slices import relation
from sightline.reference.store import open_reference

EDITS = {edit.id: edit for edit in load()}

MUTANTS = [
    # anesthesia
    ("ANE004", " AND code <> '01996'", ""),
    ("ANE003", "length(specialty) = 2", "TRUE"),
    ("ANE006", "specialty <> '43'", "specialty <> '05'"),
    ("ANE009", "o.patient = s.patient AND ", ""),
    ("ANE009", " AND o.specialty = s.specialty", ""),
    ("ANE009", " AND modifier_notes NOT LIKE '% of-procedure %'", ""),
    # claim
    ("CLM005", "date_of_service < birth_date", "date_of_service <= birth_date"),
    ("CLM016", "last_day > created", "last_day >= created"),
    ("CLM016", "last_day > created", "date_of_service > created"),
    ("CLM007", " AND NOT of_period", ""),
    ("CLM007", " AND unit_basis <> 'MJ'", ""),
    ("DUP003", " AND s.date_of_service = o.date_of_service", ""),
    ("DUP004", " AND s.specialty = o.specialty", ""),
    # codes
    ("COD001", "date_of_service >= deleted_on", "date_of_service > deleted_on"),
    ("COD003", "qualifier = 'HC'", "TRUE"),
    ("MOD001", " AND NOT (code BETWEEN 'A0021' AND 'A0999')", ""),
    # component
    ("COM003", " AND facility", ""),
    ("COM007", "s.date_of_service = o.date_of_service AND ", ""),
    ("COM008", "NOT (s.billing_group = o.billing_group AND s.specialty = o.specialty)", "TRUE"),
    # diagnosis
    ("DXC009", "age > 17)", "age > 18)"),
    ("DXC011", "s.claim_key = d.claim_key AND ", ""),
    ("DXC015", " AND s.modifier_list NOT LIKE '% 50 %'", ""),
    ("DXC008", "side = 'unspecified' OR ", ""),
    ("DXC015", "d.side IN ('left', 'right')", "d.side <> ''"),
    ("DXC006", "position = 1 AND ", ""),
    # drug
    ("NDC001", "BETWEEN 'J0000' AND 'J9999'", "BETWEEN 'J0000' AND 'K9999'"),
    ("NDC001", " AND payer <> 'Medicare'", ""),
    ("NDC002", "length(ndc) = 11", "length(ndc) >= 10"),
    # global
    ("GLO001", "v.date_of_service <= p.care_until", "v.date_of_service < p.care_until"),
    ("GLO005", " AND l.specialty = p.specialty", ""),
    ("GLO005", " AND l.billing_group = p.billing_group", ""),
    ("GLO001", " AND v.modifier_list NOT LIKE '% 24 %'", ""),
    ("GLO003", "INTERVAL 1 DAY", "INTERVAL 2 DAY"),
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
    ("AOC001", "p.patient = x.patient AND ", ""),
    ("PTP001", "AND NOT yields THEN", "THEN"),
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
    ("TAX002", " AND taxonomy_stated", ""),
    ("TAX003", " AND modifier_list NOT LIKE '% GY %'", ""),
    ("NPI005", "component = 'TC' OR ", ""),
    ("NPI003", " AND s.component <> 'TC'", ""),
    # sedation
    ("SED001", "age < 5", "age <= 5"),
    ("SED002", "o.date_of_service = s.date_of_service AND ", ""),
    ("SED003", "15 * units", "10 * units"),
    # status
    ("STA001", "('B', 'P')", "('B')"),
    ("STA001", "WHEN code = '99024' THEN 'info' ", "WHEN FALSE THEN 'info' "),
    ("STA002", " AND modifier_list NOT LIKE '% GY %'", ""),
    ("STA004", "o.patient = s.patient AND ", ""),
    # surgery
    ("BIL003", "units_a_day > 1", "units_a_day > 2"),
    ("RPT002", " AND o.code = r.code", ""),
    ("RED002", " AND place_of_service <> '24'", ""),
    # visit
    ("EMV001", "INTERVAL 3 YEAR", "INTERVAL 2 YEAR"),
    ("EMV001", " AND v.specialty = s.specialty", ""),
    ("EMV002", " AND o.modifier_notes NOT LIKE '% of-visit %'", ""),
    ("EMV003", "v.date_of_service = o.date_of_service AND ", ""),
]

#: What an edit reads of a relation: the edit, the relation, and the change of its text.
OF_RELATIONS = [
    ("ANE003", "code_fact", "BETWEEN '00100' AND '01999'", "BETWEEN '00100' AND '01998'"),
    ("CLM007", "code_fact", "IN ('B', 'E', 'K', 'L')", "IN ('B', 'K', 'L')"),
    ("MUE003", "service", " AND b.modifier_notes NOT LIKE '% equipment %'", ""),
    ("MUE003", "service", "k.mue_value > 0 OR b.payer = 'Medicare'", "TRUE"),
    ("STA002", "code_fact", "BETWEEN '80047' AND '89398'", "BETWEEN '80047' AND '80048'"),
    ("TAX002", "code_fact", "BETWEEN '10004' AND '69990'", "BETWEEN '10005' AND '69990'"),
]


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


def mutant(edit: Edit, old: str, new: str, folder) -> Edit:
    """The edit with `old` replaced in its SQL (guards and needs stay)."""
    text = edit.path.read_text(encoding="utf-8")
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

    monkeypatch.setattr(part, "relation", spoiled)
    monkeypatch.setattr(slices, "relation", spoiled)
    require_notice(EDITS[edit_id], starter, tmp_path)


def require_notice(edit: Edit, starter, tmp_path) -> None:
    """Fail unless a case of the edit, which is spoiled, fails."""
    common = Checker(starter, (edit,))
    for number, case in enumerate(read_cases(FOLDER / f"{edit.id}.md")):
        checker = common
        if any(name.startswith("reference:") for name in case.blocks):
            folder = tmp_path / str(number)
            folder.mkdir()
            checker = Checker(reference(case, starter, folder), (edit,))
        try:
            holds(case, checker)
        except AssertionError:
            return
    pytest.fail(f"no case of {edit.id} notices that it was spoiled")


def test_every_family_has_three():
    families = [EDITS[edit_id].family for edit_id, _, _ in MUTANTS]
    assert {family for family in families if families.count(family) >= 3} == {edit.family for edit in EDITS.values()}
