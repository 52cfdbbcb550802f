"""Some rows of a claim table as columns of texts, and the small operations on them that `flat` is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims import schema
from sightline.claims.columns import FEW, blank, constant
from sightline.claims.issues import Envelope, Issues
from sightline.claims.rows.layout import INHERITED, NONE

TEXT = pa.string()


@dataclass
class Block:
    """Rows in the documented columns: trimmed texts by column, `group` (equal for the rows of one claim), positions."""

    columns: dict[str, pa.Array]
    group: pa.Array
    rows: pa.Array  # int64: the row's number in the file, or the resource's
    bytes: pa.Array  # int64: offset of it, 0 where it is not known

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, name: str) -> pa.Array:
        """A column, blank where the table does not have it."""
        found = self.columns.get(name)
        return found if found is not None else constant("", len(self), TEXT)

    def take(self, at: pa.Array) -> Block:
        """Some of the rows."""
        return Block(
            {name: values.take(at) for name, values in self.columns.items()},
            self.group.take(at),
            self.rows.take(at),
            self.bytes.take(at),
        )


class PlacedIssues(Issues):
    """Issues whose place is a row or a resource, not a segment."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def add(self, kind: str, values: Any, envelope: Envelope, segment: int, byte: int) -> None:
        """As Issues.add."""
        before = len(self.rows)
        super().add(kind, values, envelope, 0, byte)
        if segment and len(self.rows) > before:
            message, *rest = self.rows.pop()
            self.rows.append((f"{self.word} {segment:,}: {message}", *rest[:3], segment, byte))  # type: ignore[arg-type]


def clears(name: str, target: pa.DataType) -> bool:
    """Whether NONE can be made "" at once: not where a blank would still take a default."""
    return pa.types.is_string(target) and name not in ("qualifier", "unit_basis", "date_source", "frequency")


def cleared(values: pa.Array) -> pa.Array:
    """Texts without the mark that says that there is none."""
    return pc.if_else(pc.equal(values, NONE), "", values)


def defaulted(values: pa.Array, default: Any) -> pa.Array:
    """`default` where there is nothing; nothing where there is said to be none."""
    return cleared(pc.if_else(pc.equal(values, ""), default, values))


def json_kind(name: str) -> str:
    """The parser of a column of JSON."""
    if name.endswith("notes"):
        return "notes"
    return name if name in ("other_payers", "adjudications") else "claim_identifiers"


#: Columns of which edits ask whether a table has a place for them, since a blank in one says that the claim lacks it.
ASKED = ("accident", "accident_date", "description", "identifiers", "member_id", "patient_birth_date")
#: What each claim has a place for: edits ask whether a table has no column for it, or only what could not be read.
EXPECTED = ("billing_npi", "diagnoses", "original_reference", "rendering_npi")


class Columns(dict[str, pa.Array]):
    """Columns of a schema; one that is asked for and not there has nothing in it: empty lists, "" or null."""

    def __init__(self, fields: pa.Schema, count: int) -> None:
        super().__init__()
        self.fields, self.count = fields, count

    def __missing__(self, name: str) -> pa.Array:
        kind = self.fields.field(name).type
        if pa.types.is_list(kind):
            offsets = constant(0, self.count + 1, pa.int32())
            column = pa.ListArray.from_arrays(offsets, pa.array([], kind.value_type), type=kind)
        else:
            column = constant(blank(kind), self.count, kind)
        self[name] = column
        return column

    def finished(self) -> pa.RecordBatch:
        """The columns in the order of the schema."""
        return pa.record_batch([self[each.name] for each in self.fields], schema=self.fields)


def places(block: Block) -> pa.Array:
    """Which of ASKED a table has columns for, and which of EXPECTED (no_billing_npi) it, or the row, says nothing of; with a
    space before and after each, "" for none."""
    columns = {*block.columns, *(["diagnoses"] if "dx1" in block.columns else [])}
    held = [name for name in ASKED if name in columns or f"claim_{name}" in columns]
    lacked = [name for name in EXPECTED if name not in columns]
    words = [*held, *(f"no_{name}" for name in lacked)]
    found = constant(f" {' '.join(words)} " if words else "", len(block), TEXT)
    unread = block.columns.get("unreadable")
    for name in EXPECTED if unread is not None else ():
        if name not in lacked:
            start = pc.if_else(pc.equal(found, ""), " ", found)
            more = pc.binary_join_element_wise(start, f"no_{name} ", "")
            found = pc.if_else(pc.match_substring(unread, name), more, found)
    return found


def first_of(indices: pa.Array) -> pa.Array:
    """Where each of 0, 1, … first occurs."""
    if len(indices) <= FEW:  # a query costs more than looking
        at = {value: row for row, value in reversed(list(enumerate(indices.to_pylist())))}
        return pa.array([at[value] for value in range(len(at))], pa.int64())
    rows = pa.table({"value": indices, "row": pa.array(range(len(indices)), pa.int64())})
    return rows.group_by("value").aggregate([("row", "min")]).sort_by("value")["row_min"].combine_chunks()


def spread(block: Block, first: pa.Array) -> dict[str, pa.Array]:
    """Columns that lines take from their claim where they are blank, and the billing provider's of the first row."""
    billing = [name for name in ("billing_npi", "billing_taxonomy") if name in block.columns]
    columns: dict[str, pa.Array] = {name: block.columns[name].take(first) for name in billing}
    for name, from_claim in INHERITED.items():
        if from_claim in block.columns:
            own, claims = block.text(name), block.columns[from_claim].take(first)
            columns[name] = pc.if_else(pc.equal(own, ""), claims, own)
    return columns


def summed(lines: pa.Table) -> pa.Table:
    """The charges of lines by claim."""
    sums = lines.group_by("claim_key").aggregate([("charge", "sum")])
    return pa.table({"claim_key": sums["claim_key"], "charge": sums["charge_sum"].cast(schema.MONEY)})
