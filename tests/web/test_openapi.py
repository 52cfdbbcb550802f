"""The description of the API is true: requests made from it never meet a fault of ours."""

from __future__ import annotations

import pytest

pytest.importorskip("schemathesis")

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def schema(running):
    # Streams do not end by themselves; test_jobs.py reads one.
    return schemathesis.openapi.from_url(f"{running}/api/v1/openapi.json").exclude(path_regex="/events$")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
def test_no_request_meets_a_fault_of_ours(schema, mode):
    wrong, asked = [], 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=8, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
        except Unsatisfiable:
            continue  # nothing about it can be wrong
        except Exception as error:
            wrong.append(f"{operation.label}: {error}")
        asked += 1
    assert asked > 8
    assert not wrong, "\n\n".join(wrong)
