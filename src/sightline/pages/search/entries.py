"""What can be found: every code, edit, payer and reason of a denial, with the texts by which it is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import pyarrow.parquet as pq

from sightline.denied.table import reasons, remarks
from sightline.edits.rule.load import load
from sightline.pages.gather import Gatherer
from sightline.pages.sections.dotted import dotted
from sightline.pages.verify.code_sets import CodeSets, taxonomy_title
from sightline.pages.words import known_labels, procedure_names, range_of, rows
from sightline.payers.profile import load_profiles
from sightline.reference.store import Reference
from sightline.reference.titles import all_titles, inclusion_terms
from sightline.reports.compare import FINDINGS

#: The kinds of entries, and how much each counts beside the others when words fit equally well.
KINDS = {
    "procedure": 1.15, "edit": 1.1, "payer": 1.2, "modifier": 1.1, "taxonomy": 1.0, "place": 1.0, "diagnosis": 1.0, "denial": 1.0,
}  # fmt: skip


class Entry(NamedTuple):
    """An entry: its kind, its name (a code, an edit's id, a payer), what it is, and what else it is called, each with its
    place among the entries that are called so (0 is the first). `counts` is how much it counts beside entries of its
    kind: less where the title only says what the family of the code is, or the code is deleted or in no file though the
    whole ones are loaded."""

    kind: str
    name: str
    title: str
    counts: float = 1.0
    also: tuple[tuple[str, int], ...] = ()


_ENCOUNTERS = {"A": ", initial encounter", "D": ", subsequent encounter", "S": ", sequela"}
_AFTER_OURS = 50  # the place of the tabular list's inclusion terms, behind the names of our table
_INCOMPLETE = "missing, incomplete or invalid: "
_FAMILY_ONLY = 0.6
_DELETED = 0.5
_ANESTHESIA = 0.9  # the operation before the anesthesia for it


def entries(reference: Reference) -> Iterator[Entry]:
    """Every entry of the reference, of the catalogue and of the payers, and the procedures that our own tables name, with
    the words of our table of names in use. An entry without a title of its own has the first of those names for one."""
    also = _in_use()
    named = [name for kind, name in also if kind == "procedure"]
    for entry in _titled(reference, named):
        names = also.get((entry.kind, entry.name), [])
        if names and entry.counts in (_FAMILY_ONLY, _FAMILY_ONLY * _ANESTHESIA):
            entry = entry._replace(title=f"{names[0][0]} · {entry.title}", counts=entry.counts / _FAMILY_ONLY)
        yield entry._replace(title=entry.title or (names[0][0] if names else ""), also=(*names, *entry.also))


def _titled(reference: Reference, named: Iterable[str]) -> Iterator[Entry]:
    on = date.today()
    sets = CodeSets(reference, on)
    gone = {row["code"] for release in reference.of("lineage") for row in pq.read_table(release.path).to_pylist()
            if row["deleted_on"] <= on}  # fmt: skip
    known = {**_descriptors(reference), **known_labels()}
    loaded = dict.fromkeys(Gatherer(reference, on).codes())
    whole = all(any(each.scope == "all" for each in reference.of(kind)) for kind in ("fee_schedule", "mue"))
    for code in dict.fromkeys([*loaded, *known, *named]):
        found = range_of(code)
        group = found.group
        unknown = whole and code not in loaded
        words = known.get(code, group) + (" (deleted)" if code in gone else " (in no loaded file)" if unknown else "")
        counts = _DELETED if code in gone or unknown else 1.0 if code in known else _FAMILY_ONLY
        if found.service == "anesthesia":
            counts *= _ANESTHESIA
        yield Entry("procedure", code, words if group in ("", words) else f"{words} · {group}", counts)
    for code in dict.fromkeys([*sets.modifier_labels, *sets.modifiers]):
        yield Entry("modifier", code, sets.modifier_labels.get(code, {}).get("label", ""))
    for code, row in sets.taxonomies.items():
        yield Entry("taxonomy", code, taxonomy_title(row))
    for code, row in sets.places.items():
        yield Entry("place", code, row["name"])
    for edit in (*load(), *load(FINDINGS)):
        yield Entry("edit", edit.id, edit.title)
    for profile in load_profiles():
        yield Entry("payer", profile.name, profile.title)
    for code, (_, says) in reasons().items():
        yield Entry("denial", code, f"CARC {code}: {says}")
    for code, (kind, says) in remarks().items():
        yield Entry("denial", code, f"RARC {code}: {_INCOMPLETE if kind == 'incomplete' else ''}{says}")
    titles = all_titles(reference, on)
    included = inclusion_terms()
    for code in sets.diagnoses:
        terms = tuple((term, _AFTER_OURS) for term in included.get(code, ()))
        yield Entry("diagnosis", dotted(code), titles.get(code) or _extended(code, titles), also=terms)


def _descriptors(reference: Reference) -> dict[str, str]:
    """What CMS's level II files and the user's own files call codes."""
    return {
        row["code"]: row["title"]
        for kind in ("hcpcs", "descriptor")
        for release in reference.of(kind)
        for row in pq.read_table(release.path, columns=["code", "title"]).to_pylist()
        if row["title"]
    }


def _extended(code: str, titles: Mapping[str, str]) -> str:
    """The title of a code of seven characters whose list names only its stem: the stem's, with what its last character says
    of the encounter (ICD-10-CM guidelines I.C.19.a); "" when the stem has none either."""
    stem = titles.get(code[:6].rstrip("X"), "") if len(code) == 7 else ""
    return f"{stem}{_ENCOUNTERS.get(code[6], '')}" if stem else ""


def _in_use() -> dict[tuple[str, str], list[tuple[str, int]]]:
    """What entries are called where they are used, by kind and name: our words for procedures, and the table names_in_use."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for code, names in procedure_names().items():
        found["procedure", code].extend((words, 0) for words in names)
    for row in rows("names_in_use"):
        for place, name in enumerate(row["names"].split()):
            for words in row["words"].split("|"):
                found[row["kind"], name].append((words, place))
    return found
