"""Fuzz one target with atheris: coverage leads the way, found inputs are kept as regression files.

    python fuzz/run.py 837p --seconds 600 [--seeds examples/]

Limits: 5 seconds and 1 GB for one input. A crash is written to tests/fuzz/found/<target>-<digest>; `make test` replays
every such file. Prints how many inputs were tried.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).parent.parent
FOUND = ROOT / "tests" / "fuzz" / "found"


def main() -> None:
    """Fuzz the target that the command line names."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("target")
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--seeds", action="append", default=[], help="folders of inputs to begin from")
    given = arguments.parse_args()
    with atheris.instrument_imports(include=["sightline"]):
        import targets
    if given.target not in targets.NAMES:
        sys.exit(f"{given.target}: not one of {', '.join(targets.NAMES)}")
    FOUND.mkdir(parents=True, exist_ok=True)
    corpus = tempfile.mkdtemp(prefix="sightline-fuzz-")  # what atheris keeps goes into the first folder
    options = [
        "fuzz", f"-max_total_time={given.seconds}", "-timeout=5", "-rss_limit_mb=1024", "-max_len=20000",
        f"-artifact_prefix={FOUND}/{given.target}-", "-print_final_stats=1", "-verbosity=0", corpus, *given.seeds,
    ]  # fmt: skip

    def once(data: bytes) -> None:
        try:
            targets.run(given.target, data)
        except BaseException:
            (FOUND / f"{given.target}-{hashlib.sha1(data).hexdigest()}").write_bytes(data)
            raise

    atheris.Setup(options, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
