"""SQLite and DuckDB answer the same: every case, every corpus file, and generated claims of every field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edits.cases import FOLDER, history, read_cases, reference, tables
from edits.test_cases import EDITS
from sightline.claims.reading import read
from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.edits import check as checking
from sightline.edits import plain
from sightline.edits.check import Checker
from sightline.edits.facts import relation
from sightline.edits.findings import RESERVED
from sightline.edits.part import MADE_FOR
from sightline.edits.rule.text import _DOLLARS, _FLAGS
from sightline.engines.duckdb import DuckDB
from sightline.reference.store import open_reference

CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path)]
OWN = [case for case in CASES if any(name.startswith("reference:") for name in case.blocks)]


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def checker(starter):
    return Checker(starter, engine=DuckDB(threads=1))


def same(checker, *given, earlier=None):
    """Check on SQLite (as rows where the claims are plain, and as tables) and on DuckDB, require the same answer, and give
    it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "FEW", 1_000_000)
        few = checker.check(*given, history=earlier)
        patch.setattr(plain, "read", lambda *given: None)
        tabled = checker.check(*given, history=earlier)
        patch.setattr(checking, "FEW", -1)
        many = checker.check(*given, history=earlier)
    equal(few, many)
    equal(few, tabled)
    return few


def equal(few, many):
    """Require two results to be the same."""
    for name in ("findings", "not_checked", "superseded", "payers"):
        one, other = getattr(few, name), getattr(many, name)
        if not one.equals(other):
            pairs = zip(one.to_pylist(), other.to_pylist(), strict=False)
            assert [pair for pair in pairs if pair[0] != pair[1]][:3] == []
            assert one.to_pylist() == other.to_pylist()
        assert one.schema == other.schema
    assert few.reference == many.reference
    assert few.summary == many.summary


def renumbered(table, step, prefix):
    """The rows with other claim keys and, of claims, with patients of their own."""
    at = table.schema.get_field_index("claim_key")
    table = table.set_column(at, table.schema.field(at), pc.add(table["claim_key"], step))
    if "patient" in table.column_names:
        at = table.schema.get_field_index("patient")
        table = table.set_column(at, table.schema.field(at), pc.binary_join_element_wise(prefix, table["patient"], "-"))
    return table


def whole_of(cases):
    """The claims of some cases together, each case with keys and patients of its own."""
    parts, step = [], 0
    for number, whole in cases:
        parts.append([renumbered(table, step, str(number)) for table in whole])
        step += whole[0].num_rows
    return [pa.concat_tables(of_kind) for of_kind in zip(*parts, strict=True)]


def test_every_case_at_once(checker):
    cases = [(number, tables(case)) for number, case in enumerate(CASES) if case not in OWN and not history(case)]
    result = same(checker, *whole_of(cases))
    assert result.findings.num_rows > 1_000
    assert len(set(result.findings["edit"].to_pylist())) > 100


def test_every_case_of_plain_claims_at_once(checker):
    cases = [
        (number, whole)
        for number, case in enumerate(CASES)
        if case not in OWN and not history(case) and is_plain(whole := tables(case))
    ]
    assert len(cases) > 0.8 * (len(CASES) - len(OWN))
    whole = whole_of(cases)
    assert is_plain(whole)
    assert same(checker, *whole).findings.num_rows > 1_000


def is_plain(given):
    """Whether claims are checked as rows."""
    return plain.read(*given, checking._CLAIM_COLUMNS) is not None


def test_claims_that_are_not_plain_are_checked_as_tables():
    claims, lines, diagnoses = (table for table in tables(CASES[0]))

    def with_(table, name, value):
        at = table.schema.get_field_index(name)
        return table.set_column(
            at, table.schema.field(at), pa.array([value] * table.num_rows, table.schema.field(at).type)
        )

    assert is_plain((claims, lines, diagnoses))
    for name, value in (("frequency", "7"), ("frequency", "8"), ("payer_name", None), ("billing_tax_id", None)):
        assert not is_plain((with_(claims, name, value), lines, diagnoses))
    assert not is_plain((claims, with_(lines, "modifier_2", None), diagnoses))
    unborn = with_(with_(with_(claims, "patient_birth_date", None), "member_id", "A1"), "relationship", "18")
    assert not is_plain((unborn, lines, diagnoses))


