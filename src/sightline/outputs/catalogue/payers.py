"""Payer profiles for people and programs: the list, one profile, a comparison, and edits by payers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from sightline.edits.code_rules import CodeRules
from sightline.edits.rule.edit import Edit
from sightline.outputs import as_json
from sightline.payers.profile import UNKNOWN, VERDICTS, Parameter, Profile
from sightline.payers.rules import load_rules

_WORDS = {"applies": "applies", "public": "public rule", "off": "off", UNKNOWN: UNKNOWN}


@dataclass(frozen=True)
class Cell:
    """What one payer says of one thing."""

    payer: str
    title: str
    value: str
    source: str
    date: str

    @property
    def origin(self) -> str:
        """Source and date as one text."""
        return " · ".join(part for part in (self.source, self.date) if part)


@dataclass(frozen=True)
class Row:
    """One rule (a parameter) or edit, payer by payer."""

    kind: str  # parameter | edit
    name: str
    title: str
    cells: tuple[Cell, ...]


def comparison(found: CodeRules, profiles: Sequence[Profile]) -> list[Row]:
    """The rules that apply to a code, then the edits, each payer by payer."""
    rules = [
        Row("parameter", rule.name, rule.title, tuple(_value(rule.name, profile) for profile in profiles))
        for rule in found.rules
    ]
    return rules + [edit_row(edit, profiles) for edit in found.edits]


def edit_row(edit: Edit, profiles: Iterable[Profile]) -> Row:
    """Whether an edit holds, payer by payer. A public rule has the edit's own citation as its source."""
    cells = []
    for profile in profiles:
        verdict = profile.verdict(edit.id)
        source = verdict.source or (
            "" if verdict.word in ("off", UNKNOWN) else "; ".join(str(citation) for citation in edit.citation)
        )
        cells.append(Cell(profile.name, profile.title, _WORDS[verdict.word], source, verdict.date))
    return Row("edit", edit.id, edit.title, tuple(cells))


def write_list(profiles: Iterable[Profile], out: TextIO, *, form: str) -> None:
    """Write the profiles, one a line: name, title, how many rules are published, by what claims are recognised."""
    rows = []
    for profile in profiles:
        published = sum(parameter.value != UNKNOWN for parameter in profile.parameters.values())
        rows.append((profile.name, profile.title, f"{published} of {len(load_rules())}", ", ".join(_known_by(profile))))
    if form == "json":
        keys = ("name", "title", "published", "known_by")
        as_json.write([dict(zip(keys, row, strict=True)) for row in rows], out)
        return
    header = ("payer", "title", "rules published", "known by")
    if form == "md":
        _table(header, rows, out)
        return
    wide = [max(len(row[n]) for row in (header, *rows)) for n in range(3)]
    for row in (header, *rows):
        cells = [f"{cell:<{width}}" for cell, width in zip(row[:3], wide, strict=True)]
        out.write("  ".join([*cells, row[3]]).rstrip() + "\n")


def write_profile(profile: Profile, out: TextIO, *, edits: Iterable[Edit], form: str, width: int = 100) -> None:
    """Write one profile: every rule with its value, source and date, and the edits by what the payer says of them."""
    stated = [(rule, _value(rule.name, profile)) for rule in load_rules()]
    verdicts: dict[str, list[str]] = {word: [] for word in VERDICTS}
    for edit in edits:
        verdicts[profile.verdict(edit.id).word].append(edit.id)
    if form == "json":
        parameters = {
            rule.name: {"title": rule.title, "value": cell.value, "source": cell.source, "date": cell.date}
            for rule, cell in stated
        }
        known = {"payer_ids": sorted(profile.payer_ids), "filing_codes": sorted(profile.filing_codes)}
        document = {"name": profile.name, "title": profile.title, **known, "names": list(profile.names)}
        as_json.write({**document, "parameters": parameters, "edits": verdicts}, out)
        return
    if form == "md":
        out.write(f"# {profile.title}\n\n")
        rows = [(rule.name, rule.title, cell.value, cell.source, cell.date) for rule, cell in stated]
        _table(("rule", "what it is", "value", "source", "date"), rows, out)
        out.write("\n")
        _table(
            ("edits", "meaning", "which"), [(_WORDS[w], VERDICTS[w], ", ".join(x)) for w, x in verdicts.items()], out
        )
        return
    out.write(f"{profile.title} ({profile.name})\n")
    for rule, cell in stated:
        if cell.value != UNKNOWN:
            out.write(f"\n  {rule.name}: {cell.value}\n")
            _wrapped(f"{rule.title} · {cell.origin}", out, width, 4)
    untold = [rule.name for rule, cell in stated if cell.value == UNKNOWN]
    if untold:
        out.write(f"\n  {UNKNOWN}\n")
        _wrapped(", ".join(untold), out, width, 4)
    out.write("\nedits\n")
    for word, ids in verdicts.items():
        if ids:
            out.write(f"  {_WORDS[word]}: {VERDICTS[word]}\n")
            _wrapped(", ".join(ids), out, width, 4)


