"""Check claims against the catalogue: the run itself.

A `Checker` holds a reference, the edits and an engine for few lines and one for many, and checks one set of claims after
another: few lines on SQLite, many on DuckDB, with the same texts and the same findings.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits import plain
from sightline.edits.dated import dated
from sightline.edits.divide import Claims, divided
from sightline.edits.facts import Facts, lookups_of, relation, values_of
from sightline.edits.few import Few
from sightline.edits.findings import FINDING
from sightline.edits.form import CLAIM_FORM, NOTHING_COORDINATED, coordination, prepared, with_form
from sightline.edits.history import History, with_source
from sightline.edits.part import NOT_CHECKED, Plan, check_part, met_by_situations
from sightline.edits.payer_rules import PAYER, Withheld, by_payer, check_edits, withheld
from sightline.edits.people import with_people
from sightline.edits.result import VOID, Result, counted, joined, joined_gaps
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import load
from sightline.edits.situations import with_numbers, with_situations
from sightline.edits.superseded import by_account, with_superseded
from sightline.engines import Engine
from sightline.engines.sqlite import LARGEST, SQLite, serves
from sightline.payers.profile import DEFAULT, PARAMETERS, UNRECOGNISED, Profile, find_profile, load_profiles
from sightline.payers.table import Payers
from sightline.reference.rows import IndexedRows, ParquetRows
from sightline.reference.store import Reference, open_reference

if TYPE_CHECKING:
    from sightline.engines.duckdb import DuckDB

#: Up to this many lines SQLite is quicker than DuckDB; see benchmarks/check_claims.py.
FEW = 3_000
#: Lines that are checked together; more are taken in parts by patient, since no edit looks across patients.
PART = 1_000_000
#: Sets of payers, as claims name them together, of which what they withhold is kept.
_MOST_NAMED = 200
_NONE_ASIDE = pa.schema([("claim_key", pa.int64()), ("superseded", pa.string())]).empty_table()

_CLAIM_COLUMNS = [
    "claim_key", "claim_id", "charge", "frequency", "original_reference", "patient", "payer_id", "payer_name",
    "filing_code", "billing_npi", "billing_tax_id", "billing_taxonomy", "referring_npi", "supervising_npi",
    "facility_npi", "patient_birth_date", "patient_sex", "admission_date", "discharge_date", "created",
    *CLAIM_FORM,
]  # fmt: skip
_DIAGNOSIS_COLUMNS = ["claim_key", "position", "code_set", "code"]


class Checker:
    """Holds what stays the same from one check to the next.

    `edits` defaults to the whole catalogue, `payer` (a profile for every claim) to each claim's own payer, found among
    `payers` (default: the package's profiles). `taxonomies` (rendering_npi, rendering_taxonomy) are those that claims of
    other checks state; SQLite serves up to `few` lines (default: FEW). Not to be shared
    between threads: make one for each.
    """

    def __init__(
        self,
        reference: Reference | None = None,
        edits: Sequence[Edit] | None = None,
        payer: Profile | None = None,
        engine: DuckDB | None = None,
        payers: Payers | None = None,
        taxonomies: pa.Table | None = None,
        few: int | None = None,
    ) -> None:
        self.reference = reference if reference is not None else open_reference()
        self.edits = tuple(edits) if edits is not None else load()
        self.payer = payer
        self._taxonomies = taxonomies
        self._starter = self.reference.starter_array
        self._many = engine
        self._most_few = few
        self.plan = Plan.of(self.edits)
        self._payer_table = payers or Payers((), load_profiles())
        self._withheld: dict[str, tuple[Profile, tuple[Withheld, ...]]] = {}
        self._given: dict[str, pa.Table] = {}
        self._payers_named: dict[tuple[tuple[str, ...], ...], plain.Payers] = {}
        self._shared: dict[str, pa.Table] = {}  # what all parts of one check read
        self._few_coordinate = (
            True  # the engine for few lines must be given what other payers said, or that they said nothing
        )
        self._facts: dict[str, Facts] = {}
        self._small: SQLite | None = None
        self._few: Few | None = None
        self._last: Engine | None = None
        self._unusable = False

    @property
    def engine(self) -> DuckDB:
        """The engine for many lines."""
        if self._many is None:
            from sightline.engines.duckdb import DuckDB  # half of a cold start

            self._many = DuckDB()
        return self._many

    def give(self, name: str, table: pa.Table) -> None:
        """Make a relation that edits read besides those of claims and reference."""
        self._given[name] = table

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the relations of the last check."""
        return self._last.rows(sql) if self._last else []

    def close(self) -> None:
        """Give back the memory of the engines."""
        for engine in (self._many, self._small):
            if engine:
                engine.close()

    def check(self, claims: pa.Table, lines: pa.Table, diagnoses: pa.Table, history: History | None = None) -> Result:
        """Check claims given as tables of the schemas CLAIM, LINE and DIAGNOSIS; every row is accounted for.

        Edits see the lines of `history` too; no finding is on one of them. A void requests no payment: of it the claim
        alone is checked. Edits that look across lines leave aside what was replaced or voided (edits/superseded.py).
        """
        seen = (claims, lines, diagnoses)
        if history:
            before = (history.claims, history.lines, history.diagnoses)
            seen = tuple(pa.concat_tables(pair) for pair in zip(before, seen, strict=True))
        engine = self._engine_for(seen[0], seen[1])
        try:
            return self._dated(engine, self._check(engine, Claims(*seen), Claims(claims, lines, diagnoses), history))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR):
                raise
        self._unusable = True  # the index is damaged, which `sightline doctor` tells: the Parquet beside it is not
        result = self._check(self.engine, Claims(*seen), Claims(claims, lines, diagnoses), history)
        return self._dated(self.engine, result)

    def check_each(self, sets: Sequence[Claims]) -> list[Result]:
        """Check several sets of claims, each as if there was no other; claim keys rise from one set to the next.

        Sets of few and plain claims are checked together: most of what a check of one claim takes does not grow with them.
        """
        plain_ones = [each for each in sets if each.claims.num_rows and plain.is_plain(each.claims, each.lines)]
        together = {}
        if len(plain_ones) > 1 and self._taxonomies is None:
            whole = Claims(*(pa.concat_tables(tables) for tables in zip(*plain_ones, strict=True)))
            if self._engine_for(whole.claims, whole.lines) is self._small:
                together = dict(
                    zip(map(id, plain_ones), self._check_together(self._small, whole, plain_ones), strict=True)
                )
        return [together[id(each)] if id(each) in together else self.check(*each) for each in sets]

    def _check_together(self, engine: SQLite, whole: Claims, sets: Sequence[Claims]) -> list[Result]:
        """The check of each of some sets of plain claims, `whole` all of them, with one run of the statements."""
        numbers = [number for number, each in enumerate(sets) for _ in range(each.claims.num_rows)]
        rows = plain.read(*whole, _CLAIM_COLUMNS, numbers)
        results = plain.each_of(self._dated(engine, self._check_plain(engine, rows, whole)), sets)
        facts, starter = self._facts_of(engine), self.reference.starter_codes
        named = [tuple(counted(each.claims, PAYER)) for each in sets]
        return [
            replace(
                result,
                reference=facts.used(plain.days_of(result.lines, starter)),
                payers=self._payers_of_rows(payers, result.claims).table,
            )
            for result, payers in zip(results, named, strict=True)
        ]

    def _dated(self, engine: Engine, result: Result) -> Result:
        answers = self._facts_of(engine).answers
        return dated(result, answers, self.reference.releases, self.reference.starter_codes)

    def _check(self, engine: Engine, seen: Claims, given: Claims, history: History | None) -> Result:
        """The check of what is `given`, with what is `seen` beside it, on one engine."""
        alone = history is None and self._taxonomies is None
        if engine is self._small and alone and plain.is_plain(given.claims, given.lines):
            return self._check_plain(engine, plain.read(*given, _CLAIM_COLUMNS), given)
        claims, lines, diagnoses = given
        facts = self._facts_of(engine)
        payers, rules = self.payers_of(seen[0])
        self._shared = {**coordination(seen[0], seen[1]), **self._given, "payer_of": payers}
        self._few_coordinate = self._few_coordinate or engine is self._small
        for name, table in self._shared.items():
            engine.register(name, table)
        people = with_form(with_people(seen[0]))
        read, coded = prepared(seen[1], seen[0]), seen[2].select(_DIAGNOSIS_COLUMNS)
        numbered = with_superseded(engine, by_account(people.select(_CLAIM_COLUMNS), payers), read)
        voids = numbered.filter(pc.equal(numbered["superseded"], VOID))["claim_key"]
        if len(voids):
            read, coded = (table.filter(pc.invert(pc.is_in(table["claim_key"], voids))) for table in (read, coded))
        once = with_situations(seen[0], read, facts.days(values_of(read, "date_from") - {None}), self._taxonomies)
        facts.cover(lookups_of(seen[0], numbered, read, once, coded, pairs=engine is self._small))
        engine.register("situation_read", once.situations)
        engine.register("rendering_read", once.renderings)
        reads, few = self.plan.reads, engine is self._small
        engine.create("situation", relation("situation") if few else reads.situation(self.engine), shared=True)
        engine.create("rendering", relation("rendering"), shared=True)
        physicians = engine.rows("SELECT rendering, counts_for FROM rendering")
        codes = pc.index_in(once.situations["code"], pa.array(facts.codes, pa.string())).combine_chunks()
        read = with_numbers(once.lines, numbered, codes, physicians)
        if engine is self._small and self._few:
            for name, table in (("claim_read", numbered), ("line_read", read), ("diagnosis_read", coded)):
                engine.register(name, table)
            aside = pc.any(pc.not_equal(numbered["superseded"], "")).as_py()
            claim_ids = dict(zip(*(numbered[name].to_pylist() for name in ("claim_key", "claim_id")), strict=True))
            found, gaps = ([each] for each in self._few.tables(aside=bool(aside), claim_ids=claim_ids))
        else:
            found, gaps = self._check_parts(divided(Claims(numbered, read, coded), PART))
        on_input, gaps_of_input = _of_input(found, FINDING), _of_input(gaps, NOT_CHECKED)
        findings = with_source(on_input, history) if history else on_input
        stands, not_checked = by_payer(on_input, gaps_of_input, claims, payers, rules)
        self._last = engine
        return Result(
            findings=joined(findings, claims, lines, seen[0], stands),
            gaps=joined_gaps(not_checked, claims),
            claims=claims,
            lines=lines,
            diagnoses=diagnoses,
            edits=self.edits,
            reference=facts.used(_days(lines, voids, self._starter)),
            payers=payers,
            superseded=_left_aside(numbered),
        )

    def _check_plain(self, engine: SQLite, rows: plain.Rows, given: Claims) -> Result:
        """The check of few claims as rows."""
        assert self._few is not None
        claims, lines, diagnoses = given
        facts, payers = self._facts_of(engine), self._payers_of_rows(tuple(dict.fromkeys(rows.payers)), claims)
        for name, table in {**self._given, "payer_of": payers.table}.items():
            engine.register(name, table)
        if self._few_coordinate:  # what an earlier check left there
            for name, table in NOTHING_COORDINATED.items():
                engine.register(name, table)
            self._few_coordinate = False
        accounts = plain.accounts_of(rows, payers)
        read, modifier_lists = plain.put(engine, rows, accounts, dict(facts.days(rows.dates)))
        facts.cover(plain.lookups(rows, accounts, modifier_lists))
        for name in ("situation", "rendering"):
            engine.create(name, relation(name), shared=True)
        plain.put_lines(engine, read, rows, accounts, facts.codes)
        claim_ids = dict(zip(rows.claims["claim_key"], rows.claims["claim_id"], strict=True))
        found, gaps = plain.by_payer(*self._few.check(aside=False, claim_ids=claim_ids), rows, payers)
        self._last = engine
        return Result(
            findings=plain.findings_table(found, rows, claims, lines),
            gaps=plain.gaps_table(gaps, rows),
            claims=claims,
            lines=lines,
            diagnoses=diagnoses,
            edits=self.edits,
            reference=facts.used(plain.days_of(lines, self.reference.starter_codes)),
            payers=payers.table,
            superseded=_NONE_ASIDE,
        )

    def _payers_of_rows(self, named: tuple[tuple[str, ...], ...], claims: pa.Table) -> plain.Payers:
        """The payers that some claims name; worked out once for each set of them, since most requests name the same few."""
        known = self._payers_named.get(named)
        if known is None:
            table, rules = self.payers_of(claims)
            known = plain.Payers(
                table,
                dict(zip(named, table["insurer"].to_pylist(), strict=True)),
                {payer: {rule.edit: rule for rule in each} for payer, each in zip(named, rules, strict=True)},
            )
            if len(self._payers_named) >= _MOST_NAMED:
                self._payers_named.clear()
            self._payers_named[named] = known
        return known

    def _engine_for(self, claims: pa.Table, lines: pa.Table) -> Engine:
        """SQLite for few lines of amounts that it holds exactly, DuckDB for the others."""
        amounts = (claims["charge"], lines["charge"], lines["units"])
        few = FEW if self._most_few is None else self._most_few
        if self._unusable or lines.num_rows > few or not serves() or not all(_is_exact(each) for each in amounts):
            return self.engine
        if self._small is None:
            small = SQLite()
            try:
                self._facts["few"] = Facts(small, self.reference, IndexedRows(small, self.reference.releases))
            except (OSError, sqlite3.Error):  # the index can be neither read nor written
                return self.engine
            self._small, self._few = small, Few(small, self.plan)
        return self._small

    def _facts_of(self, engine: Engine) -> Facts:
        if engine is self._small:
            return self._facts["few"]
        if "many" not in self._facts:
            self._facts["many"] = Facts(self.engine, self.reference, ParquetRows(self.engine), self.plan.reads.names)
        return self._facts["many"]

    def _check_parts(self, parts: list[Claims]) -> tuple[list[pa.Table], list[pa.Table]]:
        """The findings and gaps of all parts, one part after another."""
        findings, not_checked = [], []
        from sightline.engines.connections import Connections

        with Connections(self.engine, self._shared) as connections:
            known = met_by_situations(connections, self.plan)
            for part in parts:
                found, unchecked = check_part(connections, self.plan, known, *part)
                findings += found
                not_checked += unchecked
        return findings, not_checked

    def payers_of(self, claims: pa.Table) -> tuple[pa.Table, list[tuple[Withheld, ...]]]:
        """The relation `payer_of` (each payer that the claims name, its profile's title and its parameters, and who it is
        under whatever name; `silent`: the edits that others defer to and that are not checked for it), and for each of its
        rows what the payer's profile withholds."""
        chosen, rules = [], []
        deferred_to = {name for edit in self.edits for name in edit.defers_to}
        left_out = deferred_to - {edit.id for edit in self.edits}
        for named in counted(claims, PAYER):
            row = dict(zip(PAYER, named, strict=True))
            found = self.payer or self._payer_table.profile_of(*(row[name] for name in PAYER))
            profile = found or (UNRECOGNISED if any(row[name] for name in PAYER) else find_profile(DEFAULT))
            parameters = {parameter: profile.value(parameter) for parameter in PARAMETERS}
            own = found if self.payer is None else self._payer_table.profile_of(*(row[name] for name in PAYER))
            insurer = own.name if own else row["payer_id"] or row["payer_name"].upper()
            known = found is not None
            rules.append(self._rules(profile))
            untold = left_out | {rule.edit for rule in rules[-1] if rule.edit in deferred_to}
            silent = "".join(f" {name} " for name in sorted(untold))
            about = {"payer": profile.title, "known": known, "insurer": insurer, "silent": silent}
            chosen.append({**row, **about, **parameters})
        texts = [(name, pa.string()) for name in ("insurer", "silent", *PARAMETERS)]
        fields = [*claims.select(PAYER).schema, ("payer", pa.string()), ("known", pa.bool_()), *texts]
        return pa.Table.from_pylist(chosen, pa.schema(fields)), rules

    def _rules(self, profile: Profile) -> tuple[Withheld, ...]:
        """What the profile withholds of the edits chosen; worked out once."""
        known = self._withheld.get(profile.name)
        if known is None or known[0] is not profile:
            check_edits(profile, load())
            known = self._withheld[profile.name] = (profile, withheld(profile, self.edits))
        return known[1]


