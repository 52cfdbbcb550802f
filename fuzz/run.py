"""Fuzz readers with atheris: coverage leads the way, found inputs are kept as regression files.

    python fuzz/run.py 837p 835 --seconds 600 [--seeds examples/]
    python fuzz/run.py all --seconds 3600

Each target has its share of the seconds (those that are many times slower than the others have a third of one).
Limits: 5 seconds and 1 GB for one input. A crash is written to tests/fuzz/found/<target>-<digest>; `make test` replays
every such file. What was tried is added to fuzz/tally.json, and shown as a table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOUND = ROOT / "tests" / "fuzz" / "found"
TALLY = Path(__file__).parent / "tally.json"
LONGEST = 2048  # bytes of an input; of containers, whose parts are packed, four times that
SLOW = {"fix", "csv", "fhir", "cms1500", "parquet", "any", "reference-xlsx", "reference-zip", "rates-add"}
PACKED = {"parquet", "reference-xlsx", "reference-zip", "fhir", "reports"}
SITTING = 300  # seconds of a process; the next goes on from what it kept
MOST_FAILURES = 5  # of one target, then the next has its turn
#: What libFuzzer says at its end, and what the tally calls it.
FACTS = {
    "inputs": "number_of_executed_units",
    "slowest": "slowest_unit_time_sec",
    "megabytes": "peak_rss_mb",
}


def main() -> None:
    """Fuzz the targets that the command line names, one after the other, each in a process of its own."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("targets", nargs="+", metavar="target", help="names, or all")
    arguments.add_argument("--seconds", type=int, default=60, help="of all targets together")
    arguments.add_argument("--seeds", action="append", default=[], help="folders of further inputs to begin from")
    arguments.add_argument("--corpus", help="a folder for the inputs that led further; the next run goes on from it")
    arguments.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        _fuzz(given.targets[0], given.seconds, given.seeds, given.corpus)
    names = _names(given.targets)
    shares = {name: 3 if name in SLOW else 10 for name in names}
    failed = False
    for name in names:
        seconds = max(given.seconds * shares[name] // sum(shares.values()), 1)
        failed |= not _run(name, seconds, given.seeds, given.corpus)
    print(table())
    sys.exit(failed)


def table() -> str:
    """What was tried so far, as Markdown."""
    tally = json.loads(TALLY.read_text()) if TALLY.exists() else {}
    rows = [
        f"| {name} | {each['inputs']:,} | {each['slowest']} s | {each['megabytes']:,} MB |"
        for name, each in tally.items()
    ]
    total = sum(each["inputs"] for each in tally.values())
    return "\n".join(
        ["| target | inputs tried | slowest | most memory |", "|---|---|---|---|", *rows, f"| all | {total:,} | | |"]
    )


def _names(asked: list[str]) -> list[str]:
    import targets

    unknown = [name for name in asked if name not in (*targets.NAMES, "all")]
    if unknown:
        sys.exit(f"{unknown[0]}: not one of {', '.join(targets.NAMES)}")
    return list(targets.NAMES) if "all" in asked else asked


def _run(name: str, seconds: int, folders: list[str], corpus: str | None) -> bool:
    """Fuzz one target for so long, begun again after each crash, and add what was tried to the tally."""
    ends, failures = time.monotonic() + seconds, 0
    while (left := min(int(ends - time.monotonic()), SITTING)) > 0:
        command = [sys.executable, __file__, name, "--one", "--seconds", str(left)]
        command += [word for folder in folders for word in ("--seeds", folder)]
        command += ["--corpus", corpus] if corpus else []
        run = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace")
        _add(name, run.stderr)
        if run.returncode:
            print(f"{name}: exit {run.returncode}: {_reason(run.stderr)}", flush=True)
            failures += 1
            if failures == MOST_FAILURES:
                break
    return not failures


def _reason(told: str) -> str:
    lines = [
        line
        for line in told.splitlines()
        if re.match(r"\w*(?:Error|Exception)\b|==\d+== ERROR|Test unit written", line)
    ]
    return "; ".join(lines[-3:]) or told[-2000:]


def _add(name: str, told: str) -> None:
    tally = json.loads(TALLY.read_text()) if TALLY.exists() else {}
    entry = tally.setdefault(name, dict.fromkeys(FACTS, 0))
    for fact, said in FACTS.items():
        if match := re.search(rf"stat::{said}:\s+(\d+)", told):
            value = int(match[1])
            entry[fact] = entry[fact] + value if fact == "inputs" else max(entry[fact], value)
    TALLY.write_text(json.dumps(tally, indent=1) + "\n")


def _fuzz(name: str, seconds: int, folders: list[str], corpus: str | None) -> None:
    """In a process of its own, for it ends with the fuzzing."""
    import atheris

    with atheris.instrument_imports(include=["sightline"]):
        import targets
    import mutate
    import seeds

    FOUND.mkdir(parents=True, exist_ok=True)
    kept = Path(corpus or tempfile.mkdtemp(prefix="sightline-fuzz-")) / name  # what atheris keeps goes into it
    kept.mkdir(parents=True, exist_ok=True)
    for data in seeds.seeds(name):
        targets.run(name, data)  # what is imported late is no part of the time of an input
        (kept / hashlib.sha1(data).hexdigest()).write_bytes(data)
    longest = LONGEST * 4 if name in PACKED else LONGEST
    options = [
        "fuzz", f"-max_total_time={seconds}", "-timeout=5", "-rss_limit_mb=1024", f"-max_len={longest}", "-len_control=0",
        f"-artifact_prefix={FOUND}/{name}-", "-print_final_stats=1", "-verbosity=0", str(kept), *folders,
    ]  # fmt: skip

    mutator = mutate.MUTATORS.get(name)
    atheris.Setup(options, partial(targets.run, name), **({"custom_mutator": mutator} if mutator else {}))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
