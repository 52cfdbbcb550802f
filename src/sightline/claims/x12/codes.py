"""The HI of a claim: its diagnoses, each in the place that pointers count, and its other codes."""

from __future__ import annotations

from collections.abc import Callable

from sightline.claims.x12.claim import SEGMENTS, Claim
from sightline.claims.x12.values import unbundled

NO_CODE = -1  # the place of a diagnosis that could not be read


def read_codes(claim: Claim, text: str, index: int) -> None:
    """Take the codes of an HI: diagnoses in their places, anesthesia-related procedures, conditions."""
    table, component = claim.tables.diagnosis_codes, claim.tables.component
    bare = False
    empty = 0
    for composite in unbundled(text.split(claim.tables.element)[1:], component):
        if not composite:
            empty += 1
            continue
        if empty:  # pointers count the elements: what follows an empty one keeps its own place
            claim.codes += (NO_CODE, index) * empty
            claim.issue("HI of claim {} has an empty element; its place stays empty", index, claim.claim_id)
            empty = 0
        if claim.bare_qualifier:
            composite, claim.bare_qualifier = f"{claim.bare_qualifier}{component}{composite}", ""
        row = table[composite]
        _, code, kind = table.rows[row]
        if kind in ("diagnosis", "several"):
            claim.codes += (row, index)
            if len(claim.codes) == 26:
                claim.issue("claim {} has more than twelve diagnoses", index, claim.claim_id)
            if kind == "several":
                claim.issue("HI of claim {} has several codes in one; the first was read", index, claim.claim_id)
        elif kind == "anesthesia":
            claim.lists.append(("anesthesia_codes", (code,)))
        elif kind == "condition":
            claim.lists.append(("condition_codes", (code,)))
        elif kind == "qualifier" and component not in composite:
            claim.bare_qualifier = composite
            bare = True
        else:
            if kind in ("qualifier", "place"):
                claim.codes += (NO_CODE, index)
            claim.issue("HI of claim {} has a code that could not be read", index, claim.claim_id)
    claim.bare_qualifier = ""
    if bare:
        claim.issue("HI of claim {} separates qualifier and code as elements; read as one", index, claim.claim_id)


#: What each segment inside a claim does. None: kept by no column.
HANDLERS: dict[str, Callable[[Claim, str, int], None] | None] = {**SEGMENTS, "HI": read_codes}
