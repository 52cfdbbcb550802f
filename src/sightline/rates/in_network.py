"""In-network files of the Transparency in Coverage rule, schema 1.x and 2.x: what the scan finds, as rows.

Which schema a file follows is recognized by its shape: a rate has provider groups in place, references, or both.
Source: CMS price-transparency-guide, in-network-rates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.rates import values
from sightline.rates.providers import Providers
from sightline.rates.rejected import Rejected, some
from sightline.rates.rows import PRICE, GroupRows, MemberRows, Rows, prune
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
    After `read`: `items` seen, `rejected` by reason, `header` the values of its first level, `groups` written, and `nothing`
    says why there is no price with a group: "" where there is one or what was chosen is rejected.
    """

    def __init__(self, folder: Path, codes: frozenset[str] | None, npis: frozenset[int] | None) -> None:
        self.items = 0
        self.nothing = ""
        self.header: dict[str, str] = {}
        self.groups = 0
        self.rejected = Rejected()
        self._folder = folder
        self._codes = codes
        self._npis = npis
        self._elements = 0
        self._prices = Rows(folder / "price.parquet", PRICE)
        self._members = MemberRows(folder / "member.parquet")
        self._providers = Providers()

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
            with closing(Window(readinto, read=chunk)) as window:
                scan = Scan(window, self, **({"limit": limit} if limit else {}))
                scan.run()
            self.items = scan.items
            self._prices.close()
            self._members.close()
            self._resolve(fetch)
        finally:
            self._providers.close()

    # What the scan hands on ------------------------------------------------------------------------------------

    def is_selected(self, head: Head) -> bool:
        """Whether the codes asked for have this one."""
        return self._codes is None or values.code(head.billing_code) in self._codes

    def top(self, data: bytes) -> None:
        """Note the keys of the file that are selected."""
        for name, value in _TOP.findall(data):
            self.header.setdefault(name.decode(), value.decode("utf-8", "replace"))

    def reference(self, token: bytes, ahead: int) -> None:
        """A provider reference begins."""
        self._providers.begin(token, ahead)

    def spool(self, data: bytes) -> None:
        """Text of provider references."""
        self._providers.spool(data)

    def rates(self, head: Head, raw: bytes) -> None:
        """Rows of an array of rates."""
        if raw in _NULL:
            return
        code = values.code(head.billing_code)
        if not code:
            self.rejected.note("item has no billing code")
            return
        item = (code, values.text(head.billing_code_type).upper(), values.word(head.negotiation_arrangement))
        try:
            for element in self._elements_of(raw, code):
                self._element(item, element)
        except NotJson:
            raise DamagedError("a rate is cut short or damaged") from None

    def _elements_of(self, raw: bytes, code: str) -> Iterator[Element]:
        """The elements of an array; those that are not as the schema says are counted. Raises NotJson."""
        try:
            yield from elements_of(raw)
        except NotThatShape:
            for part in raws_of(raw):
                try:
                    yield element_of(part)
                except NotThatShape:
                    self.rejected.note("rate is not as the schema says", code)

    def _element(self, item: tuple[str, str, str], element: Element) -> None:
        providers = self._members_of(element)
        prices = element.negotiated_prices or []
        if not providers:
            if prices:
                self.rejected.note("price has no provider", item[0], len(prices))
            return
        number, kept = self._elements, 0
        for price in prices:
            row = self._row(number, item, price)
            if isinstance(row, str):
                self.rejected.note(row, item[0])
            else:
                self._prices.add(row)
                kept += 1
        if kept:
            self._elements += 1
            self._members.add(number, providers, kept)

    def _members_of(self, element: Element) -> list[int]:
        raw = bytes(element.provider_references).strip()
        found: list[int] = []
        if raw not in _NULL and (listed := raw.strip(b"[] \t\r\n")):
            found = self._providers.numbers(listed)
        groups = bytes(element.provider_groups).strip()
        if groups not in _NULL and groups.strip(b"[] \t\r\n"):
            found.append(self._providers.in_place(groups))
        return found

    def _row(self, element: int, item: tuple[str, str, str], price: Price) -> tuple[Any, ...] | str:
        rate = values.rate(bytes(price.negotiated_rate))
        if isinstance(rate, str):
            return rate
        stated = (price.negotiated_type, price.billing_class, price.setting, price.expiration_date)
        modifiers, places = values.words(price.billing_code_modifier), values.words(price.service_code)
        modified, split, *facts = _facts(modifiers, places, *map(values.text, stated))
        return (element, *item, modified, split, rate, *facts)

    # When everything is known ----------------------------------------------------------------------------------

    def _resolve(self, fetch: Callable[[str], bytes]) -> None:
        """Write the groups of the references that prices are for; count the prices whose reference is missing."""
        absent = False  # whether a price names a reference that the file does not have
        for batch in self._member_batches():
            lost = ~self._providers.use(batch["provider"].to_numpy())
            if prices := int(batch["prices"].to_numpy()[lost].sum()):
                self.rejected.note("provider reference is not in the file", count=prices)
                absent = True
        rows = GroupRows(self._folder / "provider.parquet")
        selected = None if self._npis is None else np.array(sorted(self._npis), np.int64)
        seen = 0
        try:
            for groups in self._providers.groups(fetch):
                kept = groups if selected is None else groups.having(selected)
                rows.add(kept)
                seen += len(groups.tins)
                self.groups += len(kept.tins)
        finally:
            rows.close()
        if absent or self._providers.rejected:
            prune(self._folder)
        self.rejected.join(self._providers.rejected)
        self.nothing = self._why_nothing(seen)

    def _why_nothing(self, seen: int) -> str:
        """Why no price with a group is kept, of `seen` groups with a price."""
        if seen and not self.groups:
            return f"none of the provider groups of its prices ({seen:,}) has one of the NPIs"
        if self._prices.count or self.rejected:
            return ""
        if not self.items:
            return "it holds no item with negotiated rates"
        if self._codes is None:
            return f"none of the items in it ({self.items:,}) has a price"
        return f"none of the items in it ({self.items:,}) has a price and one of the codes {some(self._codes)}"

    def _member_batches(self) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(self._folder / "member.parquet") as file:
            yield from file.iter_batches(1 << 17, columns=["provider", "prices"])


@lru_cache(1 << 14)
def _facts(
    modifiers: tuple[str, ...], places: tuple[str, ...], method: str, billing_class: str, setting: str, expires: str
) -> tuple[Any, ...]:
    """The columns of a price but for its rate: modifiers and component before it, the others behind it."""
    method = values.word(method)
    return (
        values.joined(modifiers), values.component(modifiers), "percent" if method == values.PERCENTAGE else "dollars",
        method, values.word(billing_class), values.word(setting), values.places(places), values.expiry(expires), "",
    )  # fmt: skip
