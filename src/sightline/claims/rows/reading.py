"""A table of claims on its way to batches: its columns by their meaning, its cells as they were meant, its odd rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims import schema
from sightline.claims.batch import Batch, Counts
from sightline.claims.columns import constant
from sightline.claims.rows.around import bare
from sightline.claims.rows.asides import aside, printed
from sightline.claims.rows.block import Block
from sightline.claims.rows.cells import PARSERS, cells, texts
from sightline.claims.rows.days import BAD, FORMS, month_first, order_of
from sightline.claims.rows.flat import WRONG, Flat
from sightline.claims.rows.guess import UNTRUSTED, as_map, look_alikes, proposed
from sightline.claims.rows.layout import BY_NAME, NONE, placed, plain_name
from sightline.claims.rows.mapping import not_documented
from sightline.claims.rows.several import apart, days_apart
from sightline.claims.rows.written import as_meant

NEEDED = ("claim_id", "code")
#: What Arrow raises for a file that is damaged; ValueError is of names and texts that are no UTF-8 and impossible dates.
DAMAGED = (pa.ArrowException, OSError, ValueError, OverflowError)
#: Names of the column that says in which code set the diagnoses of a row are, and what says ICD-9-CM.
CODE_SETS = ("diagnosis_code_type", "diagnosis_code_set", "diagnosis_type", "icd_ind", "icd_indicator", "icd_version",
             "icd_dgns_vrsn_cd1", "prncpal_dgns_vrsn_cd", "line_icd_dgns_vrsn_cd")  # fmt: skip
ICD9 = r"(?i)^(?:9|icd[ -]?9.*)$"
#: What the cells of a column may be, for the message about a column in which nothing can be read.
READABLE = {"date": FORMS, "money": "1240, 1,240.00, $1,240.00, (12.50) or -12.50", "units": "1, 1.5 or 1,000"}
PRIVATE = ("patient_birth_date",)

Names = Mapping[str, str]  # documented names to the user's


def first_line(error: Exception) -> str:
    """The first line of what an error says."""
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def lacking(where: Mapping[str, int], columns: str, names: Iterable[str] = ()) -> str:
    """What a table whose known columns are `where` lacks of claims, and how to say it; "" for nothing. `columns` are words
    about what it has, `names` its columns that are not known, where they may be shown."""
    have = {*where, *(["claim_id"] if "claim_key" in where else [])}
    needed = [name for name in NEEDED if name not in have]
    if not needed:
        return ""
    guess = proposed(names, needed)
    mapping = ", ".join(f'"{name}": "{theirs}"' for name, theirs in guess.items())
    return (
        f"a table without a column for {' and '.join(needed)}; {columns}; say which is which in a file, such as map.toml "
        f"with {as_map(guess)}, and add --map map.toml (`sightline template map` prints one); in Python columns={{{mapping}}}"
    )


def columns_named(names: list[str]) -> str:
    """The columns of a table in words."""
    return (
        f"its columns are {', '.join(names[:20])}{', …' if len(names) > 20 else ''}" if names else "it has no columns"
    )


class Unreadable(Exception):
    """A column of a table in which nothing can be read."""


class Reading:
    """A table on its way to batches."""

    def __init__(
        self, name: str, first_claim_key: int, names: list[str], mapping: Names, order: Mapping[str, str] | None = None
    ) -> None:
        """`order` says of columns of dates what the whole table shows ("day" or "month" first), where these are some rows."""
        self.flat = Flat(name, first_claim_key)
        self.names = names
        self.mapping = {name: str(theirs) for name, theirs in mapping.items()}
        self.where, self.unused = placed(names, self.mapping)
        columns = {plain_name(name): at for at, name in reversed(list(enumerate(names)))}
        self.code_set = next((columns[name] for name in CODE_SETS if name in columns), -1)
        self.unused = [name for name in self.unused if self.code_set < 0 or name != names[self.code_set]]
        self.read = names  # those of the columns that `batches` is given
        self._whole: dict[str, bool] = {}  # see written.as_meant
        self._order: dict[str, str] = {}  # of columns of dates, where it was seen: see days.order_of
        self.set_aside: set[int] = set()  # rows that are no service lines
        self._read: set[str] = set()  # columns of which a value could be read
        self._said: dict[tuple[str, str], list[int]] = {}  # column and how it was read: how many rows, the first
        for each, first in (order or {}).items():
            self._set_order(each, first)

    def choose(self) -> list[str]:
        """The names of the columns that are read, in the order in which `batches` is then to be given them."""
        at = sorted({*self.where.values(), *([self.code_set] if self.code_set >= 0 else [])})
        self.where = {target: at.index(place) for target, place in self.where.items()}
        self.code_set = at.index(self.code_set) if self.code_set >= 0 else -1
        self.read = [self.names[place] for place in at]
        return self.read

    def stopped(self, why: str) -> Batch:
        """The only batch of a table that cannot be read."""
        self.flat.note("{}", 0, why)
        return self.flat.finish(Counts())

    def batches(
        self,
        blocks: Iterator[tuple[list[pa.Array], pa.Array]],
        lost: Any = lambda: (),
        taken: Any = lambda: 0,
        some: bool = False,
    ) -> Iterator[Batch]:
        """Read blocks of columns with the numbers of their rows; `lost` are rows that could not be cut into cells.

        `some`: these are some rows of a table. That nothing in a column of theirs can be read says nothing of the table,
        and must not stop them: the claims would be lost.
        """
        missing = self.missing()
        if missing:
            yield self.stopped(missing)
            return
        self._note_columns()
        if self.unused:
            self.flat.note("columns that are not used: {}", 0, ", ".join(name or "(no name)" for name in self.unused))
        before = 0
        try:
            read = self.block if some else self.checked
            for block in whole_claims(read(*each) for each in blocks):
                if not len(block):
                    continue
                bytes_ = taken()
                yield self.flat.add(block, Counts(bytes=bytes_ - before, segments=len(block)))
                before = bytes_
        except Unreadable as error:
            yield self.stopped(str(error))
            return
        except DAMAGED as error:
            self.flat.note("reading stopped here, and what follows was not read: {}", 0, first_line(error))
        self._note_cells()
        rejected = 0
        for row, why in lost():
            self.flat.reject("line", "", why, row)
            rejected += 1
        rest = Counts(rejected_lines=rejected, lines_in_file=rejected, bytes=taken() - before)
        yield self.flat.finish(rest)

    def notes(self) -> list[str]:
        """What was read otherwise than written, or not used, in the rows that `checked` made blocks of."""
        self._note_columns()
        self._note_cells()
        self.flat.issues.close()
        return [row[0] for row in self.flat.issues.take()]

    def _note_columns(self) -> None:
        plain = [plain_name(name) for name in self.read]
        for name in dict.fromkeys(each for each in plain if plain.count(each) > 1):
            used = [at for at, each in enumerate(plain) if each == name and at in self.where.values()]
            if len(used) > 1:
                self.flat.note(
                    "{} columns are called {}: they were read in their order", 0, len(used), self.read[used[0]]
                )
        for name, target in look_alikes(self.unused, self.where).items():
            like = {"date_from": "dates of service", "date_to": "last days of service", "units": "units"}.get(
                target, "modifiers"
            )
            self.flat.note(
                "{}the column {} looks like {} and was not used; map it (--map with {}) if it is",
                0, UNTRUSTED, repr(name), like, as_map({target: name}),
            )  # fmt: skip

    def _note_cells(self) -> None:
        for (name, why), (count, row) in self._said.items():
            self.flat.note("{}: {} ({}, first in row {:,})", 0, name, why, _rows(count), row)

    def missing(self) -> str:
        """What keeps the table from being one of claims, or ""."""
        if odd := not_documented(self.mapping):
            return f"of the mapping: {odd}"
        wrong = [theirs for target, theirs in self.mapping.items() if target not in self.where]
        if wrong:
            named = ", ".join(repr(each) for each in wrong)
            return f"the table has no column {named}, which the mapping names; {columns_named(self.names)}"
        return lacking(self.where, columns_named(self.names), self.unused)

    def _say(self, rows: pa.Array) -> Any:
        """A function that keeps what was read otherwise than written."""

        def say(name: str, why: str, mask: pa.Array) -> None:
            count = pc.sum(mask).as_py() or 0
            if count:
                kept = self._said.setdefault((name, why), [0, rows.filter(mask)[0].as_py()])
                kept[0] += count

        return say

    def _in_order(self, columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
        """Columns of dates with the month first, where their dates show that the day is. The two days of service are
        written alike: what one of them shows is true of the other."""
        encoded = {name: values.dictionary_encode() for name, values in columns.items()}
        distinct = {name: values.dictionary.to_pylist() for name, values in encoded.items()}
        like = {name: "date_from" if name == "date_to" and "date_from" in columns else name for name in columns}
        for name in dict.fromkeys(like.values()):
            if self._order.get(name, "day") == "day" and (
                shown := order_of(text for each in columns if like[each] == name for text in distinct[each])
            ):
                self._set_order(name, shown)
        return {
            name: pa.array(map(month_first, distinct[name]), pa.string()).take(encoded[name].indices)
            if self._order.get(like[name]) == "day"
            else values
            for name, values in columns.items()
        }

    def _set_order(self, name: str, shown: str) -> None:
        """Keep, and say, what the dates of a column show: "day" or "month" first, or "both"."""
        if shown == "both":
            self.flat.note("{}the column {} has dates with the day first and with the month first", 0, UNTRUSTED, name)
        elif shown == "day" and name not in self._order:
            self.flat.note("{}: its dates have the day before the month, and were read so", 0, name)
        self._order.setdefault(name, shown)

    def _set_aside(self, why: str, rows: pa.Array) -> None:
        for row in rows.to_pylist():
            self.flat.note(why, row)
            self.set_aside.add(row)

    def checked(self, columns: list[pa.Array], rows: pa.Array) -> Block:
        """The block of some rows. Raises Unreadable when nothing in a column of it, and of those before, can be read."""
        block = self.block(columns, rows)
        if wrong := self._unreadable(block):
            raise Unreadable(wrong)
        return block

    def _unreadable(self, block: Block) -> str:
        """Which column of dates, amounts or units cannot be read at all, with what stands there; "" for none."""
        for name, values in block.columns.items():
            kind = BY_NAME[name].kind
            if kind not in READABLE or name in self._read or not pa.types.is_string(values.type):
                continue
            given = [text for text in pc.unique(values).to_pylist() if text and text != NONE]
            if not given:
                continue
            if any(PARSERS[kind](text) is not BAD for text in given):
                self._read.add(name)
                continue
            if self.flat.begun:
                continue  # what was read so far had nothing in this column
            theirs = self.read[self.where[name]] if name in self.where else name
            wrong = WRONG[kind].replace("is not", "is")
            return (
                f"no value of the column {theirs} {wrong} ({_shown(name, given[0])}), and nothing of it was read; what is "
                f"understood: {READABLE[kind]}"
            )
        return ""

    def block(self, columns: list[pa.Array], rows: pa.Array) -> Block:
        """Columns of the table as a block of texts, without the rows that are blank; `rows` are their numbers."""
        found = {target: cells(columns[at], cell_type(target)) for target, at in self.where.items()}
        if between := printed(found, columns, {target: self.read[at] for target, at in self.where.items()}):
            for reason, at in between.items():
                self._set_aside(reason, rows.take(at))
            kept = pc.invert(pc.is_in(pa.array(range(len(rows)), pa.int64()), pa.concat_arrays([*between.values()])))
            columns, rows = [column.filter(kept) for column in columns], rows.filter(kept)
            found = {target: values.filter(kept) for target, values in found.items()}
        say = self._say(rows)
        zeros = "claim_key" not in found  # what `convert` wrote is exact
        for name, values in found.items():
            if pa.types.is_string(values.type):
                found[name] = as_meant(name, values, say, self._whole, zeros)
        found = days_apart(bare(found, say), say)
        dates = [name for name in found if BY_NAME[name].kind == "date" and pa.types.is_string(found[name].type)]
        found |= self._in_order({name: found[name] for name in dates})
        icd9 = pc.match_substring_regex(texts(columns[self.code_set]), ICD9) if self.code_set >= 0 else None
        found = apart(found, say, icd9)
        group = found.get("claim_key", found.get("claim_id"))
        block = Block(found, group, rows, constant(0, len(rows), pa.int64()))
        gone, why = aside(block, columns)
        for reason, at in why:
            self._set_aside(reason, rows.take(at))
        if gone is not None:
            block = block.take(pc.indices_nonzero(pc.invert(gone)))
            found = block.columns
        anything = None
        for name in ("claim_id", "claim_key", "code", "line_no", "charge", "date_from"):
            if name in found:
                filled = pc.not_equal(found[name], "")
                anything = filled if anything is None else pc.or_(anything, filled)
        if anything is None or pc.all(anything).as_py() is not False:
            return block
        for values in (each for each in found.values() if pa.types.is_string(each.type)):
            anything = pc.or_(anything, pc.not_equal(values, ""))
        return block.take(pc.indices_nonzero(anything))


def cell_type(name: str) -> pa.DataType:
    """The type of a documented column in the schema; a text where it has none of its own."""
    column = BY_NAME[name]
    if not column.field:
        return pa.string()
    return (schema.CLAIM if column.of == "claim" else schema.LINE).field(column.field).type


def whole_claims(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same rows in blocks that do not cut a claim whose rows stand together; rows that come as one block stay so."""
    kept: Block | None = None
    for given in blocks:
        if kept is not None and len(kept):
            others = pc.indices_nonzero(pc.not_equal(kept.group, kept.group[-1]))
            cut = others[-1].as_py() + 1 if len(others) else 0
            if cut:
                yield kept.take(pa.array(range(cut), pa.int64()))
            kept = _joined(kept.take(pa.array(range(cut, len(kept)), pa.int64())), given)
        else:
            kept = given
    if kept is not None and len(kept):
        yield kept


def _joined(one: Block, two: Block) -> Block:
    return Block(
        {name: pa.concat_arrays([one.text(name), two.text(name)]) for name in {**one.columns, **two.columns}},
        pa.concat_arrays([one.group, two.group]),
        pa.concat_arrays([one.rows, two.rows]),
        pa.concat_arrays([one.bytes, two.bytes]),
    )


def _rows(count: int) -> str:
    return f"{count:,} rows" if count > 1 else "1 row"


def _shown(name: str, text: str) -> str:
    """What stands in a column, for a message: the form of it only, where it is no date, amount or number, or is private."""
    if name not in PRIVATE and len(text) <= 24 and re.search("[0-9]", text):
        return f"such as {text}"
    return f"of the form {re.sub('[A-Za-z]', 'a', re.sub('[0-9]', '9', text))[:24]}"
