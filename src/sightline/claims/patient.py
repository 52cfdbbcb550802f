"""The key that joins the claims of one person.

Rules that look across claims (procedure pairs, units per day, duplicates) compare claims of the same patient. Claims do
not carry a common number, so the key is made of what identifies a person on a claim, normalised and hashed: it can be
compared and never read. When nothing identifies the person there is no key, and unrelated claims never join.

A member number alone may stand for several people, though each is sent as the subscriber. Number and birth date are one
person, however the name is spelled (and so are twins who are sent as subscribers under one number). Without a birth date
the first letter of the first name takes its place; edits/people.py then checks whether another claim has the date.
Dependents differ by birth date, sex and first name, since twins are common among them.
"""

from __future__ import annotations

import re
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

from sightline.tables import with_column

#: Member numbers that people type when there is none.
PLACEHOLDERS = {"NONE", "UNKNOWN", "UNK", "NA", "NULL", "PENDING", "NOTAVAILABLE", "TBD", "SELFPAY", "XXX", "TEST"}
OURS = re.compile("[0-9a-f]{24}")


def normal(text: str) -> str:
    """Letters and digits of `text` in upper case."""
    if not text.isalnum():
        text = "".join(filter(str.isalnum, text))
    return text.upper()


def initial(first: str) -> str:
    """The first letter of a first name, or ""."""
    return normal(first)[:1]


def usable(member_id: str) -> bool:
    """Whether a normalised member number tells people apart: not empty, not one digit over and over, no placeholder."""
    return bool(member_id) and member_id not in PLACEHOLDERS and member_id != member_id[0] * len(member_id)


def subscriber_key(member_id: str, last: str, first: str, birth: int | None) -> str:
    """The key of a subscriber, or "" when there is nothing to tell the person by. `birth` in days since 1970-01-01."""
    member = normal(member_id)
    if usable(member):
        return _hash(f"member|{member}|{birth}" if birth is not None else f"member|{member}||{initial(first)}")
    return named_key(last, first, birth)


def dependent_key(member_id: str, last: str, first: str, birth: int | None, sex: str) -> str:
    """The key of a dependent of the subscriber with `member_id`, or ""."""
    member = normal(member_id)
    given = normal(first)
    if usable(member) and (given or birth is not None):
        return _hash(f"dependent|{member}|{birth}|{sex}|{given}")
    return named_key(last, first, birth)


def named_key(last: str, first: str, birth: int | None) -> str:
    """The key of a person without a member number: all of last name, first name and birth date, or ""."""
    family, given = normal(last), normal(first)
    if family and given and birth is not None:
        return _hash(f"named|{family}|{given}|{birth}")
    return ""


def patient_key(member_id: str, relationship: str, last: str, first: str, birth: int | None, sex: str) -> str:
    """The key of a claim's patient: the subscriber when `relationship` is 18 or "", else a dependent."""
    if relationship in ("", "18"):
        return subscriber_key(member_id, last, first, birth)
    return dependent_key(member_id, last, first, birth, sex)


def own_key(number: str) -> str:
    """The key of a patient known by the sender's own number, or ""; a key that we made stays as it is."""
    if OURS.fullmatch(number):
        return number
    plain = normal(number)
    return _hash(f"own|{plain}") if plain else ""


def with_keys(claims: pa.Table, keys: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The claims (schema CLAIM) under other claim keys, by which patients of whom nothing is known are named."""
    nobody = pc.equal(claims["patient"], _nobody(claims["claim_key"]))
    patients = pc.if_else(nobody, _nobody(keys), claims["patient"])
    for name, values in (("claim_key", keys), ("patient", patients)):
        claims = with_column(claims, name, values)
    return claims


def _nobody(keys: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return pc.binary_join_element_wise("claim", keys.cast(pa.string()), " ")


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
