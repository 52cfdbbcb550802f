"""What an edit is, and how its file is read.

An edit is one SQL file: a comment with TOML front matter between ``/*+++`` and ``+++``, a page in Markdown up to
``*/``, then one SELECT. The front matter is validated here, so that a mistake in the catalogue names its file and line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sightline.edits.rule import portable
from sightline.errors import SightlineError

STATUSES = ("fail", "bypassed", "review", "info")
KINDS = ("line", "set")
DISPOSITIONS = {
    "claim-rejection": "The claim is rejected before adjudication: correct it and send it again.",
    "claim-denial": "The claim is denied: correct it and resubmit, or appeal with records.",
    "line-rejection": "The line is rejected before adjudication: correct the claim and send it again.",
    "line-denial": "The line is denied: correct and resubmit when coding was wrong, appeal when records support it.",
    "line-reduction": "The line is paid at a reduced amount.",
    "records-request": "Payment may wait for records: have the documentation ready.",
    "advisory": "No payer action is expected from this alone.",
}
#: Relations that an edit may read; see edits/relations/.
RELATIONS = (
    "service",
    "claim",
    "diagnosis",
    "diagnosis_match",
    "provider",
    "pair",
    "surgery",
    "included_visit",
    "other_payer",
    "adjudication",
    "spaced",
    "specialty_rule",
    "ptp",
    "coverage",
    "article",
    "article_diagnosis",
    "excluded_service",
    "supply_limit",
    "addon",
    "modifier",
    "taxonomy",
    "lineage",
    "guidance",
    "modifier_scope",
    "patient_rule",
    # What was read from procedure reports; see reports/compare.py. Only the edits of reports/record/ have them.
    "report",
    "answer",
    "report_code",
    "named_code",
    "known_code",
)
FIXES = {"set_modifiers", "remove_line", "replace_code", "set_units"}
_REQUIRED = {"id", "name", "title", "since", "kind", "reads", "status", "disposition", "citation", "message"}
_OPTIONAL = {"carc", "rarc", "needs", "applies", "evidence", "fix_text", "fix", "parameter", "guard", "defers_to"}
_ID = re.compile(r"[A-Z]{3}\d{3}")
_FRONT = re.compile(r"\A/\*\+\+\+\n(?P<toml>.*?)\n\+\+\+\n(?P<page>.*?)\*/\s*(?P<sql>.*)\Z", re.DOTALL)
_LINE_SHAPE = re.compile(
    r"\ASELECT\s+(?P<columns>.*?)\s+FROM\s+(?P<over>service|diagnosis|claim)\s+WHERE\s+(?P<where>.*)\Z", re.DOTALL
)


#: A text that edits share: of a page (NAME.page) or of a query (NAME.query), in the folder of the edit.
_INCLUDE = re.compile(r"@include (?P<name>\w+\.(?:page|query))")
#: The package's own catalogue, which its tests lint: a tenth of a cold start.
_OWN = Path(__file__).parents[1] / "catalogue"


class CatalogueError(SightlineError):
    """An edit file is not as it must be; the message names the file, the line and what to change."""


@dataclass(frozen=True)
class Citation:
    """Where a rule is published: the source's title and the place in it."""

    source: str
    section: str

    def __str__(self) -> str:
        return f"{self.source} {self.section}".strip()


@dataclass(frozen=True)
class Edit:
    """One edit of the catalogue.

    `applies` says which service lines the edit looks at, so that those among them that lack its `needs` are reported as
    not checked. `guard` (a relation and a condition over it) spares a set edit whose query could find nothing. `defers_to`
    are edits to which it leaves a finding, as long as they are checked for the payer (`payer_of.silent`).

    `message`, `evidence` (the values that decided) and `fix_text` are templates over the columns of the SELECT. `fix.safe`
    says that the fix is purely formal: always (true), or where the evidence has all values of one of its tables.
    `columns` and `where` are the two halves of a line edit (its SELECT list and its boolean expression over `over`:
    service, claim or diagnosis); they are empty for a set edit, whose whole text is `sql`.
    """

    id: str
    name: str
    title: str
    family: str
    since: str
    kind: str
    reads: tuple[str, ...]
    needs: tuple[str, ...]
    applies: str
    status: str
    disposition: str
    carc: str
    rarc: str
    citation: tuple[Citation, ...]
    message: str
    evidence: str
    fix_text: str
    fix: dict[str, Any] | None
    parameter: str
    guard: tuple[str, str] | None
    defers_to: tuple[str, ...]
    page: str
    sql: str
    columns: str
    where: str
    over: str
    path: Path

    def is_safe(self, evidence: Mapping[str, str]) -> bool:
        """Whether the fix of a finding with this evidence is purely formal, so that it may be applied unseen."""
        safe = (self.fix or {}).get("safe", False)
        if isinstance(safe, bool):
            return safe
        return any(all(evidence.get(name) == value for name, value in table.items()) for table in safe)


