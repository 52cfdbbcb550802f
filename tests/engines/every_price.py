"""Lines that every rule of pricing speaks of: the cases of tests/pricing, and a reference with the few rows they lack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pricing.bills import AUTUMN, SPRING, bills
from sightline.claims.schema import DIAGNOSIS
from sightline.reference.release import write_release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS

#: Claims of one day, each of a patient of its own, written as in tests/pricing/bills.py.
_DAYS = (
    (
        SPRING,
        "11",
        """77012 77012-26 77012-TC|71250-26 74150-26|71250-TC 74150-TC|71250 74150 77012-26|71250-26 74150-26-59|71250*2
        70496 70498|75625 75710|76510 76511|97110 97110*3 97112|20610-50|20610 64405|20610-50 64405|73200-26-50
        49180 47000 32408|20610*2.5 47000|49180 47000 32408 10005 20206 38221 20220|43235 43239 43247
        43235 43239 45378 45380|43239 43247 49180|43239*2|47562-62 20610|47562-80 49180|47562-81|47562-82|47562-AS
        20610-80 20610-66 20610-62|22862-66|47562-52|47562-53|45378-53|47562-54 47562-55|47562-56|47562-78
        99070 0633T-TC 12345 77012-26-TC 49180-26|96523 99213|96523|G0299|22526|49180*0|49180*100000|70170-TC
        43998 43999|70999 71250|00520-QX@61 00520|00100-AA@30
        97110-GP 97112-GP-CQ|97112-GO-CO 97110-GO|71045-FX|71045-FY|71250-CT|20610-LT 20610-RT|49180-ZZ
        00520-AA@61 00100-AA@30|85060|49180~363L00000X|J1100|80053|E0601|K0001|L1832|A4253|E0431-RR
        49180-22|49180-Q6|49180-KX|49180-SZ|99213-GY|99213-GZ""",
    ),
    (SPRING, "22", "49180|77012 77012-TC 77012-26|70496 70498|97112-GP~225100000X"),
    (SPRING, "98", "49180"),
    (AUTUMN, "11", "77012 77012-26|00520-AA@61|00520-QX@61|00520-QK@61|00520-QY@61|00520-QZ@61|00520-AD@61|00520-QX|00104-AA@15"),
    (date(2024, 5, 1), "11", "49180"),
    (None, "11", "49180"),
)  # fmt: skip


def of_rules(**claim: Any) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The claims, lines and diagnoses (none) of every case; `claim` sets columns of the claims."""
    found: list[tuple[pa.Table, pa.Table]] = []
    for on, pos, text in _DAYS:
        cases = [each.split() for each in text.replace("\n", "|").split("|")]
        for charge in ("40.00", "9000.00"):
            found.append(bills(cases, pos=pos, on=on, charge=charge, claim=claim))
    for changed in (
        {"frequency": "8"}, {"billing_zip": "352031234"}, {"facility_zip": "99950"}, {"billing_zip": "00001"},
        {"payer_name": "ANOTHER"},
    ):  # fmt: skip
        found.append(bills([["77012-26", "49180", "47000", "71250"]], claim={**claim, **changed}))
    tables: tuple[list[pa.Table], list[pa.Table]] = ([], [])
    key = 0
    for pair in found:
        for kept, table in zip(tables, pair, strict=True):
            kept.append(table.set_column(0, table.schema.field(0), pc.add(table["claim_key"], key)))
        key += pair[0].num_rows
    claims, lines = (pa.concat_tables(each).combine_chunks() for each in tables)
    patients = pc.binary_join_element_wise("P", claims["claim_key"].cast(pa.string()), "")
    at = claims.column_names.index("patient")
    return claims.set_column(at, claims.schema.field(at), patients), lines, DIAGNOSIS.empty_table()


def contract(folder: Path) -> Path:
    """A contract with a term of every kind."""
    (folder / "fees.csv").write_text("code,modifier,amount\n77012,,165\n77012,26,90\n20611,,70\n")
    terms = (
        'from = 2025-01-01\npay = "percent-of-medicare"\npercent = 125\nyear = 2025\nlocality = "10112-00"\n'
        'reductions = "medicare"',
        'codes = ["77012", "47562"]\npay = "fee-table"\nfile = "fees.csv"\nreductions = "none"\nlesser_of_charge = false',
        'codes = ["71*"]\npay = "percent-of-charge"\npercent = 60',
        'codes = ["20610"]\npay = "percent-of-medicare"\npercent = 100',
        'codes = ["49180"]\npay = "percent-of-medicare"\npercent = 100\nlocality = "99999-00"',
    )
    path = folder / "contract.toml"
    path.write_text("".join(f'[[term]]\npayer = "aetna"\n{term}\n' for term in terms))
    return path


