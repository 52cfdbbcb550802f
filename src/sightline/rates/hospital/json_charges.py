"""Hospitals' standard charges as JSON: item by item, so that a file of any size takes little memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any, BinaryIO

import msgspec

from sightline.rates import values
from sightline.rates.hospital.charge import Charge, Hospital
from sightline.rates.scan import DamagedError
from sightline.rates.shapes import NOTHING, NotJson

_READ = 1 << 20
_LIST = re.compile(rb'"standard_charge_information"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")
_ITEMS = JSONDecoder(parse_float=str, parse_int=str, strict=False)  # numbers stay text: only ends are needed
_FACT = re.compile(rb'"(hospital_name|last_updated_on)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_NPIS = re.compile(rb'"type_2_npi"\s*:\s*\[([^\]]*)\]')


class _Code(msgspec.Struct):
    code: Any = None
    type: Any = None


class _Payer(msgspec.Struct):
    payer_name: Any = None
    plan_name: Any = None
    methodology: Any = None
    standard_charge_dollar: msgspec.Raw = NOTHING
    standard_charge_percentage: msgspec.Raw = NOTHING
    standard_charge_algorithm: Any = None


class _Charges(msgspec.Struct):
    setting: Any = None
    billing_class: Any = None
    modifier_code: Any = None
    modifiers: Any = None
    payers_information: list[_Payer] | None = None


class _Item(msgspec.Struct):
    code_information: list[_Code] | None = None
    standard_charges: list[_Charges] | None = None


def charges_in_json(stream: BinaryIO, about: Hospital) -> Iterator[Charge]:
    """The charges of a file; `about` is filled. Raises DamagedError when it is cut short or damaged."""
    decode = msgspec.json.Decoder(_Item).decode
    for number, text in enumerate(_items(stream, lambda data: _note(data, about)), start=1):
        try:
            item = decode(text)
        except NotJson:
            raise DamagedError("an item is not as the template says") from None
        coded = tuple((values.code(one.code), values.code(one.type)) for one in item.code_information or ())
        codes = tuple(dict.fromkeys(pair for pair in coded if pair[0]))
        for charges in item.standard_charges or ():
            for payer in charges.payers_information or ():
                named = values.text(payer.payer_name)
                yield Charge(
                    codes, named, values.text(payer.plan_name), charges.modifier_code or charges.modifiers,
                    values.text(charges.setting), values.text(charges.billing_class), values.text(payer.methodology),
                    _number(payer.standard_charge_dollar), _number(payer.standard_charge_percentage),
                    values.text(payer.standard_charge_algorithm), f"item {number:,}",
                    "" if named else "charge names no payer",
                )  # fmt: skip


def _number(raw: msgspec.Raw) -> str:
    text = bytes(raw).decode("utf-8", "replace")
    return "" if text == "null" else text


def _note(data: bytes, about: Hospital) -> None:
    for name, value in _FACT.findall(data):
        text = value.decode("utf-8", "replace")
        if name == b"hospital_name":
            about.name = about.name or text
        else:
            about.updated = about.updated or text
    if match := _NPIS.search(data):
        about.npis[:] = [npi.decode() for npi in re.findall(rb"\d+", match[1])]


def _items(stream: BinaryIO, note: Callable[[bytes], None]) -> Iterator[bytes]:
    """The items of standard_charge_information; `note` gets what lies before and behind them."""
    data = b""
    while not (match := _LIST.search(data)):
        chunk = stream.read(_READ)
        if not chunk:
            raise DamagedError("no list of standard charges (standard_charge_information)")
        data += chunk
    note(data[: match.start()])
    text, ended = data[match.end() :].decode("latin-1"), False  # byte for byte
    while True:
        place = 0
        while True:
            gap = _GAP.match(text, place)
            place = gap.end() if gap else place
            if text[place : place + 1] in ("]", ""):
                break
            try:
                end = _ITEMS.raw_decode(text, place)[1]
            except JSONDecodeError:
                break
            except RecursionError:
                raise DamagedError("an item is nested too deeply") from None
            yield text[place:end].encode("latin-1")
            place = end
        text = text[place:]
        if text.startswith("]"):
            break
        if ended or not (chunk := stream.read(max(_READ, len(text)))):
            raise DamagedError("cut short or damaged within its list of standard charges")
        text += chunk.decode("latin-1")
    rest = text.encode("latin-1") + stream.read()
    if not rest.rstrip().endswith(b"}"):
        raise DamagedError("cut short behind its list of standard charges")
    note(rest)
