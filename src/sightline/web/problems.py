"""What goes wrong, in the language of whoever sent the request: problem+json (RFC 9457), an OperationOutcome, or a page.

No answer repeats what was sent, and no log line holds more than places in our code: both could hold PHI.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sightline.errors import SightlineError
from sightline.web.parameters import example_of, names

log = logging.getLogger("sightline.web")
TITLES = {
    400: "The request cannot be understood",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not here",
    405: "Not a method of this address",
    408: "Too slow",
    409: "Not possible now",
    413: "Too large",
    415: "Not a content type of this address",
    421: "Not a name of this service",
    422: "What was sent cannot be used",
    429: "Too many requests",
    431: "Too much in the headers",
    500: "Sightline failed",
    503: "Busy",
}


#: Requests the same address again, as our own page, so that the browser sends the cookie that it kept from another site's.
_AGAIN = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={0}">'
    '<title>Sightline</title><p><a href="{0}">Go on</a></p></html>'
)


class Problem(Exception):
    """An answer other than success: status, one sentence for the user, headers that go with it, and members that its JSON
    has besides those of every problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        headers: dict[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.members = members or {}


def install(app: FastAPI) -> None:
    """Let the app answer every kind of failure in this way."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return answer(request, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = "There is nothing at this address." if error.status_code == 404 else TITLES.get(error.status_code, "")
        return answer(request, Problem(error.status_code, detail, dict(error.headers or {})))

    async def user(request: Request, error: Exception) -> Response:
        return answer(request, Problem(422, str(error)))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        path = request.scope["path"]
        if not path.startswith(("/api/", "/fhir/")) and any(each["loc"][:1] == ("path",) for each in error.errors()):
            return answer(request, Problem(404, f"There is nothing at {path[:100]}."))
        reasons = "; ".join(
            f"{_place(each['loc'])} {_plain(each['type'])}{_such_as(request, each)}" for each in error.errors()[:5]
        )
        return answer(request, Problem(422, f"{reasons[:1].upper()}{reasons[1:]}."))

    async def unforeseen(request: Request, error: Exception) -> Response:
        raise error  # to the guard, which answers for every fault in one place; without this Starlette answers a text

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(SightlineError, user)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unforeseen)


async def known_only(request: Request) -> None:
    """Refuse a request that names a parameter its address does not have: left aside, it would be answered with the amounts
    of another day or payer than the one that was meant."""
    known = names(request)
    if not set(request.query_params) <= set(known):
        raise Problem(422, f"A parameter in the address is not known here; those known: {', '.join(known) or 'none'}.")


def answer(request: Request, problem: Problem) -> Response:
    """The response that describes a problem to whoever sent the request."""
    path = request.scope["path"]
    if problem.status == 401 and "refresh" in problem.headers:
        return HTMLResponse(_AGAIN.format(escape(problem.headers["refresh"])))
    if problem.status == 401 and "location" in problem.headers:
        return RedirectResponse(problem.headers["location"], 303)
    if path.startswith("/fhir/"):
        return outcome(problem)
    if path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return as_json(problem)
    from sightline.web.render import page

    title = TITLES.get(problem.status, "Not possible")
    try:
        return page(
            request, "problem.html", status=problem.status, headers=problem.headers, title=title, detail=problem.detail
        )
    except Exception as error:  # what every page needs is what fails
        fault(error)
        words = f"<!doctype html><title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(problem.detail)}</p>"
        return HTMLResponse(words, problem.status, problem.headers)


def as_json(problem: Problem) -> Response:
    """A problem as application/problem+json."""
    return JSONResponse(described(problem), problem.status, problem.headers, media_type="application/problem+json")


def described(problem: Problem) -> dict[str, Any]:
    """A problem as RFC 9457 writes it."""
    return {
        "type": "about:blank",
        "title": TITLES.get(problem.status, "Not possible"),
        "status": problem.status,
        "detail": problem.detail,
        **problem.members,
    }


def outcome(problem: Problem) -> Response:
    """A problem as a FHIR OperationOutcome."""
    code = {401: "login", 404: "not-found", 413: "too-long", 429: "throttled", 500: "exception"}.get(
        problem.status, "invalid"
    )
    body: dict[str, Any] = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "diagnostics": problem.detail}],
    }
    return JSONResponse(body, problem.status, problem.headers, media_type="application/fhir+json")


def fault(error: BaseException) -> Problem:
    """A failure of our code as a problem; where it happened goes to the log, without any data."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("fault: %s at %s", type(error).__name__, " < ".join(reversed(places[-6:])))
    return Problem(
        500,
        f"The failure is in Sightline ({type(error).__name__}). Its log names the place in the code, without any data;"
        " please report that line.",
    )


_PLACES = {"path": "in the address", "query": "in the address", "body": "in the body", "header": "in the headers"}
#: Kinds of what a validator refuses, in words.
_REFUSED = {
    "missing": "is missing",
    "string_too_long": "is too long",
    "string_too_short": "is too short",
    "string_pattern_mismatch": "is not written as it has to be",
    "int_parsing": "is no whole number",
    "decimal_parsing": "is no number",
    "float_parsing": "is no number",
    "bool_parsing": "is neither true nor false",
    "date_from_datetime_parsing": "is no date such as 2026-03-02",
    "date_parsing": "is no date such as 2026-03-02",
    "json_invalid": "is no JSON",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
    "literal_error": "is none of the values that it may have",
    "enum": "is none of the values that it may have",
}


def _place(loc: tuple[Any, ...]) -> str:
    """Where something is refused: a name, and in what."""
    name = ".".join(str(part) for part in loc[1:])
    where = _PLACES.get(str(loc[0]), "")
    return " ".join(filter(None, (f"“{name}”" if name else "what was sent", where)))


def _such_as(request: Request, refused: Mapping[str, Any]) -> str:
    """An example of how it is written, where that is what is wrong."""
    wrong = refused["type"] == "string_pattern_mismatch"
    example = example_of(request, str(refused["loc"][-1])) if wrong else ""
    return f", such as {example}" if example else ""


def _plain(kind: str) -> str:
    return _REFUSED.get(kind, "cannot be used")
