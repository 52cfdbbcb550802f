"""The description of the API: schemas of its answers, who is let in, and where it is."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from sightline.edits.rule.edit import STATUSES
from sightline.web.api.examples import RESULT

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_TEXT_OR_NONE: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_COUNT_OR_NONE: Schema = {"type": ["integer", "null"]}
_DAY: Schema = {"type": "string", "format": "date"}


def ref(name: str) -> Schema:
    """A reference to a schema of COMPONENTS."""
    return {"$ref": f"#/components/schemas/{name}"}


def _listed(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(description: str, optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object all of whose properties are there, but for the optional ones."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


#: What answers are made of; docs/json.md says what each column means.
COMPONENTS: dict[str, Schema] = {
    "Problem": _object(
        "What went wrong (RFC 9457).",
        type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT,
    ),
    "Origin": _object(
        "Where it was read: control numbers, segment (1 is the first) and byte.",
        file=_TEXT, interchange=_TEXT_OR_NONE, group=_TEXT_OR_NONE, transaction=_TEXT_OR_NONE,
        segment=_COUNT_OR_NONE, byte=_COUNT_OR_NONE,
    ),
    "Release": _object(
        "A published release of reference data. Its period ends before `to`.",
        kind=_TEXT, release=_TEXT, publisher=_TEXT, title=_TEXT, file=_TEXT,
        period=_object("", **{"from": _DAY, "to": _DAY, "starts_known": {"type": "boolean"}}),
    ),
    "Finding": _object(
        "One finding of one edit on a line or, where `line` is null, on a claim as a whole.",
        ("override",),
        edit={"type": "string", "pattern": "^[A-Z]{3}[0-9]{3}$"}, status={"type": "string", "enum": list(STATUSES)},
        billing_npi=_TEXT_OR_NONE, claim=_TEXT_OR_NONE, line=_COUNT_OR_NONE, related_claim=_TEXT_OR_NONE,
        related_line=_COUNT_OR_NONE, code=_TEXT_OR_NONE, modifiers=_listed(_TEXT), message=_TEXT,
        citation=_listed(_TEXT),
        evidence=_object(
            "The values that decided, and the release that they are of.",
            reference={"anyOf": [ref("Release"), {"type": "null"}]},
            values={"type": "object", "additionalProperties": _TEXT},
        ),
        disposition=_TEXT, carc=_TEXT, rarc=_TEXT, fix_text=_TEXT,
        fix={"anyOf": [_object("", action=_TEXT, line=_COUNT_OR_NONE), {"type": "null"}]},
        origin=ref("Origin"),
        override=_object("Who lets it stand, why, and until when.", user=_TEXT, reason=_TEXT, expires=_DAY),
    ),
    "NotChecked": _object(
        "An edit that could not judge a line, and why.",
        edit=_TEXT, claim=_TEXT_OR_NONE, line=_COUNT_OR_NONE, reason=_TEXT,
    ),
    "Rejected": _object(
        "A claim or line that could not be read.", level=_TEXT, claim=_TEXT_OR_NONE, reason=_TEXT, origin=ref("Origin"),
    ),
    "Issue": _object("What was odd about the body.", message=_TEXT, origin=ref("Origin")),
    "Result": _object(
        "The result of a check.",
        reference=_listed(ref("Release")),
        summary=_object(
            "Counts.", claims=_COUNT, lines=_COUNT,
            findings=_object("By status.", **dict.fromkeys(STATUSES, _COUNT)), not_checked=_COUNT,
        ),
        findings=_listed(ref("Finding")), not_checked=_listed(ref("NotChecked")), rejected=_listed(ref("Rejected")),
        issues=_listed(ref("Issue")),
    ) | {"example": RESULT},
    "Job": _object(
        "How far the check of a large body is.",
        ("detail", "result"),
        id=_TEXT, accepted={"type": "string", "format": "date-time"},
        state={"type": "string", "enum": ["waiting", "running", "done", "failed"]}, bytes=_COUNT, read=_COUNT,
        stage=_TEXT, events=_TEXT, detail=_TEXT, result=_TEXT,
    ) | {
        "example": {
            "id": "x" * 22, "accepted": "2026-04-02T10:00:00+00:00", "state": "running", "bytes": 1_000_000,
            "read": 250_000, "stage": "reading", "events": f"/api/v1/jobs/{'x' * 22}/events",
        }
    },
}  # fmt: skip
#: Needed where the service has a token; programs send it, browsers sign in.
_SECURITY: dict[str, Schema] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token in SIGHTLINE_TOKEN, where the service has one.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "sightline", "description": "A browser that signed in."},
}


def describe(app: FastAPI, *, token: bool) -> None:
    """Have the app describe itself with COMPONENTS; `token` says that requests need one."""

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            made = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes,
                servers=[{"url": "/", "description": "Where this description was read"}],
            )  # fmt: skip
            components = made.setdefault("components", {})
            components.setdefault("schemas", {}).update(COMPONENTS)
            components["securitySchemes"] = _SECURITY
            made["security"] = (
                [{name: []} for name in _SECURITY] if token else [{}, *({name: []} for name in _SECURITY)]
            )
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
