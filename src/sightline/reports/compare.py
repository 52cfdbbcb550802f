"""Reports held against claims: what was read becomes relations, and the edits of `record/` run over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.edits.check import Checker
from sightline.edits.result import Result
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import load
from sightline.reference.store import Reference

from .coding import codes_known, family_of, for_code, further, guidance_code, sedation_units, supported
from .dates import date_of
from .facts import Fact
from .judge import Quote
from .matching import match
from .read import Read
from .result import Matched

FINDINGS = Path(__file__).parent / "record"
_TEXT, _WHOLE, _FLAG = pa.string(), pa.int32(), pa.bool_()
_WORDS = [("words", _TEXT), ("words_start", _WHOLE), ("words_end", _WHOLE)]
#: The relations that the edits of `record/` read beside those of a check; `claim_key` is the claim of the report.
RELATIONS = {
    "report": pa.schema(
        [
            ("report", _WHOLE), ("claim_key", pa.int64()), ("with_claim", _FLAG), ("served_on", pa.date32()),
            ("organ", _TEXT), ("side", _TEXT), ("modality", _TEXT), ("kinds", _TEXT), ("lesions", _WHOLE),
            ("guidance_code", _TEXT), ("sedation_minutes", _WHOLE), ("sedation_units", _WHOLE),
            ("ordered_code", _TEXT), ("scope", _TEXT), ("families", _TEXT), ("signer_npi", _TEXT), ("nodule", _TEXT), *_WORDS,
        ]
    ),
    "answer": pa.schema(
        [
            ("report", _WHOLE), ("claim_key", pa.int64()), ("requirement", _TEXT), ("says", _TEXT), ("code", _TEXT),
            ("blocking", _FLAG), ("read", _FLAG), ("answer", _TEXT), *_WORDS,
        ]
    ),
    "report_code": pa.schema(
        [
            ("report", _WHOLE), ("claim_key", pa.int64()), ("code", _TEXT), ("done", _TEXT),
            ("includes_guidance", _FLAG), *_WORDS,
        ]
    ),
    "named_code": pa.schema([("report", _WHOLE), ("claim_key", pa.int64()), ("named", _TEXT), *_WORDS]),
    "known_code": pa.schema([("code", _TEXT), ("done", _TEXT), ("family", _TEXT)]),
}  # fmt: skip


@lru_cache(maxsize=1)
def edits() -> tuple[Edit, ...]:
    """The edits that hold a report against its claim."""
    return load(FINDINGS)


def alone(read: Sequence[Read], reference: Reference) -> tuple[tuple[Result, ...], tuple[Matched, ...]]:
    """The findings on reports without a claim: what a report says that is wrong by itself."""
    claims = [{"claim_key": number, "claim_id": ""} for number in range(1, len(read) + 1)]
    matched = tuple(Matched(number, "") for number in range(1, len(read) + 1))
    tables = [_claims(claims), LINE.empty_table(), DIAGNOSIS.empty_table()]
    results = _findings(read, matched, tables, reference, with_claim=False)
    return results, tuple(Matched(None, "") for _ in read)


def against(read: Sequence[Read], claims: Any, reference: Reference) -> tuple[tuple[Result, ...], tuple[Matched, ...]]:
    """The findings on each report against its claim among `claims` (as `sightline.claims.reading.read` gives them)."""
    tables = claims.tables
    rows = tables["claims"].select(["claim_key", "claim_id", "member_id", "patient_last_name", "patient_first_name"])
    listed = rows.to_pylist()
    lines = tables["lines"].select(["claim_key", "date_from"]).to_pylist()
    matched = tuple(match(one, listed, lines) for one in read)
    keys = pa.array(sorted({one.claim_key for one in matched if one.claim_key is not None}), pa.int64())
    mine = [tables[name].filter(pc.is_in(tables[name]["claim_key"], keys)) for name in ("claims", "lines", "diagnoses")]
    return _findings(read, matched, mine, reference, with_claim=True), matched


def _findings(
    read: Sequence[Read],
    matched: Sequence[Matched],
    tables: Sequence[pa.Table],
    reference: Reference,
    *,
    with_claim: bool,
) -> tuple[Result, ...]:
    """Run the edits once over all reports; a result for each report. `tables`: claims, lines, diagnoses."""
    checker = Checker(reference, edits())
    served = dict(zip(*(tables[1][name].to_pylist() for name in ("claim_key", "date_from")), strict=True))
    for name, rows in _relations(read, matched, served, with_claim=with_claim).items():
        checker.give(name, pa.Table.from_pylist(rows, RELATIONS[name]))
    whole = checker.check(*tables)
    checker.close()
    of_report = pa.array([dict(one).get("report") for one in whole.findings["evidence"].to_pylist()], pa.string())
    return tuple(_only(whole, of_report, number) for number in range(1, len(read) + 1))


def _only(whole: Result, of_report: pa.Array, number: int) -> Result:
    return replace(whole, findings=whole.findings.filter(pc.equal(of_report, str(number))))


def _relations(
    read: Sequence[Read], matched: Sequence[Matched], served: dict[int, date | None], *, with_claim: bool
) -> dict[str, list[dict[str, Any]]]:
    """The rows of each relation; `served` is a day of each claim, for reports without a date."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in RELATIONS}
    rows["known_code"] = [{"code": code, "done": done, "family": family_of(done)} for code, done in codes_known()]
    for number, (one, found) in enumerate(zip(read, matched, strict=True), 1):
        if found.claim_key is None:
            continue
        place = {"report": number, "claim_key": found.claim_key}
        rows["report"].append({**place, "with_claim": with_claim, **_report(one)})
        named = {fact.value: fact for fact in reversed(one.facts) if fact.name == "ordered_code"}
        for code, fact in named.items():
            rows["named_code"].append({**place, "named": code, **_words([Quote(fact.text, fact.start, fact.end)])})
        for answer in one.answers if with_claim else ():
            requirement = {
                "requirement": answer.requirement.id,
                "says": answer.requirement.says.rstrip("."),
                "blocking": answer.requirement.blocking,
                "read": one.done.scope == "read",
            }
            for code in answer.requirement.supports:
                for_this_code = for_code(answer, code, one.done)
                rows["answer"].append(
                    {
                        **place,
                        **requirement,
                        "code": code,
                        "answer": for_this_code.status,
                        **_words(for_this_code.evidence),
                    }
                )
        for each in supported(one.done, served.get(found.claim_key)):
            words = _words(each.event.words)
            procedure = {**place, "done": each.done, "includes_guidance": each.includes_guidance, **words}
            rows["report_code"].append({**procedure, "code": each.code})
            rows["report_code"] += [{**procedure, "code": code} for code, _ in further(each)]
    return rows


