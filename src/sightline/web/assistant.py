"""Sightline for assistants: an MCP server whose tools check, explain, price and look up, so that they cite and do not guess.

Answers are JSON with what was found first, and short unless more is requested. Needs the extra `mcp`.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TextIO

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from sightline import __version__
from sightline.claims import read_stream
from sightline.claims.reading import gathered
from sightline.denied.run import denials as after_denial
from sightline.edits.check import Checker
from sightline.edits.code_rules import rules_for
from sightline.edits.result import Result, with_input
from sightline.edits.rule.load import choose, load
from sightline.errors import SightlineError
from sightline.outputs.catalogue import payers as as_payers
from sightline.outputs.catalogue import releases
from sightline.outputs.catalogue.edits import edit_page
from sightline.outputs.check import json as as_json
from sightline.outputs.code.hits import write_json as write_hits
from sightline.outputs.code.json import document
from sightline.outputs.code.verified import write_json as write_verified
from sightline.outputs.denials import json as denials_json
from sightline.outputs.price import json as price_json
from sightline.outputs.report import json as report_json
from sightline.pages.code import code as page_of
from sightline.pages.search import search as find
from sightline.pages.verify.find.read import parse
from sightline.pages.verify.run import verify_blocks
from sightline.payers.profile import find_profile
from sightline.payers.table import open_payers
from sightline.pricing.denials import denials as unpaid
from sightline.pricing.fee import fee as fee_of
from sightline.pricing.price import Options, Pricer
from sightline.pricing.what_if import what_if as changed
from sightline.reference.store import default_directory, describe_code, open_reference
from sightline.reports.document import Document
from sightline.reports.run import report as read_report

ABOUT = """Sightline checks professional medical claims (US) against published, effective-dated rules. Every finding has its
citation and the reference row that decided it: quote these, do not answer from memory. What is "not checked" or "unknown"
is not known to be right. No finding means that no loaded rule objects, not that a claim will be paid."""


#: Nothing is changed, and nothing outside this computer is asked.
_HINTS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
#: Bytes of the short answer about a code.
_SHORT = 2_000

Claims = Annotated[
    str,
    Field(
        description="The claims as text: X12 837P, FHIR R4 Claim JSON, or CSV with a row a line (claim_id, line_no, code, mod1,"
        " units, charge, place_of_service, date_from, dx1, payer_name)."
    ),
]
Code = Annotated[
    str, Field(description="A CPT or HCPCS code such as 77012, or with modifiers, 77012-26.", max_length=24)
]
On = Annotated[str, Field(description="The date of service, YYYY-MM-DD; today without.")]
Locality = Annotated[str, Field(description="Medicare carrier and locality such as 15202-00; national without.")]
Payer = Annotated[str, Field(description="A payer profile's name, as the tool payers lists them.")]
Full = Annotated[bool, Field(description="Everything, also where each finding was read and each line not checked.")]


def server(directory: Path | None = None) -> MCPServer:
    """The server with its tools, on the reference store in `directory` (default: the user's)."""
    reference = open_reference(directory)
    payer_table = open_payers(directory or default_directory())
    made = MCPServer("sightline", instructions=ABOUT, version=__version__, log_level="WARNING")

    def tool(run: Callable[..., str]) -> Callable[..., str]:
        """Make a function a tool; what a user can fix is answered, an error in Sightline is named without any data."""

        @wraps(run)
        def answered(**given: Any) -> str:
            try:
                return run(**given)
            except SightlineError as error:
                raise ToolError(str(error)) from None
            except Exception as error:
                raise ToolError(f"an error in Sightline ({type(error).__name__}): please report it") from None

        made.tool(annotations=_HINTS)(answered)
        return run

    def checked(claims: str, payer: str = "") -> Result:
        read = gathered(read_stream(io.BytesIO(claims.encode()), "claims"))
        if read.unreadable and not read.tables["claims"].num_rows:
            raise SightlineError(f"no claim could be read: {read.tables['issues']['message'][0]}")
        checker = Checker(reference, load(), find_profile(payer) if payer else None, payers=payer_table)
        try:
            tables = [read.tables[name] for name in ("claims", "lines", "diagnoses")]
            return with_input(checker.check(*tables), read)
        finally:
            checker.close()

    @tool
    def check(claims: Claims, payer: Payer = "", full: Full = False) -> str:
        """Check claims: every finding with message, citation, reference row, adjustment code and fix, then what was not
        checked and why. With payer every claim is checked by that payer's rules, without each by its own."""
        found = json.loads(_text(lambda out: as_json.write_result(checked(claims, payer), out)))
        return _dumped(_findings_first(found) if full else _short_check(found))

    @tool
    def price(claims: Claims, locality: Locality = "") -> str:
        """What each line of claims pays under Medicare's published amounts, step by step; what an edit denies pays 0.00.
        Without locality by each claim's own ZIP code."""
        result = checked(claims)
        pricer = Pricer(reference, Options(locality=locality))
        priced = pricer.price(result.claims, result.lines, unpaid(result))
        return _text(lambda out: price_json.write_prices(priced, out))

    @tool
    def denials(
        claims: Claims,
        remittance: Annotated[str, Field(description="The remittance as text: X12 835.")],
        locality: Locality = "",
        on: Annotated[str, Field(description="The day of asking, YYYY-MM-DD; today without.")] = "",
    ) -> str:
        """What to do with each line that a remittance denies or reduces: the action, the last day, the published ground, what
        is never done, the dollars at stake, and the ledger from charge to paid. Drafts for a person; nothing is sent."""
        with tempfile.TemporaryDirectory() as folder:
            sent, received = _written(folder, claims), Path(folder) / "remittance"
            received.write_text(remittance, encoding="utf-8")
            found = after_denial(sent, received, locality=locality, on=_day(on), reference=reference)
        if not found.reconciled.payments.num_rows:
            raise SightlineError("no payment could be read in the remittance: it is to be X12 835")
        return _text(lambda out: denials_json.write_denials(found, out))

    @tool
    def what_if(
        claims: Claims,
        changes: Annotated[
            list[str],
            Field(
                description="LINE.FIELD=VALUE, such as 2.modifiers=26; fields: code, modifiers, units, charge, pos, date."
            ),
        ] = [],  # noqa: B006 — the schema that clients see has it as the default; nothing changes it
        remove: Annotated[list[int], Field(description="Numbers of lines to take out.")] = [],  # noqa: B006
        place: Annotated[str, Field(description="A place of service for every line, such as 22.")] = "",
        claim: Annotated[str, Field(description="The number of the claim, where there are several.")] = "",
    ) -> str:
        """What a change to one claim would do: its findings and dollars before and after. Nothing is changed."""
        with tempfile.TemporaryDirectory() as folder:
            path = _written(folder, claims)
            try:
                found = changed(path, changes=changes, remove=remove, place=place, claim=claim, reference=reference)
            except SightlineError as error:
                raise SightlineError(str(error).replace(str(path), "the claims")) from None
        return _text(lambda out: price_json.write_what_if(found, out))

    @tool
    def fee(
        code: Code,
        modifier: Annotated[str, Field(description="A modifier such as 26, or several with spaces.")] = "",
        on: On = "",
        locality: Locality = "",
    ) -> str:
        """What Medicare's fee schedule pays for one unit of a code on a date, in a facility and outside, with the formula
        filled in."""
        plain, stated = _split(code)
        given = " ".join([stated, modifier.upper()]).strip()
        found = fee_of(plain, modifier=given, locality=locality, on=_day(on), reference=reference)
        return _text(lambda out: price_json.write_fees([found], out))

    @tool
    def explain(edit: Annotated[str, Field(description="The id of an edit, such as PTP001.")]) -> str:
        """One edit of the rule book: what it checks, why, exceptions, how to fix, its source, and the query itself."""
        return edit_page(choose(load(), [edit.upper()])[0])

    @tool
    def code(
        code: Code,
        on: On = "",
        section: Annotated[
            str,
            Field(
                description="A section by its name, as the short answer lists them, or all; the short answer without."
            ),
        ] = "",
    ) -> str:
        """What is published about a procedure code as of a date: a summary with its sources, and which sections there are:
        components, modifiers, payment, NCCI edits, diagnoses, payers. With section all facts of that one."""
        plain, modifier = _split(code)
        page = document(page_of(plain, on=_day(on), reference=reference))
        if section == "all":
            return _dumped(page)
        if section:
            return _dumped(_section(page, section))
        short = _short_page(page)
        if modifier:
            paid = fee_of(plain, modifier=modifier, on=_day(on), reference=reference)
            (amounts,) = json.loads(_text(lambda out: price_json.write_fees([paid], out)))
            short = {"code": plain, "modifier": modifier, "medicare_pays": _amounts(amounts), **short}
        return _dumped(_within(short, _SHORT))

    @tool
    def search(
        text: Annotated[str, Field(description="A code, or words such as ct guided lung biopsy.")],
        limit: Annotated[int, Field(description="At most so many answers.", ge=1, le=200)] = 20,
    ) -> str:
        """Find codes, edits and payers by code or words; small misspellings are forgiven."""
        hits = find(text, limit=limit, reference=reference)
        return _text(lambda out: write_hits(hits, out))

    @tool
    def verify(
        text: Annotated[
            str, Field(description="A page, superbill, chargemaster or list of codes with their labels, as text.")
        ],
    ) -> str:
        """Hold the codes of a document against the reference: does each exist, is its label right, was it deleted."""
        result = verify_blocks(parse(text), "document", reference=reference)
        return _text(lambda out: write_verified(result, out))

    @tool
    def payers(
        code: Annotated[str, Field(description="A procedure code, to compare payers for it.", max_length=12)] = "",
        name: Payer = "",
        on: On = "",
    ) -> str:
        """Payer profiles: all of them; with code the rules and edits that apply to it, payer by payer; with name one
        payer's rules. Each value has its source and date; unknown means that nothing published was read."""
        if code:
            rules = rules_for(_split(code)[0], _day(on) or date.today(), reference)
            if not rules.known:
                raise SightlineError(f"{code.upper()} is in no loaded release")
            return _text(lambda out: as_payers.write_comparison(rules, out, profiles=payer_table.all, form="json"))
        if name:
            profile = find_profile(name)
            return _text(lambda out: as_payers.write_profile(profile, out, edits=load(), form="json"))
        return _text(lambda out: as_payers.write_list(payer_table.all, out, form="json"))

    @tool
    def rates(
        code: Code,
        by: Annotated[
            str, Field(description="Cut by some of payer, component, pos, state, with commas.")
        ] = "payer,component",
        locality: Locality = "",
    ) -> str:
        """What payers have agreed to pay for a code, from the negotiated-rate files that were added, beside Medicare."""
        from sightline.outputs.rates.record import write_json as write_rates  # an extra of its own
        from sightline.rates.query import Filter
        from sightline.rates.store import Store
        from sightline.rates.summary import summarize

        chosen = Filter(codes=frozenset({_split(code)[0]}))
        cut = [part.strip() for part in by.split(",") if part.strip()]
        summary = summarize(Store(), chosen, reference=reference, by=cut, locality=locality)
        return _text(lambda out: write_rates(summary, out))

    @tool
    def reference_data(
        code: Annotated[str, Field(description="A code, for its rows; without, what is loaded.", max_length=12)] = "",
        on: On = "",
    ) -> str:
        """Which published releases are loaded, with their periods; with code every row that they have for it."""
        if not code:
            return _text(lambda out: releases.write_json(reference, out))
        rows = describe_code(reference, code.upper(), _day(on))
        if not rows:
            raise SightlineError(f"{code.upper()} is in no loaded release")
        return _text(lambda out: releases.write_code_json(rows, out, code=code.upper()))

    @tool
    def report(
        report: Annotated[str, Field(description="A procedure report as text.")],
        claims: Annotated[str, Field(description="The claims to hold it against, as for check; may be left out.")] = "",
    ) -> str:
        """Read a procedure report: each documentation requirement met, contradicted, missing or unclear, with the very words
        of the report, and the codes that it supports, for a coder to judge; with claims, whether it supports them."""
        with tempfile.TemporaryDirectory() as folder:
            path = _written(folder, claims) if claims else None
            found = read_report(Document(report, "report"), claim=path, reference=reference)
        return _text(lambda out: report_json.write_result(found, out, suggest=True))

    return made


def _written(folder: str, claims: str) -> Path:
    """A file with the claims, for functions that read files."""
    path = Path(folder) / "claims"
    path.write_text(claims, encoding="utf-8")
    return path


def _split(text: str) -> tuple[str, str]:
    """A code and its modifiers: "77012-26" is 77012 and 26. Raises SightlineError for what is neither."""
    code, *modifiers = re.split(r"[\s:,-]+", text.strip().upper())
    if not re.fullmatch(r"[A-Z0-9]{1,12}", code) or any(not re.fullmatch(r"[A-Z0-9]{2}", each) for each in modifiers):
        raise SightlineError("write a code such as 77012, or with modifiers 77012-26")
    return code, " ".join(modifiers)


def _findings_first(found: dict[str, Any]) -> dict[str, Any]:
    """A result with what was found before what it was found with."""
    first = ("findings", "not_checked", "summary")
    return {name: found[name] for name in (*first, *(each for each in found if each not in first))}


def _short_check(found: dict[str, Any]) -> dict[str, Any]:
    """Findings without where they were read, counts, and each reason for which something was not checked once."""
    reasons: dict[str, dict[str, Any]] = {}
    for gap in found["not_checked"]:
        one = reasons.setdefault(gap["reason"], {"reason": gap["reason"], "edits": set(), "lines": set()})
        one["edits"].add(gap["edit"])
        one["lines"].add((gap["claim"], gap["line"]))
    findings = [{name: value for name, value in each.items() if name != "origin"} for each in found["findings"]]
    return {
        "findings": findings,
        "not_checked": [{**one, "edits": sorted(one["edits"]), "lines": len(one["lines"])} for one in reasons.values()],
        "summary": found["summary"],
        "rejected": found["rejected"],
        "issues": found["issues"],
        "more": "with full=true: where each finding was read, each line not checked, and the releases that answered",
    }


def _short_page(page: dict[str, Any]) -> dict[str, Any]:
    """A code page's summary, and what else there is."""
    summary, *others = page["sections"]
    return {
        "code": page["code"],
        "label": page["label"],
        "as_of": page["as_of"],
        "status": page["status"],
        "summary": [fact["text"] for fact in summary["text"]],
        "more": {"section": [each["name"] for each in others], "how": "code with section=<name>, or all"},
        "sources": [source["text"] for source in _sources(page, summary)],
    }


def _within(short: dict[str, Any], most: int) -> dict[str, Any]:
    """A short answer of at most so many bytes: sources, then the last sentences, are left to `more`."""
    for name in ("sources", "summary"):
        while len(_dumped(short).encode()) > most and short[name]:
            short = {**short, name: short[name][:-1]}
    return short


def _section(page: dict[str, Any], name: str) -> dict[str, Any]:
    """One section of a code page with its sources. Raises SightlineError for a name that none has."""
    found = next((each for each in page["sections"] if each["name"] == name.lower()), None)
    if found is None:
        names = ", ".join(each["name"] for each in page["sections"])
        raise SightlineError(f"a code page has no section {name!r}; it has {names}")
    about = {key: page[key] for key in ("code", "label", "as_of", "status")}
    return {**about, "section": found, "sources": _sources(page, found)}


def _sources(page: dict[str, Any], section: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources that a section cites."""
    cited = {int(number) for number in re.findall(r'"source": (\d+)', _dumped(section))}
    return [source for source in page["sources"] if source["number"] in cited]


def _amounts(fee: dict[str, Any]) -> dict[str, Any]:
    """What one unit pays in a facility and outside, with the release that says so."""
    paid = {name: fee[name]["amount"] or fee[name]["reason"] for name in ("non_facility", "facility")}
    return paid | {
        "date": fee["date"],
        "release": (fee["reference"] or {}).get("release"),
        "source_row": fee["source_row"],
    }


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text(write: Callable[[TextIO], Any]) -> str:
    out = io.StringIO()
    write(out)
    return out.getvalue()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SightlineError("a date is written YYYY-MM-DD") from None
