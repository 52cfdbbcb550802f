"""Every amount that CMS published, to the cent, by the relations that price claims."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sightline.pricing.fee import Question, fees
from sightline.reference.add import add_files
from sightline.reference.store import Reference, open_reference

FILES = (
    "mpfs/2025-10/PPRRVU2025_Oct.csv", "mpfs/2025-10/GPCI2025.csv", "mpfs/2025-10/OPPSCAP_Oct.csv",
    "mpfs/2025-10/25LOCCO.csv", "mpfs/2025-10/ANES2025.csv", "mpfs/2026-04/PPRRVU2026_Apr_nonQPP.txt",
    "mpfs/2026-04/GPCI2026.csv",
    "codesets/ZIP5_OCT2025.txt", "codesets/conversion_factors.csv", "opps/addendum_b_2026-04.csv",
    "asc/20260401/AA.csv", "asc/20260401/BB.csv", "asc/20260101/BB.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("store")
    add_files([shared / "data" / name for name in FILES], folder)
    return open_reference(folder)


def test_all_are_loaded_whole(loaded):
    rows = {(r.kind, r.name): r.rows for r in loaded.releases if r.scope == "all"}
    expected = {
        ("gpci", "2025"): 109, ("gpci", "2026"): 109, ("locality", "2025"): 109, ("zip_locality", "2025q4"): 42_956,
        ("opps_cap", "2025-10"): 16_100, ("anesthesia", "2025"): 110, ("conversion_factor", "1"): 8,
        ("opps_status", "2026-04"): 19_059, ("asc_surgical", "2026-04"): 4_832, ("asc_ancillary", "2026-04"): 2_526,
    }  # fmt: skip
    assert {key: rows[key] for key in expected} == expected


def test_every_amount_of_pfrev26b(shared, loaded):
    with (shared / "data/mpfs/2026-04/PFREV26B_nonQP.txt").open(encoding="latin-1") as stream:
        rows = [row for row in csv.reader(stream) if len(row) == 16]
    assert len(rows) == 4_033
    questions = [Question(row[3], row[4].strip(), date(2026, 4, 15), f"{row[1]}-{row[2]}") for row in rows]
    found = fees(questions, reference=loaded, strict=False)
    matched = Counter()
    for row, one in zip(rows, found, strict=True):
        matched["non-facility"] += one.non_facility.amount == Decimal(row[5])
        matched["facility"] += one.facility.amount == Decimal(row[6])
        # The file gives no therapy amount and no OPPS amount for any of these codes, nor do we.
        matched["therapy and OPPS"] += {Decimal(row[n]) for n in (11, 12, 14, 15)} == {
            Decimal(0)
        } and not one.non_facility.opps_cap
    print(f"PFREV26B: {dict(matched)} of {len(rows):,}")
    assert matched == {"non-facility": 4_033, "facility": 4_033, "therapy and OPPS": 4_033}


def test_every_amount_of_oppscap(shared, loaded):
    with (shared / "data/mpfs/2025-10/OPPSCAP_Oct.csv").open(encoding="latin-1") as stream:
        rows = [row for row in csv.reader(stream) if len(row) > 6 and row[0] not in {"", "HCPCS"}]
    assert len(rows) == 16_100
    questions = [Question(row[0], row[1], date(2025, 10, 15), f"{row[3]}-{row[4]}") for row in rows]
    matched = Counter()
    for row, one in zip(rows, fees(questions, reference=loaded, strict=False), strict=True):
        published = (Decimal(row[6]), Decimal(row[5]))
        if row[2] == "A":  # what is paid: the lower of fee schedule and cap
            matched["capped"] += (one.non_facility.amount, one.facility.amount) == published
        else:  # a contractor's price may not exceed the cap; it is no amount
            amounts = {one.non_facility.amount, one.facility.amount}
            matched["contractor's cap"] += (
                one.non_facility.opps_cap,
                one.facility.opps_cap,
            ) == published and amounts == {None}
    print(f"OPPSCAP: {dict(matched)} of {len(rows):,}")
    assert matched == {"capped": 6_670, "contractor's cap": 9_430}
