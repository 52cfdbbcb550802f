"""The claims of few lines as plain rows: what people.py, superseded.py, situations.py, payer_rules.py and result.py do to the
columns of many with Arrow, done value by value, since a call of Arrow costs more than a few values do.

Only claims that are plain come this way (see `read`); tests/engines holds both ways to the same rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import permutations
from typing import Any, NamedTuple

import pyarrow as pa

from sightline.claims.schema import CLAIM, LINE
from sightline.edits.divide import Claims
from sightline.edits.facts import Lookups
from sightline.edits.findings import FINDING
from sightline.edits.form import CLAIM_FORM, form_rows, line_rows
from sightline.edits.part import NOT_CHECKED
from sightline.edits.payer_rules import PAYER, Withheld
from sightline.edits.result import Result, joined, joined_gaps
from sightline.edits.situations import DAYS
from sightline.engines.sqlite import SQLite, values_of
from sightline.reference.calendar import DATELESS

#: Frequencies of claims that replace or void others.
_CORRECTING = ("7", "8")
_SELF = ("18", "")
_PRIMARY = ("P", "U", "")
_HCPCS = ("HC", "")
_MODIFIERS = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
_OF_LINE = ("code", "qualifier", *_MODIFIERS, "place_of_service", "unit_basis", "ndc")
_RENDERING = ("rendering_npi", "rendering_taxonomy", "rendering_source")
_POINTERS = ("pointer_1", "pointer_2", "pointer_3", "pointer_4")
#: Columns of which a null would mean something else than "".
_LINE_TEXTS = (*_OF_LINE, *_RENDERING, "referring_npi", "ordering_npi", "supervising_npi")
_CLAIM_TEXTS = (
    *PAYER, "relationship", "member_id", "patient", "frequency", "responsibility", "billing_npi", "billing_tax_id",
    "billing_taxonomy",
)  # fmt: skip
_ORIGIN = ("claim_id", "file", "interchange", "group", "transaction", "segment", "byte")
_LINE_VALUES = ("claim_key", "line_no", "charge", "units", "date_from", "date_to", *_POINTERS, *_LINE_TEXTS)
_LINE_READ = (
    "claim_key", "line_no", "charge", "units", "days", *_POINTERS, "date_from", "date_to", "day_no", "ordering_npi",
    "situation", "rendering", "has_orderer", "has_supervisor", "described", "drug_measured", "laboratory", "patient",
    "patient_day", "physician", "code_number", "stands",
)  # fmt: skip
_DAY_NO, _RENDERING_NO = _LINE_READ.index("day_no"), _LINE_READ.index("rendering")
_SITUATION = ("situation", *_OF_LINE, "modifier_list", "era", *PAYER)
_RENDERED = ("rendering", *_RENDERING, "billing_group", "billing_taxonomy", "claim_set")
_NPIS = ("billing_npi", "referring_npi", "supervising_npi", "facility_npi")

Columns = dict[str, list[Any]]


class Payers(NamedTuple):
    """The payers that some claims name: the relation `payer_of`, who each is, and what is withheld for each, by edit."""

    table: pa.Table
    insurers: Mapping[tuple[str, ...], str]
    withheld: Mapping[tuple[str, ...], Mapping[str, Withheld]]


class Rows(NamedTuple):
    """Plain claims as columns of Python values, and their codes as edits read them."""

    claims: Columns  # as SQLite holds values
    lines: Columns
    diagnoses: Columns
    codes: list[str]
    places: dict[int, int]  # by claim_key: the row of the claim
    sets: Sequence[int]  # for each claim the number of its set: claims of another know nothing of it

    @property
    def payers(self) -> list[tuple[str, ...]]:
        """The payer that each claim names."""
        return list(zip(*(self.claims[name] for name in PAYER), strict=True))

    @property
    def dates(self) -> set[date]:
        """The dates of service."""
        return set(self.lines["date_from"]) - {None}


def is_plain(claims: pa.Table, lines: pa.Table) -> bool:
    """Whether no claim corrects another, may be of somebody whose birth date another claim tells, has a null where there
    should be a text, or another payer."""
    if any(claims[name].null_count for name in _CLAIM_TEXTS) or any(lines[name].null_count for name in _LINE_TEXTS):
        return False
    if any(claims["other_payers"].to_pylist()) or any(lines["adjudications"].to_pylist()):
        return False
    if any(each in _CORRECTING for each in claims["frequency"].to_pylist()):
        return False
    if not claims["patient_birth_date"].null_count:
        return True
    whose = (claims[name].to_pylist() for name in ("patient_birth_date", "relationship", "member_id"))
    return not any(
        birth is None and member and relationship in _SELF for birth, relationship, member in zip(*whose, strict=True)
    )


def read(
    claims: pa.Table,
    lines: pa.Table,
    diagnoses: pa.Table,
    claim_columns: Sequence[str],
    sets: Sequence[int] | None = None,
) -> Rows:
    """Claims that are plain as rows; `sets` has the number of the set of each (default: they are one)."""
    of_claims = {name: values_of(claims[name]) for name in claim_columns if name not in CLAIM_FORM} | form_rows(claims)
    of_lines = {name: lines[name].to_pylist() for name in _LINE_VALUES} | line_rows(lines, claims)
    codes = [
        code if qualifier in _HCPCS else f"{qualifier} {code}"
        for qualifier, code in zip(of_lines["qualifier"], of_lines["code"], strict=True)
    ]
    coded = {name: diagnoses[name].to_pylist() for name in ("claim_key", "position", "code_set", "code")}
    places = {key: at for at, key in enumerate(of_claims["claim_key"])}
    return Rows(of_claims, of_lines, coded, codes, places, sets or [0] * len(places))


def lookups(rows: Rows, accounts: Sequence[int], modifier_lists: set[str]) -> Lookups:
    """What the reference is asked about the claims."""
    together: dict[tuple[int, Any], set[str]] = {}
    lines, claims = rows.lines, rows.claims
    for key, on, code in zip(lines["claim_key"], lines["date_from"], rows.codes, strict=True):
        together.setdefault((accounts[rows.places[key]], on), set()).add(code)
    return Lookups(
        codes=set(rows.codes),
        dates=rows.dates,
        diagnoses=set(rows.diagnoses["code"]),
        modifier_lists=modifier_lists,
        npis=set().union(*(claims[name] for name in _NPIS), lines["rendering_npi"], lines["ordering_npi"]),
        taxonomies=set(claims["billing_taxonomy"]).union(lines["rendering_taxonomy"]),
        zips=set(claims["zip"]),
        pairs={pair for codes in together.values() for pair in permutations(codes, 2)},
    )


def accounts_of(rows: Rows, payers: Payers) -> list[int]:
    """For each claim the number of its account: a patient as one insurer sees him or her, in one responsibility, of one
    set."""
    claims, known = rows.claims, dict[Hashable, int]()
    duties = ("P" if duty in _PRIMARY else duty for duty in claims["responsibility"])
    insurers = (payers.insurers[each] for each in rows.payers)
    named = zip(claims["patient"], insurers, duties, rows.sets, strict=True)
    return [known.setdefault(who, len(known)) for who in named]


def put(
    engine: SQLite, rows: Rows, accounts: Sequence[int], eras: Mapping[date, int]
) -> tuple[list[tuple[Any, ...]], set[str]]:
    """Make claim_read, diagnosis_read, situation_read and rendering_read; the lines with the numbers of their situation
    and rendering, for `put_lines`, and the lists of modifiers in them."""
    claims, lines = rows.claims, rows.lines
    named = {**claims, "patient": accounts, "superseded": [""] * len(accounts)}
    engine.load("claim_read", _kinds(tuple(named)), _transposed(named.values()))
    engine.load("diagnosis_read", _kinds(tuple(rows.diagnoses)), _transposed(rows.diagnoses.values()))
    groups = [tax or npi for tax, npi in zip(claims["billing_tax_id"], claims["billing_npi"], strict=True)]
    payers, lists = rows.payers, set[str]()
    situations, renderings = dict[tuple[Any, ...], int](), dict[tuple[Any, ...], int]()
    situation_rows: list[tuple[Any, ...]] = []
    read: list[tuple[Any, ...]] = []
    stated = zip(rows.codes, *(lines[name] for name in _OF_LINE[1:]), strict=True)
    rendered = zip(*(lines[name] for name in _RENDERING), strict=True)
    pointers = zip(*(lines[name] for name in _POINTERS), strict=True)
    others = zip(*(lines[name] for name in ("referring_npi", "ordering_npi", "supervising_npi")), strict=True)
    values = zip(
        *(lines[name] for name in ("claim_key", "line_no", "charge", "units", "date_from", "date_to")), strict=True
    )
    forms = zip(lines["described"], lines["drug_measured"], lines["laboratory"], strict=True)
    for line, renderer, pointed, (referring, ordering, supervising), value, form in zip(
        stated, rendered, pointers, others, values, forms, strict=True
    ):
        key, number, charge, units, first, last = value
        at = rows.places[key]
        era = DATELESS if first is None else eras[first]
        situation = situations.setdefault((line, era, payers[at]), len(situations))
        if situation == len(situation_rows):
            modifier_list = f" {' '.join(line[2:6]).strip()} "
            lists.add(modifier_list)
            situation_rows.append((situation, *line, modifier_list, era, *payers[at]))
        rendered_by = (*renderer, groups[at], claims["billing_taxonomy"][at], rows.sets[at])
        rendering = renderings.setdefault(rendered_by, len(renderings))
        days = 1 if first is None or last is None else max((last - first).days + 1, 1)
        read.append((
            key, number, _float(charge), _float(units), days, *pointed, _day(first), _day(last),
            None if first is None else first.toordinal() - 1,  # from 0001-01-01, as edits/check.py numbers days
            ordering, situation, rendering, bool(referring or ordering), bool(supervising), *form,
        ))  # fmt: skip
    engine.load("situation_read", _kinds(_SITUATION), situation_rows)
    engine.load("rendering_read", _kinds(_RENDERED), [(number, *each) for each, number in renderings.items()])
    return read, lists


def put_lines(
    engine: SQLite, read: Sequence[tuple[Any, ...]], rows: Rows, accounts: Sequence[int], codes: Sequence[str]
) -> None:
    """Make line_read of what `put` gave, with the columns of situations.with_numbers; `codes` are in the order of their
    numbers. The relation `rendering` must have been made."""
    numbers = {code: number for number, code in enumerate(codes)}
    physicians = dict(engine.rows("SELECT rendering, counts_for FROM rendering"))
    lines = []
    for line, code in zip(read, rows.codes, strict=True):
        account, day = accounts[rows.places[line[0]]], line[_DAY_NO]
        patient_day = None if day is None else account * DAYS + day
        lines.append((*line, account, patient_day, physicians[line[_RENDERING_NO]], numbers[code], True))
    engine.load("line_read", _kinds(_LINE_READ), lines)


def by_payer(
    found: Iterable[tuple[Any, ...]], gaps: Iterable[tuple[Any, ...]], rows: Rows, payers: Payers
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Findings and gaps as the claims' payers have them: what is off falls away, what is unknown becomes a gap."""
    if not any(payers.withheld.values()):
        return list(found), list(gaps)
    of_claim = {key: payers.withheld[payer] for key, payer in zip(rows.claims["claim_key"], rows.payers, strict=True)}
    kept = [gap for gap in gaps if not ((rule := of_claim[gap[1]].get(gap[0])) and rule.word == "off")]
    stands: list[tuple[Any, ...]] = []
    untold: dict[tuple[Any, ...], None] = {}
    for row in found:
        rule = of_claim[row[2]].get(row[0])
        if rule is None:
            stands.append(row)
        elif rule.word != "off":
            untold[row[0], row[2], row[3], rule.reason, rule.need] = None
    return stands, [*kept, *untold]


