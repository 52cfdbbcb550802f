"""Many fees at once: a csv of questions in, the same csv with the amounts out."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from sightline.pricing.fee import Question, fees, modifiers, with_modifier
from sightline.pricing.price import PriceError, locality_key
from sightline.reference.store import Reference, open_reference

NEEDED = ("code", "modifier", "carrier", "locality", "date")
ANSWERS = ("non_facility_amount", "facility_amount", "note")
_YES, _NO = frozenset({"1", "true", "yes", "y", "t"}), frozenset({"", "0", "false", "no", "n", "f"})


def batch(source: TextIO, out: TextIO, *, reference: Reference | Path | str | None = None) -> int:
    """Answer a csv of code, modifier, carrier, locality, date and optionally apm; returns the number of rows.

    Writes the same columns, every row as it was, plus non_facility_amount, facility_amount (dollars, "" where there is
    none) and note; a row that cannot be answered says why in its note. Raises PriceError when a column is missing.
    """
    reader = csv.DictReader(source)
    columns = list(reader.fieldnames or [])
    if not columns:
        raise PriceError(
            "the batch is empty; its first line names the columns code, modifier, carrier, locality and date"
        )
    named = {name.strip().lower(): name for name in columns}
    if lacking := [name for name in NEEDED if name not in named]:
        raise PriceError(
            f"the batch has no column {', '.join(lacking)}; it needs code, modifier, carrier, locality and date"
        )
    rows = list(reader)
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    answers: list[tuple[str, str, str]] = [("", "", "")] * len(rows)
    by_apm: dict[bool, list[tuple[int, Question]]] = {False: [], True: []}
    for place, row in enumerate(rows):
        cells = {name: (row[stated] or "").strip() for name, stated in named.items()}
        try:
            if None in row:
                raise PriceError("the row has more cells than the header")
            by_apm[_apm(cells.get("apm", ""))].append((place, _question(cells)))
        except PriceError as error:
            answers[place] = ("", "", str(error))
    for apm, questions in by_apm.items():
        if questions:
            found = fees([one for _, one in questions], apm=apm, reference=store, strict=False)
            for (place, _), one in zip(questions, found, strict=True):
                answers[place] = (_text(one.non_facility.amount), _text(one.facility.amount), one.note)
    written = [*columns, *(name for name in ANSWERS if name not in columns)]
    writer = csv.DictWriter(out, written, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row, answer in zip(rows, answers, strict=True):
        writer.writerow({**row, **dict(zip(ANSWERS, answer, strict=True))})
    return len(rows)


def _question(cells: dict[str, str]) -> Question:
    """A row as a question. Raises PriceError for what cannot be asked."""
    code, carrier, locality = cells["code"].upper(), cells["carrier"], cells["locality"]
    if not code:
        raise PriceError("the code is missing")
    if bool(carrier) != bool(locality):
        raise PriceError("carrier and locality go together; leave both empty for national amounts")
    place = locality_key(f"{carrier}-{locality}") if carrier else ""
    return with_modifier(Question(code, " ".join(modifiers(cells["modifier"])), _day(cells["date"]), place))


def _day(text: str) -> date:
    """2026-04-01, 20260401, 4/1/2026, each with or without a time after it."""
    if not text:
        raise PriceError("the date is missing")
    day = re.split(r"[ T]", text, maxsplit=1)[0]
    try:
        if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", day):
            return date(int(match[3]), int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)", day):
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    raise PriceError(f"{text!r} is not a date such as 2026-04-01")


def _apm(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise PriceError(f"apm is {text!r}, neither yes nor no")
    return text.lower() in _YES


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)
