"""Which terms are for the payer, product, plan and group that a claim names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa

from sightline.payers.profile import identify, load_profiles
from sightline.pricing.contract.term import Term

#: What of a claim says whose it is, and what more where a term names plans or groups.
_PAYER = ("payer_id", "payer_name", "filing_code")
#: `rank`: terms of a narrower audience go before those of a wider one.
AUDIENCE = pa.schema([("audience", pa.int32()), ("term", pa.int32()), ("rank", pa.int32())])
#: Products by the claim filing codes that say them (X12 SBR09).
PRODUCTS = {
    "HM": "hmo", "12": "ppo", "13": "pos", "14": "epo", "15": "indemnity", "16": "medicare hmo", "MA": "medicare",
    "MB": "medicare", "MC": "medicaid", "BL": "blue cross", "CI": "commercial", "WC": "workers compensation",
    "AM": "automobile", "CH": "tricare", "VA": "veterans", "FI": "federal employees",
}  # fmt: skip


def claim_keys(terms: Sequence[Term]) -> tuple[str, ...]:
    """The columns of a claim that decide on whose terms are for it; groups and plans only where a term names some."""
    groups = ("group_number",) if any(term.groups for term in terms) else ()
    return (*_PAYER, *groups, *(("plan_name",) if any(term.plans or term.products for term in terms) else ()))


def ranked(terms: Sequence[Term], named: Mapping[str, str]) -> list[tuple[Term, int]]:
    """The terms for what a claim names, each with its rank: 0 is the narrowest. Terms for every payer (*) are for claims whose
    payer no other term names."""
    payers = {payer: narrowness(payer, named) for payer in {term.payer for term in terms}}
    if any(width for payer, width in payers.items() if payer != "*"):
        payers["*"] = 0
    mine = [
        (term, (payers[term.payer], sum(map(bool, (term.products, term.plans, term.groups)))))
        for term in terms
        if payers[term.payer] and _is_for(term, named)
    ]
    order = sorted({narrow for _, narrow in mine}, reverse=True)
    return [(term, order.index(narrow)) for term, narrow in mine]


def narrowness(payer: str, named: Mapping[str, str]) -> int:
    """How narrowly a term's payer (a payer id, a profile's name, words of a name, or *) is the one that a claim names; 0 when
    it is not. A payer id is narrower than a name, of names the longer."""
    if payer == "*":
        return 1
    if payer == named["payer_id"].lower():
        return 1000 + len(payer)
    profile = identify(load_profiles(), named["payer_id"], named["payer_name"], named["filing_code"])
    if (profile is not None and payer == profile.name) or _says(payer, named["payer_name"]):
        return 1 + len(payer)
    return 0


def _is_for(term: Term, named: Mapping[str, str]) -> bool:
    product = PRODUCTS.get(named["filing_code"], "")
    plan = f"{named['payer_name']} {named.get('plan_name', '')}"
    return (
        (not term.products or any(each == product or _says(each, plan) for each in term.products))
        and (not term.plans or any(_says(each, plan) for each in term.plans))
        and (not term.groups or named.get("group_number", "") in term.groups)
    )


def _says(words: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text.lower()))
