"""How quickly `sightline denials` answers a million remitted lines: the command as it is typed, and its stages.

    python benchmarks/answer_denials.py [--lines 1000000] [--seed 1] [--files FOLDER] [--command denials|reconcile] [--stages]

Claims (837P) and remittances (835) are made up, the same for the same seed; `--files` keeps them, and reads those that are
there. The command writes its CSV. With `--stages` the same work is done once more, one stage after the other in a process of
its own, and every format is written. Each in seconds by the clock and of the processor (with child processes); memory is
that of the process alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from generate_remits import write
from peak import peak_bytes

LOCALITY, ON = "15202-00", date(2026, 4, 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=Path, metavar="FOLDER")
    parser.add_argument("--command", choices=("denials", "reconcile"), default="denials")
    parser.add_argument("--stages", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.files or Path(scratch)
        claims, remits = folder / "claims.837", folder / "remittances.835"
        if not claims.exists():
            write(given.lines, given.seed, folder)
        print(
            f"{given.lines:,} lines: {claims.stat().st_size >> 20} MiB of claims, {remits.stat().st_size >> 20} of remittances"
        )
        whole(given.command, claims, remits, Path(scratch))
        if given.stages:
            sys.stdout.flush()
            if os.fork() == 0:  # its memory and its engines are its own
                stages(claims, remits, Path(scratch))
                sys.stdout.flush()
                os._exit(0)
            os.wait()


def whole(command: str, claims: Path, remits: Path, folder: Path) -> None:
    """Run the command in a process of its own."""
    arguments = [sys.executable, "-m", "sightline", command, str(claims), str(remits), "--locality", LOCALITY]
    arguments += ["--on", str(ON)] if command == "denials" else []
    output = folder / f"{command}.csv"
    with timed(f"sightline {command} --format csv"):
        subprocess.run([*arguments, "--format", "csv", "--output", str(output)], check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"  peak memory {peak / 2**20:.1f} GiB, {output.stat().st_size >> 20} MiB written")


def stages(claims: Path, remits: Path, folder: Path) -> None:
    """What the command does, one stage after the other."""
    from sightline.claims.reading import read
    from sightline.denied.ledger import entries
    from sightline.denied.run import answered
    from sightline.edits.check import Checker
    from sightline.edits.result import with_input
    from sightline.outputs.formats import FORMATS
    from sightline.outputs.formats import write as put
    from sightline.pricing.denials import denials
    from sightline.pricing.price import Options, Pricer
    from sightline.reference.store import open_reference
    from sightline.remits.files import read_remits
    from sightline.remits.run import against

    store = open_reference(None)
    options = Options(locality=LOCALITY)
    with timed("read the claims"):
        input_ = read([str(claims)], None, None)
    with timed("check"):
        checked = with_input(
            Checker(store).check(*(input_.tables[name] for name in ("claims", "lines", "diagnoses"))), input_
        )
    with timed("price"):
        priced = Pricer(store, options).price(checked.claims, checked.lines, denials(checked))
        object.__setattr__(priced, "check", checked)
    with timed("read the remittances"):
        batches = list(read_remits([remits]))
    with timed("match and compare"):
        found = against(priced, batches, lambda some, lines: Pricer(store, options).price(some, lines))
    with timed("answers"):
        answers = answered(found, Pricer(store, options), {}, None, ON)
    with timed("ledger"):
        ledger = entries(answers)
    print(
        f"  {len(answers.lines):,} answered, {answers.settled:,} settled, {answers.open:,} open, {len(ledger):,} entries"
    )
    for shown, value in (("denials", answers), ("reconciliation", found)):
        for name, form in FORMATS[shown].items():
            if form.installed:
                with (
                    timed(f"{shown} as {name}"),
                    (folder / f"{shown}.{name}").open("wb" if form.binary else "w") as out,
                ):
                    put(shown, name, value, out)
    print(f"  peak memory {peak_bytes() / 2**30:.1f} GiB")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something takes."""
    clock, processor = time.perf_counter(), used()
    yield
    print(f"  {what:<32}{time.perf_counter() - clock:7.1f} s {used() - processor:7.1f} s of the processor")


def used() -> float:
    """Processor seconds of this process and of its children that have ended."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


if __name__ == "__main__":
    main()
