"""Rate files are read by a process of their own: they may be large, and those in front of other pages are not to wait."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

from sightline.web.problems import Problem
from sightline.web.settings import Settings

_one_at_a_time = asyncio.Lock()


async def add_rates(settings: Settings, path: Path, payer: str, codes: str) -> tuple[list[str], bool]:
    """Add the file at `path`; what the command says, and whether it refused. Raises Problem 408 when it takes too long."""
    words = [sys.executable, "-m", "sightline", "rates", "add", str(path)]
    for option, value in (("--payer", payer), ("--codes", codes)):
        words += [option, value] if value else []
    for option, folder in (("--store", settings.rates), ("--reference", settings.reference)):
        words += [option, str(folder)] if folder else []
    async with _one_at_a_time:
        process = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        try:
            out, _ = await asyncio.wait_for(process.communicate(), settings.job_seconds)
        except TimeoutError:
            raise Problem(408, "Reading the file took too long; `sightline rates add` has no limit.") from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
    lines = [
        line.removeprefix("sightline: ").replace(f"{path.parent}/", "").strip() for line in out.decode().splitlines()
    ]
    return [line for line in lines if line], process.returncode != 0
