"""Who is let in, with what, and who is not."""

from __future__ import annotations

import sqlite3

import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.web.settings import ServiceError, Settings
from sightline.web.workspace import accounts as module
from sightline.web.workspace.accounts import TRIES, digest
from sightline.web.workspace.store import WorkspaceError
from sightline.web.workspace.trail import first_broken
from sightline.web.workspace.workspace import open_workspace
from web.conftest import EXAMPLE, PAGE, X12, made
from web.workspace.conftest import PASSWORD, Person, Service, people


def test_nobody_sees_anything_before_signing_in(kept):
    client = kept.client
    assert client.get("/check", headers=PAGE).headers["location"] == "/sign-in?next=%2Fcheck"
    assert client.get("/", headers=PAGE).headers["location"] == "/sign-in"
    for address in ("/api/v1/edits", "/fhir/metadata", "/overrides"):
        assert client.get(address).status_code == 401
    assert client.post("/api/v1/check", content=EXAMPLE.read_bytes(), headers=X12).status_code == 401
    assert client.get("/health").status_code == 200
    wrong = client.get("/api/v1/edits", headers={"authorization": "Bearer wrong"})
    assert wrong.status_code == 401


def test_the_cookie_is_for_our_own_pages_only(kept):
    cookie = kept.client.get("/sign-in", headers=PAGE).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    before = kept.bo.cookie
    # A link on another site's page: the browser keeps the cookie back, and our own page asks again.
    answer = kept.client.get("/check", headers=PAGE | {"sec-fetch-site": "cross-site"})
    assert 'http-equiv="refresh" content="0; url=/check"' in answer.text
    assert "set-cookie" not in answer.headers
    assert kept.bo.cookie == before
    assert kept.bo.get("/check").status_code == 200


def test_signing_in_leads_where_one_wanted_to_go(kept):
    page = kept.client.get("/sign-in?next=/check/abc/claims/1", headers=PAGE)
    assert 'action="/sign-in?next=/check/abc/claims/1"' in page.text
    for foreign in ("//evil.example", "https://evil.example", "/\\evil", "javascript:1"):
        assert "next=" not in kept.client.get("/sign-in", params={"next": foreign}, headers=PAGE).text
    assert kept.bo.get("/sign-in?next=/check").headers["location"] == "/check"


def test_a_wrong_password_is_refused_and_locks_the_account(tmp_path, monkeypatch):
    people(tmp_path)
    with made(tmp_path, workspace=True) as client:
        for _ in range(TRIES):
            assert Person(client, "bo", "wrong password").answer.status_code == 403
        locked = Person(client, "bo")
        assert locked.answer.status_code == 403
        assert "locked for a while" in locked.answer.text
        assert Person(client, "ann").answer.status_code == 303
        later = module.time.time() + module.LOCKED_SECONDS + 1
        monkeypatch.setattr(module.time, "time", lambda: later)
        assert open_workspace(tmp_path).accounts.with_password("bo", PASSWORD) is not None


def test_the_answer_does_not_say_whether_there_is_such_an_account(kept, monkeypatch):
    computed = []
    monkeypatch.setattr(module, "_scrypt", lambda *given: computed.append(given) or "x")
    assert kept.client  # made before
    found = open_workspace(kept.folder).accounts
    assert found.with_password("bo", "wrong password") is None
    assert found.with_password("nobody", "wrong password") is None
    assert len(computed) == 2


def test_signing_out_and_being_locked_out_end_the_session(kept):
    assert kept.bo.get("/check").status_code == 200
    kept.ann.post("/people/bo", role="biller", active="no")
    assert kept.bo.get("/check").status_code == 303
    assert kept.program("bo", "GET", "/api/v1/edits").status_code == 401
    assert Person(kept.client, "bo").answer.status_code == 403
    assert kept.rae.post("/sign-out").status_code == 303
    assert kept.rae.get("/check").status_code == 303


