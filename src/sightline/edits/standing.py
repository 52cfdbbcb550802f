"""Which claims count beside which: what has been replaced or voided does not, and each payer sees its own claims.

A claim sent again would otherwise count twice: its units among those of the day, its codes as the other half of a pair.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import VOID, Aside
from sightline.edits.slices import relation
from sightline.engines.duckdb import DuckDB

_BETWEEN = "\x1f"
_PAYER = ("payer_id", "payer_name", "filing_code")
_FIRST = pa.array(["P", "U", ""])


def by_account(claims: pa.Table, payers: pa.Table) -> pa.Table:
    """The claims with `patient` as a number: of the patient as one payer sees it.

    `payers` has `insurer` for each payer that claims name. The same insurer as primary and as secondary payer (SBR01)
    sees two accounts; a responsibility that is not stated counts as primary.
    """
    patient = claims["patient"].combine_chunks().dictionary_encode().indices
    duty = claims["responsibility"].combine_chunks()
    duty = pc.if_else(pc.is_in(duty, _FIRST), "P", duty).dictionary_encode()
    insurer = payers["insurer"].combine_chunks().dictionary_encode()
    if len(insurer.dictionary) > 1 or len(duty.dictionary) > 1:
        at = pc.index_in(_named(claims), _named(payers))
        account = pc.add(pc.multiply(pc.cast(patient, pa.int64()), len(insurer.dictionary)), insurer.indices.take(at))
        account = pc.add(pc.multiply(account, len(duty.dictionary)), duty.indices)
        account = account.dictionary_encode().indices
    else:
        account = patient
    numbered = claims.set_column(claims.schema.get_field_index("patient"), "patient", account)
    return numbered.append_column("person", patient)


def with_standing(engine: DuckDB, claims: pa.Table, lines: pa.Table) -> pa.Table:
    """The claims (as by_account gives them) with the column `standing`."""
    frequency = claims["frequency"]
    standing = pc.if_else(pc.equal(frequency, "8"), VOID, "")
    if pc.any(pc.is_in(frequency, pa.array(["7", "8"]))).as_py():
        group = pc.if_else(pc.equal(claims["billing_tax_id"], ""), claims["billing_npi"], claims["billing_tax_id"])
        given = claims.select(["claim_key", "claim_id", "frequency", "original_reference", "patient"])
        engine.register("claim_given", given.append_column("billing_group", group))
        engine.register("line_given", lines.select(["claim_key", "date_from", "code"]))
        left = engine.query(relation("standing"))
        after = left["standing"].take(pc.index_in(claims["claim_key"], left["claim_key"]))
        standing = pc.coalesce(after, standing)
    return claims.append_column("standing", standing)


def aside(claims: pa.Table) -> Aside:
    """What is left aside of the claims that are checked (as with_standing gives them)."""
    own = claims.filter(pc.greater_equal(claims["claim_key"], 0))
    left = own.filter(pc.not_equal(own["standing"], "")).select(["claim_key", "standing"])
    several = 0
    if len(pc.unique(claims["patient"])) > len(pc.unique(claims["person"])):
        accounts = claims.group_by("person").aggregate([("patient", "count_distinct")])
        shared = accounts.filter(pc.greater(accounts["patient_count_distinct"], 1))["person"]
        several = pc.sum(pc.is_in(own["person"], shared)).as_py() or 0
    return Aside(left, several)


def _named(table: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(*(table[name] for name in _PAYER), _BETWEEN).combine_chunks()