def write_comparison(
    found: CodeRules, out: TextIO, *, profiles: Sequence[Profile], form: str, width: int = 100
) -> None:
    """Write what applies to a code, payer by payer, each value with its source and date; unknown is said so."""
    rows = comparison(found, profiles)
    if form == "json":
        listed = [
            {
                "kind": row.kind,
                "name": row.name,
                "title": row.title,
                "payers": {c.payer: {"value": c.value, "source": c.source, "date": c.date} for c in row.cells},
            }
            for row in rows
        ]
        as_json.write({"code": found.code, "date": found.on.isoformat(), "rows": listed}, out)
        return
    if form == "md":
        out.write(f"# {found.code}, payer by payer ({found.on})\n\n")
        _matrix(rows, profiles, out)
        return
    out.write(f"{found.code} · payer by payer · {found.on}\n")
    for row in rows:
        if row.kind == "parameter":
            out.write(f"\n{row.name}\n")
            _wrapped(row.title, out, width, 2)
            _cells(row.cells, out, width)
    out.write("\nedits\n")
    for names, cells in _same([row for row in rows if row.kind == "edit"]):
        _wrapped(", ".join(names), out, width, 2)
        for word in _WORDS.values():
            titles = [cell.title for cell in cells if cell.value == word]
            if titles:
                _wrapped(", ".join(titles), out, width, 17, f"    {word:<13}")
    out.write("\n")
    _wrapped(f"public rule: {VERDICTS['public']}; `sightline explain ID` has the source of an edit", out, width, 0)


def edits_by_payer(edits: Iterable[Edit], profiles: Sequence[Profile]) -> str:
    """The page of the documentation that shows every edit payer by payer."""
    words = [f"- **{_WORDS[word]}**: {meaning}" for word, meaning in VERDICTS.items()]
    lines = ["# Edits by payer", "", "Generated by `make docs` from `src/sightline/payers`.", "", *words, ""]
    lines += [f"| edit | {' | '.join(profile.title for profile in profiles)} |", "|---" * (len(profiles) + 1) + "|"]
    for edit in sorted(edits, key=lambda edit: (edit.family, edit.id)):
        row = edit_row(edit, profiles)
        lines.append(f"| [{edit.id}]({edit.id}.md) {edit.title} | {' | '.join(cell.value for cell in row.cells)} |")
    lines += ["", "## What decides", "", "| rule | what it is | edits |", "|---|---|---|"]
    for rule in load_rules():
        if rule.edits:
            ids = ", ".join(edit.id for edit in edits if edit.id.startswith(rule.edits))
            lines.append(f"| {rule.name} | {rule.title} | {ids} |")
    lines += ["", "## What is published", ""]
    lines += ["| payer | rule | value | source | date |", "|---|---|---|---|---|"]
    for profile in profiles:
        for name, parameter in profile.parameters.items():
            if parameter.value != UNKNOWN:
                lines.append(
                    f"| {profile.title} | {name} | {parameter.value} | {parameter.source} | {parameter.date} |"
                )
    return "\n".join(lines)


def _value(name: str, profile: Profile) -> Cell:
    stated = profile.parameters.get(name, Parameter(UNKNOWN, "", ""))
    return Cell(profile.name, profile.title, stated.value, stated.source, stated.date)


def _known_by(profile: Profile) -> list[str]:
    """By what a claim's payer is recognised, for people."""
    filing = [f"claim filing {code}" for code in sorted(profile.filing_codes)]
    return [
        *(f"id {payer_id}" for payer_id in sorted(profile.payer_ids)),
        *filing,
        *(["name"] if profile.names else []),
    ]


def _same(rows: Sequence[Row]) -> Iterator[tuple[list[str], tuple[Cell, ...]]]:
    """The edits of which all payers say the same, together."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(cell.value for cell in row.cells), []).append(row)
    for members in groups.values():
        yield [row.name for row in members], members[0].cells


def _cells(cells: Iterable[Cell], out: TextIO, width: int) -> None:
    """The payers that have published a value, each with its source; the others together as unknown."""
    cells = tuple(cells)
    for cell in cells:
        if cell.value != UNKNOWN:
            _wrapped(f"{cell.value} · {cell.origin}", out, width, 28, f"  {cell.title:<26}")
    untold = [cell.title for cell in cells if cell.value == UNKNOWN]
    if untold:
        _wrapped(", ".join(untold), out, width, 28, f"  {UNKNOWN:<26}")


def _matrix(rows: Sequence[Row], profiles: Sequence[Profile], out: TextIO) -> None:
    """A table with a column for each payer; numbers lead to the sources under it."""
    sources: dict[str, int] = {}

    def shown(cell: Cell) -> str:
        if cell.value == UNKNOWN or not cell.origin:
            return cell.value
        return f"{cell.value} [{sources.setdefault(cell.origin, len(sources) + 1)}]"

    body = [(f"{row.name}: {row.title}", *(shown(cell) for cell in row.cells)) for row in rows]
    _table(("rule or edit", *(profile.title for profile in profiles)), body, out)
    out.write("\n")
    for text, number in sources.items():
        out.write(f"[{number}] {text}  \n")
    out.write(f"\npublic rule: {VERDICTS['public']}.\n")


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO) -> None:
    out.write(f"| {' | '.join(header)} |\n{'|---' * len(header)}|\n")
    for row in rows:
        out.write(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n")


def _wrapped(text: str, out: TextIO, width: int, indent: int, first: str | None = None) -> None:
    begin = " " * indent if first is None else first
    for number, line in enumerate(textwrap.wrap(text, max(width - indent, 30), break_on_hyphens=False)):
        out.write((begin if number == 0 else " " * indent) + line + "\n")
