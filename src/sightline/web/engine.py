"""The warm engines of the process that serves, each in a thread of its own.

One checks: requests that come while it works are checked together in its next run (edits.together), so that fifty
clients wait for a few runs and not for fifty. The other prices, one request at a time.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from sightline.edits.check import Checker
from sightline.edits.load import load
from sightline.edits.result import Result
from sightline.edits.together import Claims, check_together
from sightline.engines.duckdb import SMALL, DuckDB
from sightline.payers.profile import find_profile
from sightline.payers.table import Payers, open_payers
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced
from sightline.reference.store import Reference, default_directory, open_reference

#: Checkers (one for each payer asked for) and pricers (one for each set of options) that are kept warm.
_KEPT = 8
#: Seconds that the first of several requests waits for those still being read or answered: together they cost little more.
_GATHER = 0.25
Warm = TypeVar("Warm", Checker, Pricer)


@dataclass
class _Asked:
    claims: Claims
    payer: str
    future: Future[Result] = field(default_factory=Future)


class Engine:
    """Checks and prices claims for many clients; `close` ends its threads."""

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = directory
        self._queue: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._at_hand = 0
        self._checkers: OrderedDict[Any, Checker] = OrderedDict()
        self._pricers: OrderedDict[Any, Pricer] = OrderedDict()
        self.reload()
        load()
        self._pricing = ThreadPoolExecutor(1, "pricing")
        self._thread = threading.Thread(target=self._serve, name="checking", daemon=True)
        self._thread.start()

    def reload(self) -> None:
        """Look at the reference store again, after something was added to it."""
        self.reference: Reference = open_reference(self.directory)
        self.payers: Payers = open_payers(self.directory or default_directory())

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """While a request that asks for a check is read and answered: others may wait a moment for it."""
        self._at_hand += 1
        try:
            yield
        finally:
            self._at_hand -= 1

    async def check(self, claims: Claims, payer: str = "") -> Result:
        """The check of one set of claims; `payer` is a profile's name for all of them. Raises PayerError."""
        if payer:
            find_profile(payer)
        asked = _Asked(claims, payer)
        self._queue.put(asked)
        return await asyncio.wrap_future(asked.future)

    async def price(self, claims: pa.Table, lines: pa.Table, denied: pa.Table | None, options: Options) -> Priced:
        """The prices of claims with the lines that a check denies. Raises PriceError."""
        run = partial(self._price, claims, lines, denied, options)
        return await asyncio.get_running_loop().run_in_executor(self._pricing, run)

    def close(self) -> None:
        """End the threads when what they do is done."""
        self._queue.put(None)
        self._pricing.shutdown()
        self._thread.join(timeout=30)

    def _price(self, claims: pa.Table, lines: pa.Table, denied: pa.Table | None, options: Options) -> Priced:
        def make() -> Pricer:
            return Pricer(self.reference, options, DuckDB(threads=1))

        return _kept(self._pricers, (self.reference.digest, options), make).price(claims, lines, denied)

    def _serve(self) -> None:
        """Take what is asked, all that waits or is about to, until the end."""
        while (asked := self._queue.get()) is not None:
            waiting, lines, ended = [asked], asked.claims.lines.num_rows, False
            until = time.monotonic() + _GATHER
            while lines < SMALL:
                patience = until - time.monotonic() if len(waiting) < self._at_hand else 0
                try:
                    more = self._queue.get(timeout=max(patience, 0))
                except queue.Empty:
                    break
                if more is None:
                    ended = True
                    break
                waiting.append(more)
                lines += more.claims.lines.num_rows
            for payer in dict.fromkeys(one.payer for one in waiting):
                self._answer(payer, [one for one in waiting if one.payer == payer])
            if ended:
                return

    def _answer(self, payer: str, asked: list[_Asked]) -> None:
        try:
            results = check_together(self._checker(payer), [one.claims for one in asked])
            for one, result in zip(asked, results, strict=True):
                one.future.set_result(result)
        except Exception as error:
            if len(asked) == 1:
                asked[0].future.set_exception(error)
                return
            for one in asked:  # one of them is at fault: the others are not to suffer for it
                self._answer(payer, [one])

    def _checker(self, payer: str) -> Checker:
        def make() -> Checker:
            profile = find_profile(payer) if payer else None
            return Checker(self.reference, load(), profile, DuckDB(threads=1), self.payers)

        return _kept(self._checkers, (self.reference.digest, id(self.payers), payer), make)


def _kept(kept: OrderedDict[Any, Warm], key: Any, make: Callable[[], Warm]) -> Warm:
    """The one under `key`, made when there is none; of too many the least used is closed."""
    if key in kept:
        kept.move_to_end(key)
        return kept[key]
    if len(kept) >= _KEPT:
        kept.popitem(last=False)[1].engine.close()
    kept[key] = made = make()
    return made
