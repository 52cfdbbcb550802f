"""What the address of a request may say: the parameters of its route, and an example of each."""

from __future__ import annotations

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute


def names(request: Request) -> list[str]:
    """What may stand behind the question mark."""
    return [each.alias for each in _dependant(request).query_params]


def example_of(request: Request, name: str) -> str:
    """An example of a parameter, "" where it has none."""
    dependant = _dependant(request)
    for each in (*dependant.query_params, *dependant.path_params):
        if each.alias == name and each.field_info.examples:
            return str(each.field_info.examples[0])
    return ""


def _dependant(request: Request) -> Dependant:
    route = request.scope.get("route")
    return route.dependant if isinstance(route, APIRoute) else Dependant()
