"""Scores `sightline verify` on the lists of verify_blind/, in which the right answers stand as marks before the codes.

✗ a code that is wrong as it stands (its label, existence, deletion, use); ○ a code without a label, of which "agrees" must
not be said; every other code is right. The marks are taken out before the text is read.

    python tests/pages/blind.py [REFERENCE]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sightline.pages.verify.find.read import VerifyError, parse
from sightline.pages.verify.run import verify_blocks

FOLDER = Path(__file__).parent / "verify_blind"
ON = date(2026, 4, 2)
_MARKED = re.compile(r"([✗○])([0-9A-Z.]+[0-9A-Z])")


class Score(NamedTuple):
    """What was said of the seeded errors and of the right codes: how many of each verdict; and the sentences to read."""

    errors: Counter[str]
    right: Counter[str]
    unread_agrees: int
    dropped: int
    lines: tuple[str, ...]

    @property
    def precision(self) -> float:
        said = self.errors["wrong"] + self.right["wrong"]
        return self.errors["wrong"] / said if said else 1.0

    @property
    def recall(self) -> float:
        return self.errors["wrong"] / self.errors.total()


def score(folder: Path, reference: str | None = None) -> Score:
    """Verify every file of a folder and hold what is said against its marks."""
    errors: Counter[str] = Counter()
    right: Counter[str] = Counter()
    unread = dropped = 0
    lines = []
    for path in sorted(folder.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        marks: dict[tuple[int, str], list[str]] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            for mark, code in _MARKED.findall(line):
                marks.setdefault((number, code.replace(".", "")), []).append(mark)
        try:
            blocks = parse(re.sub("[✗○]", "", text))
            judged = verify_blocks(blocks, path.name, on=ON, reference=reference).judged
        except VerifyError as reason:
            judged = ()
            lines.append(str(reason))
        found: dict[tuple[int, str], list[str]] = {}
        for one in judged:
            key = (one.mention.line, one.mention.code)
            found.setdefault(key, []).append(one.verdict)
            said = marks.get(key)
            if one.verdict == "agrees" and said and "○" in said and "✗" not in said:
                unread += 1
                lines.append(f"agrees unread   {path.name}:{key[0]} {key[1]} {one.mention.label!r}")
            if not said and one.verdict in ("wrong", "look"):
                texts = "; ".join(r.text for r in one.remarks if r.verdict == one.verdict)
                lines.append(f"false {one.verdict:<9} {path.name}:{key[0]} {key[1]} {one.mention.label!r} {texts}")
            if not said:
                right[one.verdict] += 1
        for key, said in marks.items():
            if "✗" not in said:
                continue
            verdicts = found.get(key)
            best = "dropped" if not verdicts else "wrong" if "wrong" in verdicts else max(verdicts, key=_RANK.index)
            errors[best] += 1
            dropped += best == "dropped"
            if best != "wrong":
                lines.append(f"missed: {best:<8} {path.name}:{key[0]} {key[1]} {text.splitlines()[key[0] - 1][:90]}")
    return Score(errors, right, unread, dropped, tuple(lines))


_RANK = ("agrees", "label not read", "not checked", "look", "wrong")

if __name__ == "__main__":
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir()):
        result = score(folder, sys.argv[1] if len(sys.argv) > 1 else None)
        print(f"{folder.name}: {len(list(folder.rglob('*.*')))} files")
        print("\n".join(result.lines))
        print(f"errors {result.errors.total()}: {dict(result.errors)}")
        print(f"right codes {result.right.total()}: {dict(result.right)}")
        print(f"precision {result.precision:.3f} recall {result.recall:.3f}; agrees unread {result.unread_agrees}")
