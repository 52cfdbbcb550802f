"""SQLite and DuckDB answer the same: generated claims of every field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.same import on_sqlite, same
from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE

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


# On DuckDB planning the edits takes longer than running them: few checks of many claims.
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CLAIMS, min_size=20, max_size=40))
def test_claims_of_every_field(checker, drawn):
    same(checker, *made(drawn))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CLAIMS, min_size=1, max_size=3))
def test_few_claims_as_rows_and_as_tables(checker, drawn):
    """Many claims drawn at random are never all plain."""
    with pytest.MonkeyPatch.context() as patch:
        on_sqlite(patch, checker, *made(drawn))
