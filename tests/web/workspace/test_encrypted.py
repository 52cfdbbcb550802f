"""A workspace with a key: nothing of it can be read on the disk, all of it is there for who has the key."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("sqlcipher3")
pytest.importorskip("cryptography")

from sightline.cli import main
from sightline.web.jobs import Jobs
from sightline.web.workspace.key import key_for, read_key
from sightline.web.workspace.sealed import Sealed, is_sealed
from sightline.web.workspace.trail import first_broken
from sightline.web.workspace.workspace import open_workspace
from web.conftest import EXAMPLE, made
from web.workspace.conftest import PASSWORD, Person, Service, people

DATA = EXAMPLE.read_bytes()
#: The patient, the claim, the file, and what people wrote of it.
WORDS = (b"ALEX", b"LB-1001", b"of-ann.837", b"note of ann", b"as ann says", b"Lakeside", b"SVC*HC")


def run(*words: object, code: int = 0) -> str:
    answer = CliRunner().invoke(main, [*map(str, words)])
    assert answer.exit_code == code, answer.output
    if code:
        assert len(answer.stderr.splitlines()) == 1, answer.stderr
    return answer.output


def work(folder: Path, key: bytes, **options: object) -> str:
    """Let ann work in the workspace: an upload with override, note, assignment, draft, words and remittance; its address."""
    tokens = people(folder, key)
    with made(folder, workspace=True, key=key, **options) as client:
        ann = Service(folder, client, tokens).ann
        where = ann.upload(DATA, "of-ann.837")
        for _ in range(600):
            if "/claims/1" in ann.get(where).text:
                break
            time.sleep(0.1)
        later = (date.today() + timedelta(days=9)).isoformat()
        given = {"edit": "PTP001", "line": "2", "reason": "as ann says", "expires": later}
        for address, fields in (
            ("claims/1/override", given),
            ("claims/1/note", {"text": "note of ann"}),
            ("claims/1/assign", {"account": "ann"}),
            ("claims/1/draft", {"2.modifiers": "26 XS"}),
            ("filter", {"text": "LB-1001"}),
        ):
            assert ann.post(f"{where}/{address}", **fields).status_code == 303, address
        files = {"files": ("paid.835", (EXAMPLE.parent / "remittance.835").read_bytes())}
        answer = ann.ask("POST", f"{where}/remittances", data={"csrf": ann.csrf}, files=files)
        assert answer.status_code == 303, answer.text
        assert ann.get(f"{where}/remittances").status_code == 200
        for name in (
            "drafts/file/837",
            "drafts/file/csv",
            "shown/837",
            "shown/xlsx",
            "export/json",
            "export/277ca",
            "fixed",
        ):
            assert ann.get(f"{where}/{name}").status_code == 200, name
        assert ann.post(f"{where}/claims/1/file/837", **{"2.units": "2"}).status_code == 200
        assert ann.post(f"{where}/drafts/check").status_code == 303
        assert ann.post(f"{where}/again").status_code == 303
    return where


def found_in(folder: Path) -> set[bytes]:
    """The words that are in the bytes of some file of a folder, or in the name of one."""
    everything = b"\n".join(
        str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")
    )
    return {word for word in WORDS if word in everything}


@pytest.fixture
def key(tmp_path):
    (tmp_path / "key").write_text("5a" * 32)
    return tmp_path / "key"


@pytest.fixture
def worked(tmp_path, key):
    """The folder of an encrypted workspace in which somebody worked."""
    work(tmp_path / "practice", bytes.fromhex(key.read_text()))
    return tmp_path / "practice"


@pytest.mark.parametrize("inline", [0, 256 << 10], ids=["by a worker", "at once"])
def test_nothing_of_it_can_be_read_on_the_disk(tmp_path, inline):
    work(tmp_path / "plain", b"", inline=inline)
    assert found_in(tmp_path / "plain") == set(WORDS)  # what is looked for is there to be found
    where = work(tmp_path / "sealed", b"k" * 32, inline=inline)
    assert found_in(tmp_path / "sealed") == set()
    with made(tmp_path / "sealed", workspace=True, key=b"k" * 32) as client:  # a restart
        ann = Person(client, "ann")
        page = ann.get(f"{where}/claims/1").text
        for words in ("ALEX", "LB-1001", "note of ann"):
            assert words in page
        assert "as ann says" in ann.get("/overrides").text
        assert "of-ann.837" in ann.get("/check").text
        assert "LB-1001" in ann.get(f"{where}?assigned=ann").text
        assert "26 XS" in ann.get(f"{where}/drafts").text
        assert ann.get(f"{where}/remittances/file/denials/json").json()["lines"]
        assert ann.get(f"{where}/export/json").json()["findings"]
        assert found_in(tmp_path / "sealed") == set()  # what is written ahead to the database is encrypted too


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.usefixtures("old_releases")
def test_checking_processes_write_encrypted_results_too(tmp_path):
    work(tmp_path / "sealed", b"k" * 32, checkers=1)
    assert found_in(tmp_path / "sealed") == set()


def test_without_its_key_it_is_refused_in_a_sentence(worked, tmp_path, key):
    other = tmp_path / "other"
    other.write_text("00" * 32)
    for words in (["serve", "--workspace", worked], ["workspace", "users", worked], ["workspace", "trail", worked]):
        assert "the workspace is encrypted: name its key with --key-file" in run(*words, code=2)
        assert "the key does not open the workspace" in run(*words, "--key-file", other, code=2)
        assert "missing: the key cannot be read" in run(*words, "--key-file", tmp_path / "missing", code=2)
        assert "64 hexadecimal digits" in run(*words, "--key-file", EXAMPLE, code=2)
    assert not (tmp_path / "missing").exists()
    assert "ann" in run("workspace", "users", worked, "--key-file", key)
    inside = worked / "key"
    inside.write_text(key.read_text())
    assert "keep it elsewhere" in run("workspace", "users", worked, "--key-file", inside, code=2)
    assert "--key-file is for a workspace" in run("serve", "--key-file", key, code=2)


def test_a_key_for_a_workspace_that_is_not_encrypted_is_refused(tmp_path, key):
    people(tmp_path / "plain")
    assert "is not encrypted: `sightline workspace encrypt" in run(
        "workspace", "users", tmp_path / "plain", "--key-file", key, code=2
    )


@pytest.mark.parametrize("package", ["sqlcipher3", "cryptography.exceptions"])
def test_without_the_extra_it_is_refused_in_a_sentence(worked, key, monkeypatch, tmp_path, package):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "sightline.web.workspace.sealed", raising=False)
    new = ["workspace", "user", tmp_path / "new", "ann", "--practice", "Lakeside", "--no-password"]
    for words in (["serve", "--workspace", worked], ["workspace", "users", worked], new):
        assert "pip install 'sightline-claims[encrypt]'" in run(*words, "--key-file", key, code=2)
    assert "pip install 'sightline-claims[encrypt]'" in run(*new, "--key-file", tmp_path / "made", code=2)
    assert not (tmp_path / "made").exists()
    assert not (tmp_path / "new").exists()


def test_a_new_workspace_makes_its_key_and_says_so(tmp_path):
    key, folder = tmp_path / "keys" / "practice.key", tmp_path / "new"
    words = run("workspace", "user", folder, "ann", "--practice", "Lakeside", "--no-password", "--key-file", key)
    assert "a new key is in" in words
    assert "keep a copy in another place" in words
    if sys.platform != "win32":
        assert key.stat().st_mode & 0o077 == 0
    assert b"Lakeside" not in (folder / "workspace.sqlite").read_bytes()
    assert key_for(folder, key) == (read_key(folder, key), False)
    assert "ann" in run("workspace", "users", folder, "--key-file", key)


def test_the_key_can_be_named_by_a_variable(worked, key, monkeypatch):
    monkeypatch.setenv("SIGHTLINE_KEY_FILE", str(key))
    assert "ann" in run("workspace", "users", worked)


def test_an_export_can_be_read_and_is_encrypted_again_where_it_is_taken_in(worked, tmp_path, key):
    export, new, other = tmp_path / "a.zip", tmp_path / "new", tmp_path / "other.key"
    words = run("workspace", "export", worked, "--practice", "Lakeside", "--output", export, "--key-file", key)
    assert "which is not encrypted" in words
    with zipfile.ZipFile(export) as given:
        names = given.namelist()
        everything = b"".join(map(given.read, names))
    assert all(word in everything for word in (b"ALEX", b"note of ann", b"as ann says"))
    assert "3 uploads of Lakeside" in run("workspace", "import", new, export, "--key-file", other)
    assert found_in(new) == set()
    jobs = list(Jobs(new / "jobs", Sealed(read_key(new, other))).all())
    assert sorted(job.name for job in jobs) == ["corrected of-ann.837", "of-ann.837", "of-ann.837"]
    assert jobs[0].open().read() == DATA
    plain = tmp_path / "plain"
    assert "3 uploads of Lakeside" in run("workspace", "import", plain, export)
    assert found_in(plain) == set(WORDS)


def test_uploads_are_deleted_when_their_days_are_over(worked, key):
    files = Sealed(read_key(worked, key))
    for job in Jobs.at(worked / "jobs", files).all():
        facts = json.loads(files.read(job.folder / "job.json"))
        old = (datetime.fromisoformat(facts["accepted"]) - timedelta(days=40)).isoformat()
        with files.create(job.folder / "job.json") as out:
            out.write(json.dumps({**facts, "accepted": old}).encode())
    for days, left in ((50, 3), (30, 0)):
        with made(worked, workspace=True, key=files.key, retention_days=days) as client:
            for _ in range(100):
                if len(list((worked / "jobs").glob("[!.]*"))) == left:
                    break
                time.sleep(0.05)
            assert client.get("/health").status_code == 200
        assert len(list((worked / "jobs").glob("[!.]*"))) == left


def test_purging_and_the_trail_need_nothing_more(worked, key):
    assert ",ann,wrote a note," in run("workspace", "trail", worked, "--practice", "Lakeside", "--key-file", key)
    words = ["--practice", "Lakeside", "--yes", "--key-file", key]
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    assert "3 uploads" in run("workspace", "purge", worked, "--before", tomorrow, *words)
    assert not list(Jobs.at(worked / "jobs", Sealed(read_key(worked, key))).all())
    assert "deleted all of Lakeside" in run("workspace", "purge", worked, "--everything", *words)
    found = open_workspace(worked, key=read_key(worked, key))
    assert set(found.accounts.practices().values()) == {"Prairie"}


class TestEncrypting:
    """A workspace that was kept as it is."""

    @pytest.fixture
    def plain(self, tmp_path):
        work(tmp_path / "plain", b"")
        return tmp_path / "plain"

    def test_all_of_it_is_encrypted_and_still_there(self, plain, key):
        before = [row["did"] for row in open_workspace(plain).trail.all(self.practice(plain))]
        words = run("workspace", "encrypt", plain, "--key-file", key)
        assert re.search(r"encrypted the database and \d+ files", words)
        assert found_in(plain) == set()
        opened = open_workspace(plain, key=read_key(plain, key))
        (practice,) = (id_ for id_, name in opened.accounts.practices().items() if name == "Lakeside")
        trail = opened.trail.all(practice)
        assert [row["did"] for row in trail] == before
        assert first_broken(trail) is None
        opened.store.close()
        with made(plain, workspace=True, key=read_key(plain, key)) as client:
            ann = Person(client, "ann", PASSWORD)
            where = re.search(r'href="(/check/[\w-]{22})"', ann.get("/check").text)[1]
            assert "LB-1001" in ann.get(f"{where}/export/json").text
            assert "note of ann" in ann.get(f"{where}/claims/1").text
        assert "encrypted already" in run("workspace", "encrypt", plain, "--key-file", key, code=2)

    def test_not_while_a_service_runs_on_it(self, plain, key):
        open_there = (
            "import sys, pathlib\n"
            "from sightline.web.workspace.workspace import open_workspace\n"
            "found = open_workspace(pathlib.Path(sys.argv[1]))\n"
            "print('open', flush=True)\nsys.stdin.read()"
        )
        words = [sys.executable, "-c", open_there, str(plain)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout.readline()
            assert "stop that first" in run("workspace", "encrypt", plain, "--key-file", key, code=2)
            assert found_in(plain) == set(WORDS)
            other.stdin.close()
        run("workspace", "encrypt", plain, "--key-file", key)

    def test_what_was_stopped_on_the_way_is_ended_by_doing_it_again(self, plain, key, monkeypatch):
        def stopped(*_):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("sightline.web.workspace.encrypt._copy", stopped)
            assert "no space left" in run("workspace", "encrypt", plain, "--key-file", key, code=2)
        assert "ann" in run("workspace", "users", plain)  # as it was
        run("workspace", "encrypt", plain, "--key-file", key)
        assert found_in(plain) == set()
        assert all(is_sealed(path) for path in (plain / "jobs").rglob("*") if path.is_file())

    def test_no_workspace_and_no_key(self, plain, tmp_path, key):
        assert "name the file of the key" in run("workspace", "encrypt", plain, code=2)
        assert "no workspace" in run("workspace", "encrypt", tmp_path / "nothing", "--key-file", key, code=2)

    def practice(self, folder: Path) -> str:
        found = open_workspace(folder)
        (practice,) = (id_ for id_, name in found.accounts.practices().items() if name == "Lakeside")
        found.store.close()
        return practice


def test_the_key_is_in_no_message(key):
    settings = repr(Sealed(bytes.fromhex(key.read_text())))
    assert "5a" not in settings
    assert "Z" not in json.dumps(settings)
