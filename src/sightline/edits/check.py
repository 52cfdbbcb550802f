"""Check claims against the catalogue: the run itself.

A `Checker` holds an engine, a reference and the edits, and checks one set of claims after another; the reference rows
of the codes it meets stay at hand between checks, so that one claim in a warm process costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.edit import Edit
from sightline.edits.findings import FINDING, finding_select
from sightline.edits.history import History, with_source
from sightline.edits.load import Need, load, load_needs
from sightline.edits.payer_rules import PAYER, Withheld, by_payer, check_edits, withheld
from sightline.edits.people import with_people
from sightline.edits.result import VOID, ReferenceUse, Result, joined, joined_gaps
from sightline.edits.slices import Slices, relation
from sightline.edits.standing import by_account, with_standing
from sightline.edits.text import placeholders, sentence
from sightline.engines.duckdb import SMALL, DuckDB, literal
from sightline.payers.profile import DEFAULT, PARAMETERS, UNRECOGNISED, Profile, find_profile, load_profiles
from sightline.payers.table import Payers
from sightline.reference.store import Reference, open_reference

#: Lines that are checked together; more are taken in parts by patient, since no edit looks across patients.
PART = 500_000

_CLAIM_COLUMNS = [
    "claim_key", "claim_id", "charge", "frequency", "original_reference", "patient", "payer_id", "payer_name",
    "filing_code", "billing_npi", "billing_tax_id", "billing_taxonomy", "referring_npi", "supervising_npi",
    "facility_npi", "patient_birth_date", "patient_sex", "admission_date", "discharge_date", "created",
    "responsibility",
]  # fmt: skip
_LINE_COLUMNS = [
    "claim_key", "line_no", "qualifier", "code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "charge",
    "units", "unit_basis", "place_of_service", "pointer_1", "pointer_2", "pointer_3", "pointer_4", "date_from", "date_to",
    "rendering_npi", "rendering_taxonomy", "rendering_source", "referring_npi", "ordering_npi", "supervising_npi", "ndc",
]  # fmt: skip

_HCPCS = pa.array(["HC", ""])  # SV101-1: HCPCS, CPT among it; "" where a table does not say

#: Relations with a row for each claim, line or diagnosis; the others hold reference rows and may be long.
_OF_CLAIMS = ("service", "claim", "diagnosis")
_DIAGNOSIS_COLUMNS = ["claim_key", "position", "code_set", "code"]

NOT_CHECKED = pa.schema(
    [
        pa.field("edit", pa.string()),
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),
        pa.field("reason", pa.string()),
        pa.field("need", pa.string()),
    ]
)


class Checker:
    """Holds what stays the same from one check to the next.

    `edits` defaults to the whole catalogue, `payer` (a profile for every claim) to each claim's own payer, found among
    `payers` (default: the package's profiles). Not to be shared between threads: make one for each.
    """

    def __init__(
        self,
        reference: Reference | None = None,
        edits: Sequence[Edit] | None = None,
        payer: Profile | None = None,
        engine: DuckDB | None = None,
        payers: Payers | None = None,
    ) -> None:
        self.reference = reference if reference is not None else open_reference()
        self.edits = tuple(edits) if edits is not None else load()
        self.payer = payer
        self.engine = engine or DuckDB()
        self._needs = {need.name: need for need in load_needs()}
        self._slices = Slices(self.engine, self.reference)
        self._payer_table = payers or Payers((), load_profiles())
        self._withheld: dict[str, tuple[Profile, tuple[Withheld, ...]]] = {}
        self._tests = self._conditions()

    def check(self, claims: pa.Table, lines: pa.Table, diagnoses: pa.Table, history: History | None = None) -> Result:
        """Check claims given as tables of the schemas CLAIM, LINE and DIAGNOSIS; every row is accounted for.

        Edits see the lines of `history` too; no finding is on one of them. A void asks for no payment: of it the claim
        alone is checked. Edits that look across lines leave aside what was replaced or voided (edits/standing.py).
        """
        seen = (claims, lines, diagnoses)
        if history:
            before = (history.claims, history.lines, history.diagnoses)
            seen = tuple(pa.concat_tables(pair) for pair in zip(before, seen, strict=True))
        self.engine.small(seen[1].num_rows <= SMALL)
        people = with_people(seen[0])
        payers, rules = self.payers_of(seen[0])
        self.engine.register("payer_of", payers)
        read, coded = _prepared(seen[1]), seen[2].select(_DIAGNOSIS_COLUMNS)
        numbered = with_standing(self.engine, by_account(people.select(_CLAIM_COLUMNS), payers), read)
        voids = numbered.filter(pc.equal(numbered["standing"], VOID))["claim_key"]
        if len(voids):
            read, coded = (table.filter(pc.invert(pc.is_in(table["claim_key"], voids))) for table in (read, coded))
        self._slices.cover(seen[0], read, coded)
        findings: list[pa.Table] = []
        not_checked: list[pa.Table] = []
        for part in _parts(numbered, read, coded):
            found, unchecked = self._check_part(*part)
            findings += found
            not_checked += unchecked
        on_input, gaps_of_input = _of_input(findings, FINDING), _of_input(not_checked, NOT_CHECKED)
        found, gaps = by_payer(on_input, gaps_of_input, claims, payers, rules)
        if history:
            found = with_source(found, history)
        return Result(
            findings=joined(found, claims, lines, seen[0]),
            not_checked=joined_gaps(gaps, claims),
            claims=claims,
            lines=lines,
            diagnoses=diagnoses,
            edits=self.edits,
            reference=self.used(lines.filter(pc.invert(pc.is_in(lines["claim_key"], voids)))).get(0, ()),
            payers=payers,
            standing=_left_aside(numbered),
        )

    def used(self, lines: pa.Table, sets: pa.Array | None = None) -> dict[int, tuple[ReferenceUse, ...]]:
        """The releases that answered for lines that were checked, by the number of the set that each line is of."""
        days = self._slices.days(lines).append_column("set", pa.repeat(0, lines.num_rows) if sets is None else sets)
        counted: dict[int, list[dict[str, Any]]] = {}
        for row in days.group_by(["set", "on", "in_starter"]).aggregate([([], "count_all")]).to_pylist():
            counted.setdefault(row["set"], []).append(row)
        return {number: self._slices.used(rows) for number, rows in counted.items()}

    def _check_part(
        self, claims: pa.Table, lines: pa.Table, diagnoses: pa.Table
    ) -> tuple[list[pa.Table], list[pa.Table]]:
        """Build the relations of some claims, count what fires, and fetch the findings of the edits that do."""
        engine = self.engine
        engine.register("claim_read", claims)
        engine.register("line_read", lines)
        engine.register("diagnosis_read", diagnoses)
        for name in ("claim", "billed", "service", "diagnosis"):
            engine.create(name, relation(name))
        met = self._met(small=lines.num_rows <= SMALL)
        fired = [edit for edit in self.edits if edit.id in met or edit.id not in self._tests]
        findings = [self._findings(edit) for edit in fired if edit.kind == "line"]
        gaps = [self._gaps(need) for name, need in self._needs.items() if name in met]
        if pc.any(pc.not_equal(claims["standing"], "")).as_py():  # across lines, only what stands is seen
            engine.create("service", "SELECT * FROM service WHERE stands")
        for name in ("provider", "pair", "surgery"):
            if any(name in edit.reads for edit in fired):
                engine.create(name, relation(name))
        findings += [self._findings(edit) for edit in fired if edit.kind == "set"]
        return [found for found in findings if found is not None], gaps

    def _conditions(self) -> dict[str, tuple[str, str]]:
        """What decides whether a query is worth running, by edit or need: a relation and a condition over it.

        Of a line edit its own condition, of a set edit its guard, of a need the rows that lack it.
        """
        conditions = {edit.id: (edit.over, edit.where) if edit.kind == "line" else edit.guard for edit in self.edits}
        for name in sorted({name for edit in self.edits for name in edit.needs}):
            conditions[name] = (self._needs[name].over, self._needs[name].missing)
        return {name: condition for name, condition in conditions.items() if condition}

    def _met(self, *, small: bool) -> set[str]:
        """The edits and needs whose condition some row meets, or that must be run to know.

        For a handful of lines the cost is planning, so one statement evaluates all conditions over a relation. For many
        it is scanning, and a line edit is as quickly run as counted.
        """
        line_edits = {edit.id for edit in self.edits if edit.kind == "line"}
        met: set[str] = set() if small else line_edits
        asked: dict[str, dict[str, list[str]]] = {}  # by relation and condition: who asks
        for name, (over, test) in self._tests.items():
            if name not in met:
                asked.setdefault(over, {}).setdefault(test, []).append(name)
        for over, tests in asked.items():
            by_row = small and over in _OF_CLAIMS
            columns = ", ".join(f"({test})" if by_row else f"bool_or({test})" for test in tests)
            for row in self.engine.rows(f"SELECT {columns} FROM {over}"):
                met.update(name for names, yes in zip(tests.values(), row, strict=True) if yes for name in names)
        return met

    def _findings(self, edit: Edit) -> pa.Table | None:
        rows = self.engine.query(edit.sql)
        if not rows.num_rows:
            return None
        self.engine.register("hit", rows)
        return self.engine.query(finding_select(edit, rows.schema, "hit"))

    def _gaps(self, need: Need) -> pa.Table:
        """The rows that lack `need`, once for each edit that needs it and would have looked at them."""
        line = "line_no" if need.over == "service" else "CAST(NULL AS INTEGER)"
        columns = {name: pa.string() for name in placeholders(need.reason)}
        selects = [
            f"SELECT DISTINCT {literal(edit.id)} AS edit, claim_key, {line} AS line_no,"
            f" {sentence(need.reason, columns)} AS reason, {literal(need.name)} AS need"
            f" FROM {need.over} WHERE ({need.missing}) AND ({edit.applies})"
            for edit in self.edits
            if need.name in edit.needs
        ]
        return self.engine.query(" UNION ALL ".join(selects))

    def payers_of(self, claims: pa.Table) -> tuple[pa.Table, list[tuple[Withheld, ...]]]:
        """The relation `payer_of` (each payer that the claims name, its profile's title and its parameters, and who it is
        under whatever name), and for each of its rows what the payer's profile withholds."""
        names = claims.select(PAYER).group_by(PAYER).aggregate([])
        chosen, rules = [], []
        for row in names.to_pylist():
            found = self.payer or self._payer_table.profile_of(*(row[name] for name in PAYER))
            profile = found or (UNRECOGNISED if any(row[name] for name in PAYER) else find_profile(DEFAULT))
            parameters = {parameter: profile.value(parameter) for parameter in PARAMETERS}
            own = found if self.payer is None else self._payer_table.profile_of(*(row[name] for name in PAYER))
            insurer = own.name if own else row["payer_id"] or row["payer_name"].upper()
            known = found is not None
            chosen.append({**row, "payer": profile.title, "known": known, "insurer": insurer, **parameters})
            rules.append(self._rules(profile))
        texts = [(name, pa.string()) for name in ("insurer", *PARAMETERS)]
        fields = [*names.schema, ("payer", pa.string()), ("known", pa.bool_()), *texts]
        return pa.Table.from_pylist(chosen, pa.schema(fields)), rules

    def _rules(self, profile: Profile) -> tuple[Withheld, ...]:
        """What the profile withholds of the edits at hand; worked out once."""
        known = self._withheld.get(profile.name)
        if known is None or known[0] is not profile:
            check_edits(profile, load())
            known = self._withheld[profile.name] = (profile, withheld(profile, self.edits))
        return known[1]


def _parts(claims: pa.Table, lines: pa.Table, diagnoses: pa.Table) -> Iterable[tuple[pa.Table, pa.Table, pa.Table]]:
    """The tables whole, or cut by patient into parts of about PART lines."""
    if lines.num_rows <= PART:
        yield claims, lines, diagnoses
        return
    parts = -(-lines.num_rows // PART)
    step = pc.max(claims["patient"]).as_py() // parts + 1
    for part in range(parts):
        mine = pc.and_(pc.greater_equal(claims["patient"], part * step), pc.less(claims["patient"], (part + 1) * step))
        keys = claims["claim_key"].filter(mine)
        yield tuple(t.filter(pc.is_in(t["claim_key"], keys)) for t in (claims, lines, diagnoses))


def _prepared(lines: pa.Table) -> pa.Table:
    """The columns of lines that edits read, with `days` (how many a line spans; 1 when a date is missing or reversed)
    and `modifier_list` (' 26 59 ': a space before and after each modifier). A code of another set than HCPCS has its
    qualifier before it ('IV 90378'), lest it be taken for the HCPCS code of the same characters."""
    days = pc.max_element_wise(pc.add(pc.days_between(lines["date_from"], lines["date_to"]), 1), 1)
    stated = pc.binary_join_element_wise(*(lines[f"modifier_{n}"] for n in range(1, 5)), " ")
    modifiers = pc.binary_join_element_wise("", pc.utf8_trim_whitespace(stated), "", " ")
    chosen = lines.select(_LINE_COLUMNS).append_column("days", days).append_column("modifier_list", modifiers)
    other = pc.invert(pc.is_in(lines["qualifier"], _HCPCS))
    if not pc.any(other).as_py():
        return chosen
    qualified = pc.binary_join_element_wise(lines["qualifier"], lines["code"], " ")
    return chosen.set_column(chosen.schema.get_field_index("code"), "code", pc.if_else(other, qualified, lines["code"]))


def _left_aside(claims: pa.Table) -> pa.Table:
    """The claims that do not count beside others, earlier ones aside."""
    left = pc.and_(pc.not_equal(claims["standing"], ""), pc.greater_equal(claims["claim_key"], 0))
    return claims.filter(left).select(["claim_key", "standing"])


def _of_input(tables: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    """The rows of all the tables that are not on an earlier claim."""
    table = pa.concat_tables([table.cast(schema) for table in tables]) if tables else schema.empty_table()
    return table.filter(pc.greater_equal(table["claim_key"], 0))
