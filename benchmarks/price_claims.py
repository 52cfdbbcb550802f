"""How quickly claims are priced, with every reduction, against a plain Python pricer in the same run.

    python benchmarks/price_claims.py [--data ../shared/data] [--lines 1000000] [--peer-lines 300000]

Prints what a few lines cost on SQLite and on DuckDB in CPU time (where the two cross, pricing changes from one to the other),
lines per second for the amounts and, apart, for the steps that explain them, peak memory, and the peer: the same
rules line by line with dictionary look-ups and Decimal (benchmarks/plain_pricer.py). The two are held against each
other to the cent.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from generate_claims import generate, payable_codes
from plain_lines import CARRIER, LOCALITY, peer_rows, plain_pricer

from sightline.pricing.price import Options, Pricer
from sightline.reference.add import add_files
from sightline.reference.store import Reference, open_reference

_FILES = (
    "mpfs/2026-04/PPRRVU2026_Apr_nonQPP.txt", "mpfs/2026-04/GPCI2026.csv", "ncci/2026q3/add_on_codes.csv",
    "codesets/ZIP5_OCT2025.txt",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--peer-lines", type=int, default=300_000)
    options = parser.parse_args()
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, DuckDB {duckdb.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        add_files([options.data / name for name in _FILES], folder)
        reference = open_reference(folder)
        codes = codes_of(reference)
        few(reference, codes)
        ours(reference, codes, options.lines)
        against_peer(reference, codes, options.peer_lines)


def codes_of(reference: Reference) -> list[str]:
    """Codes of every reduction: those of the claims generator, and imaging, cardiovascular, ophthalmology and
    therapy."""
    path = _path(reference, "fee_schedule")
    rows = pq.read_table(path, columns=["code", "modifier", "status", "multiple"]).to_pylist()
    others = [r["code"] for r in rows if r["modifier"] == "" and r["status"] in "AR" and r["multiple"] in "4567"]
    return payable_codes(str(path), str(_path(reference, "addon"))) + sorted(others) * 3


def few(reference: Reference, codes: list[str]) -> None:
    for lines in (4, 40, 400, 1_000, 2_000, 3_000, 4_000, 6_000):
        spent = []
        for engine in (True, False):
            pricer = Pricer(reference, Options(locality=f"{CARRIER}-{LOCALITY}"), few=10 * lines if engine else -1)
            milliseconds = []
            for seed in range(12):
                claims, service_lines, _ = generate(lines, codes, seed=seed)
                began = time.process_time()
                pricer.price(claims, service_lines)
                milliseconds.append(1000 * (time.process_time() - began))
            spent.append(statistics.median(milliseconds[2:]))
            pricer.close()
        print(f"{lines:>10,} lines: {spent[0]:6.1f} ms of CPU on SQLite, {spent[1]:6.1f} on DuckDB")


def ours(reference: Reference, codes: list[str], lines: int) -> None:
    claims, service_lines, _ = generate(lines, codes)
    pricer = Pricer(reference, Options(locality=f"{CARRIER}-{LOCALITY}"))
    seconds = []
    for _ in range(4):
        began = time.perf_counter()
        priced = pricer.price(claims, service_lines)
        seconds.append(time.perf_counter() - began)
    median = statistics.median(seconds[1:])
    print(
        f"{lines:>10,} lines: {median:6.2f} s (first {seconds[0]:.2f}), {lines / median:>9,.0f} lines/s,"
        f" peak {_peak():,.0f} MB"
    )
    began = time.perf_counter()
    steps = priced.steps.num_rows
    print(f"{steps:>10,} steps: {time.perf_counter() - began:6.2f} s more where they are asked for")
    answers = ", ".join(f"{count:,} {answer}" for answer, count in priced.summary["answers"].items() if count)
    print(f"            {answers}; allowed {priced.summary['allowed']:,}")


def against_peer(reference: Reference, codes: list[str], lines: int) -> None:
    claims, service_lines, _ = generate(lines, codes, seed=2)
    pricer = Pricer(reference, Options(locality=f"{CARRIER}-{LOCALITY}"))
    seconds = []
    for _ in range(4):
        began = time.perf_counter()
        priced = pricer.price(claims, service_lines)
        seconds.append(time.perf_counter() - began)
    quick = statistics.median(seconds[1:])
    plain = plain_pricer(reference)
    rows = peer_rows(claims, service_lines, reference)
    began = time.perf_counter()
    amounts = plain.price(rows)
    slow = time.perf_counter() - began
    differing = sum(a != b for a, b in zip(amounts, priced.amounts["allowed"].to_pylist(), strict=True))
    print(
        f"peer, {lines:,} lines: plain Python {slow:.2f} s ({lines / slow:,.0f} lines/s), here {quick:.2f} s"
        f" ({lines / quick:,.0f} lines/s): {slow / quick:.1f} times; {differing:,} amounts differ"
    )


def _path(reference: Reference, kind: str) -> Path:
    return max(reference.of(kind), key=lambda r: (r.period_to, r.scope == "all")).path


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
