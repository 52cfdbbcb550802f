"""What goes wrong, said in the asker's language: problem+json (RFC 9457), an OperationOutcome, or a page.

No answer repeats what was sent, and no log line holds more than places in our code: both could hold PHI.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from sightline.errors import SightlineError

log = logging.getLogger("sightline.web")
TITLES = {
    400: "The request cannot be understood",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not here",
    405: "Not a method of this address",
    408: "The upload took too long",
    409: "Not possible now",
    413: "Too large",
    415: "Not a content type of this address",
    421: "Not a name of this service",
    422: "What was sent cannot be used",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Busy",
}


class Problem(Exception):
    """An answer other than success: status, one sentence for the user, and headers that go with it."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


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
        said = "; ".join(
            f"{'.'.join(str(part) for part in each['loc'])}: {_plain(each['type'])}" for each in error.errors()[:5]
        )
        return answer(request, Problem(422, said))

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(SightlineError, user)
    app.add_exception_handler(RequestValidationError, invalid)


def answer(request: Request, problem: Problem) -> Response:
    """The response that tells a problem to whoever asked."""
    path = request.url.path
    if problem.status == 401 and "location" in problem.headers:
        return RedirectResponse(problem.headers["location"], 303)
    if path.startswith("/fhir"):
        return outcome(problem)
    if path.startswith("/api") or "text/html" not in request.headers.get("accept", ""):
        return as_json(problem)
    from sightline.web.render import page

    return page(
        request, "problem.html", status=problem.status, headers=problem.headers,
        title=TITLES.get(problem.status, "Not possible"), detail=problem.detail,
    )  # fmt: skip


def as_json(problem: Problem) -> Response:
    """A problem as application/problem+json."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(problem.status, "Not possible"),
        "status": problem.status,
        "detail": problem.detail,
    }
    return JSONResponse(body, problem.status, problem.headers, media_type="application/problem+json")


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
    """A bug of ours as a problem; where it happened goes to the log, without any data."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("fault: %s at %s", type(error).__name__, " < ".join(reversed(places[-6:])))
    return Problem(500, f"A fault of ours ({type(error).__name__}); where it happened is in the service's log.")


def _plain(kind: str) -> str:
    return {"missing": "is missing", "string_too_long": "is too long"}.get(kind, f"is not valid ({kind})")
