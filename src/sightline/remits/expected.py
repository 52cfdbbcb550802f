"""What each claim line was expected to pay: the one place where reconciling meets pricing."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import MONEY
from sightline.payers.profile import DEFAULT, find_profile
from sightline.pricing.denials import DENYING
from sightline.pricing.result import Priced, rules

EXPECTED = pa.schema(
    [
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),
        pa.field("expected", MONEY),  # the allowed amount; null where nobody can know it
        pa.field("basis", pa.string()),  # contract | fee schedule | finding (a denial) | ""
        pa.field("why", pa.string()),  # why there is no amount or 0.00, in words
        pa.field("predicted_by", pa.string()),  # the edit that denies the line
        pa.field("bundled", pa.bool_()),  # an edit says that the line is included in another
    ]
)

#: Paid or not, such a line is settled by the claim that came later.
ASIDE_BY_LATER = ("voided", "replaced")
_NO_CONTRACT = "no contract with this payer is given: --contract says what it pays"


def expected_amounts(priced: Priced, bundled: frozenset[str]) -> pa.Table:
    """The expected amount of every line of a pricing run, in the schema EXPECTED.

    `bundled` are the adjustment reasons (CARC) that say that a line is included in another. Where no contract is given,
    Medicare's amounts are expected of Medicare, and of claims that name no payer; of other payers only what findings
    deny. Of a claim that a later one replaces or voids nothing is expected: the later one is.
    """
    amounts = priced.table
    payers = _medicare(priced)
    keys = ("payer_id", "payer_name", "filing_code")
    medicare_claims = {
        row["claim_key"]: payers[tuple(row[key] for key in keys)]
        for row in priced.claims.select(["claim_key", *keys]).to_pylist()
    }
    including = _including(priced, bundled)
    known = rules()
    rows = []
    for row in amounts.select(["claim_key", "line", "allowed", "answer", "reason", "denied_by"]).to_pylist():
        amount, basis, by = row["allowed"], "contract" if priced.contract else "fee schedule", row["denied_by"] or ""
        why = known[row["reason"]]["says"] if row["reason"] else ""
        if row["reason"] in ASIDE_BY_LATER:
            amount = None
        elif by:
            basis, why = "finding", f"{why} by {by}"
        elif priced.contract is None and not medicare_claims[row["claim_key"]]:
            amount, why = None, _NO_CONTRACT
        if amount is None:
            basis = ""
        place = (row["claim_key"], row["line"])
        rows.append((*place, amount, basis, why, including.get(place, by), place in including))
    columns = list(zip(*rows, strict=True)) or [()] * len(EXPECTED)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, EXPECTED, strict=True)]
    return pa.Table.from_arrays(arrays, schema=EXPECTED)


def _medicare(priced: Priced) -> dict[tuple[str, ...], bool]:
    """Whether Medicare's amounts are expected, for each payer that the claims name."""
    if priced.check is None:
        raise ValueError("expected amounts need the findings of the pricing run")
    title = find_profile(DEFAULT).title
    return {
        (row["payer_id"], row["payer_name"], row["filing_code"]): row["payer"] == title
        and (row["known"] or not (row["payer_id"] or row["payer_name"]))
        for row in priced.check.payers.to_pylist()
    }


def _including(priced: Priced, bundled: frozenset[str]) -> dict[tuple[int, int], str]:
    """The edit that says that a line is included in another, for the lines that one denies so."""
    if priced.check is None:
        return {}
    edits = pa.array([e.id for e in priced.check.edits if e.disposition in DENYING and e.carc in bundled], pa.string())
    failing = priced.check.failing
    found = failing.filter(pc.is_in(failing["edit"], edits))
    return {
        (row["claim_key"], row["line"]): row["edit"]
        for row in found.select(["claim_key", "line", "edit"]).to_pylist()
        if row["line"] is not None
    }
