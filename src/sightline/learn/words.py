"""A learned rule in plain words and as SQL over the relations that edits read."""

from __future__ import annotations

from collections import Counter

import pyarrow.compute as pc

from sightline.engines import literal
from sightline.learn.run import DENIED, Learned
from sightline.learn.search import Condition, Rule

_WORDS = {
    "modifier": "with modifier {value}",
    "no-modifier": "without a modifier",
    "place": "at place of service {value}",
    "taxonomy": "by taxonomy {value}",
    "beside": "beside {value} on one day",
    "diagnosis": "for diagnosis {value}",
    "category": "for a diagnosis of {value}",
    "more-in-day": "more than {value} on one day",
    "more-in-year": "more than {value} in a calendar year",
    "again-within": "again within {value} days",
    "surgery": "as procedure {value} of a day in Medicare's ranking",
    "rank": "as procedure {value} of a day by amount",
}
_EARLIER = (
    "(o.date_of_service < s.date_of_service OR (o.date_of_service = s.date_of_service AND (o.claim_key < s.claim_key"
    " OR (o.claim_key = s.claim_key AND o.line_no < s.line_no))))"
)
_SAME = "FROM service o WHERE o.patient = s.patient AND o.code = s.code"
_POINTED = (
    "EXISTS (SELECT 1 FROM diagnosis d WHERE d.claim_key = s.claim_key"
    " AND d.position IN (s.pointer_1, s.pointer_2, s.pointer_3, s.pointer_4) AND {})"
)


def condition_words(condition: Condition) -> str:
    """Such as "99213 at place of service 22"; "any code with modifier 22"."""
    beside = " and ".join(_part_words(kind, value) for kind, value in condition.parts)
    return f"{condition.code or 'any code'} {beside}".strip()


def _part_words(kind: str, value: str) -> str:
    return _WORDS[kind].format(value="3 or later" if kind in ("rank", "surgery") and value == "3" else value)


def rule_words(rule: Rule, payer: str, reason: str = "") -> str:
    """What the payer did, counted: never a bare probability."""
    did = "denied" if rule.label == DENIED else f"paid {percent_text(rule.label)} of its usual amount for"
    why = f" ({reason})" if reason and rule.label == DENIED else ""
    return f"{payer} {did} {rule.hits:,} of {rule.lines:,} such lines since {rule.since.isoformat()}{why}"


def percent_text(factor: str) -> str:
    """A factor with two digits as a percent: "0.50" is "50 %"."""
    whole, digits = factor.split(".")
    return f"{int(whole + digits)} %"


def sql_of(condition: Condition) -> str | None:
    """The condition over `service s`, portable to both engines; None where an edit cannot say it (a rank by amount)."""
    parts = [f"s.code = {literal(condition.code)}"] if condition.code else []
    for kind, value in condition.parts:
        sql = _part_sql(kind, value)
        if sql is None:
            return None
        parts.append(sql)
    return " AND ".join(parts)


def _part_sql(kind: str, value: str) -> str | None:
    kinds = {
        "modifier": f"s.modifier_list LIKE {literal(f'% {value} %')}",
        "no-modifier": "s.modifiers = ''",
        "place": f"s.place_of_service = {literal(value)}",
        "taxonomy": f"s.rendering_taxonomy = {literal(value)}",
        "beside": f"EXISTS (SELECT 1 FROM service o WHERE o.patient_day = s.patient_day AND o.code = {literal(value)})",
        "diagnosis": _POINTED.format(f"d.code = {literal(value)}"),
        "category": _POINTED.format(f"d.code LIKE {literal(value + '_%')}"),
        "more-in-day": f"(SELECT count(*) {_SAME} AND o.date_of_service = s.date_of_service AND {_EARLIER}) >= {value}",
        "more-in-year": f"(SELECT count(*) {_SAME} AND substr(CAST(o.date_of_service AS VARCHAR), 1, 4)"
        f" = substr(CAST(s.date_of_service AS VARCHAR), 1, 4) AND {_EARLIER}) >= {value}",
        "again-within": f"EXISTS (SELECT 1 {_SAME} AND add_days(o.date_of_service, {value}) >= s.date_of_service"
        f" AND {_EARLIER})",
    }  # fmt: skip
    return kinds.get(kind)


def reason_of(rule: Rule, found: Learned) -> str:
    """The adjustment that most of the rule's denials had, with their number: "CO 50 in 38 of 41"; "" for amounts."""
    if rule.label != DENIED:
        return ""
    rows = found.seen.take(pc.index_in(rule.supporting, found.seen["line"].combine_chunks()))
    (reason, count), *_ = Counter(rows["reason"].to_pylist()).most_common(1)
    return f"{reason} in {count:,} of {rule.hits:,}" if reason else ""
