"""Claims of a Parquet file that are first divided by patient and then read, part by part.

Dividing takes the rows as blocks of texts in the documented columns, with a number for the patient of each; reading
takes such rows of one part. Both use what `table` uses, so that a claim is read as from its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.claims.batch import Batch, ClaimsError
from sightline.claims.files import PARQUET
from sightline.claims.patient import OURS, PLACEHOLDERS, dependent_key, normal, subscriber_key
from sightline.claims.rows.block import Block, first_of
from sightline.claims.rows.cells import parsed
from sightline.claims.rows.layout import NONE
from sightline.claims.rows.reading import Reading, Unreadable, whole_claims

#: Rows that are divided at a time.
ROWS = 131_072
_WHO = ("relationship", "patient_last_name", "patient_first_name", "patient_birth_date", "patient_sex")


class Source:
    """A Parquet file of claims. Raises ClaimsError when it is none."""

    def __init__(self, path: str, columns: Mapping[str, str] | None = None) -> None:
        try:
            with Path(path).open("rb") as stream:
                head = stream.read(len(PARQUET))
            if head != PARQUET:
                raise ClaimsError(
                    f"{path}: not Parquet; `sightline convert {Path(path).name} --output claims.parquet` makes it so"
                )
            self._file = pq.ParquetFile(path)
        except OSError as error:
            raise ClaimsError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
        except pa.ArrowException as error:
            raise ClaimsError(f"{path}: not a Parquet file that can be read: {str(error).splitlines()[0]}") from None
        self.path = path
        self.rows = self._file.metadata.num_rows
        self._reading = Reading(path, 1, self._file.schema_arrow.names, columns or {})
        self.unused = tuple(self._reading.unused)
        if missing := self._reading.missing():
            raise ClaimsError(f"{path}: {missing}")

    def notes(self) -> tuple[str, ...]:
        """What was read otherwise than written, or not used, in the blocks so far: it concerns the file, not a claim."""
        return tuple(self._reading.notes())

    def blocks(self) -> Iterator[tuple[Block, pa.Array]]:
        """The rows that are not blank, in blocks that do not cut a claim whose rows stand together, with the patient of
        each (int64)."""
        needed = self._reading.choose()

        def read() -> Iterator[Block]:
            at = 1
            for batch in self._file.iter_batches(ROWS, columns=needed, use_threads=False):
                rows = pa.array(range(at, at + batch.num_rows), pa.int64())
                at += batch.num_rows
                yield self._reading.checked(batch.columns, rows)

        try:
            for block in whole_claims(read()):
                if len(block):
                    yield block, patients(block, self.path)
        except Unreadable as error:
            raise ClaimsError(f"{self.path}: {error}") from None
        except (pa.ArrowException, OSError) as error:
            raise ClaimsError(f"{self.path}: reading stopped: {str(error).splitlines()[0][:120]}") from None


def patients(block: Block, file: str) -> pa.Array:
    """A number for the patient of each row: that of the first row of its claim in the block.

    Claims that the rules of claims/patient.py and edits/people.py may take for one person have the same number; claims of
    different people may share one. A claim that says nothing of its patient has a number of its own.
    """
    encoded = block.group.dictionary_encode()
    first = first_of(encoded.indices)
    named = _named(block.take(first))
    group, rows = block.group.take(first), block.rows.take(first).cast(pa.string())
    own = pc.binary_join_element_wise(file, pc.if_else(pc.equal(group, ""), rows, group), "|")
    person = pc.if_else(pc.equal(named, ""), own, named).dictionary_encode()
    numbers = [
        int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) >> 1
        for text in person.dictionary.to_pylist()
    ]
    found = pa.array(numbers, pa.int64()).take(person.indices).take(encoded.indices)
    if "" not in encoded.dictionary.to_pylist():
        return found
    # Nothing joins rows without a claim.
    return pc.if_else(pc.equal(block.group, ""), pc.bit_wise_xor(found, block.rows), found)


def read_rows(names: list[str], rows: Iterable[tuple[list[pa.Array], pa.Array]]) -> Iterator[Batch]:
    """Read rows that were divided: columns of texts called `names`, and the numbers of the rows."""
    yield from Reading("", 1, names, {}).batches(iter(rows), some=True)


def _named(block: Block) -> pa.Array:
    """What tells the patient of each row: the sender's number, else the member number, else the name; "" when nothing."""
    member = _normal(block.text("member_id"))
    letter = pc.utf8_slice_codeunits(member, 0, 1)
    same = pc.equal(member, pc.binary_repeat(letter, pc.cast(pc.utf8_length(member), pa.int64())))
    usable = pc.invert(pc.or_(same, pc.is_in(member, pa.array(sorted(PLACEHOLDERS)))))  # "" is one letter over and over
    last, given = (_normal(block.text(f"patient_{which}_name")) for which in ("last", "first"))
    both = pc.and_(pc.not_equal(last, ""), pc.not_equal(given, ""))
    name = pc.if_else(both, pc.binary_join_element_wise("named", last, given, "|"), "")
    by_member = pc.if_else(usable, pc.binary_join_element_wise("member", member, "|"), name)
    own = block.text("patient")
    plain = _normal(own)
    ours = pc.match_substring_regex(own, f"^{OURS.pattern}$")
    if pc.any(ours).as_py():
        plain = _without_ours(block, own, plain, ours)
    found = pc.if_else(pc.equal(plain, ""), by_member, pc.binary_join_element_wise("own", plain, "|"))
    return pc.if_else(pc.equal(own, NONE), "", found)  # the table may say that there is none


def _without_ours(block: Block, own: pa.Array, plain: pa.Array, ours: pa.Array) -> pa.Array:
    """The sender's numbers, blank where one is the key that we make of the same row's person (as `convert` writes it)."""
    births, _ = parsed(block.text("patient_birth_date"), "date", pa.date32())
    relations, _ = parsed(block.text("relationship"), "relationship", pa.string())
    sexes, _ = parsed(block.text("patient_sex"), "sex", pa.string())
    columns = (own, plain, ours, block.text("member_id"), block.text("patient_last_name"),
               block.text("patient_first_name"), births.cast(pa.int32()), relations, sexes)  # fmt: skip
    kept = []
    for key, text, is_ours, member, last, first, birth, relation, sex in zip(
        *(column.to_pylist() for column in columns), strict=True
    ):
        if is_ours:
            subscriber = relation in ("", "18")
            made = (
                subscriber_key(member, last, first, birth)
                if subscriber
                else dependent_key(member, last, first, birth, sex)
            )
            text = "" if made == key else key
        kept.append(text)
    return pa.array(kept, pa.string())


def _normal(values: pa.Array) -> pa.Array:
    """`normal` of each text."""
    encoded = values.dictionary_encode()
    texts = encoded.dictionary
    if pc.all(pc.string_is_ascii(texts)).as_py() is not False:
        plain = pc.replace_substring_regex(pc.utf8_upper(texts), "[^A-Z0-9]", "")
    else:
        plain = pa.array([normal(text) for text in texts.to_pylist()], pa.string())
    return plain.take(encoded.indices)
