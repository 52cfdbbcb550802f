"""Which claims count beside which: what has been replaced or voided does not, and each payer sees its own claims.

A claim sent again would otherwise count twice: its units among those of the day, its codes as the other half of a pair.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.facts import relation
from sightline.edits.result import VOID
from sightline.engines import Engine
from sightline.tables import with_column

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
    return with_column(claims, "patient", account)


def with_superseded(engine: Engine, claims: pa.Table, lines: pa.Table) -> pa.Table:
    """The claims (as by_account gives them) with the column `superseded`."""
    frequency = claims["frequency"]
    superseded = pc.if_else(pc.equal(frequency, "8"), VOID, "")
    if pc.any(pc.is_in(frequency, pa.array(["7", "8"]))).as_py():
        group = pc.if_else(pc.equal(claims["billing_tax_id"], ""), claims["billing_npi"], claims["billing_tax_id"])
        given = claims.select(["claim_key", "claim_id", "frequency", "original_reference", "patient"])
        engine.register("claim_given", given.append_column("billing_group", group))
        engine.register("line_given", lines.select(["claim_key", "date_from", "code"]))
        left = dict(engine.rows(relation("superseded")))
        at = pc.index_in(claims["claim_key"], pa.array(list(left), pa.int64()))
        after = pa.array(list(left.values()), pa.string()).take(at)
        superseded = pc.coalesce(after, superseded)
    return claims.append_column("superseded", superseded)


def several_payers(claims: pa.Table, payers: pa.Table) -> int:
    """How many claims are of patients with claims to several payers, each seen beside those of its own payer only."""
    numbered = by_account(claims, payers)
    people = claims["patient"].combine_chunks().dictionary_encode().indices
    if len(pc.unique(numbered["patient"])) == len(pc.unique(people)):
        return 0
    accounts = pa.table({"person": people, "account": numbered["patient"]}).group_by("person")
    counted = accounts.aggregate([("account", "count_distinct"), ([], "count_all")])
    return pc.sum(counted["count_all"].filter(pc.greater(counted["account_count_distinct"], 1))).as_py() or 0


def _named(table: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(*(table[name] for name in _PAYER), _BETWEEN).combine_chunks()
