"""How often procedure reports are read right: suggested codes, facts, requirements and claims, on a coder's blind set.

    python benchmarks/report_accuracy.py [--set first|second] [--half seen|held] [--misses] [--no-claims]
        [--reference STORE] [--json FILE]

The sets are tests/reports/blind and its folder second (their README says what the labels mean). A report falls in the half
`seen` where the SHA-256 of its id is even, else in `held`: whoever tunes the reader looks at `seen` only. What is read is what
`sightline report --suggest --format json` prints. What is counted:

- codes: precision is of suggested codes (allowed ones count neither way), recall of the label's. "As billed": the code with
  its units and with modifier 50 or 53 where the label has one. By the certainty stated: how many suggestions were right.
- reports right: those whose suggestions are all of the label's codes and no other.
- facts: each value found that the label has, by fact; only facts that the label judges.
- requirements: "met" where the label says met or unmet; others are not judged.
- claims: a line marked as not supported is caught by a fail or review that says so of the procedure: any edit but DOC002,
  and DOC001 only where it misses what was done (SAYS_DONE), not a signature. A line not marked is a false alarm where it
  has a fail or review of an edit other than DOC001 and DOC002: documentation may be missing in a claim that is right.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sightline.outputs.report import record
from sightline.reference.store import Reference, open_reference
from sightline.reports.run import report

BLIND = Path(__file__).parent.parent / "tests" / "reports" / "blind"
SETS = {"first": BLIND / "reports.toml", "second": BLIND / "second" / "reports.toml"}
#: Edits on documentation that is missing: the procedure may be the one that was billed.
DOCUMENTATION = ("DOC001", "DOC002")
#: Requirements that a report without the billed procedure cannot meet.
SAYS_DONE = ("guidance-during-placement", "primary-procedure", "sample-type", "catheter-left", "sedation-times")
#: Words of the set and of the reader for one organ, one kind of imaging, one kind of sample.
SAME = {
    "lymph node": "node", "lymph_node": "node", "adrenal gland": "adrenal", "abdomen": "peritoneum", "peritoneal": "peritoneum",
    "mr": "MRI", "MR": "MRI", "US": "ultrasound", "fluoro": "fluoroscopy", "pleural": "pleura", "fna": "aspirate",
}  # fmt: skip


class Code(NamedTuple):
    """A code of a label or a suggestion: modifiers of sides stand in `sides`, 50 and 53 in `modifiers`."""

    code: str
    modifiers: frozenset[str]
    sides: frozenset[str]
    units: int


class Tally:
    """Right, found and true values of one kind, and what went wrong."""

    def __init__(self) -> None:
        self.right = self.found = self.true = 0

    def add(self, right: int, found: int, true: int) -> None:
        self.right, self.found, self.true = self.right + right, self.found + found, self.true + true

    def __str__(self) -> str:
        precision, recall = (f"{self.right / n:.3f}" if n else "-" for n in (self.found, self.true))
        return f"{self.true:>6}{self.found:>7}{precision:>11}{recall:>8}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=[*SETS], default="first")
    parser.add_argument("--half", choices=["seen", "held"])
    parser.add_argument("--misses", action="store_true", help="print every miss")
    parser.add_argument("--no-claims", action="store_true", help="do not hold the claims against the reports")
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--json", type=Path, help="write what was read of each report here")
    options = parser.parse_args()
    labels = [
        one
        for one in tomllib.loads(SETS[options.set].read_text(encoding="utf-8"))["report"]
        if of_half(one, options.half)
    ]
    store = open_reference(options.reference or os.environ.get("SIGHTLINE_REFERENCE"))
    with tempfile.TemporaryDirectory() as folder:
        read, seconds = answers(labels, store, Path(folder))
        misses = [*codes(labels, read), *facts(labels, read), *requirements(labels, read)]
        if not options.no_claims:
            misses += claims(labels, store, Path(folder))
    print(f"\n{len(labels) / seconds:.0f} reports/s of processor time, one process, the reader loaded")
    if options.misses:
        print("\n" + "\n".join(sorted(misses)))
    if options.json:
        options.json.write_text(json.dumps(read, indent=1), encoding="utf-8")


def of_half(label: dict[str, Any], half: str | None) -> bool:
    """Whether a report is of a half of the set; all are of none."""
    return half is None or half == ("held" if hashlib.sha256(label["id"].encode()).digest()[-1] % 2 else "seen")


def answers(labels: list[dict[str, Any]], store: Reference, folder: Path) -> tuple[dict[str, list[Any]], float]:
    """What is said of each report by id (several records where a file holds several), and processor seconds for all."""
    for one in labels:
        (folder / f"{one['id']}.txt").write_text(one["text"], encoding="utf-8")
    files = [folder / f"{one['id']}.txt" for one in labels]
    report(files[:1], reference=store)
    began = time.process_time()
    found = report(files, reference=store)
    seconds = time.process_time() - began
    read: dict[str, list[Any]] = {one["id"]: [] for one in labels}
    for each in record.reports(found, suggest=True):
        read[Path(each["report"]["file"]).stem].append(each)
    return read, seconds


def codes(labels: list[dict[str, Any]], read: dict[str, list[Any]]) -> Iterator[str]:
    """Print the figures of suggested codes; the misses."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    stated: dict[str, Counter[bool]] = defaultdict(Counter)
    whole = tempted = traps = judged = 0
    misses = []
    for one in labels:
        if one.get("any_code"):
            continue
        said = {each["code"]: each for each in reversed([s for part in read[one["id"]] for s in part["suggested"]])}
        true = {each.code: each for each in map(parsed, one["codes"])}
        allowed = {parsed(each).code for each in one.get("allowed", ())} - true.keys()
        counted = said.keys() - allowed
        for name in ("all", one["kind"], one["scope"]):
            tallies[name].add(len(counted & true.keys()), len(counted), len(true))
        as_billed = {code for code in counted & true.keys() if same(true[code], said[code], one.get("allowed", ()))}
        tallies["as billed"].add(len(as_billed), len(counted), len(true))
        for code in counted:
            stated[said[code]["certainty"]][code in true] += 1
        judged, whole = judged + 1, whole + (counted == true.keys())
        traps, tempted = traps + len(one.get("wrong", ())), tempted + len(counted & set(one.get("wrong", ())))
        wrong = [f"{code} ({said[code]['certainty']})" for code in sorted(counted - true.keys())]
        missing = sorted(true.keys() - counted)
        unlike = sorted((counted & true.keys()) - as_billed)
        for what, which in (("not so", wrong), ("not suggested", missing), ("units or modifier", unlike)):
            if which:
                misses.append(f"codes {one['id']}: {what}: {' '.join(which)}")
    print(
        f"suggested codes: {judged} reports, {whole} with exactly the right ones; tempting code taken {tempted} of {traps}\n"
    )
    print(f"{'':<28}{'true':>6}{'found':>7}{'precision':>11}{'recall':>8}")
    for name in ("all", "as billed", "routine", "trap", "covered", "named", "outside"):
        print(f"{name:<28}{tallies[name]}")
    print()
    for certainty, count in sorted(stated.items()):
        print(f"certainty {certainty:<18}{count.total():>6} suggested, {count[True] / count.total():.3f} right")
    yield from misses


