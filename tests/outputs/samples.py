"""Results to write: of the example, and of a copy of it with faults of syntax and hostile texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sightline.edits.after.named import named
from sightline.edits.after.overrides import Override, with_overrides
from sightline.edits.result import Result
from sightline.run import check

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "ct-guided-lung-biopsy.837"
#: Of the patients of the example: names, member ids and dates of birth.
SECRETS = ("ALEX", "JORDAN", "KIM", "1EG4TE5MK73", "2EG4TE5MK74", "19610415", "1961-04-15", "2 EXAMPLE WAY")
HOSTILE = "</script><b>&\"'"

FAULTS = {
    "SV1*HC:77012*540*UN*1***1:2~": "SV1**540*UN*1***1:2~",  # no procedure code
    "CLM*LB-1001*1550*": "CLM*LB-1001*x550*",  # not an amount
    "HI*ABK:R911": "ZZ9*1~\nHI*ABK:R911",  # not a segment
    "CLM*LB-1003*1620***22:B:1*Y*A*Y*Y~": f"CLM*{HOSTILE}*1620***22:B:1*Y*A*Y*Y~",
    "SE*": "CLM*~\nSE*",  # a claim of nothing; and SE01 is not the number of segments
}


def checked(path: Any = EXAMPLE, **options: object) -> Result:
    return check(path, **options)  # type: ignore[arg-type]


def let_stand(result: Result, edit: str, claim: str, line: int | None, *, on: date = date(2029, 1, 1)) -> Result:
    """The result on a day, with a finding of it overridden by ann until 2030-01-01."""
    bounds = named(result, edit, claim, line)
    return with_overrides(result, [Override(bound, "ann", "seen", date(2030, 1, 1)) for bound in bounds], on)


def faulty(folder: Path) -> Path:
    """A copy of the example with FAULTS, in `folder`."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for good, bad in FAULTS.items():
        assert good in text
        text = text.replace(good, bad, 1)
    path = folder / "faulty.837"
    path.write_text(text, encoding="utf-8")
    return path
