"""Hold the prices of drugs, laboratory tests and equipment, and what Medicare pays after another payer, against plain arithmetic:
random files in CMS's layouts (made-up prices), random lines, every amount worked out from the random numbers themselves.

    python benchmarks/price_listed.py --lines 50000
"""

from __future__ import annotations

import argparse
import random
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from plain_pricer import cents
from price_random import _row

from sightline.claims.schema import CLAIM, LINE
from sightline.pricing.price import Options, Pricer
from sightline.reference.add import add_files
from sightline.reference.store import Reference, open_reference

ZIPS = {"AL": "35203", "GA": "30303", "OH": "44001", "": ""}
CAPPED, BOUGHT, SUPPLY = "CR", "IN", "SU"
_MONTHS = {"": 1, "KH": 1, "KI": 1, "KJ": Decimal("0.75")}


@dataclass
class Files:
    """The random prices: of drugs by code and quarter (2, 3); of tests by code and QW; of equipment by code, modifier, state and
    whether rural; and the category of each code of equipment."""

    drugs: dict[tuple[str, int], Decimal]
    tests: dict[tuple[str, str], Decimal]
    equipment: dict[tuple[str, str, str, bool], Decimal]
    category: dict[str, str]


def random_files(chance: random.Random, folder: Path) -> tuple[Files, Reference]:
    """Files of 120 codes each, loaded over the package's own reference."""
    files = Files({}, {}, {}, {})
    texts = {}
    for quarter, words in ((2, "April 1, 2026 through June 30, 2026"), (3, "July 1, 2026 through September 30, 2026")):
        for n in range(120):
            if chance.random() < 0.9:
                files.drugs[f"J{n:04}", quarter] = Decimal(chance.randint(1, 9_000_000)) / 1000
        rows = "".join(f"{code},w,1 MG,{limit},\r\n" for (code, of), limit in files.drugs.items() if of == quarter)
        texts[f"asp-{quarter}.csv"] = (
            f'"Effective {words}",\r\nHCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,x\r\n{rows}'
        )
    for n in range(120):
        for modifier in ("", "QW") if chance.random() < 0.4 else ("",):
            files.tests[f"8{n:04}", modifier] = Decimal(chance.randint(1, 90_000)) / 100
    rows = "".join(f"2026,{code},{modifier},20260101,N,{rate},w\r\n" for (code, modifier), rate in files.tests.items())
    texts["26CLABQ2.csv"] = f"YEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC\r\n{rows}"
    table = "HCPCS,Mod,Mod2,JURIS,CATG,AL (NR),AL (R),GA (NR),GA (R),Description\n"
    for n in range(120):
        code, category = f"E{n:04}", chance.choice([CAPPED, BOUGHT, SUPPLY])
        files.category[code] = category
        for modifier in {CAPPED: ("RR",), BOUGHT: ("NU", "RR", "UE"), SUPPLY: ("",)}[category]:
            prices = []
            for state in ("AL", "GA"):
                price = Decimal(chance.randint(1, 90_000)) / 100
                rural = price if chance.random() < 0.7 else price + 1
                files.equipment[code, modifier, state, False], files.equipment[code, modifier, state, True] = (
                    price,
                    rural,
                )
                prices += [str(price), str(rural)]
            table += f"{code},{modifier},,D,{category},{','.join(prices)},w\n"
    texts["DMEPOS26_APR.csv"] = table
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    add_files([folder / name for name in texts], folder / "store")
    return files, open_reference(folder / "store")


def _listed(files: Files, line: dict[str, Any], state: str) -> Decimal | None:
    """What a line is allowed, before its charge."""
    code, on, units = line["code"], line["date_from"], line["units"]
    modifiers = [line[f"modifier_{n}"] for n in range(1, 4) if line[f"modifier_{n}"]]
    price: Decimal | None
    if code.startswith("J"):
        price = None if line["place_of_service"] == "22" else files.drugs.get((code, 2 if on < date(2026, 7, 1) else 3))
        return None if price is None else cents(price * units)
    if on >= date(2026, 7, 1):
        return None  # files of one quarter
    if code.startswith("8"):
        price = files.tests.get((code, "QW")) if "QW" in modifiers else None
        price = price or files.tests.get((code, ""))
        return None if price is None else cents(price * units)
    kind = [each for each in modifiers if each in ("NU", "RR", "UE")]
    if len(kind) > 1 or state not in ("AL", "GA"):
        return None
    both = {files.equipment.get((code, kind[0] if kind else "", state, rural)) for rural in (False, True)}
    price = both.pop()
    if both or price is None:
        return None
    month = next((each for each in modifiers if each in _MONTHS), "")
    if kind == ["RR"] and files.category[code] == CAPPED:
        price = cents(price * _MONTHS[month])
    return cents(price * units)


