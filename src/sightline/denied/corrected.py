"""Corrected claims as an 837P: the safe changes of our findings made, frequency 7 and the payer's number (REF*F8) where a
decided claim is replaced. A draft: a person looks at it, nothing is sent.

005010X222A1: CLM05-3 is 7 for a replacement, and REF*F8 of loop 2300 has the payer's claim control number (CLP07).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sightline.claims.batch import ClaimsError
from sightline.claims.files import read_claims
from sightline.claims.x12.amend import Amendment, LineAmendment, amend
from sightline.claims.x12.extract import extract
from sightline.claims.x12.raw import Raw, raw_of
from sightline.claims.x12.rewrite import require_837p

from .result import Denials, Line

#: Routes on which a claim goes again, and whether it replaces the one that was decided.
_REPLACES = {"replacement": True, "new-claim": False, "first-claim": False}
#: Segments of loop 2300 that come after its REF, and those of the loops below.
_AFTER_REF = frozenset({"K3", "NTE", "CR1", "CR2", "CRC", "HI", "HCP", "NM1", "SBR", "LX", "HL", "CLM", "SE"})


@dataclass(frozen=True)
class Again:
    """A claim to send again: `number` is the payer's ("" for a new claim), `made` the changes in the draft, `left` what a person
    must correct first, each as a sentence; `written` whether the draft has the claim."""

    claim: str
    replaces: bool
    number: str
    made: tuple[str, ...]
    left: tuple[str, ...]
    written: bool


class _Chosen(NamedTuple):
    claim: str
    amendment: Amendment
    number: str  # the payer's; "" for a new claim


def corrected(found: Denials, folder: Path) -> list[Again]:
    """Write the corrected claims of each 837P to `folder` (corrected-NAME); what was done for each claim that goes again.

    Only changes that are purely formal are made (docs/fix.md). A claim without one, without the payer's number where it
    replaces one, or that was not read from an 837P, is left to a person and is in no file.
    """
    claims_again: list[Again] = []
    by_file: dict[str, dict[int, _Chosen]] = {}
    lines = {
        (row["claim_key"], row["line_no"]): row["segment"]
        for row in found.reconciled.priced.lines.select(["claim_key", "line_no", "segment"]).to_pylist()
    }
    claims = {
        row["claim_key"]: row
        for row in found.reconciled.priced.claims.select(["claim_key", "claim_id", "file", "segment"]).to_pylist()
    }
    for key, rows in _going_again(found).items():
        claim = claims[key]
        replaces = any(_REPLACES[line.lead.route] for line in rows)
        number = rows[0].subject.row["payer_claim_number"] if replaces else ""
        amendment, made, left = _amendment(rows, lines)
        if replaces and not number:
            left.append("the remittance has no claim number of the payer (CLP07)")
        elif made and not (reason := _unfit(claim["file"])):
            by_file.setdefault(claim["file"], {})[claim["segment"]] = _Chosen(claim["claim_id"], amendment, number)
        elif made:
            left.append(reason)
        written = claim["segment"] in by_file.get(claim["file"], {})
        claims_again.append(Again(claim["claim_id"], replaces, number, tuple(made), tuple(left), written))
    for file, chosen in by_file.items():
        _write(Path(file), folder / f"corrected-{Path(file).stem}.837", chosen)
    return claims_again


def _going_again(found: Denials) -> dict[int, list[Line]]:
    rows: dict[int, list[Line]] = {}
    for line in found.lines:
        if (
            line.lead.route in _REPLACES
            and line.subject.row["claim_key"] is not None
            and line.subject.row["kind"] != "other-payer"
        ):
            rows.setdefault(line.subject.row["claim_key"], []).append(line)
    return rows


def _amendment(rows: list[Line], segments: Mapping[tuple[int, int], int]) -> tuple[Amendment, list[str], list[str]]:
    """The safe changes of a claim's lines, in words too, and what is left to a person."""
    changed: dict[int, LineAmendment] = {}
    made, left = [], []
    for line in rows:
        row = line.subject.row
        where = f"line {row['line_no']} ({row['code']})" if row["line_no"] else "the claim"
        safe = {
            change.value: change for change in line.subject.changes if change.safe and change.action == "set_modifiers"
        }
        if len(safe) == 1 and row["line_no"]:
            value, change = safe.popitem()
            changed[segments[row["claim_key"], row["line_no"]]] = LineAmendment(modifiers=tuple(value.split()))
            made.append(f"{where}: {change.says}")
        else:
            advice = "; ".join(change.says for change in line.subject.changes) or line.lead.do
            left.append(f"{where}: {advice}")
    return Amendment(changed), made, left


def _unfit(file: str) -> str:
    """Why a file cannot be written again; "" when it can."""
    try:
        require_837p(Path(file))
    except ClaimsError as error:
        return str(error)
    return ""


def _write(source: Path, target: Path, chosen: Mapping[int, _Chosen]) -> None:
    """Write the chosen claims (by the number of their CLM) alone, amended, with frequency and number; and read them again.

    Raises ClaimsError when the draft does not read as it should; then nothing is left there.
    """
    lines_to_change = [chosen[segment] for segment in sorted(chosen)]
    with tempfile.TemporaryDirectory(prefix="sightline-") as place:
        amended, alone = Path(place) / "amended.837", Path(place) / "alone.837"
        with amended.open("wb") as out:
            amend(source, out, {segment: one.amendment for segment, one in chosen.items()})
        with alone.open("wb") as out:
            extract(amended, out, set(chosen))
        with target.open("wb") as out:
            for segment in _replacing(raw_of(alone), iter([one.number for one in lines_to_change])):
                out.write(segment.data)
    read = [row for batch in read_claims([target]) for row in batch.claims.to_pylist()]
    stated = [(row["claim_id"], row["original_reference"] if row["frequency"] == "7" else "") for row in read]
    if stated != [(one.claim, one.number) for one in lines_to_change]:
        target.unlink()
        raise ClaimsError(f"{source}: the corrected claims would not read as they should; nothing was written")


def _replacing(segments: Iterator[Raw], numbers: Iterator[str]) -> Iterator[Raw]:
    """The segments with frequency 7 and REF*F8 in each claim that has a number; SE counts what was added."""
    number, added = "", 0
    for segment in segments:
        if number and segment.key in _AFTER_REF:
            yield _reference(segment, number)
            number, added = "", added + 1
        if segment.key == "CLM":
            number = next(numbers)
            if number:
                segment = segment.having({5: _frequency(segment)})
        elif number and segment.key == "REF" and segment.elements[1:2] == ["F8"]:
            added -= 1
            continue
        elif segment.key == "SE" and segment.elements[1].isdecimal():
            segment = segment.having({1: str(int(segment.elements[1]) + added)})
            added = 0
        yield segment


def _frequency(clm: Raw) -> str:
    """CLM05 with frequency 7 as its third part."""
    component = clm.delimiters.component
    parts = clm.raw_elements[5].split(component)
    parts += [""] * (3 - len(parts))
    return component.join([*parts[:2], "7", *parts[3:]])


def _reference(before: Raw, number: str) -> Raw:
    """A REF*F8, ended as the segment is before which it is put."""
    element, terminator = before.delimiters.element, before.delimiters.terminator
    rest = before.data[len(before.data.rstrip(b"\r\n")) :].decode("latin-1") if terminator not in "\r\n" else ""
    return Raw(0, "REF", f"REF{element}F8{element}{number}{terminator}{rest}".encode("latin-1"), before.delimiters)
