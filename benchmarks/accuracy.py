"""How often the check is right: false alarms on clean claims and known denial causes caught, by family.

    python benchmarks/accuracy.py [--reference STORE] [--set tests/accuracy] [--json FILE]

The set is described in tests/accuracy/README.md. It is checked once, with its history if any. What is counted, in claims:

- false fail: a clean claim or a twin with a finding of status fail.
- useless review: a clean claim or a twin with a review, unless the line bears a modifier and the review only says that the
  records must support it. Findings of status bypassed and info are not counted: the first answer a modifier that claims an
  exception, the second need no action.
- caught: a seeded claim with a fail or a review on the seeded line (or on the claim, or on a line paired with the seeded
  one) of an edit that says nothing on the same code of the twin, and that the label does not name as unrelated.
- info only: a seeded claim that is not caught, where an info that the twin does not draw is on the seeded line. Not caught.
- precision: caught / (caught + clean claims and twins with a false fail or a useless review).
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

Finding = dict[str, Any]
Label = dict[str, str]


class Verdict(NamedTuple):
    """What is said of one claim of the set: `outcome` is false fail, useless review, quiet, caught, info only or missed."""

    label: Label
    outcome: str
    findings: list[Finding]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--set", type=Path, default=Path(__file__).parent.parent / "tests" / "accuracy")
    parser.add_argument("--json", type=Path, help="write the outcome of every claim here")
    options = parser.parse_args()
    with (options.set / "labels.csv").open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    found = judged(labels, findings(options.set, options.reference))
    print(report(found))
    if options.json:
        rows = [
            {"claim_id": v.label["claim_id"], "outcome": v.outcome, "edits": sorted({f["edit"] for f in v.findings})}
            for v in found
        ]
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


def findings(folder: Path, reference: Path | None) -> list[Finding]:
    """The findings of the set's claims, its history given; raises CalledProcessError where the check could not run."""
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "findings.json"
        command = [sys.executable, "-m", "sightline", "check", str(folder / "claims.csv")]
        command += ["--format", "json", "--output", str(output), "--fail-on", "never"]
        if (folder / "history.csv").exists():
            command += ["--history", str(folder / "history.csv")]
        if reference:
            command += ["--reference", str(reference)]
        subprocess.run(command, check=True)
        found: list[Finding] = json.loads(output.read_text(encoding="utf-8"))["findings"]
    return found


def judged(labels: list[Label], found: list[Finding]) -> list[Verdict]:
    """One verdict per label, in their order. `labels` are rows of labels.csv, `found` findings as in the JSON answer."""
    by_claim = defaultdict(list)
    for finding in found:
        by_claim[finding["claim"]].append(finding)
    verdicts = []
    for label in labels:
        name = label["claim_id"]
        if label["label"] == "seeded":
            verdicts.append(seeded(label, by_claim[name], by_claim["T" + name[1:]]))
        else:
            verdicts.append(clean(label, by_claim[name]))
    return verdicts


def clean(label: Label, found: list[Finding]) -> Verdict:
    """The verdict on a claim in which nothing is wrong."""
    alarms = [f for f in found if f["status"] == "fail" or (f["status"] == "review" and not asks_for_records(f))]
    if any(f["status"] == "fail" for f in alarms):
        return Verdict(label, "false fail", alarms)
    return Verdict(label, "useless review" if alarms else "quiet", alarms)


def asks_for_records(finding: Finding) -> bool:
    """Whether a review only says that the records must support the modifier that its line bears."""
    return bool(finding["modifiers"]) and "records must support" in finding["message"]


def seeded(label: Label, found: list[Finding], twins: list[Finding]) -> Verdict:
    """The verdict on a claim with one known cause, beside the findings of the same claim without it."""
    unrelated = label["unrelated"].split()
    here = [f for f in found if f["edit"] not in unrelated and touches(f, label)]
    for outcome, statuses in (("caught", ("fail", "review")), ("info only", ("info",))):
        drawn = {(f["edit"], f["code"]) for f in twins if f["status"] in statuses}
        own = [f for f in here if f["status"] in statuses and (f["edit"], f["code"]) not in drawn]
        if own:
            return Verdict(label, outcome, own)
    return Verdict(label, "missed", [])


def touches(finding: Finding, label: Label) -> bool:
    """Whether a finding is on the seeded line, on its claim, or pairs another line of the claim with the seeded one."""
    line = int(label["line"])
    if line == 0 or finding["line"] in (None, line):
        return True
    return bool(finding["related_line"] == line and finding["related_claim"] in (None, "", label["claim_id"]))


def report(verdicts: list[Verdict]) -> str:
    """The tables and the lists, as text."""
    lines = ["family      seeded caught      %  info only  twins  false fail  useless review  precision %"]
    seeds = [v for v in verdicts if v.label["label"] == "seeded"]
    twins = [v for v in verdicts if v.label["label"] == "twin"]
    for family in [*dict.fromkeys(v.label["family"] for v in seeds), "all"]:
        here = [v for v in seeds if family in (v.label["family"], "all")]
        beside = [v for v in twins if family in (v.label["family"], "all")]
        was, bad = Counter(v.outcome for v in here), Counter(v.outcome for v in beside)
        alarms = bad["false fail"] + bad["useless review"]
        precision = percent(was["caught"], was["caught"] + alarms)
        lines.append(
            f"{family:<11} {len(here):>6} {was['caught']:>6} {percent(was['caught'], len(here)):>6} {was['info only']:>10}"
            f" {len(beside):>6} {bad['false fail']:>11} {bad['useless review']:>15} {precision:>12}"
        )
    for title, kinds in (("clean claims", ("clean",)), ("clean claims and twins", ("clean", "twin"))):
        group = [v for v in verdicts if v.label["label"] in kinds]
        bad = Counter(v.outcome for v in group)
        lines.append(
            f"\n{title}: {len(group)}; false fails {bad['false fail']} ({percent(bad['false fail'], len(group))} %), "
            f"useless reviews {bad['useless review']} ({percent(bad['useless review'], len(group))} %)"
        )
    lines += ["", "False alarms:"]
    for verdict in verdicts:
        if verdict.outcome in ("false fail", "useless review"):
            where = f"{verdict.label['claim_id']} ({verdict.label['specialty']}, {verdict.label['payer']})"
            lines += [f"  {where}: {f['edit']} {f['status']}: {f['message']}" for f in verdict.findings]
    lines += ["", "Not caught:"]
    for verdict in seeds:
        if verdict.outcome != "caught":
            label = verdict.label
            remark = (
                f" [{verdict.outcome}: {' '.join(f['edit'] for f in verdict.findings)}]" if verdict.findings else ""
            )
            lines.append(f"  {label['claim_id']} {label['family']}: {label['cause']} ({label['citation']}){remark}")
    return "\n".join(lines)


def percent(part: int, whole: int) -> str:
    """A share in percent, with one decimal; a dash of nothing."""
    return f"{100 * part / whole:.1f}" if whole else "-"


if __name__ == "__main__":
    main()
