"""Claims as the pricing relations read them: texts as numbers, which join and rank faster than texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.edits.result import COUNTED_IN_PYTHON
from sightline.pricing.adjustments import modified, practitioners
from sightline.pricing.listed import Listed, Share, listed_prices
from sightline.reference.store import Reference

#: The era of a line without a date of service.
NO_ERA = 999


@dataclass(frozen=True)
class Lines:
    """The tables of one run, by the name under which the relations read them.

    `line_read` has a row per line; `line_id` is its place in the table it came from. Most lines share their situation
    (code, modifiers, place, era, locality and contract term) with others: a unit is priced once for each situation.
    """

    line_read: pa.Table
    situation: pa.Table
    code_scope: pa.Table
    modifier_lists: pa.Table
    zip_scope: pa.Table
    practitioner: pa.Table
    modified: pa.Table
    listed: Listed | None

    def tables(self) -> Iterable[tuple[str, pa.Table]]:
        """The tables by name."""
        return ((name, table) for name, table in vars(self).items() if isinstance(table, pa.Table))


#: Gives the term of each row of a scope, and the era of its basis (-1: none of its own).
Terms = Callable[[pa.Table], tuple[pa.Array, pa.Array]]
#: Gives the amounts of lines that terms pay as a whole, and why others are paid with them: pricing/contract/whole.py.
Whole = Callable[[pa.Table], tuple[pa.Array, pa.Array]]


class Agreed(NamedTuple):
    """How a contract is read for some claims: the number of each payer that they name (by their columns `keys`); -1 has no term;
    what of a line its terms depend on beside payer, code and date; what gives the terms, and the amounts of whole lines."""

    keys: tuple[str, ...]
    payers: dict[tuple[str, ...], int]
    reads: frozenset[str]
    terms: Terms
    share: Share
    whole: Whole | None = None


def prepare(
    claims: pa.Table,
    lines: pa.Table,
    reference: Reference,
    era_of: dict[date, int],
    *,
    denials: pa.Table | None = None,
    agreed: Agreed | None = None,
    zip_code: str = "",
    areas: pa.Array | None = None,
) -> Lines:
    """The tables that the relations read, from claims and lines of the schemas CLAIM and LINE.

    `era_of` numbers the dates; `denials` are the lines that are not paid (pricing/run.py); `agreed` is the
    contract by whose terms they are paid; `areas` (a locality's number per line, -1 for none) and `zip_code` say where, instead
    of the claim.
    """
    rows = lines.num_rows
    at = pc.index_in(lines["claim_key"], claims["claim_key"].combine_chunks()).combine_chunks()
    code, codes = _numbered(lines["code"])
    stated = pc.binary_join_element_wise(*(lines[f"modifier_{n}"] for n in range(1, 5)), " ")
    modifier, modifier_lists = _numbered(stated)
    place, places = _numbered(lines["place_of_service"])
    zip_no, zips = _zips(claims, lines, at, zip_code)
    day = lines["date_from"].combine_chunks().dictionary_encode(null_encoding="encode")
    dates = day.dictionary.to_pylist()
    era = pc.take(pa.array([era_of.get(on, NO_ERA) for on in dates], pa.int32()), day.indices)
    term = pa.repeat(pa.scalar(0, pa.int32()), rows)
    patient = pc.take(_numbered(claims["patient"])[0], at)
    billing, physician, taxonomy, taxonomies = _physicians(claims, lines, at, patient, reference)
    payer = None
    if agreed is not None:
        payer = pc.take(_payer_numbers(claims, agreed.keys, agreed.payers), at)
        read = {
            "place_of_service": (place, places),
            "modifiers": (modifier, pc.binary_join_element_wise("", modifier_lists, "", " ")),
            "taxonomy": (taxonomy, pa.array(taxonomies, pa.string())),
        }
        keys, parts = _combined(payer, code, day.indices, *(read[name][0] for name in read if name in agreed.reads))
        scope = {
            "payer_no": parts[0],
            "code": pc.take(codes, parts[1]),
            "date_of_service": pc.take(day.dictionary, parts[2]),
        }
        chosen = iter(parts[3:])
        for name, (_, texts) in read.items():
            scope[name] = (
                pc.take(texts, next(chosen)) if name in agreed.reads else pa.repeat(pa.scalar(""), len(parts[0]))
            )
        found, basis = agreed.terms(pa.table({**scope, "component": component(scope["modifiers"])}))
        term, basis = pc.take(found, keys), pc.take(basis, keys)
        era = pc.if_else(pc.greater_equal(basis, 0), basis, era)
    area = areas if areas is not None else pa.repeat(pa.scalar(-1, pa.int32()), rows)
    situation, parts = _combined(code, modifier, place, era, zip_no, term, area)
    # What is billed to a payer and then to the next is one service: each payer's claims are ranked by themselves.
    turn = pc.take(_numbered(pc.replace_substring(claims["responsibility"], "P", ""))[0], at)
    team, _ = _combined(patient, day.indices, billing, turn)
    group, _ = _combined(team, physician)
    on, on_parts = _combined(modifier, day.indices)
    stated_on = zip(
        pc.take(modifier_lists, on_parts[0]).to_pylist(), [dates[n] for n in on_parts[1].to_pylist()], strict=True
    )
    texts = pc.binary_join_element_wise("", pc.utf8_trim_whitespace(modifier_lists), "", " ")
    unpaid = _of_line(lines, denials, "reason")
    amount = pa.nulls(rows, pa.decimal128(18, 2))
    void = pc.take(pc.equal(claims["frequency"], "8").combine_chunks(), at)
    if agreed is not None and agreed.whole is not None:
        amount, unpaid = agreed.whole(pa.table({
            "term": term, "patient": patient, "group": billing, "payer": payer, "code": lines["code"],
            "date_from": lines["date_from"], "date_to": lines["date_to"], "units": lines["units"],
            "unpaid": pc.if_else(pc.and_(void, pc.equal(unpaid, "")), "void", unpaid),
        }))  # fmt: skip
    listed = listed_prices(
        reference,
        pa.table({
            "code": code, "modifiers": pc.take(modifier_lists, modifier), "zip": pc.take(zips, zip_no),
            "date_from": lines["date_from"], "units": lines["units"], "minutes": pc.equal(lines["unit_basis"], "MJ"),
            "term": term,
        }),
        codes,
        agreed.share if agreed is not None else lambda _: (Decimal(1), None),
    )  # fmt: skip
    return Lines(
        line_read=pa.table({
            "line_id": _count(rows),
            "situation_no": situation,
            "group_no": group,
            "team_no": team,
            "physician_no": _numbered(lines["rendering_npi"])[0],
            "practitioner_no": taxonomy,
            "modified_no": on,
            "dated": pc.is_valid(lines["date_from"]),
            "charge": lines["charge"],
            "line_amount": amount if listed is None else pc.coalesce(amount, listed.amount),
            "listed": pa.repeat(pa.scalar(""), rows) if listed is None else listed.answer,
            "units": lines["units"],
            "minutes": pc.equal(lines["unit_basis"], "MJ"),
            "void": void,
            "unpaid": unpaid,
        }),
        situation=pa.table({
            "situation_no": _count(len(parts[0])),
            **dict(zip(("code_no", "modifier_no"), parts, strict=False)),
            "place_of_service": pc.take(places, parts[2]),
            **dict(zip(("era", "zip_no", "term", "area_given"), parts[3:], strict=True)),
        }),
        code_scope=pa.table({
            "code_no": _count(len(codes)),
            "code": codes,
            "in_starter": pc.is_in(codes, reference.starter_array),
        }),
        modifier_lists=pa.table({"modifier_no": _count(len(texts)), "modifier_list": texts}),
        zip_scope=pa.table({"zip_no": _count(len(zips)), "zip": zips}),
        practitioner=practitioners(taxonomies, specialties(reference), suppliers(reference)),
        modified=modified(stated_on),
        listed=listed,
    )  # fmt: skip


def component(modifiers: pa.Array) -> pa.Array:
    """26, TC, 53 or "" of lists of modifiers with a blank before and after each: as relations/modifier_effect.sql has it."""
    found = pa.repeat(pa.scalar(""), len(modifiers))
    for each in ("53", "TC", "26"):
        found = pc.if_else(pc.match_substring(modifiers, f" {each} "), each, found)
    return found


def _combined(*columns: pa.Array) -> tuple[pa.Array, list[pa.Array]]:
    """The place of each row among the different rows of these numbers (none below -1), and the different rows."""
    if len(columns[0]) <= COUNTED_IN_PYTHON:
        number: dict[tuple[int, ...], int] = {}
        rows = [number.setdefault(row, len(number)) for row in zip(*(c.to_pylist() for c in columns), strict=True)]
        kinds = zip(*number, strict=True) if number else [()] * len(columns)
        return pa.array(rows, pa.int32()), [pa.array(part, pa.int32()) for part in kinds]
    place = pc.add(columns[0].cast(pa.int64()), 1)
    parts: list[pa.Array] = []
    for column in columns[1:]:
        width = (pc.max(column).as_py() or 0) + 2
        joined = pc.add(pc.multiply(place, width), pc.add(column.cast(pa.int64()), 1)).dictionary_encode()
        before = pc.divide(joined.dictionary, width)
        now = pc.subtract(pc.subtract(joined.dictionary, pc.multiply(before, width)), 1)
        parts = [pc.take(part, before) for part in parts] if parts else [pc.subtract(before, 1)]
        parts.append(now)
        place = joined.indices.cast(pa.int64())
    return place.cast(pa.int32()), [part.cast(pa.int32()) for part in parts]


def _numbered(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """The place of each value among the different ones, and these."""
    encoded = pc.fill_null(column, "").combine_chunks().dictionary_encode()
    return encoded.indices, encoded.dictionary


def _count(rows: int) -> pa.Array:
    return pa.array(range(rows), pa.int32())


def _zips(claims: pa.Table, lines: pa.Table, at: pa.Array, given: str) -> tuple[pa.Array, pa.Array]:
    """Where each line was done: the line's facility, else the claim's, else the billing provider's; five digits."""
    if given:
        return pa.repeat(pa.scalar(0, pa.int32()), lines.num_rows), pa.array([given[:5]])
    of_claim = pc.coalesce(_stated(claims["facility_zip"]), _stated(claims["billing_zip"]), pa.scalar(""))
    found = pc.coalesce(_stated(lines["facility_zip"]), pc.take(of_claim, at), pa.scalar(""))
    number, zips = _numbered(found)
    return number, pc.utf8_slice_codeunits(zips, 0, 5)


def _stated(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _physicians(
    claims: pa.Table, lines: pa.Table, at: pa.Array, patient: pa.Array, reference: Reference
) -> tuple[pa.Array, pa.Array, pa.Array, list[str]]:
    """For each line the number of its group (billing tax id), of its physician within it, and of the taxonomy of who did
    it; and the taxonomies.

    Physicians of one group and specialty count as one (PM ch. I §A). A taxonomy that is stated on another line of the
    same patient counts for a physician's lines without one; other patients' claims say nothing here.
    """
    tax_id = claims["billing_tax_id"]
    group, _ = _numbered(pc.if_else(pc.equal(tax_id, ""), claims["billing_npi"], tax_id))
    # Where no rendering provider is stated, the billing provider did it.
    billing_npi, billing_taxonomy = (pc.take(claims[f"billing_{name}"], at) for name in ("npi", "taxonomy"))
    rendering, stated = _stated(lines["rendering_npi"]), _stated(lines["rendering_taxonomy"])
    billed = pc.equal(pc.coalesce(rendering, billing_npi), billing_npi)
    found = pc.coalesce(stated, pc.if_else(billed, billing_taxonomy, ""), pa.scalar(""))
    npi, npis = _numbered(lines["rendering_npi"])
    taxonomy, known = _numbered(found)
    who, (patients, of_npi, of_taxonomy) = _combined(patient, npi, taxonomy)
    texts, ids = known.to_pylist(), npis.to_pylist()
    pairs = list(zip(patients.to_pylist(), of_npi.to_pylist(), of_taxonomy.to_pylist(), strict=True))
    of_patient: dict[tuple[int, int], str] = {}
    for each, n, t in pairs:
        if ids[n]:
            of_patient[each, n] = max(of_patient.get((each, n), ""), texts[t])
    specialty_of = {name: min(found) for name, found in specialties(reference).items()}
    same = [of_patient.get((each, n), texts[t]) for each, n, t in pairs]
    labels = [specialty_of.get(text, text or ids[n]) for text, (_, n, _) in zip(same, pairs, strict=True)]
    number = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    own = [texts[t] or text for text, (_, _, t) in zip(same, pairs, strict=True)]
    taxonomies = list(dict.fromkeys(own))
    place_of = {text: place for place, text in enumerate(taxonomies)}
    return (
        pc.take(group, at),
        pc.take(pa.array([number[label] for label in labels], pa.int32()), who),
        pc.take(pa.array([place_of[text] for text in own], pa.int32()), who),
        taxonomies,
    )


def specialties(reference: Reference) -> dict[str, frozenset[str]]:
    """The Medicare specialties of each taxonomy."""
    releases = reference.of("specialty")
    if not releases:
        return {}
    return _crosswalk(max(releases, key=lambda r: (r.period_to, r.scope == "all", r.name)).path)


def suppliers(reference: Reference) -> frozenset[str]:
    """The taxonomies of who bills DME contractors."""
    return frozenset().union(*(_taxonomies(release.path) for release in reference.of("dme_supplier")))


@lru_cache(maxsize=4)
def _taxonomies(path: Path) -> frozenset[str]:
    return frozenset(pq.read_table(path, columns=["taxonomy"])["taxonomy"].to_pylist())


@lru_cache(maxsize=4)
def _crosswalk(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in pq.read_table(path, columns=["taxonomy", "specialty"]).to_pylist():
        found.setdefault(row["taxonomy"], set()).add(row["specialty"])
    return {taxonomy: frozenset(each) for taxonomy, each in found.items()}


def _payer_numbers(claims: pa.Table, named: tuple[str, ...], payers: dict[tuple[str, ...], int]) -> pa.Array:
    encoded = [_numbered(claims[name]) for name in named]
    distinct = pa.table({name: indices for name, (indices, _) in zip(named, encoded, strict=True)})
    keys = [tuple(row.values()) for row in distinct.group_by(list(named)).aggregate([]).to_pylist()]
    texts = [dictionary.to_pylist() for _, dictionary in encoded]
    number = {key: payers.get(tuple(text[at] for text, at in zip(texts, key, strict=True)), -1) for key in keys}
    rows = zip(*(indices.to_pylist() for indices, _ in encoded), strict=True)
    return pa.array([number[row] for row in rows], pa.int32())


def denied_by(lines: pa.Table, denials: pa.Table | None) -> pa.Array:
    """The edit that denies each line; "" where none does."""
    return _of_line(lines, denials, "edit")


def _of_line(lines: pa.Table, denials: pa.Table | None, name: str) -> pa.Array:
    """What `denials` say of each line in one of their columns; "" where they say nothing."""
    if denials is None or not denials.num_rows:
        return pa.repeat(pa.scalar(""), lines.num_rows)
    at = pc.index_in(line_key(lines["claim_key"], lines["line_no"]), line_key(denials["claim_key"], denials["line"]))
    return pc.fill_null(pc.take(denials[name].combine_chunks(), at), "")


def line_key(claim_key: pa.ChunkedArray, line_no: pa.ChunkedArray) -> pa.ChunkedArray:
    """One number for a line of a claim."""
    return pc.add(pc.multiply(claim_key, 1_000_000), pc.cast(line_no, pa.int64())).combine_chunks()