@pytest.mark.parametrize("case", [case for case in CASES if case in OWN or history(case)], ids=str)
def test_a_case_with_a_reference_or_a_history_of_its_own(case, starter, tmp_path):
    own = reference(case, starter, tmp_path) if case in OWN else starter
    same(Checker(own, (EDITS[case.edit],), engine=DuckDB(threads=1)), *tables(case), earlier=history(case))


def test_every_corpus(checker, shared):
    paths = sorted(path for path in (shared / "corpora").rglob("*") if path.suffix in (".837", ".edi", ".txt", ".x12"))
    given = read(paths).tables
    result = same(checker, given["claims"], given["lines"], given["diagnoses"])
    assert result.lines.num_rows > 100


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
CODES = st.sampled_from(["32408", "77012", "10005", "10009", "99152", "99153", "71250", "76377", "99213", "99203", "99024",
    "49405", "20610", "00520", "01996", "J1885", "77002", "76942", "36415", "G0463", "E1390", "0001A", "", "ABCDE"])  # fmt: skip
MODIFIERS = st.sampled_from(["", "", "", "26", "TC", "59", "25", "57", "76", "77", "LT", "RT", "50", "80", "XS", "QX", "P3", "GA",
    "NU", "62", "ZZ", "é"])  # fmt: skip
DATES = st.sampled_from([date(2026, 4, 2), date(2026, 4, 3), date(2026, 3, 1), date(2024, 2, 29), date(2015, 9, 30),
    date(1, 1, 1), date(9999, 12, 31)])  # fmt: skip
AMOUNTS = st.one_of(
    st.sampled_from(["0", "0.01", "100.00", "-5.25", "1234.50", "99999999.99", "1234567.89"]).map(Decimal),
    st.decimals("-99999", "9999999", places=2),
    st.just(Decimal("9999999999999999.99")),
)
UNITS = st.one_of(
    st.sampled_from(["0", "1", "1", "2", "0.5", "-1", "15", "1.125"]).map(Decimal), st.decimals("0", "999", places=3)
)
NPIS = st.sampled_from(["1234567893", "1245319599", "1234567890", "123", "", "12345678é3"])
TAXONOMIES = st.sampled_from(
    ["2085R0204X", "2085R0202X", "207L00000X", "367500000X", "363A00000X", "111N00000X", "X", ""]
)
DIAGNOSES = st.sampled_from(
    ["R911", "C3411", "M1711", "M1710", "J449", "W010XXA", "Z0000", "E8889", "R", "é", "", "O0900", "A0"]
)


def maybe(values):
    """A value or, now and then, none."""
    return st.one_of(values, values, values, st.none())


