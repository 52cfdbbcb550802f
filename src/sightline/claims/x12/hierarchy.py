"""Who bills, who is insured and who was treated: the hierarchy of an 837P (loops 2000A, 2000B, 2000C and 2010)."""

from __future__ import annotations

from collections.abc import Callable

from sightline.claims.patient import dependent_key, subscriber_key
from sightline.claims.values import day
from sightline.claims.x12.tables import Tables
from sightline.claims.x12.values import npi

PADDING = [""] * 10
SUBSCRIBERS_KEPT = 10_000  # with dependents to come; a transaction has 5,000 claims at most

Person = tuple[str, str, str, str, str, int | None, str]


class Billing:
    """Loop 2000A: the billing provider and where it is paid."""

    name = npi = tax_id = taxonomy = address = state = zip = pay_to_zip = ""
    _row: tuple[str, ...] | None = None

    def set(self, **values: str) -> None:
        """Take what a segment says."""
        vars(self).update(values, _row=None)

    def row(self) -> tuple[str, ...]:
        """As `tables.BILLING` names it."""
        if self._row is None:
            who = (self.name, self.npi, self.tax_id, self.taxonomy)
            self._row = (*who, self.address, self.state, self.zip, self.pay_to_zip)
        return self._row


class Someone:
    """A person of loop 2000B or 2000C."""

    last = first = sex = ""
    birth: int | None = None


class Subscriber(Someone):
    """Loop 2000B: the insured person and the payer."""

    member_id = ""
    stated: list[str] | None = None  # the elements of the SBR
    paid_by: list[str] | None = None  # those of the payer's NM1

    def __init__(self, level: str, billing: Billing) -> None:
        self.level = level
        self.billing = billing

    @property
    def relationship(self) -> str:
        """18 when the subscriber is the patient."""
        return self.stated[2] if self.stated else ""


class Dependent(Someone):
    """Loop 2000C: the patient when not the subscriber."""

    relationship = ""


