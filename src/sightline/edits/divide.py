"""Divide claims by whole patient accounts: the only way in which claims are ever divided, since no edit looks across them."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.patient import normal, subscriber_key, usable

#: The columns of claims (schema CLAIM) that say whose they are.
WHO = (
    "patient", "relationship", "member_id", "patient_last_name", "patient_first_name", "patient_birth_date",
)  # fmt: skip


class Claims(NamedTuple):
    """Tables of claims, their lines and their diagnoses, joined by `claim_key`."""

    claims: pa.Table
    lines: pa.Table
    diagnoses: pa.Table


def divided(whole: Claims, most: int) -> list[Claims]:
    """The claims whole when they have at most `most` lines, otherwise in parts of about so many.

    `patient` of the claims is a number, one for each account.
    """
    if whole.lines.num_rows <= most:
        return [whole]
    parts = -(-whole.lines.num_rows // most)
    of_claims = part_of(whole.claims["patient"].combine_chunks(), parts)
    keys = whole.claims["claim_key"]
    numbers = [of_claims, *(of_claims.take(pc.index_in(table["claim_key"], keys)) for table in whole[1:])]
    return [
        Claims(*(table.filter(pc.equal(number, part)) for table, number in zip(whole, numbers, strict=True)))
        for part in range(parts)
    ]


def part_of(accounts: pa.Array, parts: int) -> pa.Array:
    """The part, from 0, of each account's number: numbers that follow each other are spread over all parts."""
    return pc.subtract(accounts, pc.multiply(pc.divide(accounts, parts), parts))


def divisions(claims: pa.Table | pa.RecordBatch) -> pa.Array:
    """A number (int64) for each claim; claims that an edit may compare have the same one, whoever pays them.

    Subscribers of one member number have one, because edits/people.py tells them apart or joins them; other claims have
    that of their `patient`. Claims of different patients may share a number.
    """
    births = claims.column("patient_birth_date").cast(pa.int32()).to_pylist()
    rows = zip(*(claims.column(name).to_pylist() for name in WHO[:-1]), births, strict=True)
    texts = pa.array([_division(*row) for row in rows], pa.string()).dictionary_encode()
    numbers = [
        int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1 for text in texts.dictionary.to_pylist()
    ]
    return pa.array(numbers, pa.int64()).take(texts.indices)


def _division(patient: str, relationship: str, member: str, last: str, first: str, birth: int | None) -> str:
    if relationship in ("18", "") and usable(normal(member)) and patient == subscriber_key(member, last, first, birth):
        return f"member|{''.join(filter(str.isascii, normal(member)))}"
    return patient
