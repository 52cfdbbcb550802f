"""Claims made up for sweeps, and what a sweep or a check found in them, to be compared."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.edits.result import Result
from sightline.edits.rows import findings, not_checked, rejected
from sightline.reference.release import write_release
from sightline.reference.store import STARTER, releases_in
from sightline.run import check
from sightline.sweep.folder import TABLES

CODES = ["32408", "77012", "49180", "76942", "10005", "10009", "99152", "71250", "74150", "20610", "47000", "99213",
          "36415", "76377", "0999X", "A9698"]  # fmt: skip
_DIAGNOSES = ["R91.1", "C34.11", "K76.89", "C34", "Z99.99", ""]


def claims_of(draw: random.Random, name: str, claims: int) -> list[dict]:
    """Lines of some claims: few patients and days, so that they meet."""
    rows = []
    for number in range(claims):
        day = date(2026, 4, 1) + timedelta(draw.randrange(40))
        claim = {
            "claim_id": f"{name}{number}",
            "frequency": draw.choice("1111178"),
            "member_id": draw.choice([f"M{draw.randrange(15)}00", ""]),
            "patient_last_name": draw.choice(["Doe", "DOE", "Roe"]),
            "patient_first_name": draw.choice(["Jo", "jo", "Al", ""]),
            "patient_birth_date": draw.choice(["1960-01-01", "1961-02-03", ""]),
            "patient_sex": draw.choice("FM"),
            "relationship": draw.choice(["18", "18", "19"]),
            "payer_name": draw.choice(["MEDICARE", "AETNA", "A payer nobody knows"]),
            "billing_npi": draw.choice(["1234567893", "1245319599"]),
            "billing_tax_id": "900000001",
            "dx1": draw.choice(_DIAGNOSES),
            "original_reference": draw.choice(["", f"{name}{draw.randrange(claims)}"]),
        }
        for line in range(draw.randrange(1, 5)):
            rows.append(
                claim
                | {
                    "line_no": line + 1,
                    "code": draw.choice(CODES) if draw.random() > 0.02 else "",
                    "mod1": draw.choice(["", "", "26", "59", "50"]),
                    "charge": str(Decimal(draw.randrange(100, 90000)) / 100),
                    "units": draw.choice(["1", "1", "1", "9", "x"]),
                    "place_of_service": draw.choice(["11", "22", "24"]),
                    "date_from": day.isoformat(),
                    "rendering_npi": "1234567893",
                    "pointer1": "1",
                }
            )
    if draw.random() < 0.3:  # rows of claims that do not stand together
        draw.shuffle(rows)
    return rows


def write(folder: Path, name: str, rows: list[dict]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=50)
    return path


def contents(folder: Path) -> dict[str, list[str]]:
    """What a sweep found, whatever the parts."""
    tables = {name: pq.read_table(folder / name).to_pylist() for name in TABLES if name != "notes"}
    return {
        name: sorted(repr({key: value for key, value in row.items() if key != "person"}) for row in rows)
        for name, rows in tables.items()
    }


def of_check(path: Path, **more: object) -> dict[str, list[str]]:
    """The same of a check in one piece."""
    return of_result(check(path, **more))


def of_result(result: Result) -> dict[str, list[str]]:
    """The same of a check that was made."""
    tables = {
        "findings": findings(result),
        "not_checked": not_checked(result),
        "rejected": rejected(result),
    }
    return {
        name: sorted(
            repr({key: value for key, value in row.items() if key != "claim_key"}) for row in table.to_pylist()
        )
        for name, table in tables.items()
    }


def other_store(folder: Path, kind: str, change, **other) -> Path:
    """A store whose release of a kind is the starter's with another table, and with `other` facts, such as its period."""
    release = next(r for r in releases_in(STARTER) if r.kind == kind)
    facts = {
        name: getattr(release, name)
        for name in ("kind", "name", "publisher", "address", "period_from", "period_to", "starts_known", "scope", "file",
                     "sha256", "parser", "added_at")
    }  # fmt: skip
    place = folder / kind / "other"
    place.mkdir(parents=True)
    write_release(
        place, change(pq.read_table(release.path)), **facts | {"name": "other", "title": f"another {kind}"} | other
    )
    return folder
