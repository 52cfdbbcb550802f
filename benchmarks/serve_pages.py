"""The pages of the service for many people at once, none of them asked for before; and its memory over many checks.

    python benchmarks/serve_pages.py [--clients 50] [--requests 600] [--checks 2000] [--reference DIR]

Starts `sightline serve` in a process of its own. Each client has a session with a check of its own, and requests pages in
a random order: the list narrowed and sorted, causes, fixes, claims, prices, codes, edits, payers, searches, the register;
no address twice in a session, and no code twice at all. Then one claim after another is uploaded, its list looked at and the
upload deleted, and the memory of the service and its checking processes is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx
from serve_load import claim, exchange

EXAMPLE = Path(__file__).parent.parent / "examples" / "quarter" / "claims.837"
PORT = 8781
#: Codes that the whole reference has pages for; the starter answers some with 404, which is a page too.
CODES = [str(code) for code in range(70010, 79999)]


def addresses(check: str, keys: list[str], chosen: random.Random) -> list[str]:
    """Pages of a session with a check: in a random order, none twice."""
    of_check = [f"{check}?sort={sort}" for sort in ("stake", "charge", "date", "file")]
    of_check += [f"{check}?state={state}" for state in ("fail", "bypassed", "review", "clean")]
    of_check += [f"{check}/causes?by={axis}" for axis in ("edit", "payer", "provider", "code", "month")]
    of_check += [f"{check}/{page}" for page in ("fixes", "fixes?fix=all", "decide", "drafts", "remittances")]
    of_check += [f"{check}/export/{form}" for form in ("json", "csv", "html")]
    for key in keys:
        of_check += [f"{check}/claims/{key}", f"{check}/claims/{key}/price"]
    code = chosen.sample(CODES, 12)
    others = [f"/code/{each}" for each in code[:6]] + [f"/payers?code={each}" for each in code[6:9]]
    others += [f"/search?q={each}" for each in code[9:]] + ["/search?q=ct+guided+lung+biopsy", "/search?q=drainage"]
    others += ["/", "/check", "/edits", "/payers", "/reference", "/overrides", "/edits/PTP001", "/edits/MUE001"]
    found = of_check + others
    chosen.shuffle(found)
    return found


async def session(address: str, number: int) -> tuple[httpx.AsyncClient, str, str, list[str]]:
    """A session with a check: its client, the token of its forms, the check's address and the keys of its claims."""
    client = httpx.AsyncClient(base_url=address, timeout=600, trust_env=False, headers={"accept": "text/html"})
    found = re.search(r'name="csrf" value="(\w+)"', (await client.get("/check")).text)
    csrf = found[1] if found else ""
    text = EXAMPLE.read_text(encoding="utf-8").replace("Q-1", f"Q{number}-1")
    made = await client.post("/check", data={"csrf": csrf}, files={"files": ("claims.837", text.encode())})
    where = made.headers["location"]
    keys = re.findall(r'/claims/(\d+)[?"]', (await client.get(where)).text)
    return client, csrf, where, list(dict.fromkeys(keys))


async def pages(address: str, clients: int, requests: int) -> None:
    """Print how long the pages took, by kind too. They are requested over bare sockets, as in serve_load.py."""
    sessions = [await session(address, number) for number in range(clients)]
    seconds: dict[str, list[float]] = defaultdict(list)
    errors: list[str] = []

    async def one(number: int) -> None:
        client, _, where, keys = sessions[number]
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        host = address.removeprefix("http://")
        reader, writer = await asyncio.open_connection(*host.split(":"))
        for page in addresses(where, keys[:6], random.Random(number))[: requests // clients]:
            began = time.perf_counter()
            lines = f"GET {page} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nCookie: {cookie}"
            status, _ = await exchange(reader, writer, lines)
            seconds[_kind(page)].append(time.perf_counter() - began)
            if status not in (200, 303, 404):
                errors.append(f"{page}: {status}")
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(clients)))
    whole = time.perf_counter() - began
    every = sorted(second for of in seconds.values() for second in of)
    print(f"{clients} clients, {len(every)} pages, none asked for before: {len(every) / whole:.0f}/s,"
          f" {len(errors)} errors {errors[:3]}")  # fmt: skip
    _print("all", every)
    for kind, of in sorted(seconds.items(), key=lambda pair: -statistics.mean(pair[1])):
        _print(kind, of)
    for client, *_ in sessions:
        await client.aclose()


async def memory(address: str, process: subprocess.Popen[bytes], checks: int) -> None:
    """Print the memory after every 250 uploads that were checked, looked at and deleted."""
    client, csrf, *_ = await session(address, 0)
    for number in range(checks + 1):
        if number % 250 == 0:
            print(f"{number:>6,} checks: {_megabytes(process.pid):,.0f} MB")
        made = await client.post("/check", data={"csrf": csrf}, files={"files": ("claim.837", claim(number))})
        where = made.headers["location"]
        await client.get(where)
        if number % 10 == 0:
            await client.get(f"{where}/claims/1")
        await client.post(f"{where}/delete", data={"csrf": csrf})
    await client.aclose()


def _kind(page: str) -> str:
    return re.sub(r"/check/[\w-]{22}", "/check/N", re.sub(r"claims/\d+", "claims/K", page.partition("?")[0])).replace(
        page.rpartition("/")[2] if page.startswith("/code/") else "\0", "CODE"
    )


def _print(name: str, seconds: list[float]) -> None:
    at = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
    print(f"  {name:<36} {len(seconds):>5}  p50 {at[49] * 1000:>5.0f}  p95 {at[94] * 1000:>5.0f} ms")


def _megabytes(pid: int) -> float:
    """Resident memory of a process and those that it started, shared pages counted once each (PSS)."""
    pids = [pid, *map(int, subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split())]
    kilobytes = 0
    for each in pids:
        text = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
        found = re.search(r"^Pss:\s+(\d+)", text, re.M)
        kilobytes += int(found[1]) if found else 0
    return kilobytes / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--checks", type=int, default=2000)
    parser.add_argument("--reference", default="")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        words = ["serve", "--port", str(PORT), "--folder", folder, "--rate", "100000"]
        words += ["--reference", options.reference] if options.reference else []
        service = subprocess.Popen([sys.executable, "-m", "sightline", *words], stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{PORT}"
        try:
            for _ in range(1200):
                try:
                    httpx.get(f"{address}/health", trust_env=False)
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            began = _cpu(service.pid)
            asyncio.run(pages(address, options.clients, options.requests))
            print(f"  CPU of the service: {_cpu(service.pid) - began:.1f} s")
            asyncio.run(memory(address, service, options.checks))
        finally:
            service.terminate()
            service.wait()


def _cpu(pid: int) -> float:
    """Seconds of processor time of a process and those that it started."""
    pids = [pid, *map(int, subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split())]
    ticks = 0
    for each in pids:
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
