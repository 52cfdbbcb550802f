"""Read a generated 837P of 200,000 claims (about 120 MB); print speed, memory and the ratio to pyx12's reader.

    python benchmarks/read_837p.py [--claims 200000] [--runs 3] [--processes N]

Read as a file is (`read_claims`: by one process for each processor, at most three) and by one process alone, in turns, each
in a new process of its own. pyx12's reader only cuts a file into segments (it builds no claims); it is measured on a smaller
slice in the same run. Memory is of a reader and all its processes together: the greatest sum of what each has resident, and
the same with pages that they share counted once (Linux only).
"""

from __future__ import annotations

import argparse
import platform
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pyarrow as pa
from generate_837p import write

from sightline.claims import Counts, files, read_claims

EVERY = 0.2  # seconds between two looks at the memory


def ours(path: Path) -> tuple[float, float, Counts]:
    """Seconds to read the whole file, processor seconds of all processes, and its counts."""
    start = time.perf_counter()
    counts = sum((batch.counts for batch in read_claims([path])), Counts())
    took = time.perf_counter() - start
    return took, sum(used()), counts


def used() -> list[float]:
    """Processor seconds of this process and of its children."""
    import resource

    return [
        each.ru_utime + each.ru_stime
        for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    ]


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


def memory(process: int) -> tuple[float, float]:
    """MiB that a process and its children have: all of it, and with shared pages counted once."""
    resident = shared_once = 0
    for place in (Path(f"/proc/{process}"), *(Path(f"/proc/{child}") for child in children(process))):
        try:
            text = (place / "smaps_rollup").read_text()
        except OSError:
            continue
        resident += int(re.search(r"^Rss:\s+(\d+)", text, re.MULTILINE)[1])  # type: ignore[index]
        shared_once += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])  # type: ignore[index]
    return resident / 1024, shared_once / 1024


def children(process: int) -> list[str]:
    """The numbers of a process's children."""
    try:
        return Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []


def measured(path: Path, processes: int) -> tuple[float, float, float, float, Counts]:
    """`ours` in a process of its own, with the peaks of `memory`."""
    words = [sys.executable, __file__, "--read", str(path), "--processes", str(processes)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as reading:
        peaks = (0.0, 0.0)
        while reading.poll() is None:
            peaks = tuple(map(max, peaks, memory(reading.pid)))  # type: ignore[assignment]
            time.sleep(EVERY)
        assert reading.stdout
        took, processor, *counts = reading.stdout.read().split()
    return float(took), float(processor), *peaks, Counts(*map(int, counts))


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
    arguments.add_argument("--processes", type=int, default=files.PROCESSES, help="at most so many")
    arguments.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    files.PROCESSES = given.processes
    if given.read:
        took, used_, counts = ours(given.read)
        print(took, used_, *vars(counts).values())
        return
    print(f"{platform.platform()}; {processor()}; Python {platform.python_version()}, PyArrow {pa.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        path, part = Path(folder) / "claims.837", Path(folder) / "slice.837"
        size = write(path, given.claims)
        part_size = write(part, max(given.claims // 20, 1))
        runs: dict[int, list[tuple[float, float, float, float, Counts]]] = {given.processes: [], 1: []}
        theirs = []
        for _ in range(given.runs):
            for processes, those in runs.items():
                those.append(measured(path, processes))
            theirs.append(pyx12_reader(part))
        counts = runs[1][0][-1]
        assert all(run[-1] == counts for those in runs.values() for run in those)
        print(f"{size / 1e6:,.1f} MB, {counts.claims:,} claims, {counts.lines:,} lines, {counts.segments:,} segments")
        for processes, those in runs.items():
            name = "one process" if processes == 1 else "as files are read"
            speeds = [size / took / 1e6 for took, *_ in those]
            print(f"{name}: {spread(speeds)}; {median(used for _, used, *_ in those):.1f} processor seconds;"
                  f" peak memory {max(run[2] for run in those):,.0f} MiB,"
                  f" {max(run[3] for run in those):,.0f} MiB with shared pages once")  # fmt: skip
        speeds = [part_size / took / 1e6 for took in theirs if took]
        if not speeds:
            print("pyx12 is not installed: no ratio")
            return
        print(f"pyx12 X12Reader (segments only), {part_size / 1e6:.1f} MB: {spread(speeds)}")
        ratios = [median(size / took / 1e6 for took, *_ in those) / median(speeds) for those in runs.values()]
        print("ratio of the medians: {:.1f} as files are read, {:.1f} by one process".format(*ratios))


def spread(speeds: list[float]) -> str:
    """Speeds, best, median and worst."""
    return f"{max(speeds):.1f} MB/s best of {len(speeds)}, {median(speeds):.1f} median, {min(speeds):.1f} worst"


if __name__ == "__main__":
    main()
