"""The corpus of reports with their right answers; see the head of corpus_tuned.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
LETTERS = {
    "G": "guidance-during-placement", "L": "localization-described", "A": "images-archived", "I": "interpretation-written",
    "S": "signed", "P": "primary-procedure", "T": "sample-type", "V": "supervision-present", "N": "indication",
    "R": "laterality-and-target", "C": "consent", "X": "complications", "D": "sedation-times", "O": "sedation-observer",
}  # fmt: skip


_ORGANS = {"lymph": "lymph node", "soft": "soft tissue"}


@dataclass(frozen=True)
class Labelled:
    """A report, the status of each of the fourteen requirements, and some of its facts."""

    name: str
    text: str
    answers: dict[str, str]
    facts: dict[str, str]


def corpus(half: str) -> list[Labelled]:
    """The reports of a half: tuned or held_out."""
    whole = (FOLDER / f"corpus_{half}.txt").read_text(encoding="utf-8")
    return [_labelled(part) for part in re.split(r"^#### ", whole, flags=re.MULTILINE)[1:]]


def _labelled(part: str) -> Labelled:
    head, _, text = part.partition("\n----\n")
    name, *lines = head.splitlines()
    answers = dict.fromkeys(LETTERS.values(), "missing")
    facts: dict[str, str] = {}
    for line in lines:
        key, _, values = line.partition(": ")
        if key == "facts":
            facts = dict(value.split("=", 1) for value in values.split())
            facts = {key: _ORGANS.get(value, value) for key, value in facts.items()}
        else:
            answers |= {LETTERS[letter]: key for letter in values.split()}
    return Labelled(name.strip(), text.strip("\n") + "\n", answers, facts)
