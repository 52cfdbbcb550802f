"""In-network files of the Transparency in Coverage rule, schema 1.x and 2.x: what the scan finds, as rows.

Which schema a file follows is told by its shape: a rate has provider groups in place, references, or both.
Source: CMS price-transparency-guide, in-network-rates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.rates import values
from sightline.rates.providers import Providers
from sightline.rates.rows import GROUP, MEMBER, PRICE, Rows
from sightline.rates.scan import DamagedError, Scan
from sightline.rates.shapes import (
    Element,
    Head,
    NotJson,
    NotThatShape,
    Price,
    element_of,
    elements_of,
    raws_of,
)
from sightline.rates.window import READ, Window

_TOP = re.compile(rb'"(last_updated_on|reporting_entity_name)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_NULL = (b"", b"null")


class InNetwork:
    """Reads one in-network file into a folder: price.parquet, member.parquet and provider.parquet.

    `codes` are the billing codes to keep, None for all; `npis`, where given, keeps the groups that have one of them.
    After `read`: `items` seen, `rejected` by reason, `told` what the file says of itself.
    """

    def __init__(self, folder: Path, codes: frozenset[str] | None, npis: frozenset[int] | None) -> None:
        self.items = 0
        self.told: dict[str, str] = {}
        self.rejected: Counter[str] = Counter()
        self._folder = folder
        self._codes = codes
        self._npis = npis
        self._elements = 0
        self._prices = Rows(folder / "price.parquet", PRICE)
        self._members = Rows(folder / "member.parquet", MEMBER)
        self._providers = Providers()
        self._used: dict[int, int] = {}  # provider -> prices that are for it

    def read(
        self,
        readinto: Callable[[memoryview], int | None],
        fetch: Callable[[str], bytes],
        *,
        chunk: int = READ,
        limit: int | None = None,
    ) -> None:
        """Read to the end. Raises DamagedError; `fetch` gets remote provider references (see Providers.groups)."""
        try:
            scan = Scan(Window(readinto, read=chunk), self, **({"limit": limit} if limit else {}))
            scan.run()
            self.items = scan.items
            self._prices.close()
            self._members.close()
            self._resolve(fetch)
        finally:
            self._providers.close()

    # What the scan hands on ------------------------------------------------------------------------------------

    def wanted(self, head: Head) -> bool:
        """Whether the codes asked for have this one."""
        return self._codes is None or values.code(head.billing_code) in self._codes

    def top(self, data: bytes) -> None:
        """Note the keys of the file that are wanted."""
        for name, value in _TOP.findall(data):
            self.told.setdefault(name.decode(), value.decode("utf-8", "replace"))

    def reference(self, token: bytes) -> None:
        """A provider reference begins."""
        self._providers.begin(token)

    def spool(self, data: bytes) -> None:
        """Text of provider references."""
        self._providers.spool(data)

    def rates(self, head: Head, raw: bytes) -> None:
        """Rows of an array of rates."""
        if raw in _NULL:
            return
        code = values.code(head.billing_code)
        if not code:
            self.rejected["item has no billing code"] += 1
            return
        item = (code, values.text(head.billing_code_type).upper(), values.word(head.negotiation_arrangement))
        try:
            for element in elements_of(raw):
                self._element(item, element)
        except NotThatShape:
            for part in raws_of(raw):
                try:
                    self._element(item, element_of(part))
                except NotThatShape:
                    self.rejected["rate is not as the schema says"] += 1
        except NotJson:
            raise DamagedError("a rate is cut short or damaged") from None

    def _element(self, item: tuple[str, str, str], element: Element) -> None:
        providers = self._members_of(element)
        prices = element.negotiated_prices or []
        if not providers:
            self.rejected["price has no provider"] += len(prices)
            return
        number, kept = self._elements, 0
        for price in prices:
            row = self._row(number, item, price)
            if isinstance(row, str):
                self.rejected[row] += 1
            else:
                self._prices.add(row)
                kept += 1
        if kept:
            self._elements += 1
            for provider in providers:
                self._members.add((number, provider, kept))
                self._used[provider] = self._used.get(provider, 0) + kept

    def _members_of(self, element: Element) -> list[int]:
        raw = bytes(element.provider_references).strip()
        found: list[int] = []
        if raw not in _NULL and (inner := raw.strip(b"[] \t\r\n")):
            tokens = inner.split(b",")
            found = [self._providers.number(token) for token in tokens]
        groups = bytes(element.provider_groups).strip()
        if groups not in _NULL and groups.strip(b"[] \t\r\n"):
            found.append(self._providers.in_place(groups))
        return found if len(found) == 1 else list(dict.fromkeys(found))

    def _row(self, element: int, item: tuple[str, str, str], price: Price) -> tuple[Any, ...] | str:
        rate = values.rate(bytes(price.negotiated_rate))
        if isinstance(rate, str):
            return rate
        modifiers = values.words(price.billing_code_modifier)
        method = values.word(price.negotiated_type)
        unit = "percent" if method == values.PERCENTAGE else "dollars"
        return (
            element, *item, values.joined(modifiers), values.component(modifiers), rate, unit, method,
            values.word(price.billing_class), values.word(price.setting),
            values.places(values.words(price.service_code)), values.expiry(values.text(price.expiration_date)),
        )  # fmt: skip

    # When everything is known ----------------------------------------------------------------------------------

    def _resolve(self, fetch: Callable[[str], bytes]) -> None:
        """Write the groups of the references that prices are for; count the prices whose reference is missing."""
        used = pa.array(self._used.keys(), pa.int64())
        for number in used.filter(pc.invert(pc.is_in(used, value_set=self._providers.known()))).to_pylist():
            self.rejected["provider reference is not in the file"] += self._used[number]
        rows = Rows(self._folder / "provider.parquet", GROUP)
        for row in self._providers.groups(used, fetch):
            if self._npis is None or not self._npis.isdisjoint(row[4]):
                rows.add(row, 1 + len(row[4]) // 16)
        rows.close()
        self.rejected.update(self._providers.rejected)
