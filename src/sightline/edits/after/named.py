"""The finding that somebody names by edit, claim number and line, among those of a result."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.patient import normal
from sightline.edits.after.bound import PERSON, Bound, bound_to, person
from sightline.edits.result import Result
from sightline.errors import SightlineError

_CLAIM = ["claim_key", "billing_npi", "billing_tax_id", "file", "segment", *PERSON]
_SHOWN = 5


class NamedError(SightlineError):
    """No finding, or more than one claim's, is so named; the message says which there are."""


def named(
    result: Result, edit: str, claim: str, line: int | None, provider: str | None = None, served: date | None = None
) -> list[Bound]:
    """What the findings of `edit` on a line (None: on the claim as a whole) are bound to, each once.

    `provider` (billing NPI or tax id) and `served` (date of service) tell claims of one number apart. Raises NamedError
    when there is no such finding, or when it is on claims of several providers, patients or services.
    """
    claims = _claims(result, claim, line, provider, served)
    keys = pa.array(list(claims), pa.int64())
    found = result.findings.filter(
        pc.and_(pc.equal(result.findings["edit"], edit), pc.is_in(result.findings["claim_key"], keys))
    )
    at_place = pc.is_null(found["line"]) if line is None else pc.fill_null(pc.equal(found["line"], line), False)
    chosen = found.filter(at_place)
    if not chosen.num_rows:
        raise NamedError(_absent(edit, claim, line, pc.unique(found["line"]).to_pylist()))
    bounds = bound_to(result, chosen)
    meant = {key: claims[key] for key in chosen["claim_key"].to_pylist()}
    services = {(bound.provider, bound.code, bound.modifiers, bound.date) for bound in bounds}
    persons = {(person(row), frozenset(row["days"])) for row in meant.values()}
    if len(services) > 1 or len(persons) > 1:
        raise NamedError(_several(claim, line, list(meant.values())))
    return list(dict.fromkeys(bounds))


def _claims(
    result: Result, number: str, line: int | None, provider: str | None, served: date | None
) -> dict[int, dict[str, Any]]:
    """The claims with that number, line, provider and date of service, by key; `days` are the dates of the lines meant."""
    table = result.claims.filter(pc.equal(result.claims["claim_id"], number))
    claims = {row["claim_key"]: row for row in table.select(_CLAIM).to_pylist()}
    if not claims:
        lost = result.rejected.filter(pc.equal(result.rejected["claim_id"], number))["reason"].to_pylist()
        raise NamedError(f"claim {number} could not be read: {lost[0]}" if lost else f"there is no claim {number}")
    if provider is not None:
        there = _list({_provider(row) for row in claims.values()})
        biller = normal(provider)
        numbers = ("billing_npi", "billing_tax_id")
        claims = {key: row for key, row in claims.items() if biller in {normal(row[name] or "") for name in numbers}}
        if not claims:
            raise NamedError(f"{provider} does not bill a claim {number}; {there} does")
    keys = pa.array(list(claims), pa.int64())
    lines = result.lines.filter(pc.is_in(result.lines["claim_key"], keys))
    if line is not None:
        most = pc.max(lines["line_no"]).as_py() or 0
        lines = lines.filter(pc.equal(lines["line_no"], line))
        if not lines.num_rows:
            raise NamedError(f"claim {number} has no line {line}, only {most}")
    for row in claims.values():
        row["days"] = set()
    for key, day in zip(lines["claim_key"].to_pylist(), lines["date_from"].to_pylist(), strict=True):
        claims[key]["days"].add(str(day or "no date"))
    if served is not None:
        days = _list({day for row in claims.values() for day in row["days"]})
        claims = {key: row for key, row in claims.items() if str(served) in row["days"]}
        if not claims:
            raise NamedError(f"{_place(number, line)} is not of {served} but of {days}")
    return claims


def _absent(edit: str, claim: str, line: int | None, there: list[int | None]) -> str:
    """Why nothing was found, with the places in the claim where the edit does find something."""
    places = [f"line {number}" if number else "the claim as a whole" for number in there]
    also = f"; it does on {_list(places)}" if places else ""
    where = f"on line {line} of claim {claim}" if line else f"on claim {claim} as a whole"
    return (
        f"{edit} finds nothing {where}{also}. Give the claims, --payer, --map and --history that they were checked with"
    )


def _several(claim: str, line: int | None, rows: list[dict[str, Any]]) -> str:
    """How claims of one number can be told apart."""
    if len(providers := {_provider(row) for row in rows}) > 1:
        return f"claim {claim} is billed by {_list(providers)}: say whose with --provider"
    if len({frozenset(row["days"]) for row in rows}) > 1:
        days = {day for row in rows for day in row["days"]}
        return f"{_place(claim, line)} is there for {_list(days)}: say which with --date"
    places = [f"{row['file']} (segment {row['segment']})" for row in rows]
    return (
        f"claim {claim} is there {len(rows)} times, each another: {_list(places)}. Give the one file that is meant, or let"
        " it stand on the claim's page in `sightline serve`"
    )


def _provider(row: dict[str, Any]) -> str:
    return row["billing_npi"] or row["billing_tax_id"] or "a provider without NPI and tax id"


def _place(claim: str, line: int | None) -> str:
    return f"line {line} of claim {claim}" if line else f"claim {claim}"


def _list(words: set[str] | list[str]) -> str:
    """Words with commas and "and" between; of many the first few."""
    ordered = sorted(words) if isinstance(words, set) else words
    rest = len(ordered) - _SHOWN
    shown = ordered[:_SHOWN] + ([f"{rest} more"] if rest > 0 else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
