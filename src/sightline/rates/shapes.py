"""The parts of a Transparency-in-Coverage file that are read, as structures that skip everything else.

What there are many of is not tracked by the garbage collector: nothing of it can refer to itself.
Numbers that are amounts or identifiers stay the bytes of the file (`Raw`): no binary float touches them.
Source of the shapes: CMS price-transparency-guide, in-network-rates schemas 1.x and 2.x.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct

NOTHING = Raw(b"")


class Head(Struct):
    """What an item says of itself, beside its rates."""

    billing_code: Any = None
    billing_code_type: Any = None
    negotiation_arrangement: Any = None

    def whole(self) -> bool:
        """Whether all of it is known."""
        return None not in (self.billing_code, self.billing_code_type, self.negotiation_arrangement)


class Item(Head):
    """An item with its rates, left as they stand in the file."""

    negotiated_rates: Raw = NOTHING


class Price(Struct, gc=False):
    """One negotiated price."""

    negotiated_rate: Raw = NOTHING
    negotiated_type: Any = None
    billing_class: Any = None
    setting: Any = None
    service_code: Any = None
    billing_code_modifier: Any = None
    expiration_date: Any = None


class Element(Struct, gc=False):
    """Prices and the providers they are for."""

    provider_references: Raw = NOTHING
    provider_groups: Raw = NOTHING
    negotiated_prices: list[Price] | None = None


class Tin(Struct, gc=False):
    """A tax identification number, or an NPI in its place."""

    type: str = ""
    value: str = ""
    business_name: str = ""


class Group(Struct, gc=False):
    """Providers under one TIN; their NPIs as the text of a list."""

    npi: Raw = NOTHING
    tin: Tin | None = None


class PlainGroup(Struct, gc=False):
    """The same, its NPIs taken out of the text: which list is its."""

    npi: int = -1
    tin: Tin | None = None


class LooseGroup(Struct):
    """The same, of files that write a TIN in another way."""

    npi: Raw = NOTHING
    tin: Any = None


class Reference(Struct, gc=False):
    """A provider reference: its groups, or (1.x) the address of a file that has them."""

    provider_groups: list[Group] | None = None
    location: Any = None
    provider_group_id: Raw = NOTHING


class PlainReference(Struct, gc=False):
    """The same, of plain groups only."""

    provider_groups: list[PlainGroup] | None = None
    provider_group_id: Raw = NOTHING


class LooseReference(Struct):
    """The same, its groups as they stand."""

    provider_groups: Raw = NOTHING
    location: Any = None
    provider_group_id: Raw = NOTHING


head_of = msgspec.json.Decoder(Head).decode
item_of = msgspec.json.Decoder(Item).decode
element_of = msgspec.json.Decoder(Element).decode
elements_of = msgspec.json.Decoder(list[Element]).decode
raws_of = msgspec.json.Decoder(list[Raw]).decode
loose_groups_of = msgspec.json.Decoder(list[LooseGroup]).decode
list_of = msgspec.json.Decoder(list[Any]).decode
reference_of = msgspec.json.Decoder(Reference).decode
plain_references_of = msgspec.json.Decoder(list[PlainReference]).decode
loose_reference_of = msgspec.json.Decoder(LooseReference).decode
anything_of = msgspec.json.Decoder(Raw).decode
#: To be caught: a text that is no JSON, is not UTF-8, or is nested deeper than anybody writes.
NotJson = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
NotThatShape = msgspec.ValidationError
