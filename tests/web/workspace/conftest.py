from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from sightline.web.workspace import accounts
from sightline.web.workspace.workspace import open_workspace
from web.conftest import EXAMPLE, PAGE, made

PASSWORD = "correct horse battery"
#: Two practices, and who belongs to them.
PEOPLE = {
    "ann": ("Lakeside", "admin"), "max": ("Lakeside", "manager"), "bo": ("Lakeside", "biller"),
    "rae": ("Lakeside", "reader"), "zoe": ("Prairie", "admin"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    monkeypatch.setattr(accounts, "_COST", {"n": 16, "r": 1, "p": 1})


def people(folder: Path, key: bytes = b"") -> dict[str, str]:
    """Make the workspace with its accounts; their tokens."""
    found = open_workspace(folder, key=key, create=True)
    tokens = {}
    for name, (practice, role) in PEOPLE.items():
        user = found.accounts.add(name, found.accounts.practice(practice), role, PASSWORD)
        tokens[name] = found.accounts.new_token(user)
    found.store.close()
    return tokens


class Person:
    """Somebody at a browser of his or her own."""

    def __init__(self, client: Any, name: str, password: str = PASSWORD) -> None:
        self.client, self.name, self.cookie = client, name, ""
        token = re.search(r'name="csrf" value="(\w+)"', self.get("/sign-in").text)
        self.answer = self.post("/sign-in", csrf=token[1] if token else "", name=name, password=password)

    def ask(self, method: str, address: str, **given: Any) -> Any:
        self.client.cookies.clear()
        cookie = {"cookie": f"sightline={self.cookie}"} if self.cookie else {}
        answer = self.client.request(method, address, headers=PAGE | cookie, **given)
        self.cookie = answer.cookies.get("sightline", self.cookie)
        self.client.cookies.clear()
        return answer

    def get(self, address: str, **given: Any) -> Any:
        return self.ask("GET", address, **given)

    def post(self, address: str, **fields: str) -> Any:
        return self.ask("POST", address, data={"csrf": self.csrf, **fields} if "csrf" not in fields else fields)

    @property
    def csrf(self) -> str:
        return re.search(r'name="csrf" value="(\w+)"', self.get("/account").text)[1]

    def upload(self, data: bytes = EXAMPLE.read_bytes(), name: str = "claims.837") -> str:
        answer = self.ask("POST", "/check", data={"csrf": self.csrf}, files={"files": (name, data)})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


class Service:
    """A service with a workspace, and its people."""

    def __init__(self, folder: Path, client: Any, tokens: dict[str, str]) -> None:
        self.folder, self.client, self.tokens = folder, client, tokens
        self._people: dict[str, Person] = {}

    def __getattr__(self, name: str) -> Person:
        if name not in PEOPLE:
            raise AttributeError(name)
        if name not in self._people:
            self._people[name] = Person(self.client, name)
        return self._people[name]

    def program(self, name: str, method: str, address: str, **given: Any) -> Any:
        """What a program with somebody's token is answered."""
        headers = {"authorization": f"Bearer {self.tokens[name]}", **given.pop("headers", {})}
        return self.client.request(method, address, headers=headers, **given)


@pytest.fixture
def kept(tmp_path):
    """A service with two practices."""
    tokens = people(tmp_path)
    with made(tmp_path, workspace=True) as client:
        yield Service(tmp_path, client, tokens)
