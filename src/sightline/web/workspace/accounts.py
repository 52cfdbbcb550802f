"""Who somebody is: accounts with a practice and a role, passwords, tokens of programs, and locking out who guesses."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request

from sightline.web.workspace.store import Row, Store, WorkspaceError

#: What people may do, the least first: see; upload, correct and override; act on many, assign and delete; accounts and the
#: audit trail.
ROLES = ("reader", "biller", "manager", "admin")
SHORTEST = 12  # characters of a password
#: So many wrong passwords in a row lock an account for so many seconds.
TRIES, LOCKED_SECONDS = 5, 900.0
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_COST = {"n": 1 << 14, "r": 8, "p": 5}  # of scrypt: 16 MB and about a quarter of a second


@dataclass(frozen=True)
class User:
    """Somebody who was let in. `epoch` counts the changes that end the sessions that he or she has."""

    name: str
    practice: str
    role: str
    epoch: int = 0

    def may(self, role: str) -> bool:
        """Whether the user's role is this one or above."""
        return ROLES.index(self.role) >= ROLES.index(role)


def user_of(request: Request) -> User | None:
    """Who makes a request; None in a service without a workspace, and for who is not let in yet."""
    found: User | None = getattr(request.state, "user", None)
    return found


class Accounts:
    """The accounts of a workspace."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def practice(self, name: str) -> str:
        """The id of the practice of that name, which is made when there is none."""
        name = " ".join(name.split())[:100]
        if not name:
            raise WorkspaceError("a practice needs a name")
        found = self.store.rows("SELECT practice FROM practice WHERE name = ?", name)
        if found:
            return str(found[0]["practice"])
        made = secrets.token_hex(8)
        self.store.rows("INSERT INTO practice VALUES (?, ?, ?)", made, name, now())
        return made

    def practices(self) -> dict[str, str]:
        """The names of the practices by their ids."""
        return {row["practice"]: row["name"] for row in self.store.rows("SELECT * FROM practice ORDER BY name")}

    def of(self, practice: str) -> list[Row]:
        """The accounts of a practice, by name."""
        return self.store.rows("SELECT * FROM account WHERE practice = ? ORDER BY name", practice)

    def add(self, name: str, practice: str, role: str, password: str = "") -> User:
        """A new account. Without a password it is let in by a proxy or a token only. Raises WorkspaceError."""
        name = _named(name)
        _require_role(role)
        kept = digest(password) if password else ""
        with self.store.together():
            if self.store.rows("SELECT 1 FROM account WHERE name = ?", name):
                raise WorkspaceError(f"there is an account {name} already")
            values = (name, practice, role, kept, now())
            self.store.rows("INSERT INTO account VALUES (?, ?, ?, ?, 1, 0, 0, 1, ?)", *values)
        return User(name, practice, role, 1)

    def change(
        self, name: str, practice: str, *, role: str = "", password: str = "", active: bool | None = None
    ) -> None:
        """Change an account of a practice, which ends its sessions. Raises WorkspaceError, also where the last admin would go."""
        with self.store.together():
            row = self._row(name, practice)
            role = role or row["role"]
            _require_role(role)
            active = bool(row["active"]) if active is None else active
            kept = digest(password) if password else row["password"]
            admins = [each["name"] for each in self.of(practice) if each["role"] == "admin" and each["active"]]
            if admins == [row["name"]] and (role != "admin" or not active):
                raise WorkspaceError(f"{row['name']} is the only admin of the practice; make another one first")
            self.store.rows(
                "UPDATE account SET role = ?, password = ?, active = ?, epoch = epoch + 1, failures = 0,"
                " locked_until = 0 WHERE name = ?",
                role, kept, active, row["name"],
            )  # fmt: skip
            if not active:
                self.store.rows("DELETE FROM token WHERE account = ?", row["name"])

    def named(self, name: str) -> User | None:
        """The user of an account that is active."""
        found = self.store.rows("SELECT * FROM account WHERE name = ? AND active", name.strip().lower())
        return _user(found[0]) if found else None

    def with_password(self, name: str, password: str) -> User | None:
        """The user whose password this is; None also while the account is locked. Takes as long whoever is named."""
        found = self.store.rows("SELECT * FROM account WHERE name = ?", name.strip().lower())
        row = found[0] if found else None
        right = _is_right(password, (row["password"] if row else "") or _NOBODYS)
        if row is None or not row["password"] or not row["active"]:
            return None
        if row["locked_until"] > time.time():
            return None
        if right:
            self.store.rows("UPDATE account SET failures = 0 WHERE name = ?", row["name"])
            return _user(row)
        self.store.rows(
            "UPDATE account SET failures = CASE WHEN failures + 1 >= ? THEN 0 ELSE failures + 1 END,"
            " locked_until = CASE WHEN failures + 1 >= ? THEN ? ELSE locked_until END WHERE name = ?",
            TRIES, TRIES, time.time() + LOCKED_SECONDS, row["name"],
        )  # fmt: skip
        return None

    def new_token(self, user: User) -> str:
        """A token for programs, in the place of the account's last one; only its digest is kept."""
        made = secrets.token_urlsafe(32)
        with self.store.together():
            self.store.rows("DELETE FROM token WHERE account = ?", user.name)
            values = (_hashed(made), user.practice, user.name, now())
            self.store.rows("INSERT INTO token VALUES (?, ?, ?, ?)", *values)
        return made

    def with_token(self, token: str) -> User | None:
        """The user whose token this is."""
        found = self.store.rows("SELECT account FROM token WHERE digest = ?", _hashed(token))
        return self.named(found[0]["account"]) if found else None

    def _row(self, name: str, practice: str) -> Row:
        found = self.store.rows("SELECT * FROM account WHERE name = ? AND practice = ?", name.strip().lower(), practice)
        if not found:
            raise WorkspaceError("the practice has no account of that name")
        return found[0]


def digest(password: str) -> str:
    """What is kept of a password: salt and scrypt of it. Raises WorkspaceError for one that is too short."""
    if len(password) < SHORTEST:
        raise WorkspaceError(f"a password has at least {SHORTEST} characters")
    salt = secrets.token_bytes(16)
    return f"scrypt {salt.hex()} {_scrypt(password, salt)}"


def now() -> str:
    """This moment, as the database keeps it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _scrypt(password: str, salt: bytes) -> str:
    made = hashlib.scrypt(password.encode(), salt=salt, maxmem=1 << 26, dklen=32, **_COST)
    return base64.b64encode(made).decode()


def _is_right(password: str, kept: str) -> bool:
    _, salt, expected = kept.split(" ")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), expected)


#: What is compared where there is no password, so that the answer takes as long.
_NOBODYS = f"scrypt {'00' * 16} nobody"


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _named(name: str) -> str:
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise WorkspaceError(f"{name[:80] or 'nothing'}: a name is made of a-z, 0-9, dot, dash, underscore and @")
    return name


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise WorkspaceError(f"{role}: no role; there are {', '.join(ROLES)}")


def _user(row: Row) -> User:
    return User(row["name"], row["practice"], row["role"], row["epoch"])
