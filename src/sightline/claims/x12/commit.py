"""A claim that was read goes to the tables, is set aside, or is rejected."""

from __future__ import annotations

from sightline.claims.x12.claim import Claim
from sightline.claims.x12.codes import NO_CODE
from sightline.claims.x12.state import State
from sightline.claims.x12.tables import LINE_WIDTH, SEGMENT, SERVICE_ROW
from sightline.claims.x12.values import GREATEST_POINTER, ODD_POINTER


def commit(state: State, claim: Claim) -> None:
    """Write the rows of a claim, now that its lines have shown what kind of claim it is."""
    envelopes, tally = state.envelopes, state.tally
    if not claim.lines and not claim.rejected:
        kind = claim.other_lines or envelopes.kind
        if kind and kind != "professional":
            envelopes.set_aside(kind, *state.origin(claim.index))
            tally.set_aside += 1
            return
        if not claim.claim_id and not claim.charge_text:
            state.reject("claim", "", "CLM is empty and has no service line", claim.index)
            return
    elif envelopes.kind not in ("", "professional") and envelopes.contradicted():
        state.note(
            "the transaction is named {} but its lines are SV1; read as professional", claim.index, envelopes.named()
        )
    for reason, index in claim.rejected:
        state.reject("line", claim.claim_id, f"{reason} (claim {claim.claim_id})", index)
    if envelopes.outside:
        state.note("claim {} is outside any transaction (ST to SE)", claim.index, claim.claim_id)
    if claim.charge is None or not claim.claim_id or not claim.lines or claim.other_lines or claim.waiting_lx >= 0:
        _check(claim)
    for kind, values, index in claim.issues:
        state.note(kind, index, *values)
    _write(state, claim)
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


def _write(state: State, claim: Claim) -> None:
    tables = state.tables
    row, number, starts = tables.claim_count, state.run.first, state.run.starts
    facility = (claim.facility[0], claim.facility[1], claim.facility[2]) if claim.facility else NO_FACILITY
    write(state, claim.index, claim.claim_id, claim.charge, claim.place, claim.referring, facility)
    for name, value in claim.rare.items():
        tables.claim_rare[name][row] = value
    for name, values in claim.lists:
        tables.claim_lists[name] += (row, *values)
    if claim.payers:
        tables.claim_rare["other_payers"][row] = claim.payers
    codes = claim.codes
    for k in range(0, len(codes), 2):
        index = codes[k + 1]
        if codes[k] == NO_CODE:
            continue
        tables.diagnoses += (row, k // 2 + 1, codes[k], number + index, starts[index])
    if claim.odd_pointers or claim.greatest_pointer * 2 > len(codes):
        _note_pointers(state, claim)


def write(
    state: State,
    index: int,
    claim_id: str,
    charge: int | None,
    place: int,
    referring: str,
    facility: tuple[str, str, str],
) -> None:
    """Write the row of a claim whose CLM is segment `index`; its patient, payer and billing provider are those that stand."""
    tables, tuples, hierarchy = state.tables, state.tables.tuples, state.hierarchy
    person = hierarchy.person(index)
    if not person[0]:
        person = (f"claim {tables.next_key + tables.claim_count}", *person[1:])
    tables.claim_count += 1
    tables.claims += (
        claim_id,
        charge,
        place,
        *person,
        tuples["payer"][hierarchy.payer()],
        tuples["billing"][hierarchy.billing.row()],
        referring,
        tuples["facility"][facility],
        tuples["envelope"][state.envelopes.stamp],
        state.run.first + index,
        state.run.starts[index],
    )


def _note_pointers(state: State, claim: Claim) -> None:
    """Note the lines of the claim whose diagnosis pointers lead nowhere."""
    tables, count = state.tables, len(claim.codes) // 2
    for at in range(claim.first_line, tables.line_count):
        line = tables.lines[at * LINE_WIDTH : (at + 1) * LINE_WIDTH]
        parsed = tables.services.rows[line[SERVICE_ROW]]
        index = line[SEGMENT] - state.run.first
        if parsed[ODD_POINTER]:
            many = parsed[ODD_POINTER] == "many"
            kind = "SV107 of claim {} points to more than four diagnoses" if many else BAD_POINTER
            state.note(kind, index, claim.claim_id)
        if parsed[GREATEST_POINTER] > count:
            kind = "SV107 of claim {} points to diagnosis {}; the claim has {}"
            state.note(kind, index, claim.claim_id, parsed[GREATEST_POINTER], count)


NO_FACILITY = ("", "", "")
BAD_POINTER = "SV107 of claim {} has a pointer that is not a number from 1 up"
