"""How time and memory of `sightline sweep` grow, from ten thousand lines to as many as there is room for.

    python benchmarks/sweep_claims.py [--data ../shared/data] [--largest 10000000] [--memory 8GB] [--work FOLDER]

Writes the claims as Parquet, a million lines a file, sweeps the first of them in a process of its own, and prints lines,
seconds, lines a second, peak memory and how both grow; then adds a file with a hundredth of the lines and prints what an
update takes, and what it takes with another release of the unit values (MUE) for a few codes. From the eleventh million
on the claims repeat those of the first ten, with other numbers and patients.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from check_claims import _FILES, _path
from generate_claims import generate, payable_codes

from sightline.reference.add import add_files
from sightline.reference.store import open_reference

_MILLION = 1_000_000
_DISTINCT = 10
_SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 30_000_000, 100_000_000)
_FLAT = """SELECT c.claim_id, l.line_no, l.date_from, l.date_to, l.place_of_service, l.code, l.modifier_1 AS mod1,
    l.modifier_2 AS mod2, l.pointer_1 AS pointer1, l.charge, l.units, l.rendering_npi, l.rendering_taxonomy, d.code AS dx1,
    c.charge AS claim_charge, c.frequency, c.patient, c.payer_name, c.filing_code, c.billing_npi, c.billing_tax_id,
    c.billing_taxonomy
    FROM lines l JOIN claims c USING (claim_key) LEFT JOIN diagnoses d USING (claim_key) ORDER BY claim_key, line_no"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--smallest", type=int, default=10_000)
    parser.add_argument("--largest", type=int, default=10 * _MILLION)
    parser.add_argument("--memory", default="8GB")
    parser.add_argument("--work", type=Path, help="Keep the claims and results here.")
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        written(options.work, options.work / "store", options.write)
        return
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        store = work / "store"
        if not store.exists():
            add_files([options.data / name for name in _FILES], store)
        before: tuple[int, float, float] | None = None
        for lines in _SIZES:
            if options.smallest <= lines <= options.largest:
                # In a process of its own: a child's peak begins with that of its parent.
                subprocess.run([sys.executable, __file__, "--work", str(work), "--write", str(lines)], check=True)
                before = measured(work / f"claims-{lines}", work, store, lines, options.memory, before)


def written(work: Path, store: Path, lines: int) -> None:
    """A folder with so many lines of claims, and a file with a hundredth more; files are shared between the sizes."""
    shared = work / "millions"
    shared.mkdir(exist_ok=True)
    folder = work / f"claims-{lines}"
    folder.mkdir(exist_ok=True)
    reference = open_reference(store)
    for number in range(-(-lines // _MILLION)):
        path = shared / f"{number:03}.parquet"
        if not path.exists():
            if number < _DISTINCT:
                codes = payable_codes(str(_path(reference, "fee_schedule")), str(_path(reference, "addon")))
                table = renumbered(flat(codes, _MILLION, number + 1), number)
            else:
                table = renumbered(pq.read_table(shared / f"{number % _DISTINCT:03}.parquet"), number)
            pq.write_table(table, path, compression="zstd")
        if lines < _MILLION:
            pq.write_table(pq.read_table(path).slice(0, lines), folder / path.name, compression="zstd")
        elif not (folder / path.name).exists():
            os.link(path, folder / path.name)
    codes = payable_codes(str(_path(reference, "fee_schedule")), str(_path(reference, "addon")))
    pq.write_table(renumbered(flat(codes, lines // 100, 999), 999), work / f"new-{lines}.parquet")
    other_store(work, store)


def flat(codes: list[str], lines: int, seed: int) -> pa.Table:
    """A row for each line."""
    engine = duckdb.connect()
    for name, table in zip(("claims", "lines", "diagnoses"), generate(lines, codes, seed=seed), strict=True):
        engine.register(name, table)
    return engine.sql(_FLAT).to_arrow_table()


def renumbered(table: pa.Table, number: int) -> pa.Table:
    """The claims with numbers and patients that no other million has."""
    for name in ("claim_id", "patient"):
        values = pc.binary_join_element_wise(
            pc.extract_regex(table[name], "^(?P<n>[A-Z]?[0-9]+)").combine_chunks().field(0), str(number), "x"
        )
        table = table.set_column(table.column_names.index(name), name, values)
    return table


def measured(
    claims: Path, work: Path, store: Path, lines: int, memory: str, before: tuple[int, float, float] | None
) -> tuple[int, float, float]:
    """Sweep, and print what it took; then the two updates."""
    results = work / f"results-{lines}"
    shutil.rmtree(results, ignore_errors=True)
    seconds, peak, swept = run(claims, results, store, memory)
    size = sum(path.stat().st_size for path in results.rglob("*") if path.is_file())
    grown = (
        f", time x {seconds / before[1]:.1f}, memory x {peak / before[2]:.2f} for lines x {lines / before[0]:.0f}"
        if before
        else ""
    )
    print(
        f"{lines:>11,} lines: {seconds:8.1f} s, {lines / seconds:>8,.0f} lines/s, peak {peak:,.0f} MB, {swept['parts']} parts,"
        f" {sum(swept['counts'][f'findings_{s}'] for s in ('fail', 'bypassed', 'review', 'info')):,} findings,"
        f" folder {size / 1e6:,.0f} MB{grown}",
        flush=True,
    )
    shutil.copy(work / f"new-{lines}.parquet", claims / "new.parquet")
    again, peak_again, swept = run(claims, results, store, memory, "--update")
    print(
        f"{'':>11}  with {lines // 100:,} lines more: {again:.1f} s ({swept['patients_updated']:,} patients),"
        f" peak {peak_again:,.0f} MB", flush=True,
    )  # fmt: skip
    again, peak_again, swept = run(claims, results, other_store(work, store), memory, "--update")
    print(
        f"{'':>11}  with another MUE of 10 codes: {again:.1f} s ({swept['patients_updated']:,} patients),"
        f" peak {peak_again:,.0f} MB", flush=True,
    )  # fmt: skip
    (claims / "new.parquet").unlink()
    return lines, seconds, peak


def other_store(work: Path, store: Path) -> Path:
    """The store with one unit more for ten codes of the unit values."""
    other = work / "store-other"
    if not other.exists():
        shutil.copytree(store, other)
        place = next((other / "mue").iterdir())
        table = pq.read_table(place / "data.parquet")
        chosen = pc.is_in(table["code"], table["code"].slice(5000, 10).combine_chunks())
        value = pc.if_else(chosen, pc.add(table["value"], 1), table["value"]).cast(pa.int32())
        pq.write_table(table.set_column(table.column_names.index("value"), "value", value), place / "data.parquet")
        manifest = json.loads((place / "manifest.json").read_text())
        manifest["data_sha256"] = sha256((place / "data.parquet").read_bytes()).hexdigest()
        (place / "manifest.json").write_text(json.dumps(manifest))
    return other


def run(claims: Path, results: Path, store: Path, memory: str, *more: str) -> tuple[float, float, dict]:
    """Seconds, peak memory in MB and the answer of a sweep."""
    command = [sys.executable, "-m", "sightline.cli", "sweep", str(claims), "--output", str(results), "--reference", str(store),
               "--memory", memory, "--format", "json", *more]  # fmt: skip
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the sweep failed: {status}")
    return time.perf_counter() - began, usage.ru_maxrss / 1000, json.loads(out)


if __name__ == "__main__":
    main()
