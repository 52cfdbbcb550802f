"""What the segments of one payment mean: its header, the claims it pays, their lines, and what was taken from it.

Each handler takes the elements of a segment; element n is at index n, and there are at least thirty. Loops:
005010X221A1 1000A to 2110 and PLB; 004010X091A1 where it differs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sightline.claims import values
from sightline.claims.columns import Parsed
from sightline.claims.values import cents
from sightline.claims.x12.values import npi, procedure

from .reading import Reading

PADDING = [""] * 30
INPATIENT_REMARKS = (5, 20, 21, 22, 23)  # MIA
OUTPATIENT_REMARKS = (3, 4, 5, 6, 7)  # MOA
REVERSAL = "22"  # CLP02
NEGATIVE = "claim {} has a negative charge or payment, and CLP02 does not say that it is a reversal (22)"
ONE = 1000  # thousandths of a unit

CODE, ODDITY = 1, 7  # of a parsed SVC01

# The same few units and dates fill a file.
thousandths = lru_cache(1 << 12)(values.thousandths)
day = lru_cache(1 << 12)(values.day)


class Payment:
    """The header of a payment as it is read; the class holds what it has when nothing is said."""

    number = direction = handling = method = originator = ""
    payer_name = payer_id = payee_name = payee_npi = payee_tax_id = ""
    amount: int | None = None
    date: int | None = None
    production_date: int | None = None

    def __init__(self, key: int, origin: tuple[Any, ...]) -> None:
        self.key = key
        self.origin = origin

    def row(self) -> tuple[Any, ...]:
        """As schema.PAYMENT without the file."""
        return (
            self.key, self.number, self.amount, self.direction, self.handling, self.method, self.date,
            self.production_date, self.originator, self.payer_name, self.payer_id, self.payee_name, self.payee_npi,
            self.payee_tax_id, *self.origin,
        )  # fmt: skip


class Part:
    """What a remitted claim and a remitted line have in common."""

    rendering_npi = ""
    date_from: int | None = None
    date_to: int | None = None

    def __init__(self, e: list[str], origin: tuple[Any, ...]) -> None:
        self.e = e
        self.origin = origin
        self.remarks: list[str] = []
        self.identifiers: list[tuple[str, str]] = []
        self.amounts: list[tuple[str, str]] = []

    def tail(self) -> tuple[Any, ...]:
        """The last columns of both schemas."""
        return (self.remarks, self.identifiers, self.amounts, *self.origin)


class RemittedClaim(Part):
    """A remitted claim as it is read."""

    member_id = crossover = ""
    received_date: int | None = None
    lines = 0
    amount_row: tuple[int | None, ...] = (None, None, None)  # charge, paid and the patient's part, in cents

    def row(self, key: int, payment_key: int) -> tuple[Any, ...]:
        """As schema.REMITTED_CLAIM without the file."""
        e = self.e
        return (
            key, payment_key, e[1], e[2], *self.amount_row, e[6], e[7], e[8], e[9], self.member_id,
            self.rendering_npi, self.date_from, self.date_to, self.received_date, self.crossover, *self.tail(),
        )  # fmt: skip


class RemittedLine(Part):
    """A remitted line as it is read."""

    control_number = ""
    allowed: int | None = None
    amount_row: tuple[int | None, int | None] = (None, None)  # charge and paid, in cents

    def row(self, key: int, number: int, claim: RemittedClaim, parse: Parsed) -> tuple[Any, ...]:
        """As schema.REMITTED_LINE without the file."""
        e = self.e
        service, original = parse[e[1]], parse[e[6]]
        start, end, source = self.date_from, self.date_to, "line"
        if start is None and end is None:
            start, end, source = claim.date_from, claim.date_to, "claim"
        start = end if start is None else start
        end = start if end is None else end
        units = thousandths(e[5]) if e[5] else ONE
        return (
            key, number, self.control_number, *service[:6], original[CODE],
            " ".join(modifier for modifier in original[2:6] if modifier), *self.amount_row, e[4], units,
            thousandths(e[7]) if e[7] else units, start, end, source if start is not None else "",
            self.rendering_npi or claim.rendering_npi, self.allowed, *self.tail(),
        )  # fmt: skip


class Payments:
    """The payment, claim and line as they stand; finished ones go to the reader's rows."""

    def __init__(self, reader: Reading, payment_key: int, remit_key: int) -> None:
        self._reader = reader
        self._rows = reader.rows
        self._lines, self._adjustments = self._rows["lines"], self._rows["adjustments"]  # which have the most rows
        self._payment_key, self._remit_key = payment_key, remit_key  # of the next ones
        self._payment: Payment | None = None
        self._claim: RemittedClaim | None = None
        self._line: RemittedLine | None = None
        self._lost = False  # what follows belongs to something that was rejected
        self._entity = ""
        self._component = ""
        self._procedures = Parsed(lambda text: procedure(text, self._component))
        self.any = False
        self.handlers: dict[str, Callable[[list[str]], None] | None] = {
            "BPR": self._amount_paid,
            "TRN": self._trace,
            "N1": self._party,
            "REF": self._reference,
            "DTM": self._date,
            "LX": self._number,
            "CLP": self._start_claim,
            "CAS": self._adjust,
            "NM1": self._name,
            "MIA": lambda e: self._remark(e, INPATIENT_REMARKS),
            "MOA": lambda e: self._remark(e, OUTPATIENT_REMARKS),
            "LQ": self._remark_of_line,
            "AMT": self._amount,
            "PLB": self._provider_adjustment,
            **dict.fromkeys(("CUR", "N2", "N3", "N4", "PER", "RDM", "TS2", "TS3", "QTY", "NTE")),
        }

    # from one to the next

    def start(self) -> None:
        """A transaction starts."""
        self._payment = Payment(self._payment_key, self._reader.origin())
        self._payment_key += 1
        self._entity = ""
        self.any = True

    def end(self) -> None:
        """A transaction ends."""
        self._end_claim()
        if self._payment is not None:
            self._rows["payments"].append(self._payment.row())
            self._payment = None

    def _current(self) -> Payment:
        """The payment; a new one where its header is missing."""
        if self._payment is None:
            self.start()
            self._reader.note("{} is outside any payment (ST)", self._key())
        assert self._payment is not None
        return self._payment

    def _key(self) -> str:
        text = self._reader.run.texts[self._reader.index]
        return text[: next((k for k, letter in enumerate(text) if not letter.isalnum()), len(text))]

    def _end_claim(self) -> None:
        self._end_line()
        claim, payment = self._claim, self._payment
        if claim is not None and payment is not None:
            self._rows["claims"].append(claim.row(self._remit_key, payment.key))
            self._remit_key += 1
            self._reader.tally.claims += 1
        self._claim, self._lost = None, False

    def _end_line(self) -> None:
        line, claim = self._line, self._claim
        if line is not None and claim is not None:
            self._lines.append(line.row(self._remit_key, claim.lines, claim, self._procedures))
            self._reader.tally.lines += 1
        self._line = None

    def _cents(self, text: str, what: str, claim: RemittedClaim, needed: bool = True) -> int | None:
        """Cents of an amount of a claim; says so when it is none."""
        value = cents(text)
        if value is None and (text or needed):
            self._reader.note(f"{what} of claim {{}} is {'not an amount' if text else 'missing'}", claim.e[1])
        return value

    # the payment

    def _amount_paid(self, e: list[str]) -> None:
        payment = self._current()
        if payment.amount is not None:
            self._reader.note("the payment has a second BPR")
        payment.handling, payment.direction, payment.method = e[1], e[3], e[4]
        payment.amount, payment.date = cents(e[2]), day(e[16])
        if payment.amount is None:
            self._reader.note("BPR02 is not an amount")

    def _trace(self, e: list[str]) -> None:
        payment = self._current()
        payment.number, payment.originator = e[2], e[3]

    def _party(self, e: list[str]) -> None:
        payment, self._entity = self._current(), e[1]
        if e[1] == "PR":
            payment.payer_name, payment.payer_id = e[2], e[4]
        elif e[1] == "PE":
            payment.payee_name, payment.payee_npi = e[2], npi(e[3], e[4])
            if e[3] == "FI":
                payment.payee_tax_id = e[4].replace("-", "")

    def _number(self, e: list[str]) -> None:
        self._end_claim()

    def _provider_adjustment(self, e: list[str]) -> None:
        self._end_claim()
        payment, origin = self._current(), self._reader.origin()
        for k in range(3, len(e) - len(PADDING), 2):
            if e[k] or e[k + 1]:
                reason, _, reference = e[k].partition(self._reader.component)
                amount = cents(e[k + 1])
                if amount is None:
                    self._reader.note("PLB{:02} is not an amount", k + 1)
                self._rows["provider_adjustments"].append(
                    (payment.key, e[1], day(e[2]), reason.strip(), reference.strip(), amount, *origin)
                )

    # the claim

    def _start_claim(self, e: list[str]) -> None:
        self._end_claim()
        self.any = True
        if not any(e[1:5]):
            self._reader.reject("claim", "", "CLP has neither a claim number nor an amount")
            self._lost = True
            return
        self._current()
        self._claim = claim = RemittedClaim(e, self._reader.origin())
        charge, paid = self._cents(e[3], "CLP03", claim), self._cents(e[4], "CLP04", claim)
        self._negative(claim, charge, paid)
        claim.amount_row = charge, paid, self._cents(e[5], "CLP05", claim, needed=False)

    def _negative(self, claim: RemittedClaim, charge: int | None, paid: int | None) -> None:
        """Say so when a charge or payment, in cents, is below zero in a claim that is no reversal."""
        if ((charge or 0) < 0 or (paid or 0) < 0) and claim.e[2] != REVERSAL:
            self._reader.note(NEGATIVE, claim.e[1])

    def _name(self, e: list[str]) -> None:
        claim, who = self._claim, e[1]
        if claim is None:
            self._outside("NM1")
        elif who == "IL" or (who == "QC" and not claim.member_id):
            claim.member_id = e[9]
        elif who == "82":
            claim.rendering_npi = npi(e[8], e[9])
        elif who == "TT":
            claim.crossover = e[3]

    def _remark(self, e: list[str], places: Sequence[int]) -> None:
        if self._claim is None:
            self._outside(e[0])
        else:
            self._claim.remarks += [e[k] for k in places if e[k]]

    def _remark_of_line(self, e: list[str]) -> None:
        part = self._line or self._claim
        if part is None:
            self._outside("LQ")
        elif e[1] in ("HE", "RX") and e[2]:  # a remark (RARC), or the reject code of a pharmacy claim (NCPDP)
            part.remarks.append(e[2] if e[1] == "HE" else f"RX:{e[2]}")

    # the line

    def service(self, e: list[str]) -> None:
        """An SVC: a line starts."""
        self._end_line()
        claim = self._claim
        if claim is None:
            self._reader.reject("line", "", "SVC is outside any claim that could be read")
            self._lost = True
            return
        if self._component != self._reader.component:
            self._component = self._reader.component
            self._procedures.clear()
        found = self._procedures[e[1]]
        if not found[CODE] and not e[4] and cents(e[2]) is None:
            self._reader.reject("line", claim.e[1], "SVC has neither a procedure code nor a charge")
            self._lost = True
            return
        self._lost = False
        if not found[CODE] and not e[4]:
            self._reader.note("SVC of claim {} has no procedure code", claim.e[1])
        elif found[ODDITY]:
            self._reader.note("SVC01 of claim {} has no qualifier or another separator", claim.e[1])
        claim.lines += 1
        self._line = line = RemittedLine(e, self._reader.origin())
        line.amount_row = charge, paid = self._cents(e[2], "SVC02", claim), self._cents(e[3], "SVC03", claim)
        self._negative(claim, charge, paid)
        if e[5] and thousandths(e[5]) is None:
            self._reader.note("SVC05 of claim {} is not a number of units", claim.e[1])
        if e[7] and thousandths(e[7]) is None:
            self._reader.note("SVC07 of claim {} is not a number of units", claim.e[1])

    # segments of several levels

    def _adjust(self, e: list[str]) -> None:
        claim = self._claim
        if claim is None or self._lost:
            self._outside("CAS")
            return
        number = claim.lines if self._line is not None else None
        key, group, origin = self._remit_key, e[1], self._reader.origin()
        for k in range(2, len(e) - len(PADDING), 3):
            reason, stated, units = e[k : k + 3]
            if reason or stated:
                amount = cents(stated)
                if amount is None:
                    amount = self._cents(stated, "CAS", claim)
                if not reason:
                    self._reader.note("CAS of claim {} has an amount without a reason", claim.e[1])
                times = thousandths(units) if units else None
                self._adjustments.append((key, number, group, reason, amount, times, *origin))

    def _reference(self, e: list[str]) -> None:
        part = self._line or self._claim
        if part is not None:
            part.identifiers.append((e[1], e[2]))
            if isinstance(part, RemittedLine):
                if e[1] == "6R":
                    part.control_number = e[2]
                elif e[1] == "HPI":
                    part.rendering_npi = e[2]
        elif self._payment is not None:
            if e[1] == "2U" and self._entity == "PR":
                self._payment.payer_id = self._payment.payer_id or e[2]
            elif e[1] == "TJ" and self._entity == "PE":
                self._payment.payee_tax_id = self._payment.payee_tax_id or e[2].replace("-", "")

    def _date(self, e: list[str]) -> None:
        kind, on, part = e[1], day(e[2]), self._line or self._claim
        if on is None:
            self._reader.note("DTM*{} is not a date", kind)
        if part is None:
            if kind == "405" and self._payment is not None:
                self._payment.production_date = on
        elif isinstance(part, RemittedClaim):
            if kind == "232":
                part.date_from = on
            elif kind == "233":
                part.date_to = on
            elif kind == "050":
                part.received_date = on
        elif kind == "472":
            part.date_from = part.date_to = on
        elif kind == "150":
            part.date_from = on
        elif kind == "151":
            part.date_to = on

    def _amount(self, e: list[str]) -> None:
        part = self._line or self._claim
        if part is None:
            self._outside("AMT")
            return
        part.amounts.append((e[1], e[2]))
        if e[1] == "B6" and isinstance(part, RemittedLine):
            part.allowed = cents(e[2])

    def _outside(self, key: str) -> None:
        if not self._lost:
            self._reader.note("{} is outside any claim", key)
