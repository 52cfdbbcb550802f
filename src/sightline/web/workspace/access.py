"""Which role an address needs, in one table; the guard reads it before anything else sees the request."""

from __future__ import annotations

import re

from sightline.web.problems import Problem
from sightline.web.workspace.accounts import User

_READING = ("GET", "HEAD", "OPTIONS")
#: The first row that fits decides: what is done (read, write or either), the address, the least role.
_NEEDS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (what, re.compile(address), role)
    for what, address, role in (
        ("either", r"/people(/.*)?|/trail(/.*)?", "admin"),
        ("write", r"/reference|/rates", "admin"),
        ("write", r"/check/[^/]+/(delete|bring-back|decide|assign)|/overrides/withdraw", "manager"),
        # Nothing is kept of these.
        ("write", r"/sign-out|/account(/.*)?|/check/end/session", "reader"),
        ("write", r"/check/[^/]+/filter|/check/[^/]+/claims/[^/]+(/what-if|/file/[^/]+)?", "reader"),
        ("write", r"/verify|/report|/api/v1/(verify|report|price)", "reader"),
        ("write", r"/.*", "biller"),
        ("read", r"/.*", "reader"),
    )
)


def least(method: str, path: str) -> str:
    """The least role that may make a request."""
    what = "read" if method in _READING else "write"
    return next(role for kind, address, role in _NEEDS if kind in (what, "either") and address.fullmatch(path))


#: What is everybody's, whatever the practice.
SHARED = ("/reference", "/rates")


def require(user: User, method: str, path: str, practices: int) -> None:
    """Raise Problem 403 when the user's role is not enough, or when what is changed is that of several practices."""
    needed = least(method, path)
    if not user.may(needed):
        raise Problem(403, f"This needs the role {needed}; you are {user.role}. An admin of your practice changes it.")
    if path in SHARED and method not in _READING and practices > 1:
        raise Problem(
            403, "Reference data and rates are shared by all practices: whoever runs the service adds files, with"
            f" `sightline {path[1:]} add`.",
        )  # fmt: skip
