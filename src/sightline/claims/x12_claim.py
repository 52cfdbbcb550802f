"""One claim of an 837P: from its CLM to the next claim, hierarchy level or end (loops 2300 to 2430).

Each handler takes the claim, a segment and its index in the run. Segments that repeat (dates, providers, whole service
lines) are taken apart once; `tables.elements[text]` has element n at index n, and at least thirteen. Nothing is written to the tables before the whole claim is known, because only its service
lines tell what kind of claim it is. Loops: 005010X222A1; 004010X098A1 where it differs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .tables import Tables
from .values import money, period, thousandths, units
from .x12_values import CHARGE, CODE, ODD, PLAIN, UNITS, npi

CLAIM, OTHER_PAYER, LINE, ADJUDICATION = "2300", "2320", "2400", "2430"

#: REF01 that are the claim's own even after a provider of loop 2310, and the line's own after one of loop 2420.
CLAIM_REFERENCES = {"F8", "G1", "D9", "EA", "X4", "9F", "9C", "9A", "P4", "1J", "4N", "F5", "EW", "LX"}
LINE_REFERENCES = {"6R", "G1", "X4", "F4", "BT", "EW", "9B", "9D", "9F"}
FACILITIES = {"77", "FA", "LI", "TL"}  # 4010 has four qualifiers for the place of service
CLAIM_DATES = {"431": "onset_date", "439": "accident_date", "435": "admission_date", "096": "discharge_date"}
OTHER_LINES = {"SV2": "institutional", "SV3": "dental"}

NOTHING = ["", "", "", ""]


class Line:
    """A service line as it is read: an SV1 and what most lines have beside it."""

    __slots__ = ("assigned", "control", "index", "more", "period", "service")

    def __init__(self, index: int, service: int, assigned: str) -> None:
        self.index = index
        self.service = service  # row in Tables.services
        self.assigned = assigned
        self.control = ""
        self.period = -1
        self.more: More | None = None


class More:
    """What few lines have."""

    rendering: list[str] | None = None
    facility: list[str] | None = None

    def __init__(self) -> None:
        self.rare: dict[str, Any] = {}
        self.lists: list[tuple[str, tuple[Any, ...]]] = []
        self.adjudications: list[dict[str, Any]] = []


def more(line: Line) -> More:
    """What few lines have, for a line that has it."""
    if line.more is None:
        line.more = More()
    return line.more


class Claim:
    """A claim as it is read; the class holds what a claim has when nothing is said."""

    loop = CLAIM
    entity = ""  # NM101 of the provider or payer that the segment is about
    assigned = ""  # LX01 waiting for its SV1
    period = -1
    rendering: list[str] | None = None
    facility: list[str] | None = None
    referring = ""
    line: Line | None = None
    other_lines = ""  # kind of claim that SV2 or SV3 show
    other_line_at = 0
    waiting_lx = -1
    bare_qualifier = ""
    total: int | None = 0  # cents of all lines; None when one is unknown

    def __init__(self, tables: Tables, e: list[str], index: int) -> None:
        self.tables = tables
        self.index = index
        self.claim_id = e[1]
        self.charge_text = e[2]
        self.charge = tables.cents[e[2]]
        self.place = tables.places[e[5]]
        self.lines: list[Line] = []
        self.codes: list[int] = []  # diagnosis and index, one after the other
        self.rare: dict[str, Any] = {}
        self.lists: list[tuple[str, tuple[Any, ...]]] = []
        self.payers: list[dict[str, Any]] = []
        self.rejected: list[tuple[str, int]] = []
        self.issues: list[tuple[str, tuple[Any, ...], int]] = []
        if e[11]:
            causes = e[11].split(tables.component)[:3]
            self.rare["accident"] = ",".join(cause.strip() for cause in causes if cause.strip())

    def issue(self, kind: str, index: int, *values: Any) -> None:
        """Note something odd at a segment."""
        self.issues.append((kind, values, index))

    # loop 2300

    def hi(self, text: str, index: int) -> None:
        e = text.split(self.tables.element)
        table = self.tables.diagnosis_codes
        bare = False
        for composite in e[1:]:
            if not composite:
                continue
            if self.bare_qualifier:
                composite, self.bare_qualifier = f"{self.bare_qualifier}{self.tables.component}{composite}", ""
            row = table[composite]
            _, code, kind = table.rows[row]
            if kind == "diagnosis":
                self.codes += (row, index)
                if len(self.codes) == 26:
                    self.issue("claim {} has more than twelve diagnoses", index, self.claim_id)
            elif kind == "anesthesia":
                self.lists.append(("anesthesia_codes", (code,)))
            elif kind == "condition":
                self.lists.append(("condition_codes", (code,)))
            elif kind == "qualifier" and self.tables.component not in composite:
                self.bare_qualifier = composite
                bare = True
            else:
                self.issue("HI of claim {} has a code that could not be read", index, self.claim_id)
        self.bare_qualifier = ""
        if bare:
            self.issue("HI of claim {} separates qualifier and code as elements; read as one", index, self.claim_id)

    def amount(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.loop == CLAIM:
            self.lists.append(("amounts", (e[1], e[2])))
        elif self.loop == OTHER_PAYER:
            if e[1] == "D":
                self.payers[-1]["paid"] = money(e[2])
        elif self.line is not None:
            more(self.line).lists.append(("amounts", (e[1], e[2])))

    def note(self, text: str, index: int) -> None:
        e = text.split(self.tables.element)
        note = "*".join(e).rstrip("*")
        if self.loop == CLAIM:
            self.lists.append(("notes", (note,)))
        elif self.loop != OTHER_PAYER and self.line is not None:
            more(self.line).lists.append(("notes", (note,)))

    def reference(self, text: str, index: int) -> None:
        e = text.split(self.tables.element)
        if len(e) < 5:
            e += NOTHING
        kind, value, loop = e[1], e[2], self.loop
        if loop == LINE:
            line = self.line
            if line is None:
                return
            if self.entity and (kind not in LINE_REFERENCES or self.entity == "PR"):
                if kind == "HPI" and self.entity == "82" and (found := more(line).rendering) and not found[0]:
                    found[0] = value
                return
            if kind == "6R" and not line.control:
                line.control = value
                return
            if kind == "G1" and not e[4]:
                more(line).rare.setdefault("prior_authorization", value)
            more(line).lists.append(("identifiers", (kind, value)))
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

    def dates(self, text: str, index: int) -> None:
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
                self.period = row
            elif self.line is not None and self.line.period < 0:
                self.line.period = row
        elif loop != LINE:
            self._other_date(text, index)

    def _other_date(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        kind, found = e[1], period(e[3])
        if self.loop == ADJUDICATION and kind == "573" and self.line is not None:
            more(self.line).adjudications[-1]["date"] = found and found[0]
        elif self.loop == CLAIM and kind in CLAIM_DATES:
            if found is not None:
                self.rare[CLAIM_DATES[kind]] = found[0]
            elif e[2] != "TM":
                self.issue("DTP*{} of claim {} is not a date", index, kind, self.claim_id)

    # providers: loops 2310, 2330, 2420

    def name(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        who = self.entity = e[1]
        if self.loop == OTHER_PAYER:
            if who == "PR":
                self.payers[-1]["name"], self.payers[-1]["id"] = e[3], e[9]
            return
        at_line = self.loop != CLAIM
        if at_line and self.line is None:
            return
        party: Claim | More = more(self.line) if self.line is not None else self
        if who == "82":
            party.rendering = [npi(e[8], e[9]), ""]
        elif who in FACILITIES:
            party.facility = [npi(e[8], e[9]), ""]
        elif who in ("DN", "P3"):
            if at_line:
                party.rare.setdefault("referring_npi", npi(e[8], e[9]))
            elif not self.referring:
                self.referring = npi(e[8], e[9])
        elif who == "DQ":
            party.rare["supervising_npi"] = npi(e[8], e[9])
        elif who == "DK" and at_line:
            party.rare["ordering_npi"] = npi(e[8], e[9])

    def _party(self) -> Claim | More | None:
        """Whose provider a segment after an NM1 is about."""
        if self.loop == CLAIM:
            return self
        return self.line.more if self.line is not None and self.loop != OTHER_PAYER else None

    def taxonomy(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        party = self._party()
        if party is not None and self.entity == "82" and party.rendering is not None:
            party.rendering[1] = e[3]

    def address(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        party = self._party()
        if party is not None and self.entity in FACILITIES and party.facility is not None:
            party.facility[1] = e[3]

    # other payers: loops 2320 and 2430

    def other_subscriber(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        self.loop, self.entity = OTHER_PAYER, ""
        payer = {"responsibility": e[1], "filing_code": e[9], "name": "", "id": "", "paid": None, "adjustments": []}
        self.payers.append(payer)

    def adjudication(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.line is None:
            return
        self.loop, self.entity = ADJUDICATION, ""
        parts = e[3].split(self.tables.component)
        decided = {
            "payer_id": e[1],
            "paid": money(e[2]),
            "code": parts[1] if len(parts) > 1 else "",
            "units": units(e[5]),
            "date": None,
            "adjustments": [],
        }
        more(self.line).adjudications.append(decided)

    def adjustments(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.loop == OTHER_PAYER:
            kept = self.payers[-1]["adjustments"]
        elif self.line is not None and self.loop == ADJUDICATION:
            kept = more(self.line).adjudications[-1]["adjustments"]
        else:
            self.issue("CAS of claim {} belongs to no other payer", index, self.claim_id)
            return
        for k in range(2, len(e) - 1, 3):
            if e[k]:
                quantity = e[k + 2] if len(e) > k + 2 else ""
                kept.append({"group": e[1], "reason": e[k], "amount": money(e[k + 1]), "units": units(quantity)})

    # service lines: loops 2400 and 2410

    def number(self, text: str, index: int) -> None:
        number = self.tables.elements[text][1]
        if self.waiting_lx >= 0:
            self.issue("LX {} of claim {} has no SV1", self.waiting_lx, self.assigned, self.claim_id)
        self.loop, self.entity, self.line = LINE, "", None
        self.assigned, self.waiting_lx = number, index

    def service(self, text: str, index: int) -> None:
        tables = self.tables
        self.loop, self.entity, self.waiting_lx = LINE, "", -1
        row = tables.services[text]
        service = tables.services.rows[row]
        if not service[CODE]:
            self._no_service(service, index)
            return
        self.line = Line(index, row, self.assigned)
        self.lines.append(self.line)
        self.assigned = ""
        if service[PLAIN] and self.total is not None:
            self.total += service[CHARGE]
        else:
            self._odd_service(service, index)

    def _no_service(self, service: tuple[Any, ...], index: int) -> None:
        """An SV1 that cannot be read."""
        self.line = None
        self.assigned = ""
        if service[ODD] == "unknown":
            self.issue("claim {} has a segment that is not known", index, self.claim_id)
        else:
            self.rejected.append(("SV1 has no procedure code", index))

    def _odd_service(self, service: tuple[Any, ...], index: int) -> None:
        """Note what is odd about an SV1."""
        if service[CHARGE] is None:
            self.total = None
            self.issue("SV102 of claim {} is not a dollar amount", index, self.claim_id)
        elif self.total is not None:
            self.total += service[CHARGE]
        if service[UNITS] is None:
            self.issue("SV104 of claim {} is not a number of units", index, self.claim_id)
        if service[ODD]:
            self.issue(ODD_PROCEDURE[service[ODD]], index, self.claim_id)

    def other_service(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if not self.other_lines:
            self.other_lines = OTHER_LINES.get(e[0], "")
            self.other_line_at = index
        self.loop, self.entity, self.line, self.waiting_lx = LINE, "", None, -1

    def drug(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.line is not None and e[2] == "N4":
            more(self.line).rare["ndc"] = e[3]
            self.entity = ""

    def drug_quantity(self, text: str, index: int) -> None:
        e = self.tables.elements[text]
        if self.line is not None:
            rare = more(self.line).rare
            rare["ndc_quantity"] = thousandths(e[4])
            rare["ndc_unit"] = e[5].split(self.tables.component)[0]


ODD_PROCEDURE = {
    "separator": "SV101 of claim {} uses another component separator than ISA16 declares",
    "qualifier": "SV101 of claim {} has no qualifier; read as a procedure code",
}

#: What each segment inside a claim does. None: kept by no column.
HANDLERS: dict[str, Callable[[Claim, str, int], None] | None] = {
    "SV1": Claim.service,
    "DTP": Claim.dates,
    "REF": Claim.reference,
    "LX": Claim.number,
    "NM1": Claim.name,
    "PRV": Claim.taxonomy,
    "HI": Claim.hi,
    "N4": Claim.address,
    "AMT": Claim.amount,
    "NTE": Claim.note,
    "K3": Claim.note,
    "PWK": Claim.note,
    "SBR": Claim.other_subscriber,
    "CAS": Claim.adjustments,
    "SVD": Claim.adjudication,
    "LIN": Claim.drug,
    "CTP": Claim.drug_quantity,
    "SV2": Claim.other_service,
    "SV3": Claim.other_service,
} | dict.fromkeys(
    ["N2", "N3", "PER", "DMG", "OI", "MOA", "MIA", "CN1", "CR1", "CR2", "CR3", "CR4", "CR5", "CR6", "CR7", "CR8", "CRC", "HCP", "HSD", "MEA", "QTY", "PS1", "SV4", "SV5", "SV6", "SV7", "LQ", "FRM", "DN1", "DN2", "CL1", "TOO", "HCR", "UM", "MSG", "III", "CUR", "PAT", "LS", "LE", "IMM", "PSC", "DTM"]
)  # fmt: skip
