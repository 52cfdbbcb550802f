"""One claim of an 837P: from its CLM to the next claim, hierarchy level or end (loops 2300 to 2430).

Each handler takes the claim, a segment and its index in the run. Segments that repeat (dates, providers, whole service
lines) are taken apart once; `tables.elements[text]` has element n at index n, and at least thirteen. Lines go to the
tables as they come, because a claim with an SV1 is professional whatever its envelopes say; the claim itself is kept
here until its end, because without one it may be of another kind. Loops: 005010X222A1; 004010X098A1 where it differs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sightline.claims.values import money, period, thousandths, units
from sightline.claims.x12.hierarchy import Billing
from sightline.claims.x12.segments import Run
from sightline.claims.x12.tables import CONTROL, LINE_WIDTH, PERIOD, RENDERING, Tables
from sightline.claims.x12.values import (
    CHARGE,
    CODE,
    GREATEST_POINTER,
    ODD,
    ODD_POINTER,
    PLAIN,
    UNITS,
    UNUSED,
    npi,
)

CLAIM, OTHER_PAYER, LINE, ADJUDICATION = "2300", "2320", "2400", "2430"

#: REF01 that are the claim's own even after a provider of loop 2310, and the line's own after one of loop 2420.
CLAIM_REFERENCES = {"F8", "G1", "D9", "EA", "X4", "9F", "9C", "9A", "P4", "1J", "4N", "F5", "EW", "LX"}
LINE_REFERENCES = {"6R", "G1", "X4", "F4", "BT", "EW", "9B", "9D", "9F"}
FACILITIES = {"77", "FA", "LI", "TL"}  # 4010 has four qualifiers for the place of service
CLAIM_DATES = {"431": "onset_date", "439": "accident_date", "435": "admission_date", "096": "discharge_date"}
OTHER_LINES = {"SV2": "institutional", "SV3": "dental"}
NOTHING = ["", "", "", ""]


class Claim:
    """A claim as it is read; the class holds what a claim has when nothing is said."""

    loop = CLAIM
    entity = ""  # NM101 of the provider or payer that the segment is about
    assigned = ""  # LX01 waiting for its SV1
    period = -1  # of service, row in Tables.periods
    period_row = -1
    dated = -1  # row of the line that a DTP*472 was read for
    rendering: list[str] | None = None
    facility: list[str] | None = None
    referring = ""
    at = -1  # row of the line that a segment is about; -1 = none
    line_rendering: list[str] | None = None
    rendering_row = -1  # for lines that name no one themselves; known when the first line comes
    greatest_pointer = 0
    odd_pointers = False
    other_lines = ""  # kind of claim that SV2 or SV3 show
    other_line_at = 0
    waiting_lx = -1
    bare_qualifier = ""

    def __init__(self, tables: Tables, run: Run, billing: Billing, e: list[str], index: int) -> None:
        self.tables = tables
        self.run = run
        self.billing = billing
        self.index = index
        self.first_line = tables.line_count
        self.claim_id = e[1]
        self.charge_text = e[2]
        self.charge = tables.cents[e[2]]
        self.place = tables.places[e[5]]
        self.codes: list[int] = []  # diagnosis and index, one after the other
        self.rare: dict[str, Any] = {}
        self.lists: list[tuple[str, tuple[Any, ...]]] = []
        self.payers: list[dict[str, Any]] = []
        self.rejected: list[tuple[str, int]] = []
        self.issues: list[tuple[str, tuple[Any, ...], int]] = []
        if e[11]:
            self.rare["accident"] = accident(e[11], tables.component)

    @property
    def lines(self) -> int:
        """How many lines were read."""
        return self.tables.line_count - self.first_line

    def issue(self, kind: str, index: int, *values: Any) -> None:
        """Note something odd at a segment."""
        self.issues.append((kind, values, index))

    # loop 2300

    def _amount(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.loop == CLAIM:
            self.lists.append(("amounts", (e[1], e[2])))
        elif self.loop == OTHER_PAYER:
            if e[1] == "D":
                self.payers[-1]["paid"] = money(e[2])
        elif self.at >= 0:
            self.tables.line_lists["amounts"] += (self.at, e[1], e[2])

    def _note(self, text: str, index: int) -> None:
        written = note(text, self.tables.element)
        if self.loop == CLAIM:
            self.lists.append(("notes", (written,)))
        elif self.loop != OTHER_PAYER and self.at >= 0:
            self.tables.line_lists["notes"] += (self.at, written)

    def _reference(self, text: str, index: int) -> None:
        e = text.split(self.tables.element)
        if len(e) < 5:
            e += NOTHING
        kind, value, loop = e[1], e[2], self.loop
        if loop == LINE:
            tables, at = self.tables, self.at
            if at < 0:
                return
            if self.entity and (kind not in LINE_REFERENCES or self.entity == "PR"):
                if kind == "HPI" and self.entity == "82" and self.line_rendering and not self.line_rendering[0]:
                    self._render_line(0, value)
                return
            if kind == "6R" and not tables.lines[LINE_WIDTH * at + CONTROL]:
                tables.lines[LINE_WIDTH * at + CONTROL] = value  # to be among the identifiers at the flush
                return
            if kind == "G1" and not e[4]:
                tables.line_rare["prior_authorization"].setdefault(at, value)
            tables.line_lists["identifiers"] += (at, kind, value)
        elif loop == CLAIM:
            if self.entity and kind not in CLAIM_REFERENCES:
                if kind == "HPI" and self.entity == "82" and self.rendering and not self.rendering[0]:
                    self.rendering[0] = value
                return
            if kind == "F8":
                self.rare.setdefault("original_reference", value)
            elif kind == "G1":
                self.rare.setdefault("prior_authorization", value)
            self.lists.append(("identifiers", (kind, value)))

    def _dates(self, text: str, index: int) -> None:
        loop = self.loop
        if loop == OTHER_PAYER:
            return
        row, wrong = self.tables.dates[text]
        if row >= 0:
            if wrong:
                self.issue("DTP*472 of claim {} {}", index, self.claim_id, wrong)
            if row == self.tables.no_period:
                return
            if loop == CLAIM:
                if self.period not in (-1, row):
                    self.issue(TWO_DATES, index, "DTP*472", f"claim {self.claim_id}")
                self.period = row
            elif self.at >= 0:
                before = self.tables.lines[LINE_WIDTH * self.at + PERIOD]
                if self.dated == self.at and before != row:
                    self.issue(TWO_DATES, index, "DTP*472", f"a line of claim {self.claim_id}")
                self.dated = self.at
                self.tables.lines[LINE_WIDTH * self.at + PERIOD] = row
                if self.period >= 0:
                    self.tables.line_rare["date_source"].pop(self.at, None)
        elif loop != LINE:
            self._other_date(text, index)

    def _other_date(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        kind, found = e[1], period(e[3])
        if self.loop == ADJUDICATION and kind == "573":
            self.tables.line_rare["adjudications"][self.at][-1]["date"] = found and found[0]
        elif self.loop == CLAIM and kind in CLAIM_DATES:
            if found is not None:
                if self.rare.get(CLAIM_DATES[kind], found[0]) != found[0]:
                    self.issue(TWO_DATES, index, f"DTP*{kind}", f"claim {self.claim_id}")
                self.rare[CLAIM_DATES[kind]] = found[0]
            elif e[2] != "TM":
                self.issue("DTP*{} of claim {} is not a date", index, kind, self.claim_id)

    # providers: loops 2310, 2330, 2420

    def _name(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        who = self.entity = e[1]
        if self.loop == OTHER_PAYER:
            if who == "PR":
                self.payers[-1]["name"], self.payers[-1]["id"] = e[3], e[9]
            return
        if self.loop != CLAIM:
            if self.at >= 0:
                self._line_provider(who, npi(e[8], e[9]))
        elif who == "82":
            self.rendering = [npi(e[8], e[9]), ""]
        elif who in FACILITIES:
            self.facility = [npi(e[8], e[9]), "", ""]
        elif who in ("DN", "P3"):
            self.referring = self.referring or npi(e[8], e[9])
        elif who == "DQ":
            self.rare["supervising_npi"] = npi(e[8], e[9])

    def _line_provider(self, who: str, number: str) -> None:
        rare, at = self.tables.line_rare, self.at
        if who == "82":
            self.line_rendering = ["", ""]
            self._render_line(0, number)
        elif who in FACILITIES:
            rare["facility_npi"][at], rare["facility_zip"][at] = number, ""
        elif who in ("DN", "P3"):
            rare["referring_npi"].setdefault(at, number)
        elif who == "DQ":
            rare["supervising_npi"][at] = number
        elif who == "DK":
            rare["ordering_npi"][at] = number

    def _render_line(self, k: int, value: str) -> None:
        """Take NPI (0) or taxonomy (1) of the line's own rendering provider."""
        if self.line_rendering is not None:
            self.line_rendering[k] = value
            row = self.tables.tuples["rendering"][(*self.line_rendering, "line")]
            self.tables.lines[LINE_WIDTH * self.at + RENDERING] = row

    def _taxonomy(self, text: str, index: int) -> None:
        if self.entity != "82":
            return
        taxonomy = self.tables.elements[text][3]
        if self.loop == CLAIM and self.rendering is not None:
            self.rendering[1] = taxonomy
        elif self.loop == LINE and self.at >= 0:
            self._render_line(1, taxonomy)

    def _street(self, text: str, index: int) -> None:
        if self.entity in FACILITIES and self.loop == CLAIM and self.facility is not None:
            self.facility[2] = self.tables.elements[text][1]

    def _address(self, text: str, index: int) -> None:
        if self.entity not in FACILITIES:
            return
        code = self.tables.elements[text][3]
        if self.loop == CLAIM and self.facility is not None:
            self.facility[1] = code
        elif self.loop == LINE and self.at >= 0:
            self.tables.line_rare["facility_zip"][self.at] = code

    # other payers: loops 2320 and 2430

    def _other_subscriber(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        self.loop, self.entity = OTHER_PAYER, ""
        self.payers.append({"responsibility": e[1], "filing_code": e[9], "name": "", "id": "", "paid": None})
        self.payers[-1]["adjustments"] = []

    def _adjudication(self, text: str, index: int) -> None:
        if self.at < 0:
            return
        e = self.tables.elements[text]
        self.loop, self.entity = ADJUDICATION, ""
        code = [*e[3].split(self.tables.component), ""][1]
        decided = {"payer_id": e[1], "paid": money(e[2]), "code": code, "units": units(e[5]), "date": None}
        decided["adjustments"] = []
        self.tables.line_rare["adjudications"].setdefault(self.at, []).append(decided)

    def _adjustments(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.loop == OTHER_PAYER:
            kept = self.payers[-1]["adjustments"]
        elif self.loop == ADJUDICATION:
            kept = self.tables.line_rare["adjudications"][self.at][-1]["adjustments"]
        else:
            self.issue("CAS of claim {} belongs to no other payer", index, self.claim_id)
            return
        for k in range(2, len(e) - 1, 3):
            if e[k]:
                quantity = e[k + 2] if len(e) > k + 2 else ""
                kept.append({"group": e[1], "reason": e[k], "amount": money(e[k + 1]), "units": units(quantity)})

    # service lines: loops 2400 and 2410

    def _number(self, text: str, index: int) -> None:
        if self.waiting_lx >= 0:
            self.issue("LX {} of claim {} has no SV1", self.waiting_lx, self.assigned, self.claim_id)
        self.loop, self.entity, self.at = LINE, "", -1
        self.assigned, self.waiting_lx = self.tables.elements[text][1], index

    def _service(self, text: str, index: int) -> None:
        tables = self.tables
        if self.waiting_lx < 0:
            self.loop, self.entity = LINE, ""
        self.waiting_lx, self.line_rendering = -1, None
        row = tables.services[text]
        service = tables.services.rows[row]
        if not service[CODE]:
            self._no_service(service, index)
            return
        if self.rendering_row < 0:
            self._resolve()
        at = self.at = tables.line_count
        tables.line_count += 1
        tables.lines += (
            tables.claim_count, at - self.first_line + 1, self.assigned, "", row, self.period_row, self.rendering_row,
            self.run.first + index, self.run.starts[index],
        )  # fmt: skip
        self.assigned = ""
        if not service[PLAIN]:
            self._odd_service(service, index)
        if service[GREATEST_POINTER] > self.greatest_pointer:
            self.greatest_pointer = service[GREATEST_POINTER]
        if self.period >= 0:
            tables.line_rare["date_source"][at] = "claim"

    def _resolve(self) -> None:
        """Settle what lines take from their claim: nothing in loop 2300 comes after the first line."""
        self.period_row = self.period if self.period >= 0 else self.tables.no_period
        _, number, _, taxonomy, *_ = self.billing.row()
        party = (*self.rendering, "claim") if self.rendering is not None else (number, taxonomy, "billing")
        self.rendering_row = self.tables.tuples["rendering"][party]

    def _no_service(self, service: tuple[Any, ...], index: int) -> None:
        """An SV1 that cannot be read."""
        self.at = -1
        self.assigned = ""
        if service[ODD] == "unknown":
            self.issue("claim {} has a segment that is not known", index, self.claim_id)
        else:
            self.rejected.append(("SV1 has no procedure code", index))

    def _odd_service(self, service: tuple[Any, ...], index: int) -> None:
        """Note what is odd about an SV1."""
        if service[CHARGE] is None:
            self.issue("SV102 of claim {} is not a dollar amount", index, self.claim_id)
        if service[UNITS] is None:
            self.issue("SV104 of claim {} is not a number of units", index, self.claim_id)
        self.odd_pointers = self.odd_pointers or bool(service[ODD_POINTER])
        if service[ODD]:
            self.issue(ODD_PROCEDURE[service[ODD]], index, self.claim_id)

    def _other_service(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if not self.other_lines:
            self.other_lines = OTHER_LINES.get(e[0], "")
            self.other_line_at = index
        self.loop, self.entity, self.at, self.waiting_lx = LINE, "", -1, -1

    def _drug(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.loop != OTHER_PAYER and self.at >= 0 and e[2] == "N4":
            self.tables.line_rare["ndc"][self.at] = e[3]
            self.entity = ""

    def _drug_quantity(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.loop != OTHER_PAYER and self.at >= 0:
            rare = self.tables.line_rare
            rare["ndc_quantity"][self.at] = thousandths(e[4])
            rare["ndc_unit"][self.at] = e[5].split(self.tables.component)[0]


def accident(text: str, component: str) -> str:
    """CLM11 as the column has it: up to three causes."""
    causes = text.split(component)[:3]
    return ",".join(cause.strip() for cause in causes if cause.strip())


def note(text: str, element: str) -> str:
    """A note as the column has it: the whole segment."""
    return "*".join(text.split(element)).rstrip("*")


TWO_DATES = "{} stands twice in {} with different dates; the last one was read"
ODD_PROCEDURE = {
    "separator": "SV101 of claim {} uses another component separator than ISA16 declares",
    "qualifier": "SV101 of claim {} has no qualifier; read as a procedure code",
}

#: What each segment inside a claim does, HI aside. None: kept by no column.
SEGMENTS: dict[str, Callable[[Claim, str, int], None] | None] = {
    "SV1": Claim._service,
    "DTP": Claim._dates,
    "REF": Claim._reference,
    "LX": Claim._number,
    "NM1": Claim._name,
    "PRV": Claim._taxonomy,
    "N3": Claim._street,
    "N4": Claim._address,
    "AMT": Claim._amount,
    "NTE": Claim._note,
    "K3": Claim._note,
    "PWK": Claim._note,
    "SBR": Claim._other_subscriber,
    "CAS": Claim._adjustments,
    "SVD": Claim._adjudication,
    "LIN": Claim._drug,
    "CTP": Claim._drug_quantity,
    "SV2": Claim._other_service,
    "SV3": Claim._other_service,
} | dict.fromkeys(UNUSED)
