"""How often search has the right answer in its first three hits, by kind, and how long a query takes.

    python benchmarks/search_accuracy.py [--reference STORE] [--queries FILE] [--half seen|held] [--misses] [--json FILE]

The queries, what counts as right and the two halves are described in tests/pages/search_blind/README.md. Times are of the
processor, in milliseconds a query, after the index is built; the index is built once for each process.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import time
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from sightline.pages import search
from sightline.reference.store import Reference, open_reference

QUERIES = Path(__file__).parent.parent / "tests" / "pages" / "search_blind" / "queries.csv"


class Answer(NamedTuple):
    """One query of the set and what search said: `first` are the first three hits as "kind name"."""

    query: str
    kind: str
    accepted: list[str]
    half: str
    first: list[str]
    milliseconds: float

    @property
    def right(self) -> bool:
        """Whether one of the accepted names is among the first three hits."""
        return any(fnmatchcase(hit, f"{self.kind} {name}") for hit in self.first for name in self.accepted)


def half_of(query: str) -> str:
    """`seen` or `held`, by the first byte of the query's SHA-256."""
    return "held" if hashlib.sha256(query.encode()).digest()[0] % 2 else "seen"


def ask(reference: Reference, queries: Path) -> list[Answer]:
    """Every query of the file, answered."""
    search.search("warm up", reference=reference)  # builds the index, which every later query of the process shares
    answers = []
    with queries.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            began = time.process_time()
            hits = search.search(row["query"], reference=reference)
            took = (time.process_time() - began) * 1000
            first = [f"{hit.kind} {hit.name}" for hit in hits[:3]]
            answers.append(
                Answer(row["query"], row["kind"], row["accepted"].split(), half_of(row["query"]), first, took)
            )
    return answers


def counts(answers: list[Answer]) -> dict[str, dict[str, list[int]]]:
    """Right and all, by half and kind; the kind `all` has every query of its half."""
    table: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for answer in answers:
        for kind in (answer.kind, "all"):
            table[answer.half][kind][0] += answer.right
            table[answer.half][kind][1] += 1
    return table


def main() -> None:
    """Ask, count, print."""
    parser = argparse.ArgumentParser(description="How often search is right in its first three hits.")
    parser.add_argument("--reference", type=Path, default=None)
    parser.add_argument("--queries", type=Path, default=QUERIES)
    parser.add_argument("--half", choices=["seen", "held"], default=None)
    parser.add_argument("--misses", action="store_true", help="print each query that was not answered")
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    answers = [
        answer
        for answer in ask(open_reference(arguments.reference), arguments.queries)
        if arguments.half in (None, answer.half)
    ]
    table = counts(answers)
    for half in sorted(table, reverse=True):
        for kind, (right, asked) in sorted(table[half].items()):
            print(f"{half:5} {kind:10} {right:4} of {asked:4}  {right / asked:.3f}")
    times = sorted(answer.milliseconds for answer in answers)
    print(f"ms a query: median {times[len(times) // 2]:.1f}, 95th of 100 {times[len(times) * 95 // 100]:.1f}, ", end="")
    print(f"most {times[-1]:.1f}")
    if arguments.misses:
        for answer in answers:
            if not answer.right:
                print(f"{answer.half} {answer.kind}: {answer.query!r} {' '.join(answer.accepted)}: {answer.first}")
    if arguments.json:
        rows = [{**answer._asdict(), "right": answer.right} for answer in answers]
        arguments.json.write_text(json.dumps({"counts": table, "answers": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
