"""Claims made up for measuring: Arrow tables of any size in which every edit of the catalogue finds something.

Deterministic for a seed. Codes are drawn from a loaded fee schedule, most of them the way people bill, some wrong on
purpose (pairs, units, modifiers, diagnoses, identifiers).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE

_GUIDED = [
    ("32408", ""), ("77012", "26"), ("49180", ""), ("77012", ""), ("76942", "26"), ("10005", ""), ("10009", ""),
    ("10010", ""), ("99152", ""), ("71250", "26"), ("74150", "26"), ("76377", "26"), ("32405", ""), ("77002", "26"),
    ("20610", "50"), ("47000", "80"), ("99070", ""), ("99213", "25"),
]  # fmt: skip
_MODIFIERS = ["", "", "", "", "", "", "26", "TC", "59", "50", "80", "AS", "62", "66", "51", "76", "LT", "QX", "52 53",
              "ZZ"]  # fmt: skip
_NPIS = ["1234567893", "1245319599", "1902809205", "1003000126", "1234567890"]
_TAXONOMIES = ["2085R0202X", "2085R0204X", "207RP1001X", "363A00000X", "367500000X", "999X00000X"]
_DIAGNOSES = ["R911", "C3411", "K7689", "C34", "R079", "Z9999"]
_PLACES = ["11", "11", "11", "12", "19", "21", "22", "23", "24", "98"]


def generate(lines: int, codes: list[str], *, per_claim: int = 4, seed: int = 1) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Claims, lines and diagnoses with `lines` service lines in all, on dates of 2026-04 to 2026-06.

    Claims state what a claim form must. About one line in six draws a finding, as many from pairs of codes drawn at
    random as from mistakes made on purpose.
    """
    rng = np.random.default_rng(seed)
    claims = max(lines // per_claim, 1)
    key = np.arange(1, claims + 1)
    of_line = np.repeat(key, per_claim)[:lines]
    pool = [(code, "") for code in codes] + _GUIDED
    drawn = rng.integers(0, len(codes), lines)
    guided = np.repeat(rng.random(claims) < 0.05, per_claim)[:lines]
    drawn[guided] = rng.integers(len(codes), len(pool), int(guided.sum()))
    odd = rng.random(lines) < 0.03
    extra = rng.integers(0, len(_MODIFIERS), lines)
    stated = [_MODIFIERS[e] if o else pool[d][1] for d, o, e in zip(drawn, odd, extra, strict=True)]
    pairs = [(*m.split(), "", "")[:2] for m in stated]
    days = np.array("2026-04-01", "datetime64[D]") + rng.integers(0, 90, claims)
    units = np.where(rng.random(lines) < 0.01, rng.integers(2, 12, lines), 1)
    charge = rng.integers(2_000, 200_000, lines)
    provider = rng.integers(0, 3, claims)
    provider[rng.random(claims) < 0.01] = 4
    place = np.array(_PLACES)[rng.integers(0, len(_PLACES), claims)]
    place[rng.random(claims) < 0.9] = "22"
    taxonomy = np.array(_TAXONOMIES)[np.minimum(rng.geometric(0.6, claims) - 1, 5)]
    cents = np.zeros(claims, np.int64)
    np.add.at(cents, of_line - 1, charge)
    cents[rng.random(claims) < 0.01] += 100
    patient = rng.integers(0, claims, claims)
    payer = rng.integers(0, 4, claims)
    claim_table = _table(
        CLAIM, claims, claim_key=key, claim_id=[f"C{k}" for k in key], charge=_money(cents), place_of_service=place,
        frequency=np.where(rng.random(claims) < 0.01, "7", "1"), 
        patient=[f"P{k}" for k in patient], member_id=[f"M{k}" for k in patient],
        relationship="18", patient_sex=np.where(patient % 2, "F", "M"),
        patient_birth_date=np.array("1950-01-01", "datetime64[D]") + patient % 15_000,
        payer_name=np.array(["MEDICARE", "AETNA", "CIGNA", "MEDICARE"])[payer], filing_code="MB",
        payer_id=np.array(["00001", "00002", "00003", "00001"])[payer],
        billing_npi=np.array(_NPIS)[provider], billing_tax_id="900000001", billing_taxonomy="2085R0202X",
        file="generated.837", interchange="1", group="1", transaction="1", segment=key * 20, byte=key * 600,
    )  # fmt: skip
    number = np.arange(lines) - (of_line - 1) * per_claim + 1
    date = days[of_line - 1]
    line_table = _table(
        LINE, lines, claim_key=of_line, line_no=number, qualifier="HC", code=[pool[d][0] for d in drawn],
        modifier_1=[p[0] for p in pairs], modifier_2=[p[1] for p in pairs], charge=_money(charge), units=_units(units),
        unit_basis="UN", place_of_service=place[of_line - 1],
        pointer_1=np.where(rng.random(lines) < 0.01, 5, 1), pointer_2=0,
        pointer_3=0, pointer_4=0, date_from=date, date_to=date, date_source="line",
        rendering_npi=np.array(_NPIS)[provider[of_line - 1]], rendering_taxonomy=taxonomy[of_line - 1],
        rendering_source="claim", file="generated.837", interchange="1", group="1", transaction="1",
        segment=of_line * 20 + number, byte=of_line * 600 + number,
    )  # fmt: skip
    which = np.where(rng.random(claims) < 0.95, 0, rng.integers(0, len(_DIAGNOSES), claims))
    has = rng.random(claims) < 0.995
    diagnosis_table = _table(
        DIAGNOSIS, int(has.sum()), claim_key=key[has], position=1, code_set="ICD10",
        code=np.array(_DIAGNOSES)[which[has]],
        file="generated.837", interchange="1", group="1", transaction="1", segment=0, byte=0,
    )  # fmt: skip
    return claim_table, line_table, diagnosis_table


def payable_codes(fee_schedule: str, addon: str) -> list[str]:
    """The codes with status A and no components of a fee schedule release, add-on codes aside, sorted."""
    table = pq.read_table(fee_schedule, columns=["code", "status", "modifier", "pctc"])
    added = set(pq.read_table(addon, columns=["code"])["code"].to_pylist())
    return sorted(
        r["code"]
        for r in table.to_pylist()
        if r["status"] == "A" and r["modifier"] == "" and r["pctc"] == "0" and r["code"] not in added
    )


def _table(schema: pa.Schema, rows: int, **columns: object) -> pa.Table:
    arrays = []
    for field in schema:
        value = columns.get(field.name)
        if value is None:
            empty = "" if pa.types.is_string(field.type) else [] if pa.types.is_list(field.type) else None
            arrays.append(pa.repeat(pa.scalar(empty, field.type), rows))
        elif isinstance(value, (str, int)):
            arrays.append(pa.repeat(pa.scalar(value, field.type), rows))
        elif isinstance(value, pa.Array):
            arrays.append(value)
        else:
            arrays.append(pa.array(value, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _money(cents: np.ndarray) -> pa.Array:
    """Whole cents as dollars: the text of the cents with a point, cast by Arrow."""
    return pa.array([f"{c // 100}.{c % 100:02d}" for c in cents.tolist()]).cast(pa.decimal128(18, 2))


def _units(units: np.ndarray) -> pa.Array:
    return pa.array(units.astype(str)).cast(pa.decimal128(15, 3))
