"""Read X12 837 professional claims: 005010X222, X222A1, X222A2 and 004010X098A1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from sightline.claims.batch import Batch, Counts
from sightline.claims.x12.parts import read_parts
from sightline.claims.x12.reader import Reader
from sightline.claims.x12.segments import BLOCK, Source


def read_837p(
    source: Source, name: str, *, first_claim_key: int = 1, block_size: int = BLOCK, processes: int = 1
) -> Iterator[Batch]:
    """Stream the professional claims of a binary file object as Arrow batches, in one pass and in bounded memory.

    `name` is what origins show as the file. `first_claim_key` is the key of the first claim; keys count up from there.
    `block_size` is how many bytes are read at a time. The counts of the batches add up to those of the file; the last
    batch asserts that no claim and no line was lost, and carries `unreadable` when there was nothing to read.
    Damage never raises: it becomes an issue or a rejected row. With more than one of `processes` a large file is read by
    so many of them, with the same result; then it raises ClaimsError when one of them dies.
    """
    reader, total = Reader(source, name, first_claim_key, block_size), Counts()
    parts = reader.batches()
    if processes > 1:
        parts = chain(read_parts(reader, source, processes), parts)
    for batch in parts:
        total += batch.counts
        yield batch
    reader.close(total)
    last = reader.flush()
    total += last.counts
    total.check(name)
    read = total.claims + total.rejected_claims + total.rejected_lines
    yield last if read else replace(last, unreadable=name)
