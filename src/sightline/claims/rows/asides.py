"""Rows of an export that are no service lines: totals, the sentences that reports end with, and what is printed again on
each page: the header, and rules of dashes."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.rows.block import Block
from sightline.claims.rows.cells import texts

TOTAL = (
    r"(?i)^[^a-z0-9]*(?:(?:grand|sub|report|page|claim|overall|sum)[ _-]?)?totals?\b|^(?:sum|count)\s*:?$"
    r"|^\(?[0-9,]+ (?:rows?|records?|claims?|lines?)\b"
)
SENTENCE = r"^\S+\s+\S+\s+\S"
TOTALS = "a row of totals was set aside: it is no service line"
FOOTER = "a sentence below the rows was set aside: it is no service line"
AGAIN = "the header, printed again, was set aside: it is no service line"
RULE = "a rule of dashes was set aside: it is no service line"
#: What a rule is made of; a single sign in a cell may say that there is nothing.
DASHES = re.compile(r"[-=_*~:+–—\s]{2,}")
#: What says whose row it is and of which day: a rule says none of it.
IDENTITY = ("claim_id", "claim_key", "code", "date_from")
#: What a service has and a sum has not: a row with a claim of its own and one of these is no row of totals.
OF_SERVICE = ("date_from", "place_of_service", "dx1")


def printed(cells: Mapping[str, pa.Array], columns: list[pa.Array], names: Mapping[str, str]) -> dict[str, pa.Array]:
    """Where the rows are that a report prints between its lines, by why. `cells` are the documented columns as texts,
    `columns` all of the table, `names` what the table calls the documented ones."""
    if "code" not in cells:
        return {}
    codes = cells["code"]
    odd = [text for text in pc.unique(codes).to_pylist() if text == names["code"] or not any(map(str.isalnum, text))]
    if not odd:
        return {}
    at = pc.indices_nonzero(pc.is_in(codes, pa.array(odd, pa.string())))
    found: dict[str, list[int]] = {}
    identity = [name for name in IDENTITY if name in cells]
    here = {name: cells[name].take(at).to_pylist() for name in identity}
    every = zip(*(texts(column.take(at)).to_pylist() for column in columns), strict=True)
    for row, (place, whole) in enumerate(zip(at.to_pylist(), every, strict=True)):
        own = {name: here[name][row] for name in identity}
        if why := _printed(own, list(whole), names):
            found.setdefault(why, []).append(place)
    return {why: pa.array(rows, pa.int64()) for why, rows in found.items()}


def _printed(own: dict[str, str], whole: list[str], names: Mapping[str, str]) -> str:
    if own["code"] and all(text == names[name] for name, text in own.items()):
        return AGAIN
    return RULE if is_rule(list(own.values()), whole) else ""


def is_rule(own: list[str], whole: list[str]) -> bool:
    """Whether a row is a rule, perhaps with sums below it: `own` are its cells of IDENTITY, `whole` all of its cells."""
    ruled = [bool(DASHES.fullmatch(text)) for text in own]
    return (
        any(ruled)
        and all(good or not text for good, text in zip(ruled, own, strict=True))
        and not any(map(str.isalpha, "".join(whole)))
    )


def is_total(cells: Mapping[str, str], whole: list[str]) -> bool:
    """Whether a row without a code is one of totals: `cells` are its documented ones, `whole` all of it."""
    claim = cells.get("claim_id", "")
    of_service = any(cells.get(name) for name in OF_SERVICE)
    own = bool(claim) and not re.search(TOTAL, claim) and of_service
    return not own and any(re.search(TOTAL, cell) for cell in whole)


def aside(block: Block, columns: list[pa.Array]) -> tuple[pa.Array | None, list[tuple[str, pa.Array]]]:
    """The rows to set aside (a mask; None for none), and why. `columns` are all of the table, also those not used."""
    suspect = pc.equal(block.text("code"), "")
    if not pc.any(suspect).as_py():
        return None, []
    at = pc.indices_nonzero(suspect)
    named = block.text("claim_id").take(at)
    own = pc.and_(pc.not_equal(named, ""), pc.invert(pc.match_substring_regex(named, TOTAL)))
    of_service = _any([pc.not_equal(block.text(name).take(at), "") for name in OF_SERVICE])
    total = _any([pc.match_substring_regex(texts(column.take(at)), TOTAL) for column in columns])
    total = pc.and_not(total, pc.and_(own, of_service))
    others = [
        pc.equal(values.take(at), "")
        for name, values in block.columns.items()
        if name not in ("claim_id", "claim_key") and pa.types.is_string(values.type)
    ]
    alone = pc.match_substring_regex(named, SENTENCE)
    for blank in others:
        alone = pc.and_(alone, blank)
    alone = pc.and_(alone, pc.invert(total))
    found = [(why, at.filter(mask)) for why, mask in ((TOTALS, total), (FOOTER, alone)) if pc.any(mask).as_py()]
    if not found:
        return None, []
    gone = pa.concat_arrays([rows for _, rows in found])
    return pc.is_in(pa.array(range(len(block)), pa.int64()), gone.cast(pa.int64())), found


def _any(masks: list[pa.Array]) -> pa.Array:
    found = masks[0]
    for mask in masks[1:]:
        found = pc.or_(found, mask)
    return found
