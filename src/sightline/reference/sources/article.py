"""Local coverage articles: CMS's Medicare Coverage Database, the export current_article.zip, a zip of related csv tables.

Read are article (dates, status), article_x_hcpc_code, article_x_icd10_covered, article_x_contractor and contractor, as the
export's data dictionary names them. They become two tables: `article`, each code of an article for each contractor that
publishes it, and `article_diagnosis`, the diagnoses that the article lists as covered.

An article says in prose which of its lists is for which of its codes. Here a diagnosis of any of its lists covers any of its
codes, and `alone` says that nothing has to be told apart: one list of diagnoses, and codes of one kind (their first two
characters agree), while a drug beside its injection has another. Left out are drafts, articles without dates, without codes or
without diagnoses, those that cover some code whatever the diagnosis (XX000), and contractors without a number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePosixPath

from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER, ReferenceDataError
from sightline.reference.sources.loaded import Loaded, day, day_after, odd, tabled

KIND = "article"
DIAGNOSES = "article_diagnosis"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx"
PARSER = "article/1"

_ID = {"article": "article id", "version": "article version"}
_CONTRACTOR = {"id": "contractor id", "type": "contractor type id", "edition": "contractor version"}
#: The tables that are read: their columns, and which of these may be absent.
_TABLES: dict[str, tuple[dict[str, str], frozenset[str]]] = {
    "article": (
        {**_ID, "display": "display id", "status": "status", "start": "article eff date", "end": "article end date"}
        | {"updated": "last updated"},
        frozenset({"display", "end", "updated"}),
    ),
    "article_x_hcpc_code": ({**_ID, "code": "hcpc code id", "group": "hcpc code group"}, frozenset({"group"})),
    "article_x_icd10_covered": (
        {**_ID, "diagnosis": "icd10 code id", "group": "icd10 covered group"},
        frozenset({"group"}),
    ),
    "article_x_contractor": ({**_ID, **_CONTRACTOR}, frozenset()),
    "contractor": ({**_CONTRACTOR, "number": "contractor number"}, frozenset()),
}
_WHATEVER = "XX000"  # the diagnosis of a list that holds for any
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")
_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")


@dataclass
class _Article:
    """One version of an article, its rows gathered."""

    row: int
    start: date
    end: date
    codes: set[str] = field(default_factory=set)
    code_groups: set[str] = field(default_factory=set)
    diagnoses: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    contractors: set[str] = field(default_factory=set)

    def alone(self) -> bool:
        """Whether every diagnosis it lists is for every code it lists, as far as its tables tell."""
        kinds = {code[:2] for code in self.codes}
        return len(self.lists) == 1 and len(self.code_groups) == 1 and len(kinds) == 1


def recognise(file: Published) -> bool:
    """Whether the file is one of the export's tables, which are read together only."""
    name = PurePosixPath(file.names[0]).stem.lower()
    return name in _TABLES and name != "contractor" and find_header(file, _ID) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Refuse a table of the export that is given by itself."""
    raise ReferenceDataError("one of the related tables of the coverage database: add the zip with all of them.")


def export_in(files: Sequence[Published]) -> dict[str, Published]:
    """The tables of the export among the members of a zip, by name; none where one that is read is missing."""
    named = {PurePosixPath(file.names[0]).stem.lower(): file for file in files}
    return {name: named[name] for name in _TABLES} if named.keys() >= _TABLES.keys() else {}


def read_export(files: dict[str, Published], period: str | None) -> tuple[Loaded, Loaded]:
    """The tables `article` and `article_diagnosis`; raises ReferenceDataError with the table, the row and the reason.

    The release is named by the last day on which an article was updated, and speaks for dates until then.
    """
    versions, updated = _articles(files["article"])
    for _, cells in _rows(files, "article_x_hcpc_code"):
        one = versions.get((cells["article"], cells["version"]))
        if one and _CODE.fullmatch(code := cells["code"].upper()):
            one.codes.add(code)
            one.code_groups.add(cells.get("group", ""))
    for _, cells in _rows(files, "article_x_icd10_covered"):
        if one := versions.get((cells["article"], cells["version"])):
            one.diagnoses.add(cells["diagnosis"].upper().replace(".", ""))
            one.lists.add(cells.get("group", ""))
    numbers = {_who(cells): cells["number"].strip() for _, cells in _rows(files, "contractor")}
    for row, cells in _rows(files, "article_x_contractor"):
        if _who(cells) not in numbers:
            reason = odd(row, f"names contractor {cells['id']}, which the table contractor lacks")
            raise ReferenceDataError(f"{files['article_x_contractor'].name}: {reason}")
        if one := versions.get((cells["article"], cells["version"])):
            one.contractors.add(numbers[_who(cells)])
    named = _without_overlap(versions)
    usable = {key: one for key, one in named.items() if one.diagnoses and _WHATEVER not in one.diagnoses}
    name = period or updated.isoformat()
    title = f"Local coverage articles, {name}"
    codes = [
        {"code": code, "article": key, "contractor": contractor, "alone": one.alone(), "diagnoses": len(one.diagnoses),
         "as_of": updated, "effective_from": one.start, "effective_to": one.end, "source_row": one.row}
        for key, one in usable.items() for code in one.codes for contractor in one.contractors - {""}
    ]  # fmt: skip
    listed = [
        {"article": key, "diagnosis": diagnosis, "source_row": one.row}
        for key, one in usable.items()
        for diagnosis in one.diagnoses
        if _DIAGNOSIS.fullmatch(diagnosis)
    ]
    until = updated + timedelta(days=1)
    return (
        Loaded(KIND, name, title, BEGINNING, until, tabled(KIND, codes)),
        Loaded(DIAGNOSES, name, f"Diagnoses of {title[0].lower()}{title[1:]}", BEGINNING, until, tabled(DIAGNOSES, listed)),
    )  # fmt: skip


def _articles(file: Published) -> tuple[dict[tuple[str, str], _Article], date]:
    """The articles in force or retired, by identifier and version, and the last day on which one was updated."""
    found: dict[tuple[str, str], _Article] = {}
    latest = BEGINNING
    for row, cells in _rows({"article": file}, "article"):
        if cells["status"].upper() not in {"A", "R"} or cells.get("display", "").upper().startswith("DA"):
            continue
        if not cells["start"]:
            continue
        try:
            start = day(_of_day(cells["start"]), row)
            end = day_after(_of_day(cells.get("end", "")), row)
            stated = _of_day(cells.get("updated", ""))
            latest = max(latest, day(stated, row) if stated else start)
        except ReferenceDataError as reason:
            raise ReferenceDataError(f"{file.name}: {reason}") from None
        if cells["status"].upper() == "R" and end == FOREVER:
            continue  # retired on a day that is not stated
        found[cells["article"], cells["version"]] = _Article(row, start, end)
    if not found:
        raise ReferenceDataError(f"{file.name}: no article in force.")
    return found, latest


def _without_overlap(versions: dict[tuple[str, str], _Article]) -> dict[str, _Article]:
    """The versions by the name under which they are kept (A59915, or A59915 v12 of one that a later one follows), each
    ending where the next begins."""
    by_article: dict[str, list[tuple[int, _Article]]] = defaultdict(list)
    for (article, version), one in versions.items():
        by_article[article].append((int(version) if version.isdigit() else 0, one))
    named: dict[str, _Article] = {}
    for article, each in by_article.items():
        each.sort(key=lambda pair: pair[0])
        for at, (number, one) in enumerate(each):
            later = each[at + 1 :]
            if later:
                one.end = min(one.end, later[0][1].start)
            if one.start < one.end:
                named[f"A{article} v{number}" if later else f"A{article}"] = one
    return named


def _rows(files: dict[str, Published], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    layout, optional = _TABLES[name]
    header = find_header(files[name], layout, optional)
    if header is None:
        columns = ", ".join(layout[each] for each in layout if each not in optional)
        raise ReferenceDataError(f"{files[name].name}: no heading row with its columns ({columns}).")
    return records(files[name], header)


def _who(cells: dict[str, str]) -> tuple[str, str, str]:
    return cells["id"], cells["type"], cells["edition"]


def _of_day(text: str) -> str:
    """A date of the export without its time of day."""
    return text.split(" ")[0].split("T")[0]
