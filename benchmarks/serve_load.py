"""How many clients the service bears: many at once, each checking one claim again and again, over HTTP.

    python benchmarks/serve_load.py [--clients 50] [--requests 2000] [--upload 100]

Starts `sightline serve` in a process of its own, warms it up, and prints requests a second, percentiles of the time to
an answer, errors, and processor milliseconds a request. Each request is a claim of its own: other people, dates and
modifiers. What-if is the exchange of the claim page: one line changed, findings and dollars back. With --upload a file
of so many megabytes is checked meanwhile. The peer is the command line: `sightline check` in a process for each claim.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

import httpx

EXAMPLE = Path(__file__).parent.parent / "examples" / "ct-guided-lung-biopsy.837"
X12 = {"content-type": "application/EDI-X12"}
PORT = 8779


def claim(number: int) -> bytes:
    """An 837P of one claim of two lines, no two alike."""
    chosen = random.Random(number)
    text = EXAMPLE.read_text(encoding="utf-8")
    one = text[: text.index("HL*3*1")] + "SE*33*0001~\nGE*1*101~\nIEA*1*000000101~\n"
    day = f"2026{chosen.randint(1, 9):02}{chosen.randint(1, 28):02}"
    for old, new in (
        ("1EG4TE5MK73", f"{number:011}"), ("LB-1001", f"LB-{number}"), ("20260302", day),
        ("77012:26", chosen.choice(["77012:26", "77012", "76942:26", "77012:26:59", "77002:26"])),
    ):  # fmt: skip
        one = one.replace(old, new)
    return one.encode()


def many(megabytes: int) -> bytes:
    """An 837P of that size."""
    text = EXAMPLE.read_text(encoding="utf-8")
    start, end = text.index("HL*2*1"), text.index("SE*72")
    copies = (megabytes << 20) // (end - start)
    claims = (text[start:end].replace("EG4TE5", f"{number:06}") for number in range(copies))
    return (text[:start] + "".join(claims) + text[end:]).encode()


async def load(address: str, clients: int, requests: int) -> tuple[list[float], int, float]:
    """Seconds of each request, errors, and seconds of all.

    Over bare sockets: a client library would take more of the two cores than the service does.
    """
    seconds: list[float] = []
    errors = 0
    bodies = iter([claim(number) for number in range(10_000, 10_000 + requests)])
    host, port = address.removeprefix("http://").split(":")

    async def one() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection(host, int(port))
        for body in bodies:
            began = time.perf_counter()
            lines = f"POST /api/v1/check HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {X12['content-type']}\r\n"
            status, answer = await exchange(reader, writer, f"{lines}Content-Length: {len(body)}", body)
            seconds.append(time.perf_counter() - began)
            errors += status != 200 or json.loads(answer)["summary"]["claims"] != 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    return seconds, errors, time.perf_counter() - began


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str, body: bytes = b""
) -> tuple[int, bytes]:
    """Send a request, given by its lines and its body; the status and the body of the answer."""
    writer.write(f"{head}\r\n\r\n".encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
    return int(answer.split(b" ", 2)[1]), await reader.readexactly(length)


def show(name: str, seconds: list[float], errors: int, whole: float) -> None:
    at = statistics.quantiles(seconds, n=100)
    print(
        f"{name}: {len(seconds):,} requests in {whole:.1f} s, {len(seconds) / whole:,.0f}/s, {errors} errors;"
        f" p50 {at[49] * 1000:.0f}, p95 {at[94] * 1000:.0f}, p99 {at[98] * 1000:.0f},"
        f" most {max(seconds) * 1000:.0f} ms"
    )


async def upload(address: str, megabytes: int) -> None:
    body = many(megabytes)
    async with httpx.AsyncClient(base_url=address, timeout=600, trust_env=False) as client:
        began = time.perf_counter()
        accepted = await client.post("/api/v1/check", content=body, headers={**X12, "prefer": "respond-async"})
        sent = time.perf_counter() - began
        state = {"state": ""}
        while state["state"] not in ("done", "failed"):
            await asyncio.sleep(1)
            state = (await client.get(accepted.headers["location"])).json()
        print(f"upload of {len(body) / 2**20:.0f} MB: accepted after {sent:.1f} s, {state['state']} after"
              f" {time.perf_counter() - began:.0f} s")  # fmt: skip


async def what_if(address: str, exchanges: int) -> tuple[list[float], int, float]:
    """As `load`, of one person at the claim page who changes the second line again and again."""
    seconds: list[float] = []
    errors = 0
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False, follow_redirects=True) as client:
        found = re.search(r'name="csrf" value="(\w+)"', (await client.get("/check")).text)
        csrf = {"csrf": found[1] if found else ""}
        page = await client.post("/check", data=csrf, files={"files": ("claim.837", claim(1))})
        began = time.perf_counter()
        for number in range(exchanges):
            change = {"2.modifiers": ("26 XS", "26 59", "26", "TC")[number % 4], "2.units": str(1 + number // 4 % 3)}
            sent = time.perf_counter()
            answer = await client.post(f"{page.url.path}/claims/1/what-if", data=csrf | change)
            seconds.append(time.perf_counter() - sent)
            errors += answer.status_code != 200 or "2" not in answer.json()["lines"]
        return seconds, errors, time.perf_counter() - began


def processor(pid: int) -> tuple[float, float]:
    """Seconds of processor time of a process, and of those that it started."""
    started = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()

    def of(each: int) -> float:
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    return of(pid), sum(of(int(each)) for each in started)


async def measure(address: str, pid: int, options: argparse.Namespace) -> None:
    async def timed(name: str, running: Awaitable[tuple[list[float], int, float]]) -> None:
        """Print what `running` took, by clock and by processor."""
        before = processor(pid)
        seconds, errors, whole = await running
        service, checking = (after - was for after, was in zip(processor(pid), before, strict=True))
        show(name, seconds, errors, whole)
        print(f"  processor a request: service {service / len(seconds) * 1000:.1f} ms,"
              f" checking processes {checking / len(seconds) * 1000:.1f} ms")  # fmt: skip

    await load(address, 10, 300)
    await timed("one client", load(address, 1, 60))
    await what_if(address, 12)
    await timed("what-if", what_if(address, 60))
    await timed(f"{options.clients} clients", load(address, options.clients, options.requests))
    beside = asyncio.create_task(load(address, options.clients, options.requests))
    show(f"what-if beside {options.clients} clients", *await what_if(address, 60))
    await beside
    if options.upload:
        sending = asyncio.create_task(upload(address, options.upload))
        await asyncio.sleep(1)
        show(f"{options.clients} clients beside an upload", *await load(address, options.clients, options.requests))
        await sending


def peer() -> None:
    """The command line, one process a claim."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claim.837"
        seconds = []
        for number in range(5):
            path.write_bytes(claim(number))
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "sightline", "check", str(path)], stdout=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - began)
    print(f"peer, sightline check in a process of its own: {statistics.median(seconds) * 1000:.0f} ms a claim")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--no-peer", dest="peer", action="store_false", help="Do not time the command line.")
    parser.add_argument("--upload", type=int, default=0, metavar="MB")
    options = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        words = ["serve", "--port", str(PORT), "--folder", folder, "--rate", "100000"]
        service = subprocess.Popen([sys.executable, "-m", "sightline", *words], stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{PORT}"
        try:
            for _ in range(1200):
                try:
                    httpx.get(f"{address}/health", trust_env=False)
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            asyncio.run(measure(address, service.pid, options))
        finally:
            service.terminate()
            service.wait()
    if options.peer:
        peer()


if __name__ == "__main__":
    main()