LINES = st.fixed_dictionaries({
    "qualifier": st.sampled_from(["HC", "HC", "HC", "", "IV", "ER"]), "code": CODES,
    **{f"modifier_{n}": MODIFIERS for n in range(1, 5)},
    "charge": maybe(AMOUNTS), "units": maybe(UNITS), "unit_basis": st.sampled_from(["UN", "UN", "MJ", ""]),
    "place_of_service": st.sampled_from(["11", "22", "21", "24", "58", "66", "99", "", "XY"]),
    **{f"pointer_{n}": maybe(st.integers(0, 5)) for n in range(1, 5)},
    "date_from": maybe(DATES), "date_to": maybe(DATES), "rendering_npi": NPIS, "rendering_taxonomy": TAXONOMIES,
    "rendering_source": st.sampled_from(["line", "claim", "billing", ""]), "referring_npi": NPIS, "ordering_npi": NPIS,
    "supervising_npi": NPIS, "ndc": st.sampled_from(["", "", "00074431601", "0007", "x" * 11]),
})  # fmt: skip
CLAIMS = st.fixed_dictionaries({
    "claim_id": st.sampled_from(["A", "B", "C", ""]) | TEXT, "charge": maybe(AMOUNTS),
    "frequency": st.sampled_from(["1", "1", "1", "7", "8", "", "9"]), "original_reference": st.sampled_from(["", "A", "B"]),
    "patient": st.sampled_from(["P", "P", "Q"]), "member_id": st.sampled_from(["", "M1", "M2"]),
    "relationship": st.sampled_from(["18", "", "01"]), "patient_birth_date": maybe(DATES),
    "patient_first_name": st.sampled_from(["ANN", "BEA", ""]), "patient_sex": st.sampled_from(["F", "M", "U", ""]),
    "payer_name": st.sampled_from(["MEDICARE", "AETNA", "Nobody", ""]),
    "payer_id": st.sampled_from(["15202", "60054", ""]), "filing_code": st.sampled_from(["MB", "CI", ""]),
    "responsibility": st.sampled_from(["P", "S", ""]), "billing_npi": NPIS, "billing_tax_id": st.sampled_from(["", "900000001"]),
    "billing_taxonomy": TAXONOMIES, "referring_npi": NPIS, "supervising_npi": NPIS, "facility_npi": NPIS,
    "admission_date": maybe(DATES), "discharge_date": maybe(DATES), "created": maybe(DATES),
    "lines": st.lists(LINES, max_size=4),
    "diagnoses": st.lists(st.tuples(st.sampled_from(["ICD10", "ICD10", "ICD9"]), DIAGNOSES), max_size=3),
})  # fmt: skip


def made(drawn):
    """The tables of drawn claims."""
    blank = {
        schema: {field.name: "" if pa.types.is_string(field.type) else None for field in schema}
        for schema in (CLAIM, LINE, DIAGNOSIS)
    }
    claims, lines, diagnoses = [], [], []
    for key, claim in enumerate(drawn, 1):
        stated = {name: value for name, value in claim.items() if name not in ("lines", "diagnoses")}
        claims.append({**blank[CLAIM], **stated, "claim_key": key})
        for number, line in enumerate(claim["lines"], 1):
            lines.append({**blank[LINE], **line, "claim_key": key, "line_no": number})
        for position, (code_set, code) in enumerate(claim["diagnoses"], 1):
            row = {"claim_key": key, "position": position, "code_set": code_set, "code": code}
            diagnoses.append({**blank[DIAGNOSIS], **row})
    return (
        pa.Table.from_pylist(claims, CLAIM),
        pa.Table.from_pylist(lines, LINE),
        pa.Table.from_pylist(diagnoses, DIAGNOSIS),
    )


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CLAIMS, min_size=1, max_size=12))
def test_claims_of_every_field(checker, drawn):
    same(checker, *made(drawn))


def test_columns_are_shown_by_their_name_as_by_their_type(checker):
    """SQLite knows no dollars and no truth: the names of columns say which are shown as such."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "FEW", -1)
        checker.check(*tables(next(case for case in CASES if case.edit == "PTP001")))
    checker.engine.create("service", relation("service"), view=True)
    for name in dict.fromkeys(name for names in MADE_FOR.values() for name in names):
        checker.engine.create(name, relation(name))
    for edit in EDITS.values():
        for name, kind, *_ in checker.rows(f"DESCRIBE {edit.sql}"):
            if name in RESERVED:
                continue  # means something to the engine, and is not shown
            assert (name in _DOLLARS) == kind.endswith(",2)"), (edit.id, name, kind)
            assert (name in _FLAGS) == (kind == "BOOLEAN"), (edit.id, name, kind)
