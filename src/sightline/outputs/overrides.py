"""Overrides of findings, for people and programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TextIO

from sightline.edits.after.bound import Bound
from sightline.edits.after.overrides import Override
from sightline.outputs import as_json


def write_json(overrides: Iterable[Override], out: TextIO) -> None:
    """Write the overrides as a list."""
    as_json.write([each.as_dict() for each in overrides], out)


def write_text(overrides: Iterable[Override], out: TextIO) -> None:
    """Write an override a line: the finding, until when, who and why."""
    for each in overrides:
        state = "until" if each.expires >= date.today() else "ended"
        out.write(f"{named_finding(each.bound)}  {state} {each.expires}  {each.user}: {each.reason}\n")


def named_finding(bound: Bound) -> str:
    """A finding for people: edit, line and claim, service and provider."""
    place = f"line {bound.line} of claim {bound.claim}" if bound.line else f"claim {bound.claim}"
    service = "-".join([bound.code or "", *(bound.modifiers or "").split()])
    facts = [
        f"{service} on {bound.date or 'no date'}" if bound.line else "",
        f"billed by {bound.provider}" if bound.provider else "",
    ]
    known = ", ".join(fact for fact in facts if fact)
    return f"{bound.edit} on {place}" + (f" ({known})" if known else "")
