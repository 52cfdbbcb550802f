"""Read a generated in-network file of 1 GB: this reader, ijson, mrfkit and plain decompression, in one run.

    python benchmarks/read_rates.py [--gb 1] [--runs 3] [--peer-gb 0.1]
    python benchmarks/read_rates.py --stream-gb 20         # a stream of 20 GB, and the memory it took

Every reader looks for ten codes in the same .json.gz. ijson and mrfkit read a smaller file of the same make (--peer-gb),
since they take minutes for the whole; speeds are in uncompressed MB a second. ijson gives the wanted items and all provider
references; this reader writes them to Parquet, groups resolved.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from generate_rates import CODES, pieces
from isal import igzip

from sightline.rates.in_network import InNetwork
from sightline.rates.sources import opened

GB = 1_000_000_000


class Stream(io.RawIOBase):
    """Pieces of a file as a stream, made as they are asked for."""

    def __init__(self, made: Iterator[bytes]) -> None:
        super().__init__()
        self._made = made
        self._left = memoryview(b"")
        self.count = 0

    def readinto(self, buffer: memoryview) -> int:
        filled = 0
        while filled < len(buffer):
            if not self._left:
                self._left = memoryview(next(self._made, b""))
                if not self._left:
                    break
            part = self._left[: len(buffer) - filled]
            buffer[filled : filled + len(part)] = part
            self._left = self._left[len(part) :]
            filled += len(part)
        self.count += filled
        return filled


def make(path: Path, size: int) -> int:
    """Write a file; returns its bytes before compression."""
    count = 0
    with igzip.open(path, "wb", compresslevel=2) as out:
        for piece in pieces(size):
            count += out.write(piece)
    return count


def ours(path: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        reader = InNetwork(Path(folder), frozenset(CODES), None)
        with opened(str(path)) as members:
            for member in members:
                reader.read(member.stream.readinto, lambda address: b"")
        return f"{reader.items:,} items, {rows_in(Path(folder)):,} prices"


def rows_in(folder: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(folder / "price.parquet").num_rows)


def decompression(path: Path) -> str:
    buffer, count = bytearray(1 << 20), 0
    with igzip.open(path) as file:
        while read := file.readinto(buffer):
            count += read
    return f"{count:,} bytes"


def with_ijson(path: Path) -> str:
    import ijson.backends.yajl2_c as ijson

    prices = items = 0
    with igzip.open(path) as file:
        groups = {r["provider_group_id"]: r["provider_groups"] for r in ijson.items(file, "provider_references.item")}
    with igzip.open(path) as file:
        for item in ijson.items(file, "in_network.item"):
            items += 1
            if item["billing_code"] in CODES:
                prices += sum(len(rate["negotiated_prices"]) for rate in item["negotiated_rates"])
    return f"{items:,} items, {prices:,} prices, {len(groups):,} references"


def with_mrfkit(path: Path) -> str:
    import mrfkit

    wanted = seen = 0
    for record in mrfkit.iter_records(path):
        seen += 1
        wanted += getattr(record, "billing_code", None) in CODES
    return f"{seen:,} records, {wanted:,} of the codes"


def measure(name: str, work: Callable[[Path], str], path: Path, size: int, runs: int) -> float | None:
    """The median speed in MB a second; None when the reader is not installed."""
    speeds = []
    for _ in range(runs):
        start = time.perf_counter()
        try:
            told = work(path)
        except ImportError:
            print(f"{name:<16} not installed")
            return None
        speeds.append(size / (time.perf_counter() - start) / 1e6)
    middle = statistics.median(speeds)
    print(f"{name:<16} {middle:>9,.1f} MB/s, median of {runs} ({min(speeds):,.1f} to {max(speeds):,.1f}) · {told}")
    return middle


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def stream(size: int) -> None:
    """Read a stream of `size` bytes, its first wanted item of 300 MB, and say how the memory grew."""
    from sightline.rates.scan import Scan  # noqa: F401 - loaded before the first figure

    made = Stream(pieces(size, giant=300_000_000))
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        reader = InNetwork(Path(folder), frozenset(CODES), None)
        print(f"before: {peak():,.0f} MiB")
        reader.read(made.readinto, lambda address: b"")
        print(f"{made.count / GB:,.1f} GB, {reader.items:,} items, {rows_in(Path(folder)):,} prices, {reader.rejected}")
    took = time.perf_counter() - start
    print(f"{took:,.0f} s with the making of the stream; peak memory {peak():,.0f} MiB; load {os.getloadavg()[0]:.1f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gb", type=float, default=1.0)
    arguments.add_argument("--peer-gb", type=float, default=0.1)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--stream-gb", type=float)
    given = arguments.parse_args()
    load = os.getloadavg()[0]
    print(f"{platform.platform()}; {os.cpu_count()} processors, load {load:.1f}; Python {platform.python_version()}")
    if given.stream_gb:
        stream(int(given.stream_gb * GB))
        return
    with tempfile.TemporaryDirectory() as folder:
        whole, part = Path(folder) / "rates.json.gz", Path(folder) / "part.json.gz"
        size, part_size = make(whole, int(given.gb * GB)), make(part, int(given.peer_gb * GB))
        print(f"{size / 1e6:,.0f} MB, {whole.stat().st_size / 1e6:,.0f} MB packed; for peers {part_size / 1e6:,.0f} MB")
        mine = measure("sightline", ours, whole, size, given.runs)
        print(f"{'':<16} peak memory {peak():,.0f} MiB")
        plain = measure("decompression", decompression, whole, size, given.runs)
        peers = {
            "ijson yajl2_c": measure("ijson yajl2_c", with_ijson, part, part_size, given.runs),
            "mrfkit": measure("mrfkit", with_mrfkit, part, part_size, 1),
        }
        assert mine
        assert plain
        print(f"ratio to decompression {mine / plain:.2f}")
        for name, speed in peers.items():
            if speed:
                print(f"ratio to {name} {mine / speed:.1f}")
        print(f"load at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