class Hierarchy:
    """The levels as they stand; `billing`, `subscriber` and `dependent` are those of the next claim."""

    def __init__(self, note: Callable[..., None], tables: Tables) -> None:
        self._note = note
        self._elements = tables.elements
        self._tables = tables
        self.start()
        self.handlers: dict[str, Callable[[str, int], None] | None] = {
            "HL": self._level,
            "SBR": self._subscriber,
            "NM1": self._name,
            "N3": self._street,
            "N4": self._address,
            "DMG": self._demographics,
            "REF": self._reference,
            "PRV": self._taxonomy,
            "PAT": self._patient,
            "N2": None,
            "PER": None,
            "CUR": None,
            "DTP": None,
            "HI": None,
        }

    def start(self) -> None:
        """Forget all levels: ids repeat in every transaction."""
        self.billing = Billing()
        self.subscriber: Subscriber | None = None
        self.dependent: Dependent | None = None
        self.billings: dict[str, Billing] = {}
        self.subscribers: dict[str, Subscriber] = {}
        self.entity = ""
        self._person: Person | None = None
        self._payer: tuple[str, ...] | None = None

    def person(self, index: int) -> Person:
        """Who was treated, as `tables.PERSON` names it: the subscriber when SBR02 is 18 or there is no dependent."""
        if self._person is None:
            self._person = self._find_person(index)
        return self._person

    def payer(self) -> tuple[str, ...]:
        """Who pays, as `tables.PAYER` names it."""
        if self._payer is None:
            insured = self.subscriber or NOBODY
            stated, payer = insured.stated or PADDING, insured.paid_by or PADDING
            self._payer = (payer[3], payer[9], stated[9], stated[1], stated[5], stated[3], stated[4])
        return self._payer

    def _find_person(self, index: int) -> Person:
        insured, dependent = self.subscriber or NOBODY, self.dependent
        if self.subscriber is None:
            self._note("a claim has no subscriber level (HL 22)", index)
        if dependent is not None and insured.relationship == "18":
            self._note("SBR02 says that the subscriber is the patient, but there is a patient level (HL 23)", index)
            dependent = None
        if dependent is None:
            key = subscriber_key(insured.member_id, insured.last, insured.first, insured.birth)
            who: Someone = insured
            relationship = insured.relationship
        else:
            key = dependent_key(insured.member_id, dependent.last, dependent.first, dependent.birth, dependent.sex)
            who, relationship = dependent, dependent.relationship
        return (key, insured.member_id, relationship, who.last, who.first, who.birth, who.sex)

    def _level(self, text: str, index: int) -> None:
        e = text.split(self._tables.element)
        e += PADDING
        self.entity = ""
        self._person = None
        number, parent, kind = e[1], e[2], e[3]
        if kind == "22":
            billing = self.billings.get(parent)
            if billing is None:
                self._note("HL {} names a billing level that is not there; the last one was taken", index, number)
                billing = self.billing
            self.enter_subscriber(Subscriber(number, billing), e[4] != "0")
        elif kind == "23":
            found = self.subscribers.get(parent)
            if found is None and self.subscriber is not None and self.subscriber.level == parent:
                found = self.subscriber
            if found is None:
                self._note("HL {} names a subscriber level that is not there; the last one was taken", index, number)
                found = self.subscriber or Subscriber("", self.billing)
            self.enter_patient(found, Dependent())
        elif kind == "20":
            self.billing = self.billings[number] = Billing()
            self.subscriber = self.dependent = self._payer = None
        else:
            self._note("HL {} is of a level that an 837P does not have", index, number)

    def enter_subscriber(self, insured: Subscriber, dependents: bool) -> None:
        """Come to the level of a subscriber, with or without dependents to come."""
        self.subscriber, self.billing, self.dependent = insured, insured.billing, None
        self._person = self._payer = None
        if dependents:
            self.subscribers[insured.level] = insured
            if len(self.subscribers) > SUBSCRIBERS_KEPT:
                del self.subscribers[next(iter(self.subscribers))]

    def enter_patient(self, insured: Subscriber, dependent: Dependent) -> None:
        """Come to the level of a patient who is not the subscriber."""
        self.subscriber, self.billing, self.dependent = insured, insured.billing, dependent
        self._person = self._payer = None

    def _insured(self) -> Subscriber:
        """The subscriber; a new one where its level is missing."""
        if self.subscriber is None:
            self.subscriber = Subscriber("", self.billing)
        return self.subscriber

    def _subscriber(self, text: str, index: int) -> None:
        e = self._elements[text]
        if self.subscriber is not None and self.subscriber.stated:
            self._note("SBR starts a subscriber without a level of its own (HL 22)", index)
            self.subscriber = self.dependent = None
        insured = self._insured()
        insured.stated = e
        self._person = self._payer = None

    def _name(self, text: str, index: int) -> None:
        e = text.split(self._tables.element)
        e += PADDING
        who = self.entity = e[1]
        if who == "IL":
            insured = self._insured()
            insured.last, insured.first, insured.member_id = e[3], e[4], e[9]
            self._person = None
        elif who == "PR":
            insured = self._insured()
            insured.paid_by = e
            self._payer = None
        elif who == "QC":
            if self.dependent is None:
                self.dependent = Dependent()
            self.dependent.last, self.dependent.first = e[3], e[4]
            self._person = None
        elif who == "85":
            self.billing.set(name=f"{e[3]}, {e[4]}" if e[4] else e[3], npi=npi(e[8], e[9]))
            if e[8] in ("24", "34"):  # 4010: the tax id of a provider without NPI
                self.billing.set(tax_id=e[9].replace("-", ""))

    def _street(self, text: str, index: int) -> None:
        if self.entity == "85":
            self.billing.set(address=self._elements[text][1])

    def _address(self, text: str, index: int) -> None:
        if self.entity == "85":
            e = self._elements[text]
            self.billing.set(state=e[2], zip=e[3])
        elif self.entity == "87":
            self.billing.set(pay_to_zip=self._elements[text][3])

    def _demographics(self, text: str, index: int) -> None:
        e = text.split(self._tables.element)
        e += PADDING
        who: Someone = self.dependent if self.dependent is not None and self.entity != "IL" else self._insured()
        who.birth, who.sex = day(e[2].strip()), e[3] if e[3] in ("F", "M", "U") else ""
        if who.birth is None and e[2]:
            self._note("DMG02 is not a date", index)
        self._person = None

    def _reference(self, text: str, index: int) -> None:
        e = self._elements[text]
        if self.entity == "85":
            if e[1] in ("EI", "SY", "TJ"):
                self.billing.set(tax_id=e[2].replace("-", ""))
            elif e[1] == "HPI" and not self.billing.npi:
                self.billing.set(npi=e[2])

    def _taxonomy(self, text: str, index: int) -> None:
        e = self._elements[text]
        if e[1] == "BI":
            self.billing.set(taxonomy=e[3])

    def _patient(self, text: str, index: int) -> None:
        e = self._elements[text]
        if self.dependent is not None:
            self.dependent.relationship = e[1]
            self._person = None


NOBODY = Subscriber("", Billing())
