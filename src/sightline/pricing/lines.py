"""Claims as the pricing relations read them: texts as numbers, which join and rank faster than texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

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


#: Gives the term of each (payer_no, code, date_of_service) of a table, and the era of its basis (-1: none of its own).
Terms = Callable[[pa.Table], tuple[pa.Array, pa.Array]]


def prepare(
    claims: pa.Table,
    lines: pa.Table,
    reference: Reference,
    era_of: dict[date, int],
    *,
    denials: pa.Table | None = None,
    payers: dict[tuple[str, str, str], int] | None = None,
    terms: Terms | None = None,
    zip_code: str = "",
    areas: pa.Array | None = None,
) -> Lines:
    """The tables that the relations read, from claims and lines of the schemas CLAIM and LINE.

    `era_of` numbers the dates; `denials` are the lines that are not paid (pricing/run.py); `payers` numbers
    the payers that have a contract by (payer_id, payer_name, filing_code), whose `terms` then pay; `areas` (a
    locality's number per line, -1 for none) and `zip_code` say where, instead of the claim.
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
    if payers is not None and terms is not None:
        payer = pc.take(_payer_numbers(claims, payers), at)
        asked, parts = _combined(payer, code, day.indices)
        scope = pa.table(
            {
                "payer_no": parts[0],
                "code": pc.take(codes, parts[1]),
                "date_of_service": pc.take(day.dictionary, parts[2]),
            }
        )
        found, basis = terms(scope)
        term, basis = pc.take(found, asked), pc.take(basis, asked)
        era = pc.if_else(pc.greater_equal(basis, 0), basis, era)
    area = areas if areas is not None else pa.repeat(pa.scalar(-1, pa.int32()), rows)
    situation, parts = _combined(code, modifier, place, era, zip_no, term, area)
    patient = pc.take(_numbered(claims["patient"])[0], at)
    group, _ = _combined(patient, day.indices, _physicians(claims, lines, at, reference))
    starter = pa.array(sorted(reference.starter_codes), pa.string())
    texts = pc.binary_join_element_wise("", pc.utf8_trim_whitespace(modifier_lists), "", " ")
    return Lines(
        line_read=pa.table({
            "line_id": _count(rows),
            "situation_no": situation,
            "group_no": group,
            "dated": pc.is_valid(lines["date_from"]),
            "charge": lines["charge"],
            "units": lines["units"],
            "minutes": pc.equal(lines["unit_basis"], "MJ"),
            "void": pc.take(pc.equal(claims["frequency"], "8").combine_chunks(), at),
            "unpaid": _of_line(lines, denials, "reason"),
        }),
        situation=pa.table({
            "situation_no": _count(len(parts[0])),
            **dict(zip(("code_no", "modifier_no"), parts, strict=False)),
            "place_of_service": pc.take(places, parts[2]),
            **dict(zip(("era", "zip_no", "term", "area_given"), parts[3:], strict=True)),
        }),
        code_scope=pa.table({"code_no": _count(len(codes)), "code": codes, "in_starter": pc.is_in(codes, starter)}),
        modifier_lists=pa.table({"modifier_no": _count(len(texts)), "modifier_list": texts}),
        zip_scope=pa.table({"zip_no": _count(len(zips)), "zip": zips}),
    )  # fmt: skip


def _combined(*columns: pa.Array) -> tuple[pa.Array, list[pa.Array]]:
    """The place of each row among the different rows of these numbers (none below -1), and the different rows."""
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


def _physicians(claims: pa.Table, lines: pa.Table, at: pa.Array, reference: Reference) -> pa.Array:
    """Physicians of one group and specialty count as one (PM ch. I §A): a number for each."""
    tax_id = claims["billing_tax_id"]
    group, _ = _numbered(pc.if_else(pc.equal(tax_id, ""), claims["billing_npi"], tax_id))
    npi, npis = _numbered(lines["rendering_npi"])
    taxonomy, taxonomies = _numbered(lines["rendering_taxonomy"])
    pairs = pa.table({"npi": npi, "taxonomy": taxonomy}).group_by(["npi", "taxonomy"]).aggregate([]).to_pylist()
    specialty_of = specialties(reference)
    texts, ids = taxonomies.to_pylist(), npis.to_pylist()
    stated: dict[int, str] = {}
    for pair in pairs:
        if ids[pair["npi"]]:  # a taxonomy stated once for a physician counts wherever the physician appears without one
            stated[pair["npi"]] = max(stated.get(pair["npi"], ""), texts[pair["taxonomy"]])
    labels = [specialty_of.get(stated.get(n, ""), stated.get(n, "") or ids[n]) for n in range(len(ids))]
    known = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    specialty = pc.take(pa.array([known[label] for label in labels], pa.int32()), npi)
    return _combined(pc.take(group, at), specialty)[0]


def specialties(reference: Reference) -> dict[str, str]:
    """The Medicare specialty of each taxonomy; the first where CMS lists several."""
    releases = reference.of("specialty")
    if not releases:
        return {}
    newest = max(releases, key=lambda r: (r.period_to, r.scope == "all", r.name))
    found: dict[str, str] = {}
    for row in pq.read_table(newest.path, columns=["taxonomy", "specialty"]).to_pylist():
        found[row["taxonomy"]] = min(row["specialty"], found.get(row["taxonomy"], row["specialty"]))
    return found


def _payer_numbers(claims: pa.Table, payers: dict[tuple[str, str, str], int]) -> pa.Array:
    names = ("payer_id", "payer_name", "filing_code")
    encoded = [_numbered(claims[name]) for name in names]
    distinct = pa.table({name: indices for name, (indices, _) in zip(names, encoded, strict=True)})
    keys = [tuple(row.values()) for row in distinct.group_by(list(names)).aggregate([]).to_pylist()]
    texts = [dictionary.to_pylist() for _, dictionary in encoded]
    number = {key: payers.get((texts[0][key[0]], texts[1][key[1]], texts[2][key[2]]), -1) for key in keys}
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
