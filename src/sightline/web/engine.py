"""The warm engines of the service: checking and pricing in processes of its own, or in a thread where there are none.

Python runs one thread of a process at a time: two that check would take turns. What takes long is a job (web/workers.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sightline.edits.after.overrides import Override
from sightline.edits.code_rules import CodeRules
from sightline.edits.divide import Claims
from sightline.edits.result import Result
from sightline.pages.search import search
from sightline.payers.profile import find_profile
from sightline.payers.table import Payers
from sightline.pricing.fee import Fee
from sightline.pricing.price import Options
from sightline.reference.store import Reference
from sightline.web import checking, results
from sightline.web.desk.claim import JudgedClaim, Version
from sightline.web.desk.code_page import CodePage
from sightline.web.jobs import Job
from sightline.web.pool import PERSON, PROGRAM, Pool
from sightline.web.render import compile_all
from sightline.web.warm import Warm

#: Answers about codes that are kept.
_REMEMBERED = 512


class Engine:
    """Checks and prices claims for many clients, with so many checking `processes`; `start` and `stop` go with the
    service."""

    def __init__(self, directory: Path | None = None, processes: int = 0) -> None:
        self._warm = Warm(directory)
        self._checking = ThreadPoolExecutor(1, "checking")
        self._pool = Pool(directory, processes) if processes else None
        self._generation = 0
        self._found: OrderedDict[Any, Any] = OrderedDict()

    @property
    def reference(self) -> Reference:
        """The reference store as it was when last looked at."""
        return self._warm.reference

    @property
    def payers(self) -> Payers:
        """The payer profiles."""
        return self._warm.payers

    async def start(self) -> None:
        """Start the processes; they, the search and the templates are warm when this returns. Without processes the first
        who need these wait for them."""
        if self._pool:
            await asyncio.gather(self._pool.start(), asyncio.to_thread(self._warm_up))
            gc.collect()
            gc.freeze()  # to look through what stays takes a tenth of a second, in which nobody is answered

    async def stop(self) -> None:
        """End the processes, and the threads when what they do is done."""
        if self._pool:
            await self._pool.stop()
        self._checking.shutdown()

    def reload(self) -> None:
        """Look at the reference store again, after something was added to it."""
        self._warm.reload()
        self._generation += 1

    async def answer(
        self,
        data: bytes,
        name: str,
        payer: str,
        select: Sequence[str],
        ignore: Sequence[str],
        overrides: Sequence[Override],
    ) -> bytes:
        """The claims of a small body checked, as JSON; see checking.answer."""
        found: bytes = await self._done("answer", data, name, payer, select, ignore, overrides, turn=PROGRAM)
        return found

    async def price(self, data: bytes, name: str, payer: str, options: Options) -> bytes:
        """The claims of a small body checked and priced, as JSON; see checking.price."""
        found: bytes = await self._done("price", data, name, payer, options, turn=PROGRAM)
        return found

    async def run(self, job: Job) -> None:
        """Check a small accepted upload, and write its result; see checking.run."""
        await self._done("run", job)

    async def check(self, claims: Claims, payer: str = "") -> Result:
        """The check of one set of claims; `payer` is a profile's name for all of them. Raises PayerError."""
        if payer:
            find_profile(payer)
        if not self._pool:
            run = partial(self._warm.check, claims, payer)
            return await asyncio.get_running_loop().run_in_executor(self._checking, run)
        reference = self.reference
        tables, about = await self._done("check", claims, payer)
        return results.joined(tables, about, reference)

    async def judge(
        self, job: Job, key: int, versions: Sequence[Version], *, bound: bool = False, steps: bool = False
    ) -> list[JudgedClaim]:
        """A claim of a check in some versions; see desk/claim.py."""
        found: list[JudgedClaim] = await self._done("judge", job, key, versions, bound, steps)
        return found

    async def code_page(self, code: str, on: date, locality: str = "") -> CodePage:
        """The page of a code, which is kept a while. Raises CodePageError and PriceError."""
        found: CodePage = await self._remembered("code_page", code, on, locality)
        return found

    async def code_json(self, code: str, on: date, locality: str = "") -> str:
        """The same as JSON."""
        found: str = await self._remembered("code_json", code, on, locality)
        return found

    async def fee(self, code: str, modifier: str, locality: str, zip_code: str, on: date) -> Fee:
        """What the fee schedule pays for a code. Raises PriceError."""
        found: Fee = await self._remembered("fee", code, modifier, locality, zip_code, on)
        return found

    async def rules(self, code: str, on: date) -> CodeRules:
        """The payer rules and edits that bear on a code."""
        found: CodeRules = await self._remembered("rules", code, on)
        return found

    async def _remembered(self, task: str, *given: Any) -> Any:
        """What a task returned for the same code, date and place by the same reference before; else now."""
        key = (self.reference.digest, task, *given)
        if key in self._found:
            self._found.move_to_end(key)
            return self._found[key]
        made = await self._done(task, *given)
        self._found[key] = made
        if len(self._found) > _REMEMBERED:
            self._found.popitem(last=False)
        return made

    async def _done(self, task: str, *given: Any, turn: int = PERSON) -> Any:
        """What a task of checking.TASKS returns; `turn` as the pool has them."""
        if self._pool:
            return await self._pool.done((task, self._generation, *given), turn)
        run = partial(checking.TASKS[task], self._warm, *given)
        return await asyncio.get_running_loop().run_in_executor(self._checking, run)

    def _warm_up(self) -> None:
        compile_all()
        with contextlib.suppress(Exception):  # of a damaged store: who searches gets the reason
            search("77012", reference=self.reference)
