"""Kill Sightline at random moments, and look whether its store and its outputs are whole or absent, never torn.

    python faults/kill.py [--times 200] [--data ../shared/data]

Of each command a run is timed whole, then started again and again and killed (SIGKILL) after a random part of that time.
After every kill the store must open, every release in it must have the digest that its manifest says, an output must be
absent or the same as that of the whole run, and the next whole run must succeed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from sightline.doctor import examine
from sightline.rates.store import Store
from sightline.reference.store import open_reference
from sightline.sweep.folder import TABLES, Folder

_FILES = (
    "mpfs/2026-04/PPRRVU2026_Apr_nonQPP.txt", "ncci/2026q2/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
    "ncci/2026q3/add_on_codes.csv", "ncci/2024q3/ptp_practitioner.parquet",
)  # fmt: skip
_EXAMPLES = Path(__file__).parent.parent / "examples"
_EXAMPLE = _EXAMPLES / "ct-guided-lung-biopsy.837"


def main() -> None:
    """Kill and look, command by command; exit status 1 when anything was torn."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=200)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    draw = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        torn = 0
        scenes = scenarios(place, [str(given.data / name) for name in _FILES])
        for name, (command, written, whole) in scenes.items():
            took = _run(command)
            expected = whole()
            times, killed, bad = -(-given.times // len(scenes)), 0, []
            for turn in range(times):
                if turn % 2:  # every other time onto what is there already
                    _clear(written)
                killed += _kill(command, draw.uniform(0, took))
                if (found := whole()) not in (expected, None):
                    bad.append(found)
            _run(command)
            after = whole() == expected
            torn += len(bad) + (not after)
            print(f"{name}: {killed} of {times} killed within {took:.1f} s, {len(bad)} torn, then whole: {after}")
        sys.exit(1 if torn else 0)


def scenarios(place: Path, files: list[str]) -> dict[str, tuple[list[str], Path, Callable[[], object]]]:
    """Each command, what it writes, and a function that tells its result: None when absent, equal when whole."""
    store, result, fixed, amounts = (place / name for name in ("store", "result.json", "fixed.837", "amounts.json"))
    rates = place / "rates"
    negotiated = [str(path) for path in sorted((_EXAMPLES / "rates").glob("*.json"))]
    many = place / "many.837"
    shutil.copy(_EXAMPLE, many)
    example = str(many)

    def releases() -> object:
        if not store.is_dir():
            return None
        if any(sign.state == "bad" for sign in examine(store)):
            return "damaged"
        # One call adds file after file, each whole: what stands must be some of the releases, each as it was published.
        names = [
            (r.kind, r.name, r.data_sha256) for r in open_reference(store).releases if r.path.is_relative_to(store)
        ]
        return _Some(names)

    def rated() -> object:
        if not rates.is_dir():
            return None
        kept = Store(rates)
        return _Some(
            (entry.name, *(_digest(path) for part in entry.parts for path in sorted((rates / part.folder).iterdir())))
            for entry in kept.entries()
        )  # some of the files, each whole

    swept, table = place / "swept", place / "claims.parquet"
    _run(["convert", example, "--output", str(table)])

    def found() -> object:
        manifest = Folder(swept).manifest()
        if manifest is None or not manifest.finished:  # begun, and gone on with by the next
            return None
        return {path.name: pq.read_table(path).to_pylist() for name in TABLES for path in (swept / name).iterdir()}

    def content(path: Path) -> Callable[[], object]:
        return lambda: path.read_bytes() if path.exists() else None

    return {
        "reference add": (["reference", "add", *files, "--reference", str(store)], store, releases),
        "check": (
            ["check", example, "--format", "json", "--output", str(result), "--fail-on", "never"],
            result,
            content(result),
        ),
        "price": (["price", example, "--format", "json", "--output", str(amounts)], amounts, content(amounts)),
        "rates add": (["rates", "add", *negotiated, "--codes", "77012", "--store", str(rates)], rates, rated),
        "sweep": (["sweep", str(table), "--output", str(swept)], swept, found),
        "fix": (["fix", example, "--output", str(fixed)], fixed, content(fixed)),
    }


class _Some(frozenset[object]):
    """A set that equals any set it holds or that holds it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, frozenset) and (self <= other or other <= self)

    __hash__ = frozenset.__hash__


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _clear(written: Path) -> None:
    if written.is_dir():
        shutil.rmtree(written)
    else:
        written.unlink(missing_ok=True)


def _run(command: list[str]) -> float:
    """Seconds of a whole run; raises when it fails."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "sightline.cli", *command], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def _kill(command: list[str], after: float) -> bool:
    """Start a run and kill it after so many seconds; whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sightline.cli", *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ,
    )  # fmt: skip
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


if __name__ == "__main__":
    main()
