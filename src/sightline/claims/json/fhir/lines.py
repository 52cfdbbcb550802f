"""The lines of a FHIR claim: items and the details of groups, their amounts, drugs, and what a payer decided for them."""

from __future__ import annotations

import json
from typing import Any

from sightline.claims.json.documents import Taken
from sightline.claims.json.fhir.codes import codings, meaning, product
from sightline.claims.json.values import first, number, record, records, text
from sightline.claims.values import ndc

Row = dict[str, str]
DETAIL = "_detail"  # marks an item that was the detail of another
#: What a detail has from its item where it says nothing itself.
FROM_ITEM = ("servicedDate", "servicedPeriod", "locationCodeableConcept", "diagnosisSequence", "careTeamSequence",
             "informationSequence")  # fmt: skip
#: Categories of amounts, by the last part of their code: what was charged, and what was paid for it.
SUBMITTED = ("submitted", "line_sbmtd_chrg_amt", "clm_tot_chrg_amt")
PAID = ("benefit", "paidtoprovider", "line_nch_pmt_amt", "line_prvdr_pmt_amt", "paid")


def lines_of(items: list[dict[str, Any]], taken: Taken) -> list[dict[str, Any]]:
    """The items of a claim; the details of an item that is only their group in its place."""
    found = []
    for item in items:
        details = [each for each in records(item.get("detail")) if product(each.get("productOrService"))[0] == "HC"]
        if details and _is_group(item, details):
            own = {name: item[name] for name in FROM_ITEM if name in item}
            found += [{**own, **each, "sequence": None, DETAIL: True} for each in details]
            if item.get("modifier"):
                taken.issues.append(
                    "the modifiers of an item that is a group were not read: its details have their own"
                )
        else:
            found.append(item)
    return found


def _is_group(item: dict[str, Any], details: list[dict[str, Any]]) -> bool:
    """Whether an item stands for its details: it is no procedure itself, or its amount is theirs."""
    if product(item.get("productOrService"))[0] != "HC":
        return True
    whole = number(record(item.get("net")).get("value"))
    parts = [number(record(each.get("net")).get("value")) for each in details]
    return whole is not None and whole == sum(part for part in parts if part is not None) != 0


def drug(row: Row, item: dict[str, Any], taken: Taken) -> None:
    """The national drug code, as a coding of the item or of one of its details."""
    details = records(item.get("detail"))
    for each in (item, *details):
        codes = [code for system, code in codings(each.get("productOrService")) if meaning(system, (("/ndc", "NDC"),))]
        if codes:
            row["ndc"] = ndc(codes[0])
            if each is not item:
                row["ndc_quantity"] = text(record(each.get("quantity")).get("value"))
                row["ndc_unit"] = text(record(each.get("quantity")).get("unit"))
            return
    if details:
        taken.issues.append("the details of an item were passed over")


def amount(money: Any, taken: Taken) -> str:
    """A Money as text; nothing when it is not in dollars."""
    found = record(money)
    currency = text(found.get("currency"))
    if currency not in ("", "USD"):
        taken.issues.append(f"an amount is in {currency[:3]}, not in dollars, and was not read")
        return ""
    return text(found.get("value"))


def submitted(stated: Any, taken: Taken) -> str:
    """What was charged: a Money, or the one of several amounts whose category says so."""
    if isinstance(stated, dict) and "category" not in stated:
        return amount(stated, taken)
    return _of_category(records(stated), SUBMITTED, taken)


def _of_category(stated: list[dict[str, Any]], needed: tuple[str, ...], taken: Taken) -> str:
    for name in needed:
        for each in stated:
            if any(code.lower().rsplit("/", 1)[-1] == name for _, code in codings(each.get("category"))):
                return amount(each.get("amount"), taken)
    return ""


def adjudications(resource: dict[str, Any], item: dict[str, Any], code: str, taken: Taken) -> str:
    """What the payer of an ExplanationOfBenefit decided for an item, as the column of JSON has it; "" for a claim."""
    decided = records(item.get("adjudication"))
    paid = _of_category(decided, PAID, taken)
    if not paid:
        return ""
    when = first(text(record(resource.get("payment")).get("date")), text(resource.get("created")))[:10]
    found: dict[str, Any] = {
        "payer_id": "",
        "paid": paid,
        "code": code,
        "units": None,
        "date": when or None,
        "adjustments": [],
    }
    return json.dumps([found])
