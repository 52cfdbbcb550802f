"""The rows of claims, lines and diagnoses between two flushes, and their way to Arrow batches."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims import schema
from sightline.claims.batch import Batch, Counts
from sightline.claims.columns import (
    FEW,
    Kinds,
    Parsed,
    Table,
    arrays,
    blank,
    constant,
    listed,
    no_rows,
    overlaid,
    record_batch,
)
from sightline.claims.issues import Row
from sightline.claims.values import cents, period
from sightline.claims.x12.values import diagnosis, npi, place_and_frequency, service

TEXT = pa.string()
TABLE_LIMIT = 20_000  # rows that a table keeps from one flush to the next


class Tables:
    """Rows one after the other in flat lists (as `CLAIM_ROW`, `LINE_ROW` and `DIAGNOSIS_ROW` name their values).

    A claim is (id, cents, place and frequency, the seven of `PERSON`, payer, billing provider, referring NPI, facility,
    envelope, segment, byte); a line is (claim row, line number, LX, control number, service, period, rendering,
    segment, byte); a diagnosis is (claim row, position, diagnosis, segment, byte). What has no unit here is a row of
    one of the tables below.
    """

    def __init__(self, file: str, first_claim_key: int) -> None:
        self.file = file
        self.next_key = first_claim_key
        self.element, self.component = "*", ":"
        self.cents = Parsed(cents)
        self.elements = Parsed(self._take_apart)
        self.dates = Parsed(self._service_dates)
        self.periods = Table(lambda text: (*(period(text) or (None, None)), period(text) is not None))
        self.places = Table(lambda text: place_and_frequency(text, self.component))
        self.services = Table(lambda text: service(text, self.element, self.component))
        self.diagnosis_codes = Table(lambda text: diagnosis(text, self.component))
        self.plain_codes = Parsed(self._plain_codes)
        self.npis = Parsed(self._npi)
        self.tuples = {name: Table(tuple) for name in ("envelope", "payer", "billing", "facility", "rendering")}
        self._start()

    def _start(self) -> None:
        self.claims: list[Any] = []
        self.lines: list[Any] = []
        self.diagnoses: list[Any] = []
        self.claim_count = self.line_count = 0
        self.rejected: list[tuple[Any, ...]] = []
        self.claim_rare: defaultdict[str, dict[int, Any]] = defaultdict(dict)
        self.line_rare: defaultdict[str, dict[int, Any]] = defaultdict(dict)
        self.claim_lists: defaultdict[str, list[Any]] = defaultdict(list)
        self.line_lists: defaultdict[str, list[Any]] = defaultdict(list)
        for table in (self.places, self.services, self.diagnosis_codes, *self.tuples.values()):
            if len(table.rows) > TABLE_LIMIT:
                table.empty()
        if not self.diagnosis_codes:
            self.plain_codes.clear()
        if len(self.periods.rows) > TABLE_LIMIT:
            self.periods.empty()
            self.dates.clear()
        self.no_period = self.periods[""]

    def delimit(self, element: str, component: str) -> None:
        """Take these separators from here on."""
        if (element, component) != (self.element, self.component):
            self.element, self.component = element, component
            self.elements.clear()
            self.dates.clear()
            self.plain_codes.clear()
            self.npis.clear()
            for table in (self.places, self.services, self.diagnosis_codes):
                table.forget()

    def _take_apart(self, text: str) -> list[str]:
        elements = text.split(self.element)
        elements += [""] * 12
        return elements

    def _npi(self, text: str) -> str:
        """The NPI in an NM1."""
        e = self.elements.parse(text)
        return npi(e[8], e[9])

    def _plain_codes(self, text: str) -> tuple[int, ...] | None:
        """The rows of the diagnoses in an HI; None when it has anything else, or anything odd."""
        composites = text.split(self.element)[1:]
        rows = tuple(map(self.diagnosis_codes.__getitem__, composites))
        kinds = {self.diagnosis_codes.rows[row][2] for row in rows}
        most = max(composite.count(self.component) for composite in composites)
        return rows if kinds == {"diagnosis"} and len(rows) <= 12 and most <= 2 else None

    def _service_dates(self, text: str) -> tuple[int, str]:
        """The row in `periods` of a DTP*472 and what is wrong with it ("" = nothing); row -1 for any other DTP."""
        e = self.elements.parse(text)
        if e[1] != "472":
            return -1, ""
        row = self.periods[e[3]]
        first, last, good = self.periods.rows[row]
        if not good:
            return self.no_period, "is not a date"
        return row, "ends before it starts" if last < first else ""

    def flush(self, counts: Counts, issues: list[Row]) -> Batch:
        """All rows as a batch; the tables are empty after it."""
        batch = Batch(
            *self._batches(),
            rejected=record_batch(self.rejected, schema.REJECTED, self.file),
            issues=record_batch(issues, schema.ISSUE, self.file),
            counts=counts,
        )
        self.next_key += self.claim_count
        self._start()
        return batch

    def _batches(self) -> tuple[pa.RecordBatch, pa.RecordBatch, pa.RecordBatch]:
        count = self.claim_count
        if not count:
            return no_rows(schema.CLAIM), no_rows(schema.LINE), no_rows(schema.DIAGNOSIS)
        keys = pa.array(range(self.next_key, self.next_key + count), pa.int64())
        claim = self._claim_columns(keys)
        claims = self._finish("CLAIM", claim, count, self.claim_rare, self.claim_lists)
        line, count = self._line_columns(claim), self.line_count
        line["identifiers"] = self._line_identifiers(line["control_number"])
        lines = self._finish("LINE", line, count, self.line_rare, self.line_lists)
        diagnosis, count = self._diagnosis_columns(claim), len(self.diagnoses) // len(DIAGNOSIS_ROW)
        return claims, lines, self._finish("DIAGNOSIS", diagnosis, count, {}, {})

    def _claim_columns(self, keys: pa.Array) -> dict[str, pa.Array]:
        columns, (places, payers, billings, facilities, envelopes) = _told(self.claims, CLAIM_ROW, CLAIM_KINDS)
        columns["claim_key"] = keys
        for part, table, at in (
            (PLACE, self.places, places),
            (PAYER, self.tuples["payer"], payers),
            (BILLING, self.tuples["billing"], billings),
            (FACILITY, self.tuples["facility"], facilities),
            (ENVELOPE, self.tuples["envelope"], envelopes),
        ):
            columns |= zip(part, table.columns(at, KINDS[part]), strict=True)
        return columns

    def _line_columns(self, claim: dict[str, pa.Array]) -> dict[str, pa.Array]:
        columns, (rows, services, periods, rendering) = _told(self.lines, LINE_ROW, LINE_KINDS)
        for part, table, at in (
            (SERVICE, self.services, services),
            (DATES, self.periods, periods),
            (RENDERED_BY, self.tuples["rendering"], rendering),
        ):
            columns |= zip(part, table.columns(at, KINDS[part]), strict=True)
        columns["date_source"] = _sources(columns["date_from"])
        given = {name: claim[name] for name in OF_CLAIM}
        for name in ("supervising_npi", "prior_authorization"):
            given[name] = overlaid(self.claim_rare.get(name), self.claim_count, TEXT)
        of_claim, place = _taken(given, rows), columns["place_of_service"]
        of_claim["place_of_service"] = pc.if_else(pc.equal(place, ""), of_claim["place_of_service"], place)
        return columns | of_claim

    def _diagnosis_columns(self, claim: dict[str, pa.Array]) -> dict[str, pa.Array]:
        columns, (rows, codes) = _told(self.diagnoses, DIAGNOSIS_ROW, DIAGNOSIS_KINDS)
        columns |= zip(CODE, self.diagnosis_codes.columns(codes, KINDS[CODE]), strict=True)
        return columns | _taken({name: claim[name] for name in ORIGIN}, rows)

    def _line_identifiers(self, controls: pa.Array) -> pa.Array:
        """Every REF of a line: its control number (6R) first, then the others."""
        kind = schema.LINE.field("identifiers").type
        others = self.line_lists["identifiers"]
        if others or self.line_count <= FEW:
            flat = [
                each for at, value in enumerate(controls.to_pylist()) if value for each in (at, "6R", value)
            ] + others
            rows = sorted(zip(flat[::3], flat[1::3], flat[2::3], strict=True), key=itemgetter(0))
            return listed([each for row in rows for each in row], self.line_count, kind)
        given = pc.not_equal(controls, "")
        offsets = pc.cumulative_sum(pa.concat_arrays([pa.array([0], pa.int32()), given.cast(pa.int32())]))
        values = controls.filter(given)
        items = pa.StructArray.from_arrays([constant("6R", len(values), TEXT), values], fields=list(kind.value_type))
        return pa.ListArray.from_arrays(offsets, items, type=kind)

    def _finish(
        self, rows: str, columns: dict[str, pa.Array], count: int, rare: dict[str, Any], lists: dict[str, Any]
    ) -> pa.RecordBatch:
        """The columns in the order of the schema named `rows`, with what is rare laid over them."""
        fields: pa.Schema = getattr(schema, rows)
        columns["file"] = constant(self.file, count, TEXT)
        for name, values in lists.items():
            if name not in columns:
                columns[name] = listed(values, count, fields.field(name).type)
        for name, given in rare.items():
            kind = fields.field(name).type
            columns[name] = (
                _nested(given, count, kind) if name in NESTED else overlaid(given, count, kind, columns.get(name))
            )
        nothing = _blank_few if count <= FEW else _blank
        arrays = [columns[name] if name in columns else nothing(rows, name, count) for name in NAMES[rows]]
        return pa.record_batch(arrays, schema=fields)


CONTROL, SERVICE_ROW, PERIOD, RENDERING, SEGMENT = 3, 4, 5, 6, 7  # of a line
NESTED = {"other_payers", "adjudications"}
PERSON = [
    "patient",
    "member_id",
    "relationship",
    "patient_last_name",
    "patient_first_name",
    "patient_birth_date",
    "patient_sex",
]
PLACE = ("place_of_service", "frequency")
PAYER = ("payer_name", "payer_id", "filing_code", "responsibility", "insurance_type", "group_number", "plan_name")
BILLING = (
    "billing_name",
    "billing_npi",
    "billing_tax_id",
    "billing_taxonomy",
    "billing_address",
    "billing_state",
    "billing_zip",
    "pay_to_zip",
)
FACILITY = ("facility_npi", "facility_zip", "facility_address")
ENVELOPE = ("interchange", "group", "transaction", "created")
DATES = ("date_from", "date_to")
RENDERED_BY = ("rendering_npi", "rendering_taxonomy", "rendering_source")
CODE = ("code_set", "code")
SERVICE = (
    "qualifier", "code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "description", "charge", "units",
    "unit_basis", "place_of_service", "pointer_1", "pointer_2", "pointer_3", "pointer_4", "emergency",
)  # fmt: skip


AT = ""  # a row's place in one of the tables of what repeats
CLAIM_ROW = ["claim_id", "charge", AT, *PERSON, AT, AT, "referring_npi", AT, AT, "segment", "byte"]
LINE_ROW = [AT, "line_no", "assigned_number", "control_number", AT, AT, AT, "segment", "byte"]
DIAGNOSIS_ROW = [AT, "position", AT, "segment", "byte"]
LINE_WIDTH = len(LINE_ROW)
CLAIM_KINDS, LINE_KINDS, DIAGNOSIS_KINDS = (
    Kinds.of(fields, (name for name in row if name != AT))
    for fields, row in ((schema.CLAIM, CLAIM_ROW), (schema.LINE, LINE_ROW), (schema.DIAGNOSIS, DIAGNOSIS_ROW))
)
KINDS = {
    part: Kinds.of(fields, part)
    for fields, parts in (
        (schema.CLAIM, (PLACE, PAYER, BILLING, FACILITY, ENVELOPE)),
        (schema.LINE, (SERVICE, DATES, RENDERED_BY)),
        (schema.DIAGNOSIS, (CODE,)),
    )
    for part in parts
}
NAMES = {rows: getattr(schema, rows).names for rows in ("CLAIM", "LINE", "DIAGNOSIS")}
#: What a diagnosis, and what a line has from its claim.
ORIGIN = ["claim_key", "interchange", "group", "transaction"]
OF_CLAIM = [*ORIGIN, "referring_npi", "facility_npi", "facility_zip", "place_of_service"]


def _told(values: list[Any], names: list[str], kinds: Kinds) -> tuple[dict[str, pa.Array], list[list[int]]]:
    """Flat rows as columns of `kinds`, and apart from them, in their order, the places in other tables."""
    split = [values[k :: len(names)] for k in range(len(names))]
    own = [name for name in names if name != AT]
    rows = list(zip(*(column for name, column in zip(names, split, strict=True) if name != AT), strict=True))
    return dict(zip(own, arrays(rows, kinds), strict=True)), [
        column for name, column in zip(names, split, strict=True) if name == AT
    ]


def _taken(columns: dict[str, pa.Array], rows: list[int]) -> dict[str, pa.Array]:
    """Some rows of the columns."""
    taken = pa.record_batch(list(columns.values()), names=list(columns)).take(pa.array(rows, pa.int32()))
    return dict(zip(columns, taken.columns, strict=True))


def _sources(dates: pa.Array) -> pa.Array:
    """Where a date came from: "line" where there is one (lines dated by their claim are laid over), otherwise ""."""
    return pc.if_else(dates.is_valid(), "line", "")


def _blank(rows: str, name: str, count: int) -> pa.Array:
    """Nothing, `count` times, as the column `name` of the schema named `rows`."""
    kind = getattr(schema, rows).field(name).type
    return listed([], count, kind) if pa.types.is_list(kind) else constant(blank(kind), count, kind)


_blank_few = lru_cache(8_000)(_blank)  # of one claim alone most columns are blank: the same arrays for every claim


def _nested(given: dict[int, Any], count: int, kind: pa.ListType) -> pa.Array:
    return pa.array([given.get(row, []) for row in range(count)], kind)
