"""Which term of a contract pays for a code, what it pays, and why no other does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sightline.claims.schema import CLAIM, LINE
from sightline.pricing.contract.audience import ranked
from sightline.pricing.contract.check import order, why_not
from sightline.pricing.contract.term import Term
from sightline.pricing.contract.terms import Contract
from sightline.pricing.contract.words import label
from sightline.pricing.fee import filled
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import rules
from sightline.reference.store import Reference


@dataclass(frozen=True)
class Question:
    """One line of a claim: a code with up to four modifiers, and what else decides on its term."""

    code: str
    modifiers: tuple[str, ...] = ()
    payer: str = ""
    filing_code: str = ""
    on: date | None = None
    place: str = "11"
    taxonomy: str = ""
    charge: Decimal | None = None


@dataclass(frozen=True)
class Answer:
    """The term that pays (None: no term), the amount in dollars or the reason why there is none, and a sentence for every
    term: first those that are for the line, in their order."""

    question: Question
    term: Term | None
    amount: Decimal | None
    reason: str
    considered: tuple[tuple[Term, str], ...]


def answer(
    contract: Contract, question: Question, reference: Reference, *, locality: str = "", zip_code: str = ""
) -> Answer:
    """Price one unit by the contract, and say how its term was chosen. Raises PriceError for a locality that is not loaded."""
    on = question.on or date.today()
    pricer = Pricer(reference, Options(contract=contract, locality=locality, zip_code=zip_code))
    try:
        priced = pricer.price(*_claim(question, on))
    finally:
        pricer.close()
    [row], [explained] = priced.table.to_pylist(), priced.explained.to_pylist()
    won = next((term for term in contract.terms if term.number == explained["term"]), None)
    reason = rules()[row["reason"]]["says"] if row["reason"] else ""
    return Answer(
        replace(question, on=on), won, row["allowed"], reason, tuple(_considered(contract, question, on, won))
    )


def _claim(question: Question, on: date) -> tuple[Any, Any]:
    stated = {f"modifier_{n}": [each] for n, each in enumerate(question.modifiers[:4], 1)}
    claims = filled(
        CLAIM, 1, claim_key=[1], patient=["1"], frequency=["1"], **{k: [v] for k, v in _named(question).items()}
    )
    lines = filled(
        LINE, 1, claim_key=[1], line_no=[1], code=[question.code], units=[Decimal(1)], unit_basis=["UN"],
        place_of_service=[question.place], date_from=[on], charge=[question.charge],
        rendering_taxonomy=[question.taxonomy], **stated,
    )  # fmt: skip
    return claims, lines


def _named(question: Question) -> dict[str, str]:
    return {"payer_id": question.payer, "payer_name": question.payer, "filing_code": question.filing_code}


def _considered(contract: Contract, question: Question, on: date, won: Term | None) -> list[tuple[Term, str]]:
    """Every term with what speaks for or against it."""
    ranks = {term.number: rank for term, rank in ranked(contract.terms, _named(question))}
    against = {term.number: _against(term, ranks, question, on) for term in contract.terms}
    mine = [term for term in contract.terms if not against[term.number]]
    others = [(term, against[term.number]) for term in contract.terms if against[term.number]]
    fitting = []
    for term in mine:
        if won is not None and term.number == won.number:
            fitting.append((term, "pays" + _before(term, mine, ranks, question.code)))
        elif won is not None and _key(term, ranks, question.code) < _key(won, ranks, question.code):
            fitting.append((term, "goes before it, and has no amount for the code"))
        else:
            fitting.append((term, "would be next"))
    fitting.sort(key=lambda each: _key(each[0], ranks, question.code))
    return fitting + others


def _before(term: Term, mine: list[Term], ranks: dict[int, int], code: str) -> str:
    """Why the term goes before the next that is for the line too."""
    after = sorted(
        (t for t in mine if _key(t, ranks, code) > _key(term, ranks, code)), key=lambda t: _key(t, ranks, code)
    )
    if not after:
        return ""
    if ranks[term.number] != ranks[after[0].number]:
        return f": it names the payer or plan more narrowly than {label(after[0])}"
    return f": before {label(after[0])}, for {order(term, after[0])[2]}"


def _key(term: Term, ranks: dict[int, int], code: str) -> tuple[int, int, int, int]:
    """The order in which terms for a line are taken: as relations/candidate.sql has it."""
    wide = min((int(last, 36) - int(first, 36) for first, last in term.codes if first <= code <= last), default=0)
    listed = term.pay == "fee-table" and len(term.codes) == 1 and any(fee.code == code for fee in term.fees)
    return ranks.get(term.number, 0), 0 if listed else wide, -term.restrictions, term.number


def _against(term: Term, ranks: dict[int, int], question: Question, on: date) -> str:
    """Why a term is not for the line; "" when it is."""
    if term.number not in ranks:
        return "it is for another payer or plan" if question.payer else "it is for a payer that is not stated"
    if found := why_not(term, question.code, on):
        return found
    component = next((each for each in ("26", "TC") if each in question.modifiers), "global")
    if term.components and component not in term.components:
        return f"it is for the components {', '.join(term.components)}"
    if term.modifier and term.modifier not in question.modifiers:
        return f"it is for the modifier {term.modifier}"
    if term.places and question.place not in term.places and not {"facility", "non-facility"} & set(term.places):
        return f"it is for the places {', '.join(term.places)}"
    if not term.treats(question.taxonomy):
        return f"it is for providers of {', '.join(term.providers)}"
    return ""