def _report(one: Read) -> dict[str, Any]:
    done = one.done
    facts = {
        name: [fact for fact in one.facts if fact.name == name] for name in ("date", "ordered_code", "lesion_count")
    }
    sides = sorted(done.sides)
    return {
        "served_on": next((day for fact in facts["date"] if (day := date_of(fact.value))), None),
        "organ": done.organ,
        "side": sides[0] if len(sides) == 1 else "both" if sides else "",
        "modality": done.modality,
        "kinds": " " + " ".join(done.kinds) + " ",
        "lesions": done.lesions,
        "guidance_code": guidance_code(done),
        "sedation_minutes": one.sedation.minutes if one.sedation.start and one.sedation.stop else None,
        "sedation_units": sedation_units(one.sedation.minutes or 0),
        "ordered_code": facts["ordered_code"][0].value if facts["ordered_code"] else "",
        "scope": done.scope,
        "families": ", ".join(each.family.name for each in done.families),
        "signer_npi": _signer(one),
        "nodule": _nodule(one.document.text),
        **_words([Quote(f.text, f.start, f.end) for f in _telling(facts, one)]),
    }


def _telling(facts: dict[str, list[Fact]], one: Read) -> Iterable[Fact]:
    """The words of a report as a whole that findings quote: the order, else the organ."""
    return facts["ordered_code"][:1] or [fact for fact in one.facts if fact.name == "organ"][:1]


def _signer(one: Read) -> str:
    """The NPI beside the signature; "" when there is none."""
    for answer in one.answers:
        if answer.requirement.id == "signed" and answer.status == "met":
            found = re.search(r"\bNPI\W{0,3}(\d{10})\b", one.document.text[answer.evidence[-1].start :][:300])
            return found[1] if found else ""
    return ""


def _nodule(text: str) -> str:
    """Whether the report calls its target a solitary nodule, or speaks of several; "" when neither."""
    if re.search(r"\b(?:multiple|several|numerous|bilateral|innumerable)\s+(?:\w+\s+){0,3}nodules\b", text, re.I):
        return "several"
    return "solitary" if re.search(r"\b(?:solitary|single)\s+(?:\w+\s+){0,3}nodule\b", text, re.I) else ""


def _words(quotes: Sequence[Quote]) -> dict[str, Any]:
    first = quotes[0] if quotes else Quote("", 0, 0)
    return {
        "words": first.text,
        "words_start": first.start if quotes else None,
        "words_end": first.end if quotes else None,
    }


def _claims(rows: list[dict[str, Any]]) -> pa.Table:
    blank = {field.name: "" if pa.types.is_string(field.type) else None for field in CLAIM}
    return pa.Table.from_pylist([{**blank, **row, "patient": str(row["claim_key"])} for row in rows], CLAIM)