def parse(path: Path, needs: frozenset[str]) -> Edit:
    """Read one edit file; `needs` are the names that edits/needs.toml defines.

    Raises CatalogueError naming file and line.
    """
    text = whole_text(path)
    match = _FRONT.match(text)
    if match is None:
        raise CatalogueError(f"{path}:1: an edit begins with /*+++, TOML, +++, its page, */ and then one SELECT")
    try:
        meta = tomllib.loads(match["toml"])
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: front matter (from line 2): {error}") from None
    problem = _problem(meta, path, needs)
    if problem:
        raise CatalogueError(f"{path}:{_line_of(text, problem[0])}: {problem[1]}")
    sql = match["sql"].strip().rstrip(";").strip()
    for banned in () if path.is_relative_to(_OWN) else portable.lint(sql):
        line = text[: match.start("sql")].count("\n") + 1 + banned.line
        raise CatalogueError(f"{path}:{line}: {banned.message}")
    columns = where = over = ""
    if meta["kind"] == "line":
        shape = _LINE_SHAPE.match(portable.without_comments(sql).strip())
        if shape is None:
            raise CatalogueError(
                f"{path}: a line edit is SELECT … FROM service (or claim, diagnosis) WHERE <expression>"
            )
        columns, where, over = shape["columns"], shape["where"], shape["over"]
    return Edit(
        id=meta["id"],
        name=meta["name"],
        title=meta["title"],
        family=path.parent.name,
        since=meta["since"],
        kind=meta["kind"],
        reads=tuple(meta["reads"]),
        needs=tuple(meta.get("needs", ())),
        applies=meta.get("applies", "TRUE"),
        status=meta["status"],
        disposition=meta["disposition"],
        carc=meta.get("carc", ""),
        rarc=meta.get("rarc", ""),
        citation=tuple(Citation(c["source"], c.get("section", "")) for c in meta["citation"]),
        message=meta["message"],
        evidence=meta.get("evidence", ""),
        fix_text=meta.get("fix_text", ""),
        fix=meta.get("fix"),
        parameter=meta.get("parameter", ""),
        guard=(meta["guard"]["over"], meta["guard"]["where"]) if "guard" in meta else None,
        defers_to=tuple(meta.get("defers_to", ())),
        page=match["page"].strip(),
        sql=sql,
        columns=columns,
        where=where,
        over=over,
        path=path,
    )


def whole_text(path: Path) -> str:
    """The text of an edit file with each line `@include NAME` replaced by the file NAME beside it, which edits share.

    Raises CatalogueError naming file and line when it is not there.
    """
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(keepends=True), 1):
        match = _INCLUDE.fullmatch(line.rstrip())
        if match is None:
            lines.append(line)
            continue
        try:
            lines.append((path.parent / match["name"]).read_text(encoding="utf-8"))
        except OSError:
            raise CatalogueError(f"{path}:{number}: there is no {match['name']} beside it to include") from None
    return "".join(lines)


def _problem(meta: dict[str, Any], path: Path, needs: frozenset[str]) -> tuple[str, str] | None:
    """The first thing wrong with the front matter, as (key, sentence)."""
    missing = sorted(_REQUIRED - meta.keys())
    if missing:
        return "", f"front matter lacks {', '.join(missing)}"
    unknown = sorted(meta.keys() - _REQUIRED - _OPTIONAL)
    if unknown:
        return unknown[0], f"front matter has no key {unknown[0]}"
    checks = [
        (
            "id",
            bool(_ID.fullmatch(meta["id"])) and meta["id"] == path.stem,
            "id is three letters and three digits, as the file name",
        ),
        ("kind", meta["kind"] in KINDS, f"kind is one of {', '.join(KINDS)}"),
        ("status", meta["status"] in STATUSES, f"status is one of {', '.join(STATUSES)}"),
        ("disposition", meta["disposition"] in DISPOSITIONS, f"disposition is one of {', '.join(DISPOSITIONS)}"),
        ("reads", all(r in RELATIONS for r in meta["reads"]), f"reads names relations among {', '.join(RELATIONS)}"),
        (
            "needs",
            all(n in needs for n in meta.get("needs", ())),
            f"needs names entries of needs.toml: {', '.join(sorted(needs))}",
        ),
        (
            "citation",
            bool(meta["citation"]) and all(c.get("source") for c in meta["citation"]),
            "an edit cites at least one source",
        ),
        (
            "fix",
            meta.get("fix") is None or meta["fix"].get("action") in FIXES,
            f"fix.action is one of {', '.join(sorted(FIXES))}",
        ),
        (
            "fix",
            _is_safe_well_said(meta.get("fix") or {}),
            "fix.safe, true or a list of tables of evidence values, goes with set_modifiers only",
        ),
    ]
    return next(((key, sentence) for key, good, sentence in checks if not good), None)


def _is_safe_well_said(fix: dict[str, Any]) -> bool:
    safe = fix.get("safe", False)
    if safe is False:
        return True
    tables = safe is True or (
        isinstance(safe, list)
        and bool(safe)
        and all(isinstance(t, dict) and t and all(isinstance(v, str) for v in t.values()) for t in safe)
    )
    return tables and fix.get("action") == "set_modifiers"


def _line_of(text: str, key: str) -> int:
    if key:
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(rf"\[*{key}\b", line):
                return number
    return 2
