"""Sightline for assistants: an MCP server whose tools check, explain, price and look up, so that they cite and do not guess.

Every answer is what the command line prints as JSON. Needs the extra `mcp`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TextIO

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from sightline import __version__
from sightline.claims import read_stream
from sightline.edits.check import Checker
from sightline.edits.load import choose, load
from sightline.edits.result import Result
from sightline.errors import SightlineError
from sightline.outputs import json as as_json
from sightline.outputs import price_json, report_json
from sightline.outputs.code_page_json import document
from sightline.outputs.hits import write_json as write_hits
from sightline.outputs.page import edit_page
from sightline.pages.code import code as page_of
from sightline.pages.search import search as find
from sightline.payers.profile import find_profile
from sightline.payers.table import open_payers
from sightline.pricing.fee import fee as fee_of
from sightline.pricing.price import Options, Pricer
from sightline.pricing.run import denials
from sightline.reference.store import default_directory, open_reference
from sightline.reports.document import Document
from sightline.reports.run import report as read_report
from sightline.run import gathered

ABOUT = """Sightline checks professional medical claims (US) against published, effective-dated rules. Every finding has its
citation and the reference row that decided it: quote these, do not answer from memory. What is "not checked" or "unknown"
is not known to be right. No finding means that no loaded rule objects, not that a claim will be paid."""


def server(directory: Path | None = None) -> MCPServer:
    """The server with its tools, on the reference store in `directory` (default: the user's)."""
    reference = open_reference(directory)
    payers = open_payers(directory or default_directory())
    made = MCPServer("sightline", instructions=ABOUT, version=__version__, log_level="WARNING")

    def tool(run: Callable[..., str]) -> Callable[..., str]:
        """Make a function a tool; what a user can mend is told, a fault of ours is named without any data."""

        @wraps(run)
        def told(**given: Any) -> str:
            try:
                return run(**given)
            except SightlineError as error:
                raise ToolError(str(error)) from None
            except Exception as error:
                raise ToolError(f"a fault of ours ({type(error).__name__}): please report it") from None

        made.tool()(told)
        return run

    def checked(claims: str, payer: str = "") -> Result:
        read = gathered(read_stream(io.BytesIO(claims.encode()), "claims"))
        if read.unreadable and not read.tables["claims"].num_rows:
            raise SightlineError(f"no claim could be read: {read.tables['issues']['message'][0]}")
        checker = Checker(reference, load(), find_profile(payer) if payer else None, payers=payers)
        try:
            tables = [read.tables[name] for name in ("claims", "lines", "diagnoses")]
            return read.accounted(checker.check(*tables))
        finally:
            checker.engine.close()

    @tool
    def check(claims: str, payer: str = "") -> str:
        """Check claims given as text: X12 837P, FHIR R4 Claim JSON, or CSV (a row a line: claim_id, line_no, code, mod1,
        units, charge, place_of_service, date_from, dx1, payer_name). Answers every finding with message, citation,
        reference row, adjustment code and mend, and what was not checked. payer: a profile for all claims."""
        result = checked(claims, payer)
        return _text(lambda out: as_json.write_result(result, out))

    @tool
    def price(claims: str, locality: str = "") -> str:
        """What each line of claims (as for check) pays under Medicare's published amounts, step by step; what an edit denies
        pays 0.00. locality: carrier and locality such as 15202-00; else each claim's own ZIP code."""
        result = checked(claims)
        pricer = Pricer(reference, Options(locality=locality))
        priced = pricer.price(result.claims, result.lines, denials(result))
        return _text(lambda out: price_json.write_prices(priced, out))

    @tool
    def fee(code: str, modifier: str = "", on: str = "", locality: str = "") -> str:
        """What Medicare's fee schedule pays for one unit of a code on a date (YYYY-MM-DD, default today), in a facility and
        outside, with the formula filled in."""
        found = fee_of(code.upper(), modifier=modifier.upper(), locality=locality, on=_day(on), reference=reference)
        return _text(lambda out: price_json.write_fees([found], out))

    @tool
    def explain(edit: str) -> str:
        """One edit of the rule book: what it checks, why, exceptions, how to mend, its source, and the query itself."""
        return edit_page(choose(load(), [edit.upper()])[0])

    @tool
    def code(code: str, on: str = "") -> str:
        """Everything published about a procedure code as of a date (YYYY-MM-DD, default today): components, modifiers,
        payment, NCCI edits, diagnoses, payers, each fact with its sources."""
        return json.dumps(document(page_of(code, on=_day(on), reference=reference)), ensure_ascii=False)

    @tool
    def search(text: str, limit: int = 20) -> str:
        """Find codes, edits and payers by code or words; small misspellings are forgiven."""
        hits = find(text, limit=limit, reference=reference)
        return _text(lambda out: write_hits(hits, out))

    @tool
    def report(report: str) -> str:
        """Read a procedure report given as text: each documentation requirement met, contradicted, missing or unclear, with
        the very words of the report, and the codes that it supports, for a coder to judge."""
        found = read_report(Document(report, "report"), reference=reference)
        return _text(lambda out: report_json.write_result(found, out, suggest=True))

    return made


def _text(write: Callable[[TextIO], Any]) -> str:
    out = io.StringIO()
    write(out)
    return out.getvalue()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SightlineError("a date is written YYYY-MM-DD") from None