def findings_table(found: Sequence[tuple[Any, ...]], rows: Rows, claims: pa.Table, lines: pa.Table) -> pa.Table:
    """Findings (fields of FINDING) as `joined` gives them."""
    if not found:
        return _schemas()[0].empty_table()
    at = {place: row for row, place in enumerate(zip(rows.lines["claim_key"], rows.lines["line_no"], strict=True))}
    origins = list(zip(*(claims[name].to_pylist() for name in _ORIGIN), strict=True))
    segments, bytes_ = lines["segment"].to_pylist(), lines["byte"].to_pylist()
    stated = rows.lines
    made = []
    for edit, status, key, line, other, other_line, *texts, release in sorted(found, key=_order):
        claim, file, interchange, group, transaction, segment, byte = origins[rows.places[key]]
        own = at.get((key, line))
        code = modifiers = None
        if own is not None:
            code = stated["code"][own]
            modifiers = " ".join([stated[name][own] for name in _MODIFIERS]).strip()
            segment = segment if segments[own] is None else segments[own]
            byte = byte if bytes_[own] is None else bytes_[own]
        related = None if other is None else origins[rows.places[other]][0]
        made.append((
            edit, status, key, claim, line, related, other_line, code, modifiers, *texts, release, file, interchange,
            group, transaction, segment, byte, other,
        ))  # fmt: skip
    return _table(made, _schemas()[0])


