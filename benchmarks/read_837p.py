"""Read a generated 837P of 200,000 claims (about 120 MB); print speed, peak memory and the ratio to pyx12's reader.

    python benchmarks/read_837p.py [--claims 200000] [--runs 3]

pyx12's reader only cuts a file into segments (it builds no claims); it is measured on a smaller slice in the same run.
"""

from __future__ import annotations

import argparse
import platform
import resource
import tempfile
import time
from pathlib import Path

import pyarrow as pa
from generate_837p import write

from sightline.claims import Counts, read_837p


def ours(path: Path) -> tuple[float, Counts]:
    """Seconds to read the whole file, and its counts."""
    start = time.perf_counter()
    counts = Counts()
    with path.open("rb") as source:
        for batch in read_837p(source, path.name):
            counts += batch.counts
    return time.perf_counter() - start, counts


def pyx12_reader(path: Path) -> float | None:
    """Seconds of pyx12's reader for the file; None when pyx12 is not installed."""
    try:
        from pyx12.x12file import X12Reader
    except ImportError:
        return None
    start = time.perf_counter()
    with path.open(encoding="ascii") as source:
        for _ in X12Reader(source):
            pass
    return time.perf_counter() - start


def processor() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    return f"{len(names) or '?'} x {names[0] if names else platform.processor()}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--claims", type=int, default=200_000)
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    print(f"{platform.platform()}; {processor()}; Python {platform.python_version()}, PyArrow {pa.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        path, part = Path(folder) / "claims.837", Path(folder) / "slice.837"
        size = write(path, given.claims)
        part_size = write(part, max(given.claims // 20, 1))
        seconds = []
        for _ in range(given.runs):
            took, counts = ours(path)
            seconds.append(took)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        best, worst = size / min(seconds) / 1e6, size / max(seconds) / 1e6
        print(f"{size / 1e6:,.1f} MB, {counts.claims:,} claims, {counts.lines:,} lines, {counts.segments:,} segments")
        print(f"read_837p: {best:.1f} MB/s best of {given.runs}, {worst:.1f} worst; peak memory {peak:,.0f} MiB")
        theirs = pyx12_reader(part)
        if theirs is None:
            print("pyx12 is not installed: no ratio")
        else:
            speed = part_size / theirs / 1e6
            ratio = best / speed
            print(f"pyx12 X12Reader (segments only): {speed:.2f} MB/s on {part_size / 1e6:.1f} MB; ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