def contract_of_scales(folder: Path) -> Path:
    """A contract with the terms that Medicare has no like of: case rates, days, its own factor and scales."""
    terms = (
        'codes = ["77012"]\npay = "case-rate"\namount = 400\nincludes = ["71*"]',
        'codes = ["47562"]\npay = "per-diem"\namount = 310.5',
        'codes = ["J1100"]\npay = "percent-of-asp"\npercent = 106',
        'pay = "conversion-factor"\nfactor = 50\nnot_covered = "medicare"\nreductions = "medicare"\n'
        "scales = { multiple = [100, 25] }",
    )
    path = folder / "scales.toml"
    path.write_text("".join(f'[[term]]\npayer = "aetna"\n{term}\n' for term in terms))
    return path


def denied(lines: pa.Table) -> pa.Table:
    """Findings that deny every fortieth line."""
    some = lines.take(pa.array(range(7, lines.num_rows, 40)))
    edits = pa.array(["PTP001"] * some.num_rows)
    return pa.table({"claim_key": some["claim_key"], "line": some["line_no"], "edit": edits})


def aside(claims: pa.Table) -> pa.Table:
    """Claims that others replace or void: some of them."""
    keys = claims["claim_key"].take(pa.array(range(3, claims.num_rows, 45)))
    superseded = pa.array([("replaced", "voided")[number % 2] for number in range(len(keys))], pa.string())
    return pa.table({"claim_key": keys, "superseded": superseded})


def unpaid(lines: pa.Table, denials: pa.Table, left: pa.Table) -> pa.Table:
    """The lines that are not paid, in the columns of pricing/run.py."""
    denials = denials.filter(pc.invert(pc.is_in(denials["claim_key"], left["claim_key"])))
    superseded = left["superseded"].take(pc.index_in(lines["claim_key"], left["claim_key"]))
    chosen = lines.filter(pc.is_valid(superseded))
    told = pa.table(
        {
            "claim_key": chosen["claim_key"],
            "line": chosen["line_no"],
            "edit": pa.array([""] * chosen.num_rows),
            "reason": pc.drop_null(superseded),
        }
    )
    return pa.concat_tables([denials.append_column("reason", pa.array(["denied"] * denials.num_rows)), told])


def rule_reference(beneath: Reference, folder: Path) -> Reference:
    """The reference beneath with codes of therapy, of an endoscopy without its base and of a scan without its parts, and
    with base units of two codes of anesthesia."""
    newest = max(beneath.of("fee_schedule"), key=lambda each: each.period_to)
    rows = pq.read_table(newest.path).to_pylist()
    like = {row["code"]: row for row in rows if row["modifier"] == ""}
    own = [
        {**like["99213"], "code": "97110", "multiple": "5"},
        {**like["99214" if "99214" in like else "99213"], "code": "97112", "multiple": "5", "pctc": "7"},
        {**like["99213"], "code": "85060", "pctc": "8"},
        {**like["43239"], "code": "43998", "endoscopic_base": "43997"},
        {**like["43247"], "code": "43999", "endoscopic_base": "43997"},
        {**like["74150"], "code": "70999"},
    ]
    fees = pa.Table.from_pylist([*rows, *own], KINDS["fee_schedule"].schema)
    units = [{"code": code, "base_units": Decimal(6), "source_row": 2} for code in ("00100", "00520")]
    base = pa.Table.from_pylist(units, KINDS["anesthesia_base"].schema)
    years = {"period_from": date(2026, 1, 1), "period_to": date(2027, 1, 1)}
    before = {"period_from": date(2025, 1, 1), "period_to": date(2026, 1, 1)}
    facts = dict.fromkeys(("title", "publisher", "address", "file", "sha256", "added_at"), "test")
    added = [
        write_release(
            _new(folder / f"{kind}-{number}"), table, kind=kind, name=f"{kind}-{number}", starts_known=True, scope="all",
            parser="1", **facts, **period,
        )
        for number, (kind, table, period) in enumerate(
            (("fee_schedule", fees, years), ("anesthesia_base", base, before), ("anesthesia_base", base, years))
        )
    ]  # fmt: skip
    return Reference((*(each for each in beneath.releases if each is not newest), *added))


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder
