from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("mcp")

from sightline.web.assistant import server
from web.conftest import EXAMPLE


def _call(name, **given):
    from mcp.server.mcpserver.exceptions import ToolError

    async def run():
        return await server().call_tool(name, given)

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


def test_reports_are_read():
    pytest.importorskip("medspacy")
    found = json.loads(_call("report", report="Under CT guidance the needle was placed.\nSigned by R. Reader, MD"))
    assert found["requirements"]
