"""What is done on the newer pages, for files by others: fixes become drafts, drafts become files, findings are overridden,
remittances are added. Some files; all of them with SIGHTLINE_ALL_FILES=1."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web.conftest import PAGE, made, token_of

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"
REMITTANCES = sorted((CORPORA / "835").glob("*"))
_ALL = sorted(path for path in CORPORA.rglob("*") if path.is_file())
FILES = _ALL if os.environ.get("SIGHTLINE_ALL_FILES") else _ALL[::29]
#: What an address may answer besides a page or a file: where it leads, or a sentence that says why not.
FINE = (200, 303, 422)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with made(tmp_path_factory.mktemp("service"), inline=64 << 20) as client:
        yield client


@pytest.mark.skipif(not FILES, reason="../shared/corpora is not there")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-60:])
def test_every_step_of_files_by_others(desk, path):
    token = token_of(desk)
    given = {"files": (path.name, path.read_bytes())}
    answer = desk.post("/check", data={"csrf": token}, files=given, headers=PAGE)
    if answer.status_code == 422:
        return  # no file of claims
    where = answer.headers["location"]
    remittance = REMITTANCES[FILES.index(path) % len(REMITTANCES)]
    wrong = [
        f"{address}: {status} {said}"
        for address, status, said in _steps(desk, where, token, remittance)
        if status not in FINE or (status == 422 and not said)
    ]
    assert not wrong


def _steps(client: Any, where: str, token: str, remittance: Path) -> Iterator[tuple[str, int, str]]:
    """Each step: its address, the status of the answer, and what it says where it is a problem."""

    def told(address: str, answer: Any) -> tuple[str, int, str]:
        found = re.search(r"<h1>.*</h1>\s*<p>(.+)</p>", answer.text) if answer.status_code >= 400 else None
        return address, answer.status_code, found[1] if found else ""

    def get(address: str) -> tuple[str, int, str]:
        return told(address, client.get(f"{where}{address}", headers=PAGE))

    def post(address: str, **fields: Any) -> tuple[str, int, str]:
        return told(address, client.post(f"{where}{address}", data={"csrf": token, **fields}, headers=PAGE))

    fixes = client.get(f"{where}/fixes?fix=all", headers=PAGE).text
    if places := re.findall(r'name="place" value="([^"]+)"', fixes):
        yield post("/fixes?fix=all", place=places[:20])
    yield get("/drafts")
    for form in ("csv", "fhir", "837"):
        yield get(f"/drafts/file/{form}")
    yield post("/drafts/check")
    yield post("/drafts/undo")
    decide = client.get(f"{where}/decide", headers=PAGE).text
    if numbers := re.findall(r'name="number" value="(\d+)"', decide):
        yield post("/decide", number=numbers[:5], user="A", reason="b", expires="2999-12-31")
    yield get("")
    yield get("/causes?finding=overridden")
    added = client.post(
        f"{where}/remittances", data={"csrf": token}, files={"files": ("a.835", remittance.read_bytes())}, headers=PAGE
    )
    yield told("/remittances", added)
    yield get("/remittances")
    if added.status_code == 303:
        for kind in ("reconciliation", "denials"):
            yield get(f"/remittances/file/{kind}/json")
    yield told("/overrides", client.get("/overrides", headers=PAGE))
    yield post("/again")
