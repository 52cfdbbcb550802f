"""A learned rule as an edit file of the ordinary form (docs/edits.md), status `review`."""

from __future__ import annotations

from sightline.engines import literal
from sightline.learn.history import History
from sightline.learn.run import DENIED, Learned
from sightline.learn.search import Rule
from sightline.learn.words import condition_words, percent_text, reason_of, rule_words, sql_of


def edit_text(edit: str, rule: Rule, found: Learned, history: History) -> str:
    """The file of an edit that says of such lines what the payer did with them."""
    words, did = condition_words(rule.condition), rule_words(rule, history.title, reason_of(rule, found))
    denies = rule.label == DENIED
    title = (
        f"{history.title} {'denies' if denies else f'pays {percent_text(rule.label)} of its usual amount for'} {words}"
    )
    pointed = any(kind in ("diagnosis", "category") for kind, _ in rule.condition.parts)
    reads = ["service", "claim", *(["diagnosis"] if pointed else [])]
    applies = f"code = {literal(rule.condition.code)}" if rule.condition.code else "TRUE"
    return f"""/*+++
id          = {toml_text(edit)}
name        = {toml_text("learned-" + edit.lower())}
title       = {toml_text(title)}
since       = "learned"
kind        = "set"
reads       = [{", ".join(map(toml_text, reads))}]
needs       = ["date"]
applies     = {toml_text(applies)}
status      = "review"
disposition = {toml_text("line-denial" if denies else "line-reduction")}
citation    = [{{ source = {toml_text("remittances of " + history.title)}, section = {toml_text(did)} }}]
message     = {toml_text(f"{words}: {did}".replace("{", "(").replace("}", ")"))}
+++
## What it checks
Lines to {history.title} that meet this: {words}.

## Why
{did}; {rule.contradicting:,} were not. At least {rule.at_least:.0%} of such lines have this outcome, by a bound that allows
for all {rule.tried:,} conditions and days that were tried; {rule.elsewhere:.1%} of other lines have it. No published
rule says so, as far as rules are loaded: it was learned from this practice's remittances and is to be accepted by a person.

## Exceptions
None were learned. The payer may have changed its rule since.

## How to fix
Ask the payer for its policy before changing a claim.
*/
SELECT s.claim_key, s.line_no, s.code, s.modifiers, s.place_of_service
FROM service s
JOIN claim c ON c.claim_key = s.claim_key
WHERE {_payer_sql(history)}
    AND s.date_of_service >= {literal(rule.since.isoformat())}
    AND {sql_of(rule.condition)}
"""


def _payer_sql(history: History) -> str:
    """That a line is of the payer: by its profile, or as the claims named it."""
    parts = [f"s.payer = {literal(history.profile)}"] if history.profile else []
    if history.ids:
        parts.append(f"c.payer_id IN ({', '.join(map(literal, history.ids))})")
    if history.names:
        parts.append(f"c.payer_name IN ({', '.join(map(literal, history.names))})")
    return f"({' OR '.join(parts) or 'TRUE'})"


def toml_text(text: str) -> str:
    """A text as TOML writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