def parsed(written: str) -> Code:
    """A code as a label writes it: "32555-50", "10006x2", "64483-RT-53"."""
    match = re.fullmatch(r"(\w{5})((?:-\w{2})*)(?:x(\d+))?", written)
    if not match:
        raise ValueError(f"{written}: not a code as the set writes it")
    modifiers = frozenset(match[2].split("-")[1:])
    sides = frozenset({"LT", "RT"})
    return Code(match[1], modifiers & {"50", "53"}, modifiers & sides, int(match[3] or 1))


def same(true: Code, said: dict[str, Any], allowed: Iterable[str]) -> bool:
    """Whether a suggestion has the units and the modifiers 50 and 53 of the label, or of a code that it allows."""
    modifiers = frozenset(said.get("modifiers", ())) & {"50", "53"}
    also = [each for each in map(parsed, allowed) if each.code == true.code]
    return any((one.modifiers, one.units) == (modifiers, said["units"]) for one in (true, *also))


def facts(labels: list[dict[str, Any]], read: dict[str, list[Any]]) -> Iterator[str]:
    """Print the figures of facts; the misses."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    misses = []
    for one in labels:
        for name, values in one.get("facts", {}).items():
            found = {plain(name, f["value"]) for part in read[one["id"]] for f in part["facts"].get(name, ())}
            if "bilateral" in found:
                found = found - {"bilateral"} | {"left", "right"}
            true = [{plain(name, value) for value in each.split("|")} for each in values]
            hit = {value for value in found if any(value in each for each in true)}
            met = sum(not found.isdisjoint(each) for each in true)
            tallies[name].add(met, met + len(found - hit), len(true))
            if met < len(true) or found - hit:
                misses.append(f"facts {one['id']}: {name}: {sorted(found)}, should be {values}")
    print(f"\n{'facts':<28}{'true':>6}{'found':>7}{'precision':>11}{'recall':>8}")
    for name, tally in sorted(tallies.items()):
        print(f"{name:<28}{tally}")
    yield from misses


def plain(name: str, value: str) -> str:
    """A value without its way of writing: "2.1 cm" and "2.1cm", "1.2 L" and "1200" (mL)."""
    value = SAME.get(value, value)
    match = re.fullmatch(r"([\d.,]+) *([a-zA-Z]*)", value)
    if not match or name == "lesion_size":
        return value.replace(" ", "")
    number = float(match[1].replace(",", "")) * (1000 if match[2].lower().startswith("l") else 1)
    return f"{number:g}"


def requirements(labels: list[dict[str, Any]], read: dict[str, list[Any]]) -> Iterator[str]:
    """Print the figures of requirements; the misses."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    misses = []
    for one in labels:
        part = read[one["id"]][0] if read[one["id"]] else {"requirements": []}
        said = {each["id"]: (each["status"], each["blocking"]) for each in part["requirements"]}
        for label in ("met", "unmet"):
            for name in one.get(label, ()):
                status, blocking = said.get(name, ("not answered", False))
                met, true = status == "met", label == "met"
                for row in (name, "all", "all that block" if blocking else "all others"):
                    tallies[row].add(met and true, met, true)
                if met != true:
                    misses.append(f"requirement {one['id']}: {name}: {status}, should be {label}")
    print(f"\n{'requirements: met':<28}{'true':>6}{'found':>7}{'precision':>11}{'recall':>8}")
    for name in (
        *sorted(name for name in tallies if not name.startswith("all")),
        "all that block",
        "all others",
        "all",
    ):
        print(f"{name:<28}{tallies[name]}")
    yield from misses


