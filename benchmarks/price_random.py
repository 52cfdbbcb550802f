"""Hold the pricer against the peer on random lines of the whole fee schedule: codes, modifiers, places, units, sides, who did
it and for which group. Prints how many amounts are equal on SQLite and on DuckDB, and the first that are not.

    python benchmarks/price_random.py --lines 50000 --reference FOLDER
    python benchmarks/price_random.py --lines 50000 --reference FOLDER --contracts

With --contracts each claim is of one of six payers, whose contracts pay a percent of Medicare (with an escalator), an own factor
per RVU, a fee table or a percent of the charge, with Medicare's reductions or none.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from plain_lines import CARRIER, LOCALITY, peer_rows, plain_pricer
from plain_pricer import Agreed

from sightline.claims.schema import CLAIM, LINE
from sightline.pricing.contract import read_contract
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference, open_reference
from sightline.tables import with_column

_MODIFIERS = ["26", "TC", "50", "LT", "RT", "62", "80", "AS", "66", "52", "53", "59", "XE", "GP", "GO", "CQ", "CO", "FX", "FY",
              "CT", "25", "76"]  # fmt: skip
_PAIRS = [("GP", "CQ"), ("GO", "CO"), ("TC", "FX"), ("26", "LT"), ("TC", "CT"), ("LT", "RT")]
_WHO = ["2085R0202X", "207RC0000X", "363LF0000X", "363A00000X", "364S00000X", "1041C0700X", "133V00000X", "367A00000X",
        "103TC0700X", "225100000X", "225X00000X", "207Q00000X", "106H00000X"]  # fmt: skip


_CONTRACT = """
[[term]]
payer = "PLAN0"
pay = "percent-of-medicare"
percent = 130
reductions = "medicare"
escalators = [{ from = 2026-04-02, percent = 103 }]
[[term]]
payer = "PLAN1"
pay = "percent-of-medicare"
percent = 87.5
reductions = "none"
[[term]]
payer = "PLAN2"
pay = "conversion-factor"
factor = 51.37
reductions = "medicare"
[[term]]
payer = "PLAN3"
pay = "conversion-factor"
factor = 44.4444
reductions = "none"
[[term]]
payer = "PLAN4"
pay = "fee-table"
file = "fees.csv"
percent = 110
reductions = "none"
[[term]]
payer = "PLAN5"
pay = "percent-of-charge"
percent = 61.5
"""
_PAYERS = 6


def contract(folder: Path, codes: list[str], seed: int) -> dict[tuple[int, date], Agreed]:
    """Write the contract of the random payers, contract.toml; returns its terms as the peer takes them, by payer and day."""
    chance = random.Random(seed)
    fees = {
        code: (Decimal(chance.randint(100, 90_000)) / 100, Decimal(chance.randint(100, 90_000)) / 100) for code in codes
    }
    rows = "".join(f"{code},,{outside},{inside}\n" for code, (outside, inside) in fees.items())
    (folder / "fees.csv").write_text(f"code,modifier,non_facility_amount,facility_amount\n{rows}")
    (folder / "contract.toml").write_text(_CONTRACT)
    found = {}
    for day in (date(2026, 4, each) for each in (1, 2, 3)):
        rate = Decimal("1.30") if day.day == 1 else Decimal("1.339")
        terms = [
            Agreed("percent", rate), Agreed("percent", Decimal("0.875"), reductions=False),
            Agreed("factor", factor=Decimal("51.37")), Agreed("factor", factor=Decimal("44.4444"), reductions=False),
            Agreed("table", Decimal("1.10"), reductions=False, fees=fees), Agreed("charge", Decimal("0.615")),
        ]  # fmt: skip
        found |= {(payer, day): term for payer, term in enumerate(terms)}
    return found


def random_claims(count: int, reference: Reference, release: str, seed: int) -> tuple[pa.Table, pa.Table]:
    """Claims of one to six lines, `count` lines in all; half of a claim's lines are of one kind, so that rules meet."""
    chance = random.Random(seed)
    (schedule,) = [r for r in reference.of("fee_schedule") if r.name == release and r.scope == "all"]
    kinds: dict[tuple[str, ...], list[str]] = {}
    for row in pq.read_table(schedule.path).to_pylist():
        # Status C and J have no amount of the schedule to compare.
        if row["modifier"] == "" and row["status"] in "ARTBN":
            kinds.setdefault((row["multiple"], row["bilateral"], row["pctc"]), []).append(row["code"])
    codes = list(kinds.values())
    heads, rows = [], []
    while len(rows) < count:
        key = len(heads) + 1
        heads.append(_row(CLAIM, {
            "claim_key": key, "claim_id": f"C{key}", "patient": f"P{chance.randrange(max(count // 6, 1))}",
            "billing_tax_id": chance.choice(["900000001", "900000002"]), "frequency": "1", "filing_code": "MB",
        }))  # fmt: skip
        rows += _lines(chance, key, codes)
    return pa.Table.from_pylist(heads, CLAIM), pa.Table.from_pylist(rows, LINE)


