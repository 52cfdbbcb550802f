"""Cases of a learned edit, made anew from its condition: nobody's claims."""

from __future__ import annotations

from datetime import date, timedelta

from sightline.learn.history import History
from sightline.learn.search import Condition, Rule
from sightline.learn.words import condition_words

#: The column of a line that a kind of condition is about.
_COLUMN = {
    "modifier": "modifiers",
    "place": "pos",
    "taxonomy": "rendering_taxonomy",
    "diagnosis": "diagnosis",
    "category": "diagnosis",
}


def cases_text(edit: str, rule: Rule, history: History) -> str:
    """Cases of the edit, made from its condition: one that fires, one that does not for each part of the condition."""
    fires = _case_lines(rule.condition, rule.since)
    parts = [f"# {edit} {condition_words(rule.condition)}\n", _case("Such a line", fires, history, edit, fires=True)]
    earlier = _case_lines(rule.condition, rule.since, shift=-800)
    parts.append(_case("Before the payer did so", earlier, history, edit, fires=False))
    if rule.condition.code:
        other = Condition(
            "99999" if rule.condition.code != "99999" else "99998", rule.condition.kind, rule.condition.value
        )
        parts.append(_case("Another code", _case_lines(other, rule.since), history, edit, fires=False))
    for kind, value in rule.condition.parts:
        others = [part for part in rule.condition.parts if part != (kind, value)]
        without = Condition(
            rule.condition.code or "99999",
            "+".join(kind for kind, _ in others) or "code",
            "+".join(value for _, value in others),
        )
        lines = _case_lines(without, rule.since)
        _avoid(lines, kind, value)
        title = f"Of two conditions, the {kind} is not met" if others else "The condition is not met"
        parts.append(_case(title, lines, history, edit, fires=False))
    return "\n".join(parts)


def _case_lines(condition: Condition, since: date, shift: int = 1) -> list[dict[str, str]]:
    """Lines that meet a condition, the last of them the one that is asked about."""
    on = since + timedelta(days=shift)
    line = {
        "claim": "A", "line": "1", "date": on.isoformat(), "code": condition.code or "99999", "modifiers": "", "pos": "11",
        "rendering_taxonomy": "207Q00000X", "diagnosis": "R911",
    }  # fmt: skip
    for kind, value in condition.parts:
        if kind in _COLUMN:
            line[_COLUMN[kind]] = value + ("0" if kind == "category" else "")
        elif kind == "beside":
            return [line | {"code": value}, line | {"line": "2"}]
        elif kind in ("more-in-day", "more-in-year"):
            return [line | {"line": str(number)} for number in range(1, int(value) + 2)]
        elif kind == "again-within":
            return [line, line | {"line": "2"}]
    return [line]


def _avoid(lines: list[dict[str, str]], kind: str, value: str) -> None:
    """See to it that lines do not meet a condition by accident."""
    for line in lines:
        if kind == "place" and line["pos"] == value:
            line["pos"] = "22" if value != "22" else "11"
        if kind == "taxonomy" and line["rendering_taxonomy"] == value:
            line["rendering_taxonomy"] = "208D00000X"
        if kind == "no-modifier":
            line["modifiers"] = "GC"
        if kind in ("diagnosis", "category") and line["diagnosis"].startswith(value):
            line["diagnosis"] = "I10"


def _case(title: str, lines: list[dict[str, str]], history: History, edit: str, *, fires: bool) -> str:
    """One case as Markdown."""
    columns = ("claim", "line", "date", "code", "modifiers", "pos", "rendering_taxonomy")
    rows = "\n".join(",".join(line[name] for name in columns) for line in lines)
    payer = history.names[0] if history.names else ""
    number = history.ids[0] if history.ids else ""
    expected = f"A,{lines[-1]['line']},review\n" if fires else ""
    return f"""## {title}

```csv claims
claim,payer,payer_id,filing_code
A,{_csv(payer)},{_csv(number)},CI
```

```csv lines
{",".join(columns)}
{rows}
```

```csv diagnoses
claim,position,code_set,code
A,1,ICD10,{lines[-1]["diagnosis"]}
```

```csv expected
claim,line,status
{expected}```
"""


def _csv(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"') else text
