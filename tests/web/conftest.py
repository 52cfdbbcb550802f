from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from fastapi.testclient import TestClient

from sightline.web.app import create_app
from sightline.web.settings import Settings

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "ct-guided-lung-biopsy.837"
ADDRESS = "http://127.0.0.1:8770"
X12 = {"content-type": "application/EDI-X12"}
PAGE = {"accept": "text/html"}


def made(folder: Path, **options: object) -> TestClient:
    """A client of a service of its own."""
    settings = Settings(folder, rates=folder / "rates", requests_per_second=10_000, **options)  # type: ignore[arg-type]
    return TestClient(create_app(settings), base_url=ADDRESS, follow_redirects=False)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with made(tmp_path_factory.mktemp("service")) as client:
        yield client


@pytest.fixture
def csrf(client):
    return token_of(client)


def token_of(client: TestClient) -> str:
    """The token that the forms of the client's session carry."""
    return re.search(r'name="csrf" value="(\w+)"', client.get("/check").text)[1]


def uploaded(client: TestClient, data: bytes, name: str = "claims.837", **fields: str) -> str:
    """The address of the check of an upload."""
    answer = client.post("/check", data={"csrf": token_of(client), **fields}, files={"files": (name, data)})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """The address of a service that runs in a process of its own."""
    folder = tmp_path_factory.mktemp("running")
    with service(folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        # No sandbox: tests run as root in containers, where Chromium has none.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, running):
    """A page of a session of its own; whatever the browser complains of fails the test."""
    context = browser.new_context(base_url=running)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # A form that is refused on purpose is a failed request to the browser.
    assert not [each for each in complaints if "status of 4" not in each]


class service:
    """A service in a process of its own: `with service(folder) as address`; `process` is there to be killed."""

    def __init__(self, folder: Path, port: int | None = None, *, workspace: bool = False) -> None:
        self.folder, self.port = folder, port or _free_port()
        self.where = "--workspace" if workspace else "--folder"
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> str:
        self.start()
        return self.address

    def start(self) -> None:
        import httpx

        environment = os.environ | {"XDG_DATA_HOME": str(self.folder / "data")}
        words = ["serve", "--port", str(self.port), self.where, str(self.folder / "work"), "--rate", "10000"]
        self.process = subprocess.Popen([sys.executable, "-m", "sightline", *words], env=environment)
        for _ in range(1200):
            try:
                httpx.get(f"{self.address}/health", trust_env=False)
                return
            except httpx.TransportError:
                assert self.process.poll() is None, "the service did not start"
                time.sleep(0.1)
        raise AssertionError("the service did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