def claims(labels: list[dict[str, Any]], store: Reference, folder: Path) -> Iterator[str]:
    """Hold each claim against its report and print how many lines are judged right; the misses."""
    caught = wrong = quiet = good = 0
    misses = []
    for one in labels:
        for claim in one.get("claims", ()):
            file = folder / "claim.csv"
            file.write_text(claim_file(claim, one.get("date", "2026-03-02")), encoding="utf-8")
            found = report([folder / f"{one['id']}.txt"], claim=file, reference=store)
            findings = [
                (finding["code"], finding["edit"], finding["evidence"]["values"].get("requirement"))
                for each in record.reports(found)
                for finding in each["findings"]
                if finding["status"] in ("fail", "review")
            ]
            told = {code for code, edit, _ in findings if edit not in DOCUMENTATION}
            told_of_bad = told | {code for code, edit, asked in findings if edit == "DOC001" and asked in SAYS_DONE}
            for word in claim.split():
                code = parsed(word.removesuffix("!")).code
                if word.endswith("!"):
                    wrong, caught, miss = wrong + 1, caught + (code in told_of_bad), code not in told_of_bad
                else:
                    good, quiet, miss = good + 1, quiet + (code not in told), code in told
                if miss:
                    misses.append(
                        f"claim {one['id']} ({claim}): {code}: {'not caught' if word[-1] == '!' else 'false alarm'}"
                    )
    print(
        f"\nclaims: {caught} of {wrong} lines without support caught; {good - quiet} of {good} others with a false alarm"
    )
    yield from misses


def claim_file(claim: str, day: str) -> str:
    """A claim of the set ("47000 76942!") as CSV."""
    lines = [parsed(word.removesuffix("!")) for word in claim.split()]
    rows = [
        f"1,{number},{line.code},{' '.join(sorted(line.modifiers | line.sides))},{line.units},{day}"
        for number, line in enumerate(lines, 1)
    ]
    return "\n".join(["claim_id,line,code,modifiers,units,date_of_service", *rows, ""])


if __name__ == "__main__":
    sys.exit(main())
