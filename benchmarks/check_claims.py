"""How quickly claims are checked: a million lines with the whole reference, one claim, small batches, each edit.

    python benchmarks/check_claims.py [--data ../shared/data] [--largest 10000000]

Prints lines per second, peak memory and how both grow (the claims lie in Parquet and are checked in a process of their
own, whose peak counts everything: claims, reference, findings), the median for one claim of four lines that draws
findings and for batches of 200, where SQLite and DuckDB cross, and the seconds of each edit. The peer is a plain Python
editor that looks the same PTP and MUE tables up in dictionaries, line by line, in the same run.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from generate_claims import generate, payable_codes
from peak import peak_bytes

from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.edits import check as checking
from sightline.edits.check import Checker
from sightline.edits.narrow import Narrow
from sightline.edits.part import findings
from sightline.edits.rule.load import load
from sightline.reference.add import add_files
from sightline.reference.store import Reference, open_reference

_MILLION = 1_000_000
_FILES = (
    "mpfs/2026-04/PPRRVU2026_Apr_nonQPP.txt", "ncci/2024q3/ptp_practitioner.parquet",
    "ncci/2026q2/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", "ncci/2026q3/add_on_codes.csv",
    "codesets/icd10cm_codes_fy2026_apr.txt",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--measure", nargs=2, type=Path, metavar=("CLAIMS", "STORE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(*options.measure)
        return
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, DuckDB {duckdb.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        add_files([options.data / name for name in _FILES], folder)
        reference = open_reference(folder)
        codes = payable_codes(str(_path(reference, "fee_schedule")), str(_path(reference, "addon")))
        one_claim(reference, codes)
        crossing(reference, codes)
        for lines in (10_000, 100_000, 1_000_000, 10_000_000):
            if lines <= options.largest:
                many(Path(folder), codes, lines)
        peer(reference, codes)
        each_edit(reference, codes)


def many(store: Path, codes: list[str], lines: int) -> None:
    """Write the claims as Parquet, a million lines a part, and check them in another process."""
    with tempfile.TemporaryDirectory() as folder:
        for part, first in enumerate(range(0, lines, _MILLION)):
            claims, of_claims, of_diagnoses = generate(min(_MILLION, lines - first), codes, seed=part + 1)
            patients = pc.binary_join_element_wise(claims["patient"], str(part), "-")
            claims = claims.set_column(
                claims.schema.get_field_index("patient"), claims.schema.field("patient"), patients
            )
            for name, table in (("claims", claims), ("lines", of_claims), ("diagnoses", of_diagnoses)):
                keys = pc.add(table["claim_key"], part * _MILLION)
                table = table.set_column(
                    table.schema.get_field_index("claim_key"), table.schema.field("claim_key"), keys
                )
                pq.write_table(table, Path(folder) / f"{name}-{part}.parquet")
        subprocess.run([sys.executable, __file__, "--measure", folder, str(store)], check=True)


def measure(folder: Path, store: Path) -> None:
    """Read the claims, check them (three times up to a million lines), and print the median and the peak."""
    schemas = {"claims": CLAIM, "lines": LINE, "diagnoses": DIAGNOSIS}
    tables = [
        pa.concat_tables(
            [
                pq.read_table(path, schema=schema, use_threads=False, pre_buffer=False)
                for path in sorted(folder.glob(f"{name}-*.parquet"))
            ]
        )
        for name, schema in schemas.items()
    ]
    lines, before = tables[1].num_rows, _peak()
    checker = Checker(open_reference(store))
    seconds = []
    for _ in range(3 if lines <= _MILLION else 1):
        began = time.perf_counter()
        result = checker.check(*tables)
        seconds.append(time.perf_counter() - began)
    median = statistics.median(seconds)
    touched = result.findings.select(["claim_key", "line"]).group_by(["claim_key", "line"]).aggregate([]).num_rows
    print(
        f"{lines:>10,} lines: {median:7.2f} s (first {seconds[0]:.2f}), {lines / median:>9,.0f} lines/s,"
        f" {result.findings.num_rows:,} findings on {touched / lines:.0%} of lines,"
        f" peak {_peak():,.0f} MB ({before:,.0f} MB with the claims alone)",
        flush=True,
    )


def one_claim(reference: Reference, codes: list[str]) -> None:
    """One claim and batches of 200, all of which draw findings, in a warm process: with codes met before, and not."""
    checker = Checker(reference)
    for claims, runs in ((1, 60), (200, 12)):
        batches = list(islice(_firing(Checker(reference), codes, claims), runs))
        unmet = statistics.median(_seconds(checker, batches)) * 1000
        met = statistics.median(_seconds(checker, batches)) * 1000
        found = sum(checker.check(*tables).findings.num_rows for tables in batches) / runs / claims
        print(
            f"{claims:>4} claim(s) of 4 lines with {found:.1f} findings each: median {met:6.1f} ms, {met / claims:6.2f} ms a"
            f" claim; codes not met before {unmet:6.1f} ms, {unmet / claims:6.2f} ms a claim"
        )


def _firing(checker: Checker, codes: list[str], claims: int) -> Iterator[tuple[pa.Table, ...]]:
    """Sets of claims of four lines, each claim of which draws a finding."""
    for seed in count():
        tables = generate(claims * 4 * 8, codes, seed=seed)
        keys = pc.unique(checker.check(*tables).findings["claim_key"]).slice(0, claims)
        if len(keys) == claims:
            yield tuple(table.filter(pc.is_in(table["claim_key"], keys)) for table in tables)


def crossing(reference: Reference, codes: list[str]) -> None:
    """The same lines on SQLite and on DuckDB: where one gets quicker than the other."""
    before = checking.FEW
    for lines in (1_000, 2_000, 4_000, 8_000):
        tables, seconds = generate(lines, codes), []
        for checking.FEW in (lines, -1):
            checker = Checker(reference)
            checker.check(*tables)
            seconds.append(statistics.median(_seconds(checker, [tables] * 5)) * 1000)
        print(f"{lines:>10,} lines: SQLite {seconds[0]:7.1f} ms, DuckDB {seconds[1]:7.1f} ms")
    checking.FEW = before


def _seconds(checker: Checker, batches: Iterable[tuple[pa.Table, ...]]) -> list[float]:
    """How long each check takes."""
    seconds = []
    for tables in batches:
        began = time.perf_counter()
        checker.check(*tables)
        seconds.append(time.perf_counter() - began)
    return seconds


def each_edit(reference: Reference, codes: list[str]) -> None:
    tables = generate(_MILLION, codes)
    checking.PART = _MILLION  # all on one connection, whose relations stay
    checker = Checker(reference)
    checker.check(*tables)  # builds the relations, which stay in the engine
    narrow = Narrow.of(checker.engine, checker.plan.reads)
    spent = {}
    for edit in checker.edits:
        began = time.perf_counter()
        findings(checker.engine, edit, tables[0], narrow)
        spent[edit.id] = time.perf_counter() - began
    print("seconds per edit at 1,000,000 lines, the relations being built:")
    for edit_id, seconds in sorted(spent.items(), key=lambda item: -item[1])[:15]:
        print(f"  {edit_id} {seconds:6.2f}")
    print(f"  the other {len(spent) - 15} at most {sorted(spent.values())[-16]:.2f} each")


def peer(reference: Reference, codes: list[str]) -> None:
    """PTP and MUE alone, by dictionary look-ups in Python, against the same two families here."""
    claims, lines, diagnoses = generate(100_000, codes)
    ptp = pq.read_table(_path(reference, "ptp"), columns=["column_1", "column_2", "indicator", "effective_to"])
    pairs = set(zip(ptp["column_1"].to_pylist(), ptp["column_2"].to_pylist(), strict=True))
    mue = dict(zip(*(pq.read_table(_path(reference, "mue"))[c].to_pylist() for c in ("code", "value")), strict=True))
    patient = dict(zip(claims["claim_key"].to_pylist(), claims["patient"].to_pylist(), strict=True))
    began = time.perf_counter()
    days: dict[tuple, list] = {}
    rows = lines.select(["claim_key", "line_no", "code", "units", "date_from"]).to_pylist()
    for row in rows:
        days.setdefault((patient[row["claim_key"]], row["date_from"]), []).append(row)
    hits = 0
    for day in days.values():
        for a in day:
            hits += a["code"] in mue and a["units"] > mue[a["code"]]
            hits += any((b["code"], a["code"]) in pairs for b in day if b is not a)
    plain = time.perf_counter() - began
    edits = tuple(edit for edit in load() if edit.id.startswith(("PTP", "MUE")))
    checker = Checker(reference, edits)
    checker.check(claims, lines, diagnoses)
    began = time.perf_counter()
    checker.check(claims, lines, diagnoses)
    ours = time.perf_counter() - began
    print(f"PTP and MUE alone, 100,000 lines: plain Python {plain:.2f} s, here {ours:.2f} s: {plain / ours:.1f} times")


def _path(reference: Reference, kind: str) -> Path:
    return max(reference.of(kind), key=lambda r: (r.scope == "all", r.period_to)).path


def _peak() -> float:
    """Peak resident memory of this process so far, in MB."""
    return peak_bytes() / 1_000_000


if __name__ == "__main__":
    main()
