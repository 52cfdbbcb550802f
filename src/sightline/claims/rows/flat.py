"""Claims from rows in the documented columns (see `layout`): what the readers of tables and of JSON have in common.

A row is a service line with the values of its claim beside it. The rows of one claim need not stand together: lines go
out with each block, claims (which may still grow) at the end, unless the reader says that each block is whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims import schema
from sightline.claims.batch import Batch, Counts
from sightline.claims.columns import array, constant, record_batch, whole
from sightline.claims.issues import Envelope, Row
from sightline.claims.patient import own_key, patient_key
from sightline.claims.rows.block import (
    Block,
    Columns,
    PlacedIssues,
    cleared,
    clears,
    defaulted,
    first_of,
    json_kind,
    places,
    spread,
    summed,
)
from sightline.claims.rows.cells import diagnosis, items, modifier_list, parsed, pointer_list
from sightline.claims.rows.days import BAD
from sightline.claims.rows.layout import BY_NAME, COLUMNS, INHERITED, MOST_DIAGNOSES, NONE
from sightline.claims.rows.united import far_apart, own, pointers_stated, united, written
from sightline.tables import with_column

PROFESSIONAL = {"", "P", "PROF", "PROFESSIONAL", "837P", "CMS1500", "CMS-1500", "HCFA", "HCFA-1500", "1500"}
MOST_LINES = 99_999
NO_ENVELOPE: Envelope = ("", "", "")
TEXT = pa.string()
#: What `patient_key` takes.
PERSON = (
    "member_id", "relationship", "patient_last_name", "patient_first_name", "patient_birth_date", "patient_sex",
)  # fmt: skip
WRONG = {
    "money": "is not a dollar amount",
    "units": "is not a number of units",
    "date": "is not a date",
    "number": f"is not a number from 1 to {MOST_LINES:,}",
    "pointer": "is not the number or letter of a diagnosis",
    "sex": "is not F, M or U",
}


@dataclass
class Flat:
    """The state between the blocks of one file. `word` names a row; `together` says that blocks hold whole claims."""

    file: str
    next_key: int
    word: str = "row"
    together: bool = False
    rejected: list[tuple[Any, ...]] = field(default_factory=list)
    _seen: dict[str, list[int]] = field(default_factory=dict)  # group → claim key, the line numbers used (bits), last
    _held: list[pa.RecordBatch] = field(default_factory=list)
    _unstated: list[pa.Array] = field(default_factory=list)  # keys of claims that do not state their charge
    _charges: list[pa.Table] = field(default_factory=list)  # claim key and charge of lines
    _written: dict[int, str] = field(default_factory=dict)  # the diagnoses of the first row of each claim
    _read: int = 0

    def __post_init__(self) -> None:
        self.issues = PlacedIssues(self.word)

    @property
    def begun(self) -> bool:
        """Whether rows were read."""
        return bool(self._seen)

    def note(self, kind: str, row: int, *values: Any, byte: int = 0) -> None:
        """Note something odd at a row; 0 is the file as a whole."""
        self.issues.add(kind, values, NO_ENVELOPE, row, byte)

    def reject(self, level: str, claim_id: str, reason: str, row: int, byte: int = 0) -> None:
        """A claim or a line that cannot be read."""
        reason = f"{self.word} {row:,}: {reason}"
        self.rejected.append((level, claim_id, reason, *NO_ENVELOPE, row, byte))

    def add(self, block: Block, counts: Counts) -> Batch:
        """The lines and diagnoses of a block, and its claims where it is whole. `counts`: what the reader counted."""
        block, dropped = self._without_claim(block)
        block, aside = self._professional(block)
        keys, new = self._keys(block)
        stated = pointers_stated(block)
        block, first = self._first_rows(block, keys, new)
        of_claim = spread(block, first)
        lines, line_keys, bare, no_code = self._lines(block, of_claim, keys)
        made = self._line_batch(lines, line_keys, stated)
        begun, begun_keys = block.take(new), keys.take(new)
        claims = self._claims(begun, begun_keys)
        self._hold(claims, begun, made)
        counts += Counts(
            claims=len(new),
            lines=made.num_rows,
            rejected_lines=dropped + no_code,
            claims_in_file=len(new) + aside[0],
            lines_in_file=len(block) - bare + dropped + aside[1],
            set_aside=aside[0],
            set_aside_lines=aside[1],
        )
        return self._batch(counts, made, self._diagnoses(begun, begun_keys), final=self.together)

    def finish(self, counts: Counts) -> Batch:
        """What was held back; the last batch of the file."""
        self.issues.close()
        lines, diagnoses = record_batch([], schema.LINE), record_batch([], schema.DIAGNOSIS)
        batch = self._batch(counts, lines, diagnoses, final=True)
        return batch if self._read else replace(batch, unreadable=self.file)

    def _batch(self, counts: Counts, lines: pa.RecordBatch, diagnoses: pa.RecordBatch, final: bool) -> Batch:
        rejected, self.rejected = self.rejected, []
        issues: list[Row] = self.issues.take()
        self._read += counts.claims + counts.rejected_claims + counts.rejected_lines + counts.set_aside
        return Batch(
            claims=self._released() if final else record_batch([], schema.CLAIM),
            lines=lines,
            diagnoses=diagnoses,
            rejected=record_batch(rejected, schema.REJECTED, self.file),
            issues=record_batch(issues, schema.ISSUE, self.file),
            counts=counts,
        )

    # which rows are what

    def _without_claim(self, block: Block) -> tuple[Block, int]:
        """The rows that belong to a claim, and how many did not."""
        lost = pc.equal(block.group, "")
        if not pc.any(lost).as_py():
            return block, 0
        for row in block.rows.filter(lost).to_pylist():
            self.reject("line", "", "no claim id", row)
        return block.take(pc.indices_nonzero(pc.invert(lost))), pc.sum(lost).as_py()

    def _professional(self, block: Block) -> tuple[Block, tuple[int, int]]:
        """The rows of professional claims, and how many claims and lines are of another type."""
        if "claim_type" not in block.columns:
            return block, (0, 0)
        stated = pc.utf8_upper(block.columns["claim_type"])
        other = pc.invert(pc.is_in(stated, pa.array(sorted(PROFESSIONAL))))
        if not pc.any(other).as_py():
            return block, (0, 0)
        groups = block.group.filter(other)
        fresh = [each for each in pc.unique(groups).to_pylist() if each not in self._seen]
        self._seen |= {each: [0, 0, 0] for each in fresh}
        self.note("{} claims whose claim_type is not professional were set aside", 0, len(fresh))
        return block.take(pc.indices_nonzero(pc.invert(other))), (len(fresh), pc.sum(other).as_py())

    def _keys(self, block: Block) -> tuple[pa.Array, pa.Array]:
        """The claim key of each row, and the first row of each claim that is new."""
        encoded = block.group.dictionary_encode()
        keys, new = [], []
        for place, group in enumerate(encoded.dictionary.to_pylist()):
            seen = self._seen.get(group)
            if seen is None or not seen[0]:
                seen = self._seen[group] = [self.next_key, 0, 0]
                self.next_key += 1
                new.append(place)
            keys.append(seen[0])
        first = first_of(encoded.indices)
        return pa.array(keys, pa.int64()).take(encoded.indices), first.take(pa.array(new, pa.int64()))

    def _first_rows(self, block: Block, keys: pa.Array, new: pa.Array) -> tuple[Block, pa.Array]:
        """For each row, the first row of its claim in the block; claims that contradict themselves are noted, but for
        diagnoses: those of rows that stand in a block are united."""
        encoded = keys.dictionary_encode()
        first = first_of(encoded.indices).take(encoded.indices)
        diagnoses = written(block)
        if diagnoses is not None and not self.together:
            for row in far_apart(block, diagnoses, keys, new, self._written):
                self.note("the diagnoses of the row differ from those far above it, which were taken", row)
        if pc.all(pc.equal(first, pa.array(range(len(block)), pa.int64()))).as_py():
            return block, first
        for name, values in block.columns.items():
            if BY_NAME[name].of != "claim" or name == "unreadable" or not pa.types.is_string(values.type):
                continue
            odd = pc.and_(pc.not_equal(values, values.take(first)), pc.not_equal(values, ""))
            if pc.any(odd).as_py():
                self._note_rows("{} differs from the claim's first row, which was taken", odd, block.rows, name)
        if diagnoses is None:
            return block, first
        odd = pc.and_(own(diagnoses, first), pc.is_in(keys, keys.take(new)))
        if pc.any(odd).as_py():
            block, notes = united(block, first, odd)
            for kind, row in notes:
                self.note(kind, row)
        return block, first

    def _note_rows(self, kind: str, odd: pa.Array, rows: pa.Array, *values: Any) -> None:
        for row in rows.filter(odd).to_pylist():
            self.note(kind, row, *values)

    # lines

    def _lines(self, block: Block, of_claim: dict[str, pa.Array], keys: pa.Array) -> tuple[Block, pa.Array, int, int]:
        """The rows with a code, their claims; how many rows say nothing of a line, and how many lack only the code."""
        block = Block({**block.columns, **of_claim}, block.group, block.rows, block.bytes)
        empty = pc.equal(block.text("code"), "")
        missing = pc.sum(empty).as_py() or 0
        if not missing:
            return block, keys, 0, 0
        stated = [
            values
            for name, values in block.columns.items()
            if BY_NAME[name].of == "line" and name not in INHERITED and pa.types.is_string(values.type)
        ]
        something = constant(False, len(block), pa.bool_())
        for values in stated:
            something = pc.or_(something, pc.not_equal(values, ""))
        bare = pc.and_(empty, pc.invert(something))
        wrong = pc.and_(empty, something)
        for row, byte, claim in zip(
            *(column.filter(wrong).to_pylist() for column in (block.rows, block.bytes, block.text("claim_id"))),
            strict=True,
        ):
            self.reject("line", claim, f"no procedure code (claim {claim})", row, byte)
        self._note_rows("the claim has no service line", bare, block.rows)
        at = pc.indices_nonzero(pc.invert(empty))
        bare_count = pc.sum(bare).as_py()
        return block.take(at), keys.take(at), bare_count, missing - bare_count

    def _line_batch(self, block: Block, keys: pa.Array, stated: bool) -> pa.RecordBatch:
        columns = self._typed(block, "line")
        columns |= {"claim_key": keys, **self._origin(block)}
        columns["line_no"] = self._line_numbers(block, columns["line_no"])
        if "modifiers" in block.columns:
            columns |= self._split(block, "modifiers", modifier_list, "modifier_", "are more than four")
        if "pointers" in block.columns:
            columns |= self._split(block, "pointers", pointer_list, "pointer_", "cannot be read")
        for n in range(1, 5):
            if stated:
                columns[f"pointer_{n}"] = pc.fill_null(columns[f"pointer_{n}"], 0)
            elif f"pointer{n}" in block.columns:  # there are some where `united` made them
                unknown = pc.equal(block.columns[f"pointer{n}"], "")
                columns[f"pointer_{n}"] = pc.if_else(unknown, None, columns[f"pointer_{n}"])
        for name, default in (("qualifier", "HC"), ("unit_basis", "UN")):
            columns[name] = defaulted(columns[name], default)
        billing = [parsed(block.text(f"billing_{each}"), "code", TEXT)[0] for each in ("npi", "taxonomy")]
        self._render(columns, billing)
        columns["date_to"] = pc.coalesce(columns["date_to"], columns["date_from"])
        columns["date_source"] = defaulted(
            columns["date_source"], pc.if_else(pc.is_valid(columns["date_from"]), "line", "")
        )
        before = pc.fill_null(pc.less(columns["date_to"], columns["date_from"]), False)
        self._note_rows("date_to is before date_from", before, block.rows)
        return columns.finished()

    def _render(self, columns: Columns, billing: list[pa.Array]) -> None:
        """Lines that name no rendering provider, and do not say that there is none, have the billing provider."""
        npi, taxonomy, source = (columns[f"rendering_{each}"] for each in ("npi", "taxonomy", "source"))
        silent = pc.and_(
            pc.and_(pc.equal(npi, ""), pc.equal(taxonomy, "")), pc.is_in(source, pa.array(["", "billing"]))
        )
        billed = pc.or_(silent, pc.equal(source, "billing"))
        columns["rendering_npi"] = pc.if_else(silent, billing[0], npi)
        columns["rendering_taxonomy"] = pc.if_else(silent, billing[1], taxonomy)
        columns["rendering_source"] = pc.if_else(billed, "billing", defaulted(source, "line"))

    def _split(self, block: Block, name: str, parse: Any, to: str, wrong: str) -> dict[str, pa.Array]:
        """Four columns of one that holds them all."""
        encoded = block.columns[name].dictionary_encode()
        found = [parse(text) for text in encoded.dictionary.to_pylist()]
        bad = pc.is_in(encoded.indices, pa.array([k for k, value in enumerate(found) if value is BAD], pa.int32()))
        self._note_rows("{} {}", bad, block.rows, name, wrong)
        none = parse("")
        return {
            f"{to}{n}": array(
                [(none if value is BAD else value)[n - 1] for value in found], schema.LINE.field(f"{to}{n}").type
            ).take(encoded.indices)
            for n in range(1, 5)
        }

    def _line_numbers(self, block: Block, stated: pa.Array) -> pa.Array:
        """The number of each line: as stated, unless it is missing or taken; then the next one."""
        seen, numbers, taken = self._seen, [], []
        for place, (group, number) in enumerate(zip(block.group.to_pylist(), stated.to_pylist(), strict=True)):
            entry = seen[group]
            if not number or entry[1] >> number & 1:
                if number:
                    taken.append(place)
                number = entry[2] + 1
                while entry[1] >> number & 1:
                    number += 1
            entry[1] |= 1 << number
            entry[2] = number
            numbers.append(number)
        for row in block.rows.take(pa.array(taken, pa.int64())).to_pylist():
            self.note("line_no is that of another line of the claim; the next number was taken", row)
        return pa.array(numbers, pa.int32())

    # claims and diagnoses

    def _claims(self, block: Block, keys: pa.Array) -> pa.RecordBatch:
        columns = self._typed(block, "claim")
        for name, from_claim in INHERITED.items():
            if from_claim not in block.columns and name in block.columns:
                columns[name] = cleared(parsed(block.columns[name], BY_NAME[name].kind, TEXT)[0])
        original = pc.if_else(pc.equal(columns["original_reference"], ""), "1", "")
        columns["frequency"] = defaulted(columns["frequency"], original)
        columns |= {"claim_key": keys, **self._origin(block), "patient": self._patients(block, columns, keys)}
        if not self.together:  # objects leave out what is blank
            columns["table_columns"] = places(block)
        return columns.finished()

    def _patients(self, block: Block, columns: Columns, keys: pa.Array) -> pa.Array:
        births = columns["patient_birth_date"].view(pa.int32())
        people = [births if name == "patient_birth_date" else columns[name] for name in PERSON]
        found = []
        for theirs, key, *person in zip(
            block.text("patient").to_pylist(), keys.to_pylist(), *(each.to_pylist() for each in people), strict=True
        ):
            known = "" if theirs == NONE else own_key(theirs) or patient_key(*person)
            found.append(known or f"claim {key}")
        return pa.array(found, TEXT)

    def _hold(self, claims: pa.RecordBatch, block: Block, lines: pa.RecordBatch) -> None:
        self._held.append(claims)
        silent = pc.and_(
            pc.equal(block.text("claim_charge"), ""),
            pc.invert(pc.match_substring(block.text("unreadable"), "claim_charge")),
        )
        if pc.any(silent).as_py():
            self._unstated.append(claims.column("claim_key").filter(silent))
        if self._unstated:
            charged = pa.table({"claim_key": lines.column("claim_key"), "charge": lines.column("charge")})
            self._charges.append(summed(charged))

    def _released(self) -> pa.RecordBatch:
        """The claims that were held; who does not state a charge has that of the lines."""
        claims = pa.Table.from_batches(self._held, schema.CLAIM).combine_chunks()
        if self._unstated:
            sums = summed(pa.concat_tables(self._charges))
            at = pc.index_in(claims["claim_key"], sums["claim_key"].combine_chunks())
            mine = sums["charge"].combine_chunks().take(at)
            silent = pc.is_in(claims["claim_key"], pa.concat_arrays(self._unstated))
            charge = pc.if_else(silent, mine, claims["charge"])
            claims = with_column(claims, "charge", charge)
        self._held, self._unstated, self._charges = [], [], []
        return whole(claims)

    def _diagnoses(self, block: Block, keys: pa.Array) -> pa.RecordBatch:
        found = []
        for place in range(1, MOST_DIAGNOSES + 1):
            values = block.columns.get(f"dx{place}")
            if values is not None:
                at = pc.indices_nonzero(pc.invert(pc.is_in(values, pa.array(["", NONE]))))
                found.append((at.cast(pa.int64()), constant(place, len(at), pa.int32()), values.take(at)))
        for name, start in (("diagnoses", 1), ("dx_more", MOST_DIAGNOSES + 1)):
            listed = enumerate(map(items, block.text(name).to_pylist())) if name in block.columns else ()
            cells = [(at, *each) for at, codes in listed for each in enumerate(codes, start) if each[1] != NONE]
            rows, places, codes = zip(*cells, strict=True) if cells else ((), (), ())
            found.append((pa.array(rows, pa.int64()), pa.array(places, pa.int32()), pa.array(codes, TEXT)))
        at, positions, texts = (pa.concat_arrays(each) for each in zip(*found, strict=True))
        order = pc.sort_indices(pa.table({"at": at, "place": positions}), [("at", "ascending"), ("place", "ascending")])
        at, encoded = at.take(order), texts.take(order).dictionary_encode()
        parts = [diagnosis(text) for text in encoded.dictionary.to_pylist()]
        columns = Columns(schema.DIAGNOSIS, len(at))
        columns |= self._origin(block.take(at)) | {"claim_key": keys.take(at), "position": positions.take(order)}
        for name, values in (("code_set", [part[0] for part in parts]), ("code", [part[1] for part in parts])):
            columns[name] = pa.array(values, TEXT).take(encoded.indices)
        return columns.finished()

    # columns

    def _typed(self, block: Block, of: str) -> Columns:
        """The columns of the schema that the documented columns `of` claims or lines fill; what is odd is noted."""
        fields = schema.CLAIM if of == "claim" else schema.LINE
        columns = Columns(fields, len(block))
        for column in COLUMNS:
            if column.of != of or not column.field or column.name not in block.columns or column.name == "patient":
                continue
            target = fields.field(column.field).type
            kind = json_kind(column.name) if column.kind == "json" else column.kind
            kind = "birth" if column.name == "patient_birth_date" else kind
            values, bad = parsed(block.columns[column.name], kind, target)
            if bad is not None:
                wrong = WRONG.get(column.kind, "cannot be read")
                for row in block.rows.take(bad).to_pylist():
                    self.note("{} {}", row, column.name, wrong)
            columns[column.field] = cleared(values) if clears(column.name, target) else values
        return columns

    def _origin(self, block: Block) -> dict[str, pa.Array]:
        absent = constant("", len(block), TEXT)
        return {
            "file": constant(self.file, len(block), TEXT),
            **dict.fromkeys(("interchange", "group", "transaction"), absent),
            "segment": block.rows,
            "byte": block.bytes,
        }