def gaps_table(gaps: Sequence[tuple[Any, ...]], rows: Rows) -> pa.Table:
    """Gaps (fields of NOT_CHECKED) as `joined_gaps` gives them."""
    claim_ids = rows.claims["claim_id"]
    ordered = sorted(gaps, key=lambda gap: (gap[1], gap[2] is None, gap[2] or 0, gap[0], gap[3]))
    named = [(edit, key, claim_ids[rows.places[key]], line, reason, need) for edit, key, line, reason, need in ordered]
    return _table(named, _schemas()[1])


def days_of(lines: pa.Table, starter: frozenset[str]) -> list[tuple[date | None, bool, int]]:
    """How many lines there are of each date of service, by whether the starter covers the code."""
    dates, codes = lines["date_from"].to_pylist(), lines["code"].to_pylist()
    days = Counter(zip(dates, (code in starter for code in codes), strict=True))
    return [(on, in_starter, count) for (on, in_starter), count in days.items()]


def each_of(whole: Result, sets: Sequence[Claims]) -> list[Result]:
    """The findings and gaps of each of the sets that were checked together, in the order of their claim keys; the reference
    and the payers are those of all."""
    tables, ends = (whole.findings, whole.not_checked), [0, 0]
    keys = [table["claim_key"].to_pylist() for table in tables]
    made = []
    for each in sets:
        last = each.claims["claim_key"][-1].as_py()
        begins, ends = ends, [bisect_right(of_table, last) for of_table in keys]
        found, gaps = (table.slice(begin, end - begin) for table, begin, end in zip(tables, begins, ends, strict=True))
        made.append(replace(
            whole, findings=found, gaps=gaps, older=whole.older.slice(0, 0), claims=each.claims, lines=each.lines,
            diagnoses=each.diagnoses,
        ))  # fmt: skip
    return made


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The key by which findings are sorted: as result.py's _ORDER, null last."""
    edit, _, key, line, other, other_line, message, *_ = row
    return key, line is None, line or 0, edit, other is None, other or 0, other_line is None, other_line or 0, message


@cache
def _schemas() -> tuple[pa.Schema, pa.Schema]:
    """The schemas of a result's findings and gaps."""
    none = CLAIM.empty_table()
    return (
        joined(FINDING.empty_table(), none, LINE.empty_table(), none).schema,
        joined_gaps(NOT_CHECKED.empty_table(), none).schema,
    )


def _table(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    if not rows:
        return schema.empty_table()
    columns = zip(*rows, strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


@cache
def _kinds(names: tuple[str, ...]) -> dict[str, str]:
    """Columns whose values are as SQLite holds them already."""
    return dict.fromkeys(names, "text")


def _transposed(columns: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    return list(zip(*columns, strict=True))


def _float(amount: Any) -> float | None:
    return None if amount is None else float(amount)


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
