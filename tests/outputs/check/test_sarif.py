"""The SARIF log against the rules of the published 2.1.0 schema that concern what we write."""

from __future__ import annotations

import io
import json
from collections import Counter

import pytest

from outputs.samples import SECRETS, let_stand
from sightline.outputs.check import sarif

ALLOWED = {
    "log": {"$schema", "version", "runs"},
    "run": {"tool", "columnKind", "properties", "invocations", "results"},
    "driver": {"name", "version", "semanticVersion", "rules"},
    "rule": {"id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"},
    "result": {
        "ruleId",
        "ruleIndex",
        "level",
        "kind",
        "message",
        "locations",
        "properties",
        "baselineState",
        "suppressions",
    },
    "location": {"physicalLocation", "logicalLocations"},
    "notification": {"level", "message", "locations"},
}


def written(result):
    out = io.StringIO()
    sarif.write_result(result, out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def log(damaged):
    return written(damaged)


def within(node, kind):
    assert not node.keys() - ALLOWED[kind], (kind, node.keys() - ALLOWED[kind])


def check_location(location):
    within(location, "location")
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    assert uri
    assert " " not in uri
    if "region" in physical:
        assert physical["region"].keys() == {"byteOffset"}
        assert isinstance(physical["region"]["byteOffset"], int)
        assert physical["region"]["byteOffset"] >= 0
    for logical in location["logicalLocations"]:
        assert logical["name"]
        assert logical["fullyQualifiedName"]


def test_the_structure_is_that_of_the_schema(log):
    within(log, "log")
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    within(run, "run")
    driver = run["tool"]["driver"]
    within(driver, "driver")
    assert driver["name"]
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids)) >= 62
    for rule in driver["rules"]:
        within(rule, "rule")
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}")
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
        assert isinstance(rule["properties"]["tags"], list)
    for each in run["results"]:
        within(each, "result")
        assert driver["rules"][each["ruleIndex"]]["id"] == each["ruleId"]
        assert each["message"]["text"]
        assert each.get("kind", "fail") == "fail" or each["level"] == "none"  # section 3.27.10
        for location in each["locations"]:
            check_location(location)
    for invocation in run["invocations"]:
        assert invocation["executionSuccessful"] is True
        for note in invocation["toolExecutionNotifications"]:
            within(note, "notification")
            check_location(note["locations"][0])


def test_levels_follow_the_status(log, damaged):
    results = log["runs"][0]["results"]
    levels = Counter(each["level"] for each in results)
    counts = damaged.summary["findings"]
    assert levels["error"] == counts["fail"]
    assert levels["warning"] == counts["bypassed"] + counts["review"]
    assert levels["note"] == counts["info"]
    assert levels["none"] == damaged.not_checked.num_rows
    assert all(each["kind"] == "open" for each in results if each["level"] == "none")


def test_rejected_and_odd_things_are_notifications(log, damaged):
    notes = Counter(note["level"] for note in log["runs"][0]["invocations"][0]["toolExecutionNotifications"])
    assert notes == {"error": damaged.rejected.num_rows, "warning": damaged.issues.num_rows}


def test_a_finding_stands_where_its_line_does(result):
    first = written(result)["runs"][0]["results"][0]
    place = first["locations"][0]["physicalLocation"]
    text = __import__("pathlib").Path(result.claims["file"][0].as_py()).read_bytes()
    assert text[place["region"]["byteOffset"] :].startswith(b"SV1*HC:77012:26")
    assert place["artifactLocation"]["uri"].endswith("examples/ct-guided-lung-biopsy.837")


def test_an_override_is_a_suppression(result):
    held = let_stand(result, "PTP001", "LB-1001", 2)
    suppressed = [each for each in written(held)["runs"][0]["results"] if "suppressions" in each]
    assert [each["ruleId"] for each in suppressed] == ["PTP001"]
    assert suppressed[0]["suppressions"][0]["kind"] == "external"


def test_no_names(result):
    assert not any(secret in json.dumps(written(result)) for secret in SECRETS)
