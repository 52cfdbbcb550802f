"""The thread for work of a few milliseconds: reading one claim, writing one answer.

Such work holds the interpreter all along. Done by a pool of threads it took twice the processor time, for they wait for
each other at every turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_THREAD = ThreadPoolExecutor(1, "short work")
_Made = TypeVar("_Made")


async def short_work(work: Callable[[], _Made]) -> _Made:
    """What `work` returns, once the work that was given before is done; not for what may take long."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, work)
