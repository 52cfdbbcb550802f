"""Claims of one person of which some lack the birth date: joined when nothing speaks against it.

See claims/patient.py for what makes a person's key.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.patient import initial, subscriber_key
from sightline.tables import with_column

_SELF = pa.array(["18", ""])
_KNOWN_BY = ["patient", "patient_last_name", "patient_first_name", "patient_birth_date", "member_id"]


def with_people(claims: pa.Table) -> pa.Table:
    """The claims (schema CLAIM) with one key in `patient` for each person.

    A subscriber without a birth date is the one of the same member number who has one, when there is only one whose first
    name begins with the same letter (or has none); so is one without a first name among those without a birth date.
    """
    own = pc.and_(pc.is_in(claims["relationship"], _SELF), pc.not_equal(claims["member_id"], ""))
    if not pc.any(pc.and_(own, pc.is_null(claims["patient_birth_date"]))).as_py():
        return claims
    plain = pc.replace_substring_regex(pc.utf8_upper(claims["member_id"]), "[^A-Z0-9]", "")
    people = pa.table({"member": plain, "patient": claims["patient"], "own": own})
    of_member = people.filter(own).group_by("member").aggregate([("patient", "count_distinct")])
    doubtful = of_member.filter(pc.greater(of_member["patient_count_distinct"], 1))["member"]
    at = pc.indices_nonzero(pc.and_(own, pc.is_in(plain, doubtful)))
    if not len(at):
        return claims
    known: dict[str, dict[str, tuple[bool, set[str]]]] = {}  # by member: a key, whether it has a birth date, initials
    asking: list[tuple[int, str, str, str]] = []
    births = claims["patient_birth_date"].cast(pa.int32()).take(at).to_pylist()
    rows = claims.select(_KNOWN_BY).take(at).to_pylist()
    for place, member, row, birth in zip(at.to_pylist(), plain.take(at).to_pylist(), rows, births, strict=True):
        first = row["patient_first_name"]
        if row["patient"] != subscriber_key(row["member_id"], row["patient_last_name"], first, birth):
            continue  # the sender's own number tells who it is
        _, letters = known.setdefault(member, {}).setdefault(row["patient"], (birth is not None, set()))
        letters.add(initial(first))
        if birth is None:
            asking.append((place, member, row["patient"], initial(first)))
    keys = claims["patient"].to_pylist()
    for place, member, key, letter in asking:
        keys[place] = _person(known[member], key, letter)
    return with_column(claims, "patient", keys)


def _person(known: dict[str, tuple[bool, set[str]]], key: str, letter: str) -> str:
    """The one key that a claim without a birth date can mean, or its own."""
    dated = [each for each, (birth, letters) in known.items() if birth and (not letter or letters & {letter, ""})]
    if not dated and not letter:
        dated = [each for each in known if each != key]
    return dated[0] if len(dated) == 1 else key
