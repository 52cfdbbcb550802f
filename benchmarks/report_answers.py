"""How well reports are answered: precision and recall of each requirement on the labelled corpus of tests/reports.

    python benchmarks/report_answers.py [tuned|held_out] [--wrong]

Precision and recall are of "met" (a requirement is found met that is, and the other way). `same` is the share of answers
whose status (met, contradicted, missing, unclear) is exactly the label's. --wrong lists every answer that is not.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "reports"))
from corpus import LETTERS, corpus

from sightline.reports.document import Document
from sightline.reports.read import Reader


def main(half: str, wrong: bool) -> None:
    reports = corpus(half)
    began = time.perf_counter()
    reader = Reader()
    reader.read(Document("Warm up.\n", "warm"))
    loaded = time.perf_counter()
    read = [reader.read(Document(one.text, one.name)) for one in reports]
    took = time.perf_counter() - loaded
    print(f"{half}: {len(reports)} reports · loaded in {loaded - began:.1f} s · {len(reports) / took:.0f} reports/s\n")
    print(f"{'requirement':<28}{'met':>5}{'precision':>11}{'recall':>8}{'same':>7}")
    total = [0, 0, 0, 0]
    told = []
    for name in LETTERS.values():
        right = found = both = same = 0
        for one, answer in zip(reports, read, strict=True):
            says = next(a.status for a in answer.answers if a.requirement.id == name)
            label = one.answers[name]
            right, found, both = right + (label == "met"), found + (says == "met"), both + (label == says == "met")
            same += says == label
            if says != label:
                told.append(f"{one.name}: {name}: {says}, should be {label}")
        total = [a + b for a, b in zip(total, (right, found, both, same), strict=True)]
        precision, recall = both / found if found else 1, both / right if right else 1
        print(f"{name:<28}{right:>5}{precision:>11.3f}{recall:>8.3f}{same / len(reports):>7.3f}")
    right, found, both, same = total
    print(f"{'all':<28}{right:>5}{both / found:>11.3f}{both / right:>8.3f}{same / (len(reports) * len(LETTERS)):>7.3f}")
    facts = [
        (one.name, key, value, answer)
        for one, answer in zip(reports, read, strict=True)
        for key, value in one.facts.items()
    ]
    hit = 0
    for name, key, value, answer in facts:
        values = {
            "organ": answer.done.organ, "modality": answer.done.modality, "laterality": " ".join(sorted(answer.done.sides)),
            "sample_type": " ".join(answer.done.kinds), "sedation_minutes": str(answer.sedation.minutes),
        }  # fmt: skip
        good = value in values[key].split() if key == "sample_type" else value == values[key]
        hit += good
        if not good:
            told.append(f"{name}: fact {key}: {values[key]!r}, should be {value!r}")
    print(f"{'facts':<28}{len(facts):>5}{'':>19}{hit / len(facts):>7.3f}")
    if wrong:
        print("\n".join(["", *told]))


if __name__ == "__main__":
    halves = [word for word in sys.argv[1:] if not word.startswith("-")] or ["tuned", "held_out"]
    for each in halves:
        main(each, "--wrong" in sys.argv)
