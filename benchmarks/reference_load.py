"""Seconds and peak memory to load the full practitioner PTP file, as Parquet and as CMS's text in four zips.

    python benchmarks/reference_load.py [--parquet FILE] [--pairs 2546017]

Without --parquet the pairs are made up: the size and shape of a quarter, no published fact.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import tempfile
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from peak import peak_bytes

from sightline.reference.add import add_files

CODES = [f"{number:05}" for number in range(100, 99500, 6)] + [f"G{number:04}" for number in range(1, 1200)]
WORDS = ("Misuse of column 2", "Standards of practice", "Coding instruction", "More extensive")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parquet", type=Path)
    parser.add_argument("--pairs", type=int, default=2_546_017)
    given = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, pyarrow {pa.__version__}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        parquet = given.parquet or folder / "ptp_practitioner_2024q3.parquet"
        if not given.parquet:
            pq.write_table(made_up(given.pairs), parquet)
        zips = as_published(parquet, folder)
        for name, files in (("parquet", [parquet]), ("text in 4 zips", zips)):
            # Each in a process of its own, so that its peak memory is its own.
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                rows, seconds, memory, stored = pool.apply(load, (files, folder / f"store-{name.split()[0]}"))
            print(
                f"{name:15} {rows:>10,} pairs  {seconds:5.1f} s  {memory:6,.0f} MB peak  {stored / 1e6:5.1f} MB stored"
            )


def load(files: list[Path], store: Path) -> tuple[int, float, float, int]:
    start = time.perf_counter()
    release = add_files(files, store)[0].release
    seconds = time.perf_counter() - start
    return release.rows, seconds, peak_bytes() / 1024**2, release.path.stat().st_size


def made_up(pairs: int) -> pa.Table:
    first = [CODES[place * len(CODES) // pairs] for place in range(pairs)]
    second = [CODES[(place * 7919) % len(CODES)] for place in range(pairs)]
    ended = [None if place % 3 else date(2005, 12, 31) + timedelta(days=91 * (place % 70)) for place in range(pairs)]
    return pa.table(
        {
            "column_1": first,
            "column_2": second,
            "deletion_date": pa.array(ended, pa.date32()),
            "modifier_indicator": pa.array([1 if place % 4 else 0 for place in range(pairs)], pa.uint8()),
            "rationale": [WORDS[place % len(WORDS)] for place in range(pairs)],
        }
    )


def as_published(parquet: Path, folder: Path) -> list[Path]:
    """The pairs in CMS's text layout with made-up effective dates, in four zips split by column 1."""
    table = pq.read_table(parquet)
    columns = [table[name].to_pylist() for name in ("column_1", "column_2", "deletion_date", "modifier_indicator")]
    lines = []
    for place, (one, two, end, indicator) in enumerate(zip(*columns, strict=True)):
        begin = (end or date(2024, 1, 1)) - timedelta(days=91 * (place % 90 + 1))
        last = f"{end:%Y%m%d}" if end else "*"
        lines.append(f"{one}\t{two}\t\t{begin:%Y%m%d}\t{last}\t{indicator}\t{WORDS[place % len(WORDS)]}\r\n")
    lines.sort()
    heading = "Pairs\r\nColumn 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tRationale\r\n"
    quarter = len(lines) // 4 + 1
    zips = []
    for part in range(4):
        path = folder / f"ccipra-v302r0-f{part + 1}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{path.stem}.TXT", heading + "".join(lines[part * quarter : (part + 1) * quarter]))
        zips.append(path)
    return zips


if __name__ == "__main__":
    main()
