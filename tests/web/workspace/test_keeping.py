"""How long a workspace keeps what it has; carried to another one; deleted."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.web.jobs import Jobs
from sightline.web.sessions import Sessions
from sightline.web.settings import Settings
from sightline.web.workers import Workers
from sightline.web.workspace.trail import first_broken
from sightline.web.workspace.workspace import open_workspace
from web.conftest import EXAMPLE, made
from web.workspace.conftest import PASSWORD, Person, Service, people

DATA = EXAMPLE.read_bytes()


def _run(*words: object, code: int = 0) -> str:
    answer = CliRunner().invoke(main, ["workspace", *map(str, words)])
    assert answer.exit_code == code, answer.output
    return answer.output


@pytest.fixture
def worked(tmp_path):
    """The folder of a workspace in which both practices have a check, an override, a note and an assignment."""
    folder = tmp_path / "practice"
    tokens = people(folder)
    with made(folder, workspace=True) as client:
        service = Service(folder, client, tokens)
        for person in (service.ann, service.zoe):
            where = person.upload(DATA, f"of-{person.name}.837")
            later = (date.today() + timedelta(days=9)).isoformat()
            given = {"edit": "PTP001", "line": "2", "reason": f"as {person.name} says", "expires": later}
            assert person.post(f"{where}/claims/1/override", **given).status_code == 303
            assert person.post(f"{where}/claims/1/note", text=f"note of {person.name}").status_code == 303
            assert person.post(f"{where}/claims/1/assign", account=person.name).status_code == 303
    return folder


def test_uploads_are_kept_for_their_days(worked):
    (first, second) = Jobs(worked / "jobs").all()
    facts = json.loads((first.folder / "job.json").read_text())
    old = (datetime.fromisoformat(facts["accepted"]) - timedelta(days=700)).isoformat()
    (first.folder / "job.json").write_text(json.dumps({**facts, "accepted": old}))
    jobs = Jobs(worked / "jobs")
    for days, over in ((None, set()), (365, {first.id}), (2000, set())):
        settings = Settings(worked, workspace=True, retention_days=days)
        workers = Workers(settings, jobs, Sessions(worked, 1.0))
        assert {job.id for job in jobs.all() if workers._is_over(job)} == over
    found = open_workspace(worked)
    workers = Workers(settings, jobs, Sessions(worked, 1.0), found.forget)
    workers.delete(jobs.open(first.id))
    assert [job.id for job in jobs.all()] == [second.id]
    assert not found.rows(first.owner).find("seen")
    assert not found.rows(first.owner).find("note")
    assert found.rows(first.owner).find("decision")  # an override ends by its own last day
    assert found.rows(second.owner).find("note")


def test_a_practice_is_carried_to_another_workspace(worked, tmp_path):
    export = tmp_path / "lakeside.zip"
    assert "name one that is there (Lakeside, Prairie)" in _run("export", worked, "--output", export, code=2)
    assert "1 uploads written" in _run("export", worked, "--practice", "Lakeside", "--output", export)
    everything = b"".join(zipfile.ZipFile(export).read(name) for name in zipfile.ZipFile(export).namelist())
    for secret in (b"zoe", b"Prairie", b"scrypt"):
        assert secret not in everything
    new = tmp_path / "new"
    assert "1 uploads of Lakeside; its accounts have no password yet" in _run("import", new, export)
    assert "there is a practice Lakeside already" in _run("import", new, export, code=2)
    CliRunner().invoke(main, ["workspace", "user", str(new), "ann", "--password-stdin"], input=f"{PASSWORD}\n")
    with made(new, workspace=True) as client:
        ann = Person(client, "ann")
        (job,) = Jobs(new / "jobs").all()
        page = ann.get(f"/check/{job.id}/claims/1").text
        assert "as ann says" in page
        assert "note of ann" in page
        assert "LB-1001" in ann.get(f"/check/{job.id}?assigned=ann").text
        trail = ann.get("/trail/file/json").json()
    assert trail["broken_at"] is None
    assert "wrote a note" in [row["did"] for row in trail["trail"]]


def test_an_import_beside_others_leaves_them_alone(worked, tmp_path):
    export = tmp_path / "lakeside.zip"
    _run("export", worked, "--practice", "Lakeside", "--output", export)
    assert "one of its uploads is in the workspace already" in _run(
        "import", worked, export, "--practice", "Copy", code=2
    )
    found = open_workspace(worked)
    assert set(found.accounts.practices().values()) == {"Lakeside", "Prairie"}
    _run("purge", worked, "--practice", "Lakeside", "--everything", "--yes")
    assert "1 uploads of Copy" in _run("import", worked, export, "--practice", "Copy")
    assert found.accounts.named("zoe").role == "admin"


@pytest.mark.parametrize("name", ["jobs/../../evil", "jobs/" + "x" * 22 + "/../../evil", "jobs/short/input", "jobs/"])
def test_an_import_writes_nothing_outside_of_its_folders(worked, tmp_path, name):
    export, bad = tmp_path / "a.zip", tmp_path / "bad.zip"
    _run("export", worked, "--practice", "Lakeside", "--output", export)
    with zipfile.ZipFile(export) as given, zipfile.ZipFile(bad, "w") as out:
        for each in given.namelist():
            out.writestr(each, given.read(each))
        out.writestr(name, b"evil")
    new = tmp_path / "new"
    assert "none of an upload" in _run("import", new, bad, code=2)
    assert not list(tmp_path.rglob("evil"))
    assert not open_workspace(new).accounts.practices()
    assert not list((new / "jobs").iterdir())


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all"])
def test_what_is_no_export_is_refused(tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    assert "no export of a workspace" in _run("import", tmp_path / "new", tmp_path / "a.zip", code=2)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as out:
        out.writestr("about.json", '{"format": 99}')
    assert "another version" in _run("import", tmp_path / "new", tmp_path / "b.zip", code=2)


def test_what_is_purged_is_gone_from_the_disk(worked):
    assert "say which" in _run("purge", worked, "--practice", "Lakeside", code=2)
    assert "0 uploads" in _run("purge", worked, "--practice", "Lakeside", "--before", "2001-01-01", "--yes")
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    assert "1 uploads" in _run("purge", worked, "--practice", "Lakeside", "--before", tomorrow, "--yes")
    assert [job.name for job in Jobs(worked / "jobs").all()] == ["of-zoe.837"]
    found = open_workspace(worked)
    lakeside, prairie = sorted(found.accounts.practices(), key=lambda key: found.accounts.practices()[key])
    assert found.trail.latest(lakeside, 1)[0]["did"].startswith("purged what came before")
    assert not found.rows(lakeside).find("note")
    found.store.close()
    _run("purge", worked, "--practice", "Lakeside", "--everything", "--yes")
    kept = b"".join(path.read_bytes() for path in worked.rglob("*") if path.is_file())
    for gone in (b"of-ann", b"note of ann", b"as ann says", b"Lakeside"):
        assert gone not in kept
    for there in (b"of-zoe", b"note of zoe", b"as zoe says"):
        assert there in kept
    assert first_broken(open_workspace(worked).trail.all(prairie)) is None


def test_the_trail_by_the_command_line(worked):
    words = _run("trail", worked, "--practice", "Lakeside")
    assert words.startswith("id,at,account,did,job,claim,status,client\n")
    assert ",ann,wrote a note," in words
    assert "zoe" not in words
    found = open_workspace(worked)
    found.store.rows("DROP TRIGGER trail_unchanged")
    found.store.rows("UPDATE trail SET account = 'bo' WHERE did = 'wrote a note'")
    found.store.close()
    assert "is not as it was written" in _run("trail", worked, "--practice", "Lakeside", code=1)


def test_what_nothing_was_uploaded_to_is_carried_and_purged(tmp_path):
    _run("user", tmp_path / "new", "ann", "--practice", "Lakeside", "--no-password")
    assert _run("export", tmp_path / "new", "--output", tmp_path / "a.zip").startswith("0 uploads")
    assert "0 uploads of Lakeside" in _run("import", tmp_path / "other", tmp_path / "a.zip")
    assert _run("purge", tmp_path / "new", "--everything", "--yes") == "deleted all of Lakeside: 0 uploads\n"