def _second(
    line: dict[str, Any], allowed: Decimal | None, paid: Decimal, contractual: Decimal, patient: Decimal
) -> Decimal | None:
    """42 CFR 411.33(a), from its words."""
    if allowed is None:
        return None
    charge: Decimal = line["charge"]
    accepted = min(charge, charge - contractual) if paid else charge
    alone = allowed if line["code"].startswith("8") else cents(allowed * Decimal("0.8"))
    return max(min(accepted - paid, alone, max(allowed, paid + patient) - paid), Decimal(0))


def differences(count: int, seed: int, few: int) -> tuple[int, list[str]]:
    """How many amounts were compared, and those that differ; SQLite prices up to `few` lines."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        files, reference = random_files(chance, Path(name))
        heads, rows, expected = [], [], []
        codes = [*(f"J{n:04}" for n in range(120)), *(f"8{n:04}" for n in range(120)), *files.category]
        for key in range(1, count + 1):
            state = chance.choice(list(ZIPS))
            heads.append(_row(CLAIM, {
                "claim_key": key, "claim_id": f"C{key}", "patient": f"P{key}", "billing_tax_id": "900000001", "frequency": "1",
                "filing_code": "MB", "responsibility": "S", "billing_zip": ZIPS[state],
            }))  # fmt: skip
            code = chance.choice(codes)
            stated = {"J": ["", "JW", "JZ"], "8": ["", "QW", "91"]}.get(
                code[0], ["", "NU", "RR", "UE", "RR KH", "RR KJ", "RR KI"]
            )
            modifiers = chance.choice(stated).split()
            paid, contractual, patient = (Decimal(chance.randint(0, 9_000)) / 100 for _ in range(3))
            paid = chance.choice([Decimal(0), paid, paid])
            taken = (("CO", contractual), ("PR", patient))
            line = _row(LINE, {
                "claim_key": key, "line_no": 1, "code": code, "unit_basis": "UN", "units": Decimal(chance.randint(1, 9)),
                "place_of_service": chance.choice(["11", "11", "12", "22"]), "charge": paid + contractual + patient,
                "date_from": date(2026, 6, 20) + timedelta(days=chance.randint(0, 20)),
                **{f"modifier_{n}": each for n, each in enumerate(modifiers, 1)},
                "adjudications": [{"payer_id": "A", "paid": paid, "code": code, "units": None, "date": None, "adjustments": [
                    {"group": group, "reason": "45", "amount": amount, "units": None} for group, amount in taken]}],
            })  # fmt: skip
            rows.append(line)
            allowed = _listed(files, line, state)
            allowed = None if allowed is None else min(allowed, line["charge"])
            expected.append((allowed, _second(line, allowed, paid, contractual, patient)))
        priced = Pricer(reference, Options(), few=few).price(
            pa.Table.from_pylist(heads, CLAIM), pa.Table.from_pylist(rows, LINE)
        )
        ours = [(row["allowed"], row["secondary_payment"], row["reason"]) for row in priced.table.to_pylist()]
    said = [
        f"{row['code']} {row['modifier_1']} {row['modifier_2']} {row['units']} {row['date_from']}: {mine} here, {other} there"
        for row, mine, other in zip(rows, ours, expected, strict=True)
        if mine[:2] != other
    ]
    return count, said


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for engine, few in (("SQLite", 10 * given.lines), ("DuckDB", -1)):
        count, said = differences(given.lines, given.seed, few)
        print(f"{engine}: {count - len(said):,} of {count:,} equal")
        print("\n".join(said[:20]))


if __name__ == "__main__":
    main()
