"""Run every benchmark, one after the other, and write what they print to docs/benchmarks.md.

    python benchmarks/run_all.py [NAME...] [--output docs/benchmarks.md]

With names (`read_837p`, `serve_load`, …) only these run, and the sections of the others stay as they are.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent
#: What runs, in this order: the heading and the words of the command.
BENCHMARKS = {
    "read_837p": ("Reading 837P", ["read_837p.py"]),
    "check_claims": ("Checking", ["check_claims.py", "--largest", "10000000"]),
    "sweep_claims": ("More claims than memory", ["sweep_claims.py", "--largest", "1000000"]),
    "spark_equal": ("Spark beside DuckDB", ["spark_equal.py", "--lines", "200000"]),
    "price_claims": ("Pricing", ["price_claims.py"]),
    "reference_load": ("Loading reference files", ["reference_load.py"]),
    "report_answers": ("Reading procedure reports", ["report_answers.py"]),
    "code_pages": ("Code pages", ["code_pages.py"]),
    "serve_load": ("The service under load", ["serve_load.py", "--clients", "50", "--upload", "100"]),
    "read_rates": ("Rate files", ["read_rates.py"]),
    "stream_rates": ("A rate file of 20 GB", ["read_rates.py", "--stream-gb", "20"]),
}
PACKAGES = ("duckdb", "pyarrow", "pyx12", "ijson", "isal", "mrfkit", "fastapi", "uvicorn", "medspacy")
HEAD = """# Benchmarks

What `make bench` printed; each benchmark has its peer in the same run where there is one. Machines differ and are shared:
read ratios and medians.
"""


def main() -> None:
    """Run, and write the page after each benchmark, so that a stopped run keeps what it measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME")
    parser.add_argument("--output", type=Path, default=FOLDER.parent / "docs" / "benchmarks.md")
    given = parser.parse_args()
    sections = kept(given.output)
    for name in given.names or BENCHMARKS:
        title, words = BENCHMARKS[name]
        print(f"{title} …", file=sys.stderr)
        done = subprocess.run([sys.executable, *_here(words)], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{name} failed:\n{done.stderr}")
        sections[title] = f"    python benchmarks/{' '.join(words)}\n\n{machine()}\n\n```\n{done.stdout.strip()}\n```\n"
        ordered = [each for each, _ in BENCHMARKS.values() if each in sections]
        page = "".join(f"\n## {each}\n\n{sections[each]}" for each in ordered)
        given.output.write_text(HEAD + page, encoding="utf-8")


def kept(page: Path) -> dict[str, str]:
    """The sections of an earlier page, by heading."""
    if not page.exists():
        return {}
    parts = re.split(r"^## (.*)\n\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {title: text.strip("\n") + "\n" for title, text in zip(parts[::2], parts[1::2], strict=True)}


def machine() -> str:
    """What it ran on."""
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    load = os.getloadavg()[0]
    return (
        f"{date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} processors, load {load:.1f} at the end; Python"
        f" {platform.python_version()}, {', '.join(versions)}"
    )


def _here(words: list[str]) -> list[str]:
    return [str(FOLDER / words[0]), *words[1:]]


if __name__ == "__main__":
    main()
