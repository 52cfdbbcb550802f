"""The codes of a document, each with the label beside it and what the document says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sightline.pages.verify.blocks import Block, Grid, Prose
from sightline.pages.verify.columns import Column, columns_of
from sightline.pages.verify.patterns import SYSTEMS, codes_in, expand, system_of_heading

Known = Callable[[str, str], bool]  # system, code: whether the loaded data has it

_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])?\s*([0-9A-Z][0-9A-Z.]{1,9}X?)\s*(?:[:–—|]|-\s|\s-|\.\s|\s)\s*(\S.*)$")
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|cannot|can't|don't|denied|deny|bundled|packaged|included in|includes? (?:the )?(?:\w+ )?guidance|"
    r"instead of|n/a|none|deleted|retired|replaced|discontinued|formerly|until|invalid|inappropriate|prohibited)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:bill|billed|billable|billing|report|reported|reportable|code|coded|pair|paired|payable|reimbursed|paid|used|use|"
    r"performed)\b[^.;]*\b(?:with|together|alongside|separately|addition|same day|same session|plus|and)\b|"
    r"\b(?:billable|separately (?:payable|billable|reportable))\b|\+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mention:
    """A code as a document states it. `row` is everything that stands with it; `modifiers` are those of its cell or row.

    `listed`: it leads a row or list item (others are named in prose or beside another code).
    """

    system: str  # procedure, modifier, diagnosis, taxonomy, place
    code: str
    written: str
    label: str
    row: str
    line: int
    table: int  # which table of the document, from 1; 0 = prose
    heading: str
    listed: bool
    applies: str = ""  # what a column of that name says
    modifiers: tuple[str, ...] = ()
    procedure: str = ""  # of a modifier: the procedure of its row

    @property
    def negated(self) -> bool:
        """Whether the document says that the code is not used, not valid, or included in another."""
        said = self.applies.strip().lower()
        if said in ("no", "n", "not", "never", "false", "x"):
            return True
        if said in ("yes", "y", "true", "applies"):
            return False
        return bool(_NEGATED.search(f"{self.applies} {self.row}"))

    @property
    def together(self) -> bool:
        """Whether the document says that the code is billed with others, or is payable by itself."""
        return not self.negated and bool(_TOGETHER.search(self.row))


def mentions(blocks: Sequence[Block], known: Known) -> list[Mention]:
    """Every code of a document in its order. `known` tells numbers that are codes from other numbers."""
    found: list[Mention] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Grid):
            tables += 1
            found += _of_table(block, tables, known)
        else:
            found += _of_prose(block, known)
    return found


def subject_of(blocks: Sequence[Block], known: Known) -> str:
    """The procedure code that the first heading with one names; "" when it names none or several."""
    for block in blocks:
        if isinstance(block, Prose) and block.is_heading:
            codes = [code for code, _ in codes_in("procedure", block.text) if known("procedure", code)]
            if codes:
                return codes[0] if len(set(codes)) == 1 else ""
    return ""


def _of_table(grid: Grid, number: int, known: Known) -> Iterator[Mention]:
    columns = columns_of(grid, known)
    for line in grid.rows:
        cells = [line.cells[n] if n < len(line.cells) else "" for n in range(len(columns))]
        row = " | ".join(cell for cell in cells if cell)
        of_row = [
            code
            for column, cell in zip(columns, cells, strict=True)
            if column.system == "modifier"
            for code, _ in codes_in("modifier", cell)
        ]
        procedures = [
            code
            for column, cell in zip(columns, cells, strict=True)
            if column.system == "procedure"
            for code, _ in codes_in("procedure", cell)
        ]
        applies = " ".join(cell for column, cell in zip(columns, cells, strict=True) if column.kind == "applies")
        leading = next((n for n, column in enumerate(columns) if column.system), None)
        taken: set[tuple[str, str]] = set()
        for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if column.system:
                label = _label(columns, cells, at)
                yield from _of_cell(
                    column.system, cell, label, row, line.number, number, grid.heading, applies, tuple(of_row),
                    procedures[0] if len(set(procedures)) == 1 else "", at == leading, taken,
                )  # fmt: skip
            elif column.kind == "text":
                for system, code, written in _in_prose(cell, known):
                    if (system, code) not in taken:
                        taken.add((system, code))
                        yield Mention(system, code, written, "", row, line.number, number, grid.heading, False, applies)


def _of_cell(
    system: str, cell: str, label: str, row: str, line: int, table: int, heading: str, applies: str,
    modifiers: tuple[str, ...], procedure: str, leading: bool, taken: set[tuple[str, str]],
) -> Iterator[Mention]:  # fmt: skip
    codes = codes_in(system, cell)
    rest = cell
    for _, written in codes:
        rest = rest.replace(written, " ", 1)
    rest = rest.strip(" ,;:–—-/()[]|+")
    own = tuple(dict.fromkeys([*re.findall(r"\b[0-9A-Z]{5}-([0-9A-Z]{2})\b", cell), *modifiers]))
    for code, written in expand(system, cell, codes):
        text = label or (rest if len(codes) == 1 and re.search(r"[a-z]{3}", rest, re.IGNORECASE) else "")
        taken.add((system, code))
        beside = own if system == "procedure" else ()
        yield Mention(
            system, code, written, text if len(codes) == 1 else "", row, line, table, heading, leading, applies, beside,
            procedure if system == "modifier" else "",
        )  # fmt: skip
    if system == "procedure":
        for code in re.findall(r"\b[0-9A-Z]{5}-([0-9A-Z]{2})\b", cell):
            if codes and len(codes) == 1:
                yield Mention("modifier", code, code, "", row, line, table, heading, False, applies, (), codes[0][0])


def _label(columns: Sequence[Column], cells: Sequence[str], at: int) -> str:
    """The label of a column's code: to its right up to the next column of codes; where labels come first, to its left."""
    if columns[at].system == "modifier" and any(column.system == "procedure" for column in columns):
        return ""  # the label of such a row is the procedure's
    for n in range(at + 1, len(columns)):
        if columns[n].kind == "label":
            return cells[n]
        if columns[n].system and columns[n].system != "modifier":
            break
    named = [n for n, column in enumerate(columns) if column.kind == "label"]
    coded = [n for n, column in enumerate(columns) if column.system]
    if named and coded and named[0] < coded[0]:
        return next((cells[n] for n in reversed(named) if n < at), "")
    return ""


