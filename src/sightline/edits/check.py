"""Check claims against the catalogue: the run itself.

A `Checker` holds an engine, a reference and the edits, and checks one set of claims after another; the reference rows
of the codes it meets stay at hand between checks, so that one claim in a warm process costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.edit import Edit
from sightline.edits.findings import FINDING
from sightline.edits.history import History, with_source
from sightline.edits.load import load
from sightline.edits.part import NOT_CHECKED, Plan, check_part
from sightline.edits.payer_rules import PAYER, Withheld, by_payer, check_edits, withheld
from sightline.edits.people import with_people
from sightline.edits.result import VOID, ReferenceUse, Result, joined, joined_gaps
from sightline.edits.slices import VALUES, Slices
from sightline.edits.standing import by_account, with_standing
from sightline.engines.duckdb import SMALL, DuckDB
from sightline.payers.profile import DEFAULT, PARAMETERS, UNRECOGNISED, Profile, find_profile, load_profiles
from sightline.payers.table import Payers
from sightline.reference.store import Reference, open_reference

#: Lines that are checked together; more are taken in parts by patient, since no edit looks across patients.
PART = 500_000
#: Parts that are checked at the same time: each holds its relations in memory, and has the engine's threads besides.
_AT_ONCE = 2

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

_DIAGNOSIS_COLUMNS = ["claim_key", "position", "code_set", "code"]

_Part = tuple[pa.Table, pa.Table, pa.Table]


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
        self._plan = Plan.of(self.edits)
        self._slices = Slices(self.engine, self.reference)
        self._payer_table = payers or Payers((), load_profiles())
        self._withheld: dict[str, tuple[Profile, tuple[Withheld, ...]]] = {}

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
        findings, not_checked = self._check_parts(_parts(numbered, read, coded), payers)
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

    def _check_parts(self, parts: list[_Part], payers: pa.Table) -> tuple[list[pa.Table], list[pa.Table]]:
        """The findings and gaps of all parts, some parts at the same time, each on a connection of its own."""
        tests = self._plan.tests.items()
        known = {name for name, (over, test) in tests if over in VALUES and self._slices.meets(over, test)}
        if len(parts) == 1:
            return check_part(self.engine, self._plan, known, *parts[0])
        findings, not_checked = [], []
        workers = min(len(parts), self.engine.threads, _AT_ONCE)
        engines: SimpleQueue[DuckDB] = SimpleQueue()
        for _ in range(workers):
            engines.put(beside := DuckDB(beside=self.engine))
            beside.register("payer_of", payers)

        def check_next(part: _Part) -> tuple[list[pa.Table], list[pa.Table]]:
            engine = engines.get()
            try:
                return check_part(engine, self._plan, known, *part)
            finally:
                engines.put(engine)

        try:
            with ThreadPoolExecutor(workers) as pool:
                for found, unchecked in pool.map(check_next, parts):
                    findings += found
                    not_checked += unchecked
        finally:
            while not engines.empty():
                engines.get().close()
        return findings, not_checked

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


def _parts(claims: pa.Table, lines: pa.Table, diagnoses: pa.Table) -> list[_Part]:
    """The tables whole, or cut by patient into parts of at most about PART lines."""
    if lines.num_rows <= PART:
        return [(claims, lines, diagnoses)]
    parts = -(-lines.num_rows // PART)
    step = pc.max(claims["patient"]).as_py() // parts + 1
    of_claims = pc.divide(claims["patient"], step)
    numbers = (
        of_claims,
        *(of_claims.take(pc.index_in(table["claim_key"], claims["claim_key"])) for table in (lines, diagnoses)),
    )
    return [
        tuple(
            table.filter(pc.equal(number, part))
            for table, number in zip((claims, lines, diagnoses), numbers, strict=True)
        )
        for part in range(parts)
    ]


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