def _lines(chance: random.Random, key: int, codes: list[list[str]]) -> Iterator[dict[str, Any]]:
    kind, number = chance.choice(codes), chance.randint(1, 6)
    code = chance.choice(kind)
    day, place, who = date(2026, 4, chance.randint(1, 3)), "11", _WHO[0]
    stated: tuple[str, ...] = ()
    for line in range(1, number + 1):
        if stated == ("LT",):  # the other side, done by the same person
            stated = ("RT",)
        else:
            code = chance.choice([code, chance.choice(kind), chance.choice(chance.choice(codes))])
            stated = chance.choice([(), (), (chance.choice(_MODIFIERS),), chance.choice(_PAIRS), ("LT",)])
            who, place = chance.choice(_WHO), chance.choice(["11", "11", "11", "22", "21", "24"])
        yield _row(LINE, {
            "claim_key": key, "line_no": line, "code": code, "unit_basis": "UN",
            "units": Decimal(chance.choice([1, 1, 1, 1, 2, 2, 3])),
            "place_of_service": place, "date_from": day, "date_to": None,
            "charge": chance.choice([None, Decimal("60.00"), Decimal("9000.00")]),
            "rendering_npi": f"1{_WHO.index(who):09}", "rendering_taxonomy": who,
            **{f"modifier_{n}": each for n, each in enumerate(stated, 1)},
        })  # fmt: skip


def _row(schema: pa.Schema, stated: dict[str, Any]) -> dict[str, Any]:
    empty = {f.name: "" if pa.types.is_string(f.type) else [] if pa.types.is_list(f.type) else None for f in schema}
    return {**empty, **stated}


def differences(
    count: int,
    reference: Reference,
    release: str = "2026-04",
    seed: int = 1,
    few: int | None = None,
    *,
    contracts: bool = False,
) -> tuple[int, list[str]]:
    """How many lines were priced, and what the two say of those on which they differ; SQLite prices up to `few` lines."""
    claims, lines = random_claims(count, reference, release, seed)
    options, terms = Options(locality=f"{CARRIER}-{LOCALITY}"), None
    if contracts:
        with tempfile.TemporaryDirectory() as folder:
            terms = contract(Path(folder), sorted(set(lines["code"].to_pylist()))[::2], seed)
            options = replace(options, contract=read_contract(Path(folder) / "contract.toml"))
        payers = [f"PLAN{key % _PAYERS}" for key in claims["claim_key"].to_pylist()]
        for name in ("payer_name", "payer_id"):
            claims = with_column(claims, name, pa.array(payers, pa.string()))
        claims = with_column(claims, "filing_code", pa.array(["CI"] * claims.num_rows, pa.string()))
    priced = Pricer(reference, options, few=few).price(claims, lines)
    ours = priced.amounts["allowed"].to_pylist()
    rows = peer_rows(claims, lines, reference)
    for row in rows if terms else ():
        row["term"] = terms[row["claim_key"] % _PAYERS, row["date_from"]]
    theirs = plain_pricer(reference, release).price(rows)
    told = [
        f"{row['claim_key']}/{row['line_no']} {row['code']} {[row[f'modifier_{n}'] for n in (1, 2)]} {row['units']} "
        f"{row['place_of_service']} {row['charge']} {row['rendering_taxonomy']} {row.get('term', [''])[0]}: "
        f"{mine} here, {other} by the peer ({reason})"
        for row, mine, other, reason in zip(rows, ours, theirs, priced.amounts["reason"].to_pylist(), strict=True)
        if mine != other
    ]
    return len(rows), told


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reference")
    parser.add_argument("--contracts", action="store_true")
    given = parser.parse_args()
    for engine, few in (("SQLite", 10 * given.lines), ("DuckDB", -1)):
        count, told = differences(
            given.lines, open_reference(given.reference), seed=given.seed, few=few, contracts=given.contracts
        )
        print(f"{engine}: {count - len(told):,} of {count:,} equal")
        print("\n".join(told[:20]))


if __name__ == "__main__":
    main()