def _of_prose(block: Prose, known: Known) -> Iterator[Mention]:
    item = _ITEM.match(block.text)
    led: tuple[str, str] | None = None
    if item and not block.is_heading:
        system = _system_of_item(item[1], block.heading, known)
        if system:
            led = (system, _plain(system, item[1]))
            yield Mention(system, led[1], item[1], item[2].strip(), block.text, block.number, 0, block.heading, True)
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])|;\s", block.text):
        for system, code, written in _in_prose(sentence, known):
            if (system, code) != led:
                yield Mention(system, code, written, "", sentence, block.number, 0, block.heading, False)


def _system_of_item(text: str, heading: str, known: Known) -> str:
    """What a list item's leading word is a code of; "" when it is none."""
    named = system_of_heading(heading)
    for system in ([named] if named else []) + ["taxonomy", "diagnosis", "procedure"]:
        if SYSTEMS[system].fullmatch(text) and (
            system == named or system == "taxonomy" or known(system, _plain(system, text))
        ):
            return system
    return ""


def _plain(system: str, written: str) -> str:
    return written.upper().replace(".", "") if system == "diagnosis" else written.upper()


def _in_prose(text: str, known: Known) -> Iterator[tuple[str, str, str]]:
    """Codes that running text names: those of unmistakable shape, and others that are known or called codes."""
    for code, written in codes_in("taxonomy", text):
        yield "taxonomy", code, written
    for code, written in codes_in("diagnosis", text):
        if "." in written or (known("diagnosis", code) and re.search(r"\bICD|diagnos", text, re.IGNORECASE)):
            yield "diagnosis", code, written
    for code, written in codes_in("procedure", text):
        called = re.search(rf"\b(?:CPT|HCPCS|codes?)\b[^.]{{0,12}}\b{re.escape(written)}\b", text, re.IGNORECASE)
        if known("procedure", code) or called:
            yield "procedure", code, written
    for match in re.finditer(r"\bmodifiers?\s+-?([0-9A-Z]{2})\b(?:(?:,| and| or|/)+\s*-?([0-9A-Z]{2})\b)*", text):
        for code in re.findall(r"\b[0-9A-Z]{2}\b", match[0].split(None, 1)[1]):
            if re.search(r"\d|^[A-Z]{2}$", code):
                yield "modifier", code, code
    for match in re.finditer(r"\b(?:POS|place of service)\s*(?:code)?s?\s*(\d{2})\b", text, re.IGNORECASE):
        yield "place", match[1], match[1]
