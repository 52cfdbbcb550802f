"""How quickly the site of code pages is written: every code of the loaded releases, gathered, rendered and on the disk.

    python benchmarks/code_pages.py [--data ../shared/data]

Prints pages a second by the clock and by the processor's time, and the median for one page in a warm process. No peer: no
tool known to us composes such pages from the published files.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import tempfile
import time
from pathlib import Path

from sightline.outputs.code.html import render
from sightline.outputs.code.site import write_site
from sightline.pages.code import Pages
from sightline.reference.add import add_files
from sightline.reference.store import open_reference

_FILES = (
    "mpfs/2026-04/PPRRVU2026_Apr_nonQPP.txt", "ncci/2024q3/ptp_practitioner.parquet",
    "ncci/2026q2/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", "ncci/2026q3/add_on_codes.csv",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        add_files([options.data / name for name in _FILES], Path(folder) / "store")
        pages = Pages(open_reference(Path(folder) / "store"))
        began = time.process_time()
        done = write_site(pages, Path(folder) / "site")
        busy = time.process_time() - began
        written = sum(path.stat().st_size for path in (Path(folder) / "site").iterdir())
        print(
            f"{done.pages:,} pages, {written / 1e6:,.0f} MB: {done.seconds:.1f} s, {done.pages / done.seconds:,.0f} pages/s;"
            f" {done.pages / busy:,.0f} pages per second of processor"
        )
        seconds = []
        for code in ("77012", "32408", "47000", "76942", "99213") * 3:
            began = time.perf_counter()
            for page in pages.pages([code]):
                render(page, linked=False, others=frozenset())
            seconds.append(time.perf_counter() - began)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"one page, warm: median {statistics.median(seconds) * 1000:.0f} ms; peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
