"""Write a synthetic 837P file: invented people, providers and payers, the same for the same arguments.

    python benchmarks/generate_837p.py 200000 claims.837

About 600 bytes a claim: subscribers and dependents, one to four service lines, rendering and referring providers.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

LAST = [
    "ADAMSON",
    "BAKERSFIELD",
    "CORTEZ",
    "DIAZ",
    "ELLISON",
    "FOSTER",
    "GUPTA",
    "HAYES",
    "IBARRA",
    "JENSEN",
    "KHAN",
    "LOPEZ",
    "MEYERHOFF",
    "NOVAK",
    "OKAFOR",
    "PEREZ",
]
FIRST = [
    "ALEXANDRA",
    "BLAKE",
    "CASEY",
    "DANA",
    "ELIZABETH",
    "FRANCES",
    "GREER",
    "HOLLIS",
    "IVORY",
    "JULES",
    "KAI",
    "LEE",
    "MORGAN",
    "NOEL",
    "OAKLEY",
    "PATRICIA",
]
STREETS = [
    "1218 WEST BIRCH LANE",
    "27 CANAL STREET APT 4",
    "300 OLD MILL ROAD",
    "4512 HARBOR AVENUE",
    "9 QUARRY COURT UNIT 12",
]
TOWNS = [("SPRINGFIELD", "IL", "627010001"), ("RIVERTON", "UT", "840650002"), ("MILFORD", "CT", "064600003")]
PAYERS = [
    ("MEDICARE PART B ILLINOIS", "00001", "MB"),
    ("HARBOR HEALTH PLAN", "70002", "CI"),
    ("NORTH BLUE CROSS OF UTAH", "70003", "BL"),
]
TAXONOMIES = ["2085R0202X", "2085R0204X", "207RP1001X", "208600000X"]
DIAGNOSES = ["R911", "C3411", "C7801", "J90", "R590", "D381", "K7689", "N2889", "M47816", "E041", "Z8501"]
SERVICES = [
    ("32408", "", 1240), ("77012", "26", 310), ("49180", "", 860), ("76942", "26", 145), ("99152", "", 120),
    ("99153", "", 60), ("10005", "", 410), ("10006", "", 205), ("71250", "26", 230), ("99213", "25", 150),
    ("99070", "", 20), ("47000", "59", 900),
]  # fmt: skip
PER_TRANSACTION = 2_500


def npi(number: int) -> str:
    """A number with the check digit of an NPI (Luhn over 80840 and nine digits)."""
    digits = f"1{number % 10**8:08d}"
    total = 24 + sum(sum(divmod(int(d) * 2, 10)) if k % 2 == 0 else int(d) for k, d in enumerate(digits))
    return f"{digits}{-total % 10}"


def segments(claims: int, seed: int = 1) -> Iterator[str]:
    """The segments of a file with that many claims, without terminators."""
    pick = random.Random(seed)
    yield "ISA*00*          *00*          *ZZ*SYNTHETIC      *ZZ*RECEIVER       *260401*1200*^*00501*000000001*0*T*:"
    yield "GS*HC*SYNTHETIC*RECEIVER*20260401*1200*1*X*005010X222A1"
    transactions = 0
    for first in range(0, claims, PER_TRANSACTION):
        transactions += 1
        body = list(transaction(pick, transactions, first, min(first + PER_TRANSACTION, claims)))
        yield from body
        yield f"SE*{len(body) + 1}*{transactions:04d}"
    yield f"GE*{transactions}*1"
    yield "IEA*1*000000001"


def transaction(pick: random.Random, number: int, first: int, last: int) -> Iterator[str]:
    """One ST without its SE: claims `first` to `last` (not with it), a hundred to a billing provider."""
    yield f"ST*837*{number:04d}*005010X222A1"
    yield f"BHT*0019*00*{number}*20260401*1200*CH"
    yield "NM1*41*2*SYNTHETIC BILLING*****46*SYN01"
    yield "PER*IC*OFFICE*TE*5555550100"
    yield "NM1*40*2*RECEIVER*****46*REC01"
    level = billing = 0
    for claim in range(first, last):
        if (claim - first) % 100 == 0:
            level += 1
            billing = level
            group = claim // 100
            yield f"HL*{level}**20*1"
            yield f"PRV*BI*PXC*{TAXONOMIES[group % 4]}"
            yield f"NM1*85*2*IMAGING AND INTERVENTION GROUP {group}*****XX*{npi(group)}"
            yield f"N3*{STREETS[group % 5]}"
            town, state, code = TOWNS[group % 3]
            yield f"N4*{town}*{state}*{code}"
            yield f"REF*EI*{900000000 + group}"
        level += 1
        dependent = pick.random() < 0.2
        payer, payer_id, filing = pick.choice(PAYERS)
        last_name, street = pick.choice(LAST), pick.choice(STREETS)
        town, state, code = pick.choice(TOWNS)
        yield f"HL*{level}*{billing}*22*{int(dependent)}"
        yield f"SBR*P*{'' if dependent else '18'}*******{filing}"
        yield f"NM1*IL*1*{last_name}*{pick.choice(FIRST)}*{pick.choice('ABCDEFGH')}***MI*SYN{pick.randrange(10**9):09d}"
        yield f"N3*{street}"
        yield f"N4*{town}*{state}*{code}"
        yield demographics(pick, 1930, 80)
        yield f"NM1*PR*2*{payer}*****PI*{payer_id}"
        if dependent:
            level += 1
            yield f"HL*{level}*{level - 1}*23*0"
            yield "PAT*19"
            yield f"NM1*QC*1*{last_name}*{pick.choice(FIRST)}"
            yield f"N3*{street}"
            yield f"N4*{town}*{state}*{code}"
            yield demographics(pick, 2008, 15)
        yield from claim_segments(pick, claim)


def claim_segments(pick: random.Random, number: int) -> Iterator[str]:
    """Loops 2300 and 2400 of one claim, in balance."""
    lines = [
        (code, modifier, charge + pick.randrange(40))
        for code, modifier, charge in pick.sample(SERVICES, pick.choice((1, 2, 2, 3, 4)))
    ]
    name = f"SYN20260401-{number:07d}"
    codes = pick.sample(DIAGNOSES, pick.choice((1, 2, 3)))
    day = f"{date(2026, 1, 2) + timedelta(days=pick.randrange(90)):%Y%m%d}"
    yield f"CLM*{name}*{sum(charge for _, _, charge in lines)}***{pick.choice(('11', '22', '22', '24'))}:B:1*Y*A*Y*Y"
    if pick.random() < 0.3:
        yield f"REF*G1*AUTH{pick.randrange(10**6):06d}"
    yield "HI*" + "*".join(f"{'ABF' if k else 'ABK'}:{code}" for k, code in enumerate(codes))
    yield provider("DN", 500 + pick.randrange(300))
    rendering = 1000 + pick.randrange(900)
    yield provider("82", rendering)
    yield f"PRV*PE*PXC*{TAXONOMIES[rendering % 4]}"
    for k, (code, modifier, charge) in enumerate(lines, 1):
        yield f"LX*{k}"
        procedure = f"HC:{code}:{modifier}" if modifier else f"HC:{code}"
        yield f"SV1*{procedure}*{charge}*UN*1***{':'.join(map(str, range(1, len(codes) + 1)))}"
        yield f"DTP*472*D8*{day}"
        yield f"REF*6R*{name}-{k}"


def demographics(pick: random.Random, year: int, years: int) -> str:
    """The DMG of a person born in one of `years` from `year` on."""
    born = date(year + pick.randrange(years), 1 + pick.randrange(12), 1 + pick.randrange(28))
    return f"DMG*D8*{born:%Y%m%d}*{pick.choice('FM')}"


def provider(role: str, number: int) -> str:
    """The NM1 of a provider, who has one name."""
    return f"NM1*{role}*1*{LAST[number % 16]}*{FIRST[number // 16 % 16]}****XX*{npi(number)}"


def write(path: Path, claims: int, terminator: str = "~\n", seed: int = 1) -> int:
    """Write a file with that many claims; its size in bytes."""
    with path.open("w", encoding="ascii", newline="") as file:
        for segment in segments(claims, seed):
            file.write(segment + terminator)
    return path.stat().st_size


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("claims", type=int)
    arguments.add_argument("path", type=Path)
    given = arguments.parse_args()
    print(f"{write(given.path, given.claims):,} bytes")


if __name__ == "__main__":
    main()