def test_a_change_of_role_holds_at_once(kept):
    assert kept.rae.post("/check/x/delete").status_code == 403
    assert kept.ann.post("/people/rae", role="manager", active="yes").status_code == 303
    assert kept.rae.get("/check").headers["location"].startswith("/sign-in")
    assert Person(kept.client, "rae").post("/check/x/delete").status_code == 404


def test_an_admin_changes_the_own_practice_only_and_never_the_last_admin(kept):
    assert kept.zoe.post("/people/bo", role="admin", active="yes").status_code == 422
    for change in ({"role": "reader", "active": "yes"}, {"role": "admin", "active": "no"}):
        answer = kept.ann.post("/people/ann", **change)
        assert answer.status_code == 422
        assert "the only admin" in answer.text
    assert kept.ann.post("/people", name="Kim", role="biller", password=PASSWORD).status_code == 303
    assert "kim" in kept.ann.get("/people").text
    assert "kim" not in kept.zoe.get("/people").text
    assert Person(kept.client, "kim").answer.status_code == 303
    for name, password in (("bo", PASSWORD), ("../x", PASSWORD), ("lee", "short")):
        assert kept.ann.post("/people", name=name, role="biller", password=password).status_code == 422


def test_ones_own_password_and_token(kept):
    new = "another horse battery"
    assert kept.bo.post("/account", now="wrong", new=new).status_code == 422
    assert kept.bo.post("/account", now=PASSWORD, new="short").status_code == 422
    other = Person(kept.client, "bo")
    assert kept.bo.post("/account", now=PASSWORD, new=new).status_code == 303
    assert kept.bo.get("/check").status_code == 200  # the session that changed it
    assert other.get("/check").status_code == 303
    page = kept.bo.post("/account/token").text
    token = page.split("<code>")[1].split("</code>")[0]
    headers = {"authorization": f"Bearer {token}"}
    assert kept.client.get("/api/v1/edits", headers=headers).status_code == 200
    assert kept.program("bo", "GET", "/api/v1/edits").status_code == 401


@pytest.mark.parametrize("trusted", ["testclient", "192.0.2.1"])
def test_a_header_is_believed_from_the_proxy_only(tmp_path, monkeypatch, trusted):
    people(tmp_path)
    monkeypatch.setattr("sightline.web.settings._require_address", lambda _address: None)
    options = {"proxy_header": "X-Remote-User", "proxy_from": frozenset({trusted})}
    with made(tmp_path, workspace=True, **options) as client:
        answer = client.get("/check", headers=PAGE | {"x-remote-user": "bo"})
        assert answer.status_code == (200 if trusted == "testclient" else 303)
        for given in ("nobody", "", "zoe', 'ann"):
            assert client.get("/check", headers=PAGE | {"x-remote-user": given}).status_code == 303
        twice = [("accept", "text/html"), ("x-remote-user", "ann"), ("x-remote-user", "bo")]
        assert client.get("/check", headers=twice).status_code == 303
        assert client.post("/check", data={"a": "b"}, headers=PAGE | {"x-remote-user": "bo"}).status_code != 200


@pytest.mark.parametrize(
    ("trusted", "headers", "secure"),
    [("testclient", ["https"], True), ("testclient", ["HTTPS "], True), ("testclient", ["http"], False),
     ("testclient", [], False), ("testclient", ["https, http"], False), ("testclient", ["http", "https"], False),
     ("testclient", ["javascript"], False), ("192.0.2.1", ["https"], False)],
)  # fmt: skip
@pytest.mark.parametrize("header", ["X-Remote-User", ""])
def test_the_cookie_is_secure_where_the_proxy_says_that_the_browser_speaks_https(
    tmp_path, monkeypatch, trusted, headers, secure, header
):
    people(tmp_path)
    monkeypatch.setattr("sightline.web.settings._require_address", lambda _address: None)
    with made(tmp_path, workspace=True, proxy_header=header, proxy_from=frozenset({trusted})) as client:
        given = [("accept", "text/html"), *(("x-forwarded-proto", value) for value in headers)]
        cookie = client.get("/sign-in", headers=given).headers["set-cookie"]
        assert "httponly" in cookie.lower()
        assert ("secure" in cookie.lower()) == secure


