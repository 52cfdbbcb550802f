"""Forms of our pages: taken only with the session's token, so that no other site can send one."""

from __future__ import annotations

import hmac
from pathlib import PurePath

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from sightline.web.problems import Problem
from sightline.web.service import service_of

_MOST_FILES, _MOST_FIELDS, _LARGEST_FIELD = 50, 3000, 8 << 20


async def form_of(request: Request) -> FormData:
    """The fields of a form. Raises Problem 403 without the session's token."""
    sessions = service_of(request).sessions
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Problem(415, "Send a form.")
    form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD)
    if not hmac.compare_digest(text(form, "csrf").encode(), sessions.csrf(request).encode()):
        raise Problem(403, "The page was open too long; load it again and repeat what you did.")
    return form


def text(form: FormData, name: str) -> str:
    """A text field without space around it; "" when it was not sent."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts(form: FormData) -> dict[str, str]:
    """The text fields of a form."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def files(form: FormData, name: str) -> list[UploadFile]:
    """The files of a field that were chosen."""
    return [each for each in form.getlist(name) if isinstance(each, UploadFile) and each.filename]


def file_name(given: UploadFile, otherwise: str) -> str:
    """A name to write an upload under: the end of its sender's own, without what a file system may refuse."""
    last = PurePath((given.filename or "").replace("\\", "/")).name
    name = "".join(letter for letter in last if letter.isprintable())[-60:]
    return otherwise if name in ("", ".", "..") else name
