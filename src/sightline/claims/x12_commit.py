"""A claim that was read goes to the tables, is set aside, or is rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tables import LINE_WIDTH, SEGMENT, SERVICE_ROW
from .x12_claim import Claim
from .x12_values import GREATEST_POINTER, ODD_POINTER

if TYPE_CHECKING:
    from .x12_837 import Reader


def commit(reader: Reader, claim: Claim) -> None:
    """Write the rows of a claim, now that its lines have shown what kind of claim it is."""
    envelopes, tally = reader.envelopes, reader.tally
    if not claim.lines and not claim.rejected:
        kind = claim.other_lines or envelopes.kind
        if kind and kind != "professional":
            envelopes.set_aside(kind, *reader.origin(claim.index))
            tally.set_aside += 1
            return
        if not claim.claim_id and not claim.charge_text:
            reader.reject("claim", "", "CLM is empty and has no service line", claim.index)
            return
    elif envelopes.kind not in ("", "professional") and envelopes.contradicted():
        reader.note(
            "the transaction is named {} but its lines are SV1; read as professional", claim.index, envelopes.named()
        )
    for reason, index in claim.rejected:
        reader.reject("line", claim.claim_id, f"{reason} (claim {claim.claim_id})", index)
    if envelopes.outside:
        reader.note("claim {} stands outside of any transaction (ST to SE)", claim.index, claim.claim_id)
    if claim.charge is None or not claim.claim_id or not claim.lines or claim.other_lines or claim.waiting_lx >= 0:
        _check(claim)
    for kind, values, index in claim.issues:
        reader.note(kind, index, *values)
    _write(reader, claim)
    tally.claims += 1
    tally.lines += claim.lines


def _check(claim: Claim) -> None:
    """Note what is odd about the claim as a whole."""
    if not claim.claim_id:
        claim.issue("CLM has no claim id (CLM01)", claim.index)
    if claim.charge is None:
        claim.issue("CLM02 of claim {} is not a dollar amount", claim.index, claim.claim_id)
    if not claim.lines:
        claim.issue("claim {} has no service line that can be read", claim.index, claim.claim_id)
    if claim.other_lines and claim.lines:
        kind = "claim {} has {} lines among its professional ones; they were passed over"
        claim.issue(kind, claim.other_line_at, claim.claim_id, claim.other_lines)
    if claim.waiting_lx >= 0 and not claim.other_lines:
        claim.issue("LX {} of claim {} has no SV1", claim.waiting_lx, claim.assigned, claim.claim_id)


def _write(reader: Reader, claim: Claim) -> None:
    tables, tuples, hierarchy = reader.tables, reader.tables.tuples, reader.hierarchy
    row = tables.claim_count
    tables.claim_count += 1
    number, starts = reader.run.first, reader.run.starts
    person = hierarchy.person(claim.index)
    if not person[0]:
        person = (f"claim {tables.next_key + row}", *person[1:])
    billing = hierarchy.billing.row()
    tables.claims += (
        claim.claim_id,
        claim.charge,
        claim.place,
        *person,
        tuples["payer"][hierarchy.payer()],
        tuples["billing"][billing],
        claim.referring,
        tuples["facility"][tuple(claim.facility) if claim.facility else NO_FACILITY],
        tuples["envelope"][reader.envelopes.stamp],
        number + claim.index,
        starts[claim.index],
    )
    for name, value in claim.rare.items():
        tables.claim_rare[name][row] = value
    for name, values in claim.lists:
        tables.claim_lists[name] += (row, *values)
    if claim.payers:
        tables.claim_rare["other_payers"][row] = claim.payers
    codes = claim.codes
    for k in range(0, len(codes), 2):
        index = codes[k + 1]
        tables.diagnoses += (row, k // 2 + 1, codes[k], number + index, starts[index])
    if claim.odd_pointers or claim.greatest_pointer * 2 > len(codes):
        _note_pointers(reader, claim)


def _note_pointers(reader: Reader, claim: Claim) -> None:
    """Note the lines of the claim whose diagnosis pointers lead nowhere."""
    tables, count = reader.tables, len(claim.codes) // 2
    for at in range(claim.first_line, tables.line_count):
        line = tables.lines[at * LINE_WIDTH : (at + 1) * LINE_WIDTH]
        parsed = tables.services.rows[line[SERVICE_ROW]]
        index = line[SEGMENT] - reader.run.first
        if parsed[ODD_POINTER]:
            many = parsed[ODD_POINTER] == "many"
            kind = "SV107 of claim {} points to more than four diagnoses" if many else BAD_POINTER
            reader.note(kind, index, claim.claim_id)
        if parsed[GREATEST_POINTER] > count:
            kind = "SV107 of claim {} points to diagnosis {}; the claim has {}"
            reader.note(kind, index, claim.claim_id, parsed[GREATEST_POINTER], count)


NO_FACILITY = ("", "")
BAD_POINTER = "SV107 of claim {} has a pointer that is not a number from 1 up"