def test_nobody_says_that_the_browser_speaks_https_unless_it_is_configured(kept):
    answer = kept.client.get("/sign-in", headers=PAGE | {"x-forwarded-proto": "https"})
    assert "secure" not in answer.headers["set-cookie"].lower()


def test_no_header_is_believed_unless_it_is_configured(kept):
    for name in ("x-remote-user", "x-forwarded-user", "remote-user"):
        assert kept.client.get("/check", headers=PAGE | {name: "ann"}).status_code == 303


@pytest.mark.parametrize(
    ("options", "words"),
    [({"workspace": True, "token": "t" * 20}, "SIGHTLINE_TOKEN"), ({"proxy_header": "X"}, "needs --proxy-from"),
     ({"proxy_header": "X", "proxy_from": frozenset({"1.2.3.4"})}, "for a workspace"),
     ({"retention_days": 3}, "for a workspace"),
     ({"workspace": True, "proxy_header": "X", "proxy_from": frozenset({"proxy"})}, "address")],
)  # fmt: skip
def test_what_does_not_go_together_is_said(tmp_path, options, words):
    with pytest.raises(ServiceError, match=words):
        Settings(tmp_path, **options).check()
    Settings(tmp_path, host="0.0.0.0", workspace=True).check()


def test_it_is_all_there_after_a_restart(tmp_path):
    tokens = people(tmp_path)
    with made(tmp_path, workspace=True) as client:
        first = Service(tmp_path, client, tokens)
        where, cookie = first.bo.upload(), first.bo.cookie
    with made(tmp_path, workspace=True) as client:
        headers = PAGE | {"cookie": f"sightline={cookie}"}
        assert "LB-1001" in client.get(where, headers=headers).text


def test_the_trail_cannot_be_changed_without_its_showing(tmp_path):
    people(tmp_path)
    found = open_workspace(tmp_path)
    practice = next(iter(found.accounts.practices()))
    for did in ("one", "two", "three"):
        found.trail.record(practice, "bo", did)
    for statement in ("DELETE FROM trail", "UPDATE trail SET did = 'nothing'"):
        with pytest.raises(sqlite3.Error, match="append-only"):
            found.store.rows(statement)
    assert first_broken(found.trail.all(practice)) is None
    found.store.rows("DROP TRIGGER trail_unchanged")
    found.store.rows("UPDATE trail SET did = 'nothing' WHERE did = 'two'")
    assert first_broken(found.trail.all(practice)) == 2


def test_passwords_are_kept_as_scrypt_with_a_salt(tmp_path):
    assert digest(PASSWORD) != digest(PASSWORD)
    with pytest.raises(WorkspaceError, match="at least 12"):
        digest("short")
    tokens = people(tmp_path)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in kept
    assert tokens["bo"].encode() not in kept


def test_accounts_by_the_command_line(tmp_path):
    folder = str(tmp_path / "practice")

    def run(*words: str, stdin: str = "") -> str:
        answer = CliRunner().invoke(main, ["workspace", *words], input=stdin)
        return f"{answer.exit_code} {answer.output}"

    assert "no workspace" in run("users", folder)
    assert "say of which practice" in run("user", folder, "ann") or "no workspace" in run("user", folder, "ann")
    add = ("user", folder, "Ann", "--role", "admin", "--practice", "Lakeside", "--password-stdin")
    assert run(*add, stdin=f"{PASSWORD}\n") == "0 added ann: admin of Lakeside\n"
    assert "at least 12" in run("user", folder, "bo", "--practice", "Lakeside", "--password-stdin", stdin="short\n")
    words = run("user", folder, "bo", "--practice", "Lakeside", "--no-password", "--token")
    assert "0 added bo: reader of Lakeside\ntoken" in words
    assert "changed bo: biller of Lakeside" in run("user", folder, "bo", "--role", "biller")
    assert "changed bo: not let in" in run("user", folder, "bo", "--locked-out")
    assert "bo                       biller   locked out" in run("users", folder)
    assert "only admin" in run("user", folder, "ann", "--role", "reader")
