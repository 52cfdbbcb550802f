"""`sightline contract check`, as text and as JSON."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any, TextIO

from sightline.outputs import as_json
from sightline.pricing.contract import Contract
from sightline.pricing.contract.answer import Answer
from sightline.pricing.contract.check import Remark
from sightline.pricing.contract.words import label, pays, whom

_TITLES = {
    "gap": "gaps",
    "overlap": "overlaps",
    "never": "what never pays",
    "not loaded": "years that are not loaded",
}


@dataclass(frozen=True)
class Checked:
    """A contract that has been read, what to look at in it, and answers for codes."""

    contract: Contract
    remarks: tuple[Remark, ...]
    answers: tuple[Answer, ...] = ()


def write_text(checked: Checked, out: TextIO, *, width: int = 100) -> None:
    """Write the terms, the remarks by kind, and the answers."""
    terms = checked.contract.terms
    out.write(f"{checked.contract.title}: {len(terms):,} {'term' if len(terms) == 1 else 'terms'}\n")
    for term in terms:
        out.write("\n")
        _wrapped(f"{label(term)} · {whom(term)}", out, width, 0)
        _wrapped(pays(term), out, width, 4)
        if term.source:
            _wrapped(f"source: {term.source}", out, width, 4)
    for kind, title in _TITLES.items():
        found = [remark for remark in checked.remarks if remark.kind == kind]
        if found:
            out.write(f"\n{title}\n")
        for remark in found:
            _wrapped(f"line {remark.line}: {remark.text}", out, width, 2)
    if not checked.remarks:
        out.write("\nno gaps, no overlaps\n")
    for answer in checked.answers:
        _answer(answer, out, width)


def _answer(answer: Answer, out: TextIO, width: int) -> None:
    question = answer.question
    named = " · ".join(
        part
        for part in (
            "-".join([question.code, *question.modifiers]),
            question.payer,
            str(question.on),
            f"place {question.place}",
        )
        if part
    )
    paid = (
        answer.reason
        if answer.amount is None
        else f"{answer.amount:,}" + (f" ({answer.reason})" if answer.reason else "")
    )
    out.write(f"\n{named}\n")
    _wrapped(f"{label(answer.term)}: {paid}" if answer.term else f"no term: {paid}", out, width, 2)
    for term, why in answer.considered:
        _wrapped(
            f"{label(term)} {why}" if why.startswith(("pays", "goes", "would")) else f"{label(term)}: {why}",
            out,
            width,
            4,
        )


def _wrapped(text: str, out: TextIO, width: int, indent: int) -> None:
    for line in textwrap.wrap(
        text, max(width - indent, 40), initial_indent=" " * indent, subsequent_indent=" " * (indent + 2),
        break_long_words=False,
    ):  # fmt: skip
        out.write(f"{line}\n")


def write_json(checked: Checked, out: TextIO) -> None:
    """Write one object: title, terms, remarks, answers."""
    as_json.write(
        {
            "title": checked.contract.title,
            "terms": [
                {"term": term.entry, "line": term.line, "for": whom(term), "pays": pays(term), "source": term.source}
                for term in checked.contract.terms
            ],
            "remarks": [remark._asdict() for remark in checked.remarks],
            "answers": [_record(answer) for answer in checked.answers],
        },
        out,
    )


def _record(answer: Answer) -> dict[str, Any]:
    question = answer.question
    return {
        "code": question.code,
        "modifiers": list(question.modifiers),
        "payer": question.payer,
        "date": str(question.on),
        "place_of_service": question.place,
        "term": answer.term.entry if answer.term else None,
        "allowed": None if answer.amount is None else str(answer.amount),
        "reason": answer.reason,
        "considered": [{"term": term.entry, "line": term.line, "why": why} for term, why in answer.considered],
    }
