"""Exports in which each row has its own diagnoses: those of a claim are united, and each line points to its own."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.rows.block import Block
from sightline.claims.rows.cells import items, pointer_list
from sightline.claims.rows.days import BAD
from sightline.claims.rows.layout import MOST_DIAGNOSES, NONE
from sightline.claims.rows.several import PLACES, POINTERS, plain

COLUMNS = (*PLACES, "dx_more")  # see `several`: all of a row stand here
UNITED = "the rows of the claim have diagnoses of their own: they were united, and each line points to its own"
MORE = "the line has more than four diagnoses of its own: it points to the first four"
LOST = "a pointer is to a diagnosis that its row does not have: the line points to none there"


def written(block: Block) -> pa.Array | None:
    """The diagnoses of each row as one text; None where the table has none."""
    given = [block.columns[name] for name in COLUMNS if name in block.columns]
    return pc.binary_join_element_wise(*given, "\x1f") if given else None


def own(texts: pa.Array, first: pa.Array) -> pa.Array:
    """Where rows have other diagnoses than the first row of their claim; blank ones have none."""
    return pc.and_(pc.not_equal(texts, texts.take(first)), pc.match_substring_regex(texts, "[^\x1f]"))


def united(block: Block, first: pa.Array, odd: pa.Array) -> tuple[Block, list[tuple[str, int]]]:
    """The block with the diagnoses of claims that have an `odd` row on each of their rows, and pointers to match; and
    what is to be said, with the number of the row."""
    claims = set(first.filter(odd).to_pylist())
    rows_of: dict[int, list[int]] = {}
    for at, of in enumerate(first.to_pylist()):
        if of in claims:
            rows_of.setdefault(of, []).append(at)
    names = [name for name in COLUMNS if name in block.columns]
    cells = {name: block.columns[name].to_pylist() for name in names}
    pointers = {name: block.text(name).to_pylist() for name in POINTERS}
    codes = {name: list(cells.get(name, [""] * len(block))) for name in (*PLACES, "dx_more")}
    notes: list[tuple[str, int]] = []
    numbers = block.rows.to_pylist()
    for of, rows in rows_of.items():
        mine = {at: _codes({name: cells[name][at] for name in names}) for at in rows}
        every: list[str] = []
        for code in (code for at in rows for code in mine[at]):
            if code and plain(code) not in map(plain, every):
                every.append(code)
        position = {plain(code): str(n) for n, code in enumerate(every, 1)}
        notes.append((UNITED, numbers[of]))
        for at in rows:
            listed = mine[at] if any(mine[at]) else mine[of]
            stated = _stated([pointers[name][at] for name in POINTERS])
            if stated is None:
                continue
            found = [listed[n - 1] if n <= len(listed) else "" for n in stated] if stated else [c for c in listed if c]
            if len(found) > 4:
                notes.append((MORE, numbers[at]))
            if "" in found:
                notes.append((LOST, numbers[at]))
            places = [position[plain(code)] if code else "0" for code in found[:4]]
            for name, place in zip(POINTERS, (*places, "0", "0", "0", "0"), strict=False):
                pointers[name][at] = place
        for at in rows:
            for name, code in zip(PLACES, every + [""] * MOST_DIAGNOSES, strict=False):
                codes[name][at] = code
            codes["dx_more"][at] = " ".join(every[MOST_DIAGNOSES:])
    made = {name: pa.array(values, pa.string()) for name, values in (codes | pointers).items()}
    return replace(block, columns=block.columns | made), notes


def far_apart(block: Block, texts: pa.Array, keys: pa.Array, new: pa.Array, before: dict[int, str]) -> list[int]:
    """The rows of claims that began in an earlier block with other diagnoses: those were given out already. `before` are
    the diagnoses of the first row of each claim so far; those of the claims that are `new` are added to it."""
    begun = dict(zip(keys.take(new).to_pylist(), texts.take(new).to_pylist(), strict=True))
    found = []
    if len(begun) < len(pc.unique(keys)):
        for key, text, row in zip(keys.to_pylist(), texts.to_pylist(), block.rows.to_pylist(), strict=True):
            if text.strip("\x1f") and text != before.get(key, text):
                found.append(row)
    before.update(begun)
    return found


def pointers_stated(block: Block) -> bool:
    """Whether any row points to a diagnosis or says that it points to none; otherwise the pointers are unknown."""
    cells = [block.columns[name] for name in ("pointers", *POINTERS) if name in block.columns]
    return any(pc.any(pc.not_equal(each, "")).as_py() for each in cells)


def _codes(cells: dict[str, str]) -> list[str]:
    """The diagnoses of a row by position; "" for a place without one."""
    found = [cells.get(name, "") for name in PLACES] + items(cells.get("dx_more", ""))
    while found and not found[-1]:
        found.pop()
    return ["" if code == NONE else code for code in found]


def _stated(cells: list[str]) -> list[int] | None:
    """The positions that a row points to: none where it says nothing, None where it cannot be read."""
    found: list[int] = []
    for cell in cells:
        several = pointer_list(cell)
        if several is BAD:
            return None
        found += [each for each in several if each]
    return found
