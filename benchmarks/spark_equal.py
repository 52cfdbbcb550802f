"""Spark against DuckDB: the same claims, the same findings and amounts row for row; seconds of each.

    python benchmarks/spark_equal.py [--lines 2000000] [--only check|price] [--master local[2]] [--memory 12g]

The claims are the cases of tests/edits, in which every edit fires, and for prices those of tests/engines/every_price.py, in
which every rule does; both copied with patients and numbers of their own, in Parquet. Spark's time is from the
Parquet to the answers in Parquet, once on a session that has just started; DuckDB's from the same Parquet to Arrow.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from engines.every_edit import case_reference, multiplied, of_cases, parted
from engines.every_price import of_rules, rule_reference
from sightline.batches import steps_of
from sightline.edits import rows as finding_rows
from sightline.edits.check import Checker
from sightline.edits.history import History
from sightline.edits.rule.load import load
from sightline.pricing.denials import left_aside
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference, open_reference
from sightline.run import check, price
from sightline.spark.session import Spark
from spark.compare import differences

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_TABLES = ("claims", "lines", "diagnoses")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=2_000_000)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--memory", default="12g", help="of the driver, which works alone with a local master")
    parser.add_argument("--only", choices=("check", "price"), help="one of the two [default: both]")
    options = parser.parse_args()
    for what, compare in (("check", findings), ("price", amounts)):
        if options.only in (None, what):
            with tempfile.TemporaryDirectory() as name:
                compare(Path(name), options)


def findings(folder: Path, options: argparse.Namespace) -> None:
    """Check on both engines."""
    reference = case_reference(open_reference(), folder)
    lines = written(multiplied(of_cases(), options.lines), folder)
    print(f"{platform.machine()}, DuckDB {duckdb.__version__}; {lines:,} lines", flush=True)
    began = time.monotonic()
    result = Checker(reference).check(*(tables := read(folder, "now")), History(*read(folder, "before")))
    seconds = time.monotonic() - began
    fired = len(pc.unique(result.findings["edit"]))
    print(
        f"DuckDB {seconds:.1f} s: {result.findings.num_rows:,} findings of {fired} of {len(load())} edits,"
        f" {result.not_checked.num_rows:,} not checked, {tables[1].num_rows:,} lines",
        flush=True,
    )
    del tables
    other, answers = spark(folder, reference, options.master, options.memory)
    print(f"Spark {other:.1f} s, {other / seconds:.1f} times as long", flush=True)
    for table in ("findings", "not_checked"):
        found = differences(getattr(finding_rows, table)(result), answers / table)
        print(f"{table}: {found or 'identical, row for row'}", flush=True)


def amounts(folder: Path, options: argparse.Namespace) -> None:
    """Price on both engines."""
    reference = rule_reference(open_reference(), folder)
    how = Options(nonparticipating=True, sequestration=True)
    lines = written(multiplied(of_rules(), options.lines), folder)
    print(f"{platform.machine()}, DuckDB {duckdb.__version__}; {lines:,} lines to price", flush=True)
    began = time.monotonic()
    tables = read(folder, "now")
    priced = Pricer(reference, how).price(*tables[:2], left_aside(Checker(reference, load()[:1]).check(*tables)))
    mine = {"table": priced.table, "steps": steps_of(priced)}
    seconds = time.monotonic() - began
    print(f"DuckDB {seconds:.1f} s: {mine['table'].num_rows:,} amounts, {mine['steps'].num_rows:,} steps", flush=True)
    session = started(options.master, options.memory)
    frames = tuple(session.read.parquet(str(folder / f"now-{name}.parquet")) for name in _TABLES)
    engine = Spark(session, folder.as_uri())
    began = time.monotonic()
    answer = price(
        frames, engine=engine, reference=reference, findings=False, nonparticipating=True, sequestration=True
    )
    for table in mine:
        getattr(answer, table).write.parquet(str(folder / table))
    other = time.monotonic() - began
    print(f"Spark {other:.1f} s, {other / seconds:.1f} times as long", flush=True)
    for table, rows in mine.items():
        print(f"{table}: {differences(rows, folder / table) or 'identical, row for row'}", flush=True)


def written(tables: tuple[pa.Table, ...], folder: Path) -> int:
    """Write the claims to check and those before them; how many lines."""
    now, before = parted(tables)
    for when, each in (("now", now), ("before", (before.claims, before.lines, before.diagnoses))):
        for name, table in zip(_TABLES, each, strict=True):
            pq.write_table(table, folder / f"{when}-{name}.parquet", row_group_size=100_000)
    return tables[1].num_rows


def read(folder: Path, when: str) -> list[pa.Table]:
    return [pq.read_table(folder / f"{when}-{name}.parquet") for name in _TABLES]


def started(master: str, memory: str) -> SparkSession:
    """A Spark session on this machine."""
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.driver.memory": memory, "spark.sql.shuffle.partitions": "16"}
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def spark(folder: Path, reference: Reference, master: str, memory: str) -> tuple[float, Path]:
    """The seconds of a check on Spark, and the folder with its answers."""
    session = started(master, memory)
    frames = {
        when: [session.read.parquet(str(folder / f"{when}-{name}.parquet")) for name in _TABLES]
        for when in ("now", "before")
    }
    began = time.monotonic()
    result = check(frames["now"], history=frames["before"], engine=Spark(session, folder.as_uri()), reference=reference)
    for table in ("findings", "not_checked"):
        getattr(result, table).write.parquet(str(folder / table))
    return time.monotonic() - began, folder


if __name__ == "__main__":
    main()