def _is_exact(amounts: pa.ChunkedArray) -> bool:
    """Whether all amounts are small enough for SQLite, which holds them as floats."""
    if len(amounts) <= FEW:
        return all(-LARGEST < amount < LARGEST for amount in amounts.to_pylist() if amount is not None)
    least, most = pc.min_max(amounts).as_py().values()
    return least is None or max(-least, most) < LARGEST


def _days(lines: pa.Table, voids: pa.ChunkedArray, starter: pa.Array) -> list[tuple[Any, bool, int]]:
    """How many lines there are of each date of service, by whether the starter covers the code; those of voids aside."""
    if len(voids):
        lines = lines.filter(pc.invert(pc.is_in(lines["claim_key"], voids)))
    days = pa.table({"on": lines["date_from"], "in_starter": pc.is_in(lines["code"], starter)})
    return [(on, in_starter, count) for (on, in_starter), count in counted(days, ("on", "in_starter")).items()]


def _left_aside(claims: pa.Table) -> pa.Table:
    """The claims that do not count beside others, earlier ones aside."""
    left = pc.and_(pc.not_equal(claims["superseded"], ""), pc.greater_equal(claims["claim_key"], 0))
    return claims.filter(left).select(["claim_key", "superseded"])


def _of_input(tables: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    """The rows of all the tables that are not on an earlier claim."""
    table = pa.concat_tables([table.cast(schema) for table in tables]) if tables else schema.empty_table()
    earlier = pc.less(table["claim_key"], 0)
    return table.filter(pc.invert(earlier)) if pc.any(earlier).as_py() else table
