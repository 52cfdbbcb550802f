from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("mcp")

from sightline.web.assistant import server
from web.conftest import EXAMPLE


def _call(tool, /, **given):
    from mcp.server.mcpserver.exceptions import ToolError

    async def run():
        return await server().call_tool(tool, given)

    try:
        with ThreadPoolExecutor(1) as elsewhere:  # the browser's loop may be running in this thread
            found = elsewhere.submit(asyncio.run, run()).result()
    except ToolError as error:
        return str(error)
    content = found.content if hasattr(found, "content") else found[0] if isinstance(found, tuple) else found
    return content[0].text


def test_the_tools_answer_with_their_sources():
    claims = EXAMPLE.read_text()
    found = json.loads(_call("check", claims=claims))
    assert {each["edit"] for each in found["findings"]} >= {"PTP001", "COD001"}
    assert found["findings"][0]["citation"]
    assert json.loads(_call("price", claims=claims))["summary"]["claims"] == 3
    assert json.loads(_call("fee", code="77012", modifier="26", on="2026-04-02"))[0]["source_row"]
    assert "## Exceptions" in _call("explain", edit="ptp001")
    assert json.loads(_call("code", code="77012"))["sources"]
    assert json.loads(_call("search", text="lung biopsi"))


def test_what_cannot_be_answered_is_told():
    assert "no edit begins with" in _call("explain", edit="NOPE")
    assert "no claim could be read" in _call("check", claims="nothing")
    assert "YYYY-MM-DD" in _call("fee", code="77012", on="soon")


def test_every_tool_and_parameter_is_described_and_none_changes_anything():
    with ThreadPoolExecutor(1) as elsewhere:
        tools = elsewhere.submit(asyncio.run, server().list_tools()).result()
    assert {tool.name for tool in tools} == {
        "check", "price", "denials", "what_if", "fee", "explain", "code", "search", "verify", "payers", "rates", "reference_data",
        "report",
    }  # fmt: skip
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False
        for name, parameter in tool.input_schema["properties"].items():
            assert parameter.get("description"), (tool.name, name)
            assert "type" in parameter, (tool.name, name)


@pytest.mark.parametrize("code", ["77012", "77012-26", "77012 26", "32408", "99213", "10005"])
def test_a_code_is_answered_shortly(code):
    text = _call("code", code=code)
    assert len(text.encode()) <= 2_000
    found = json.loads(text)
    assert found["code"] == code[:5]
    assert found["summary"]
    assert found["sources"]
    assert found.get("modifier", "") == code[6:]
    assert (found.get("medicare_pays", {}).get("facility") is not None) == bool(code[6:])
    one = json.loads(_call("code", code=code, section=found["more"]["section"][0]))
    assert one["section"]["facts"] or one["section"]["tables"]
    assert len(one["sources"]) <= len(json.loads(_call("code", code=code, section="all"))["sources"])


def test_a_modifier_in_the_code_is_that_of_the_fee():
    on = "2026-04-02"
    assert _call("fee", code="77012-26", on=on) == _call("fee", code="77012", modifier="26", on=on)
    assert _call("fee", code="77012-26", on=on) != _call("fee", code="77012", on=on)
    assert "77012-26" in _call("fee", code="what is this")
    assert "no section" in _call("code", code="77012", section="nothing")


def test_findings_come_first_and_everything_only_when_asked():
    claims = EXAMPLE.read_text()
    short, full = (_call("check", claims=claims, full=full) for full in (False, True))
    assert all(next(iter(json.loads(each))) == "findings" for each in (short, full))
    assert len(short) < len(full)
    found, whole = json.loads(short), json.loads(full)
    assert [each["message"] for each in found["findings"]] == [each["message"] for each in whole["findings"]]
    assert {each["reason"] for each in found["not_checked"]} == {each["reason"] for each in whole["not_checked"]}
    assert "reference" in whole
    assert "origin" not in found["findings"][0]


def test_what_a_change_would_do():
    claims = "claim_id,line_no,code,mod1,units,charge,place_of_service,date_from,dx1\n"
    claims += "A,1,32408,,1,900.00,22,2026-04-02,R91.1\nA,2,77012,,1,200.00,22,2026-04-02,R91.1\n"
    found = json.loads(_call("what_if", claims=claims, changes=["2.modifiers=26"]))
    assert found["changes"] == ["line 2: modifiers = 26"]
    assert "nothing to change" in _call("what_if", claims=claims)
    assert "the claims" in _call("what_if", claims="nothing", changes=["1.units=1"])
    assert "/" not in _call("what_if", claims="nothing", changes=["1.units=1"])


def test_the_look_ups_of_the_command_line(tmp_path, monkeypatch):
    monkeypatch.setenv("SIGHTLINE_RATES", str(tmp_path))
    assert json.loads(_call("verify", text="| code | meaning |\n|---|---|\n| 77012 | CT guidance |\n"))
    assert {each["name"] for each in json.loads(_call("payers"))} >= {"medicare", "cigna"}
    assert "Medicare" in _call("payers", code="77012")
    assert "unknown" in _call("payers", name="cigna")
    assert json.loads(_call("reference_data"))["releases"]
    assert json.loads(_call("reference_data", code="77012", on="2026-04-02"))["mue"]
    assert "no loaded release" in _call("reference_data", code="00000")
    assert "no loaded release" in _call("payers", code="00000")
    assert "rate" in _call("rates", code="77012")


def test_reports_are_read():
    pytest.importorskip("medspacy")
    found = json.loads(_call("report", report="Under CT guidance the needle was placed.\nSigned by R. Reader, MD"))
    assert found["requirements"]


def test_a_report_is_held_against_its_claim():
    pytest.importorskip("medspacy")
    text = "CT GUIDED LUNG BIOPSY\nDate of service: 03/02/2026\nUnder CT guidance a core needle was placed."
    found = _call("report", report=text, claims=EXAMPLE.read_text())
    assert json.loads(found)
    assert "no claim" in _call("report", report=text, claims="nothing").lower()


def test_what_to_do_with_denied_lines():
    remittance = (EXAMPLE.parent / "remittance.835").read_text()
    found = json.loads(
        _call("denials", claims=EXAMPLE.read_text(), remittance=remittance, locality="15202-00", on="2026-04-10")
    )
    told = {(line["claim"], line["line"]): line for line in found["lines"]}
    assert told["LB-1003", 2]["action"] == "appeal"
    assert told["LB-1003", 2]["deadline"] == "2026-07-27"
    assert "X12 835" in _call("denials", claims=EXAMPLE.read_text(), remittance="nothing")
