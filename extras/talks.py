"""Talk with `sightline serve` and `sightline mcp`, which run until they are stopped: every page, every tool."""

from __future__ import annotations

import http.cookiejar
import json
import re
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_REPORT = "pip install 'sightline-claims[report]'"
_ELSEWHERE = {"report": _REPORT, "rates": "sightline-claims[rates]"}
_PAGES = ("/", "/check", "/code/77012", "/rates", "/edits", "/reference", "/api/v1/openapi.json", "/api/v1/code/77012")


def serve(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What is wrong with the service that `words` start in `folder`: "" when every page and upload is answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    words = [*words, "--port", str(port), "--folder", str(folder / "service")]
    environment = {**environment, "SIGHTLINE_RATES": str(folder / "service-rates")}
    process = subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    ask = _asking(address)
    try:
        for _ in range(1200):
            if process.poll() is not None:
                return f"it ended: {process.stdout.read() if process.stdout else ''}"
            try:
                ask("/health")
                break
            except OSError:
                time.sleep(0.1)
        wrong = [f"{page} answers {status}" for page in _PAGES for status, _ in [ask(page)] if status != 200]
        claims = (folder / "examples/ct-guided-lung-biopsy.837").read_bytes()
        status, text = ask("/api/v1/check", claims, "application/EDI-X12")
        if status != 200 or "PTP001" not in text:
            wrong.append(f"a check answers {status}: {text[:200]}")
        rates = (folder / "examples/rates/lakeside-mutual-2026-04.json").read_bytes()
        token = re.search(r'name="csrf" value="(\w+)"', ask("/rates")[1])
        body, kind = _form({"csrf": token[1] if token else "", "codes": "77012"}, "lakeside.json", rates)
        status, text = ask("/rates", body, kind)
        if status != 200 or "Lakeside" not in text or ask("/rates/77012")[0] != 200:
            wrong.append(f"a file of rates answers {status}: {text[-300:]}")
        status, text = ask("/api/v1/report", b"CT-guided biopsy of the lung.", "text/plain")
        if _REPORT not in text:
            wrong.append(f"a report, whose extra is not there, answers {status}: {text[:200]}")
        return "; ".join(wrong)
    finally:
        process.kill()
        process.wait()


def _asking(address: str) -> Callable[..., tuple[int, str]]:
    """What asks the service as one browser: status and text of an answer."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def ask(path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str]:
        request = urllib.request.Request(address + path, body, {"content-type": kind} if kind else {})
        try:
            with browser.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    return ask


def _form(fields: Mapping[str, str], name: str, data: bytes) -> tuple[bytes, str]:
    """A form with a file: body and content type."""
    edge = "extras-extras-extras"
    texts = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{text}\r\n'
        for field, text in fields.items()
    )
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return (texts + head).encode() + data + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def mcp(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What is wrong with the tools of the server that `words` start: "" when every one answers."""
    claims = (folder / "examples/ct-guided-lung-biopsy.837").read_text()
    asked: dict[str, dict[str, Any]] = {
        "check": {"claims": claims}, "price": {"claims": claims}, "fee": {"code": "77012"}, "explain": {"edit": "PTP001"},
        "code": {"code": "77012"}, "search": {"text": "ct guided"}, "report": {"report": "CT-guided biopsy."},
        "what_if": {"claims": claims, "claim": "LB-1001", "changes": ["2.modifiers=26"]}, "payers": {"code": "77012"},
        "verify": {"text": "77012 CT guidance"}, "reference_data": {}, "rates": {"code": "77012"},
        "denials": {"claims": claims, "remittance": (folder / "examples/remittance.835").read_text()},
    }  # fmt: skip
    process = subprocess.Popen(
        words, cwd=folder, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    threading.Timer(120, process.kill).start()

    def tell(**message: Any) -> None:
        assert process.stdin
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        process.stdin.flush()

    def ask(number: int, method: str, **params: Any) -> dict[str, Any]:
        tell(id=number, method=method, params=params)
        assert process.stdout
        for line in process.stdout:
            if (answer := json.loads(line)).get("id") == number:
                return answer.get("result") or {}
        raise OSError("it ended")

    try:
        ask(
            1,
            "initialize",
            protocolVersion="2025-06-18",
            capabilities={},
            clientInfo={"name": "extras", "version": "1"},
        )
        tell(method="notifications/initialized")
        tools = {tool["name"] for tool in ask(2, "tools/list")["tools"]}
        wrong = [f"no tool {name}" for name in asked.keys() - tools] + [
            f"{name} is not tried" for name in tools - asked.keys()
        ]
        for number, (name, given) in enumerate(asked.items(), 3):
            answer = ask(number, "tools/call", name=name, arguments=given)
            text = answer["content"][0]["text"] if answer.get("content") else str(answer)
            # The extras of reports and rates are not there: it is said which ones these are.
            if (_ELSEWHERE[name] not in text) if name in _ELSEWHERE else (answer.get("isError", not answer)):
                wrong.append(f"{name} answers {text[:200]}")
        return "; ".join(wrong)
    except (OSError, KeyError) as error:
        process.kill()
        return f"{error}: {process.stderr.read()[-500:] if process.stderr else ''}"
    finally:
        process.kill()
        process.wait()
