"""Every format that a result can have: its writer, content type, file suffix, and the extra that it needs.

The command line, the service and its pages all read this table, so that a format is added in one place.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any, NamedTuple


class Format(NamedTuple):
    """One format of one kind of result.

    `writer` is "module:function" within sightline.outputs: called with the result, a stream, and those of `options` that
    the caller has. `binary`: the stream takes bytes. `file_only`: no use on a terminal. `rereads`: the writer opens the
    claims' files again. `needs` is the package, and `extra` the extra of ours, that must be installed.
    """

    writer: str
    title: str
    media: str
    suffix: str
    options: tuple[str, ...] = ()
    binary: bool = False
    file_only: bool = False
    rereads: bool = False
    needs: str = ""
    extra: str = ""

    @property
    def installed(self) -> bool:
        """Whether what the writer needs is installed."""
        return not self.needs or importlib.util.find_spec(self.needs) is not None


def _text(writer: str, *options: str) -> Format:
    return Format(writer, "text", "text/plain; charset=utf-8", "txt", options)


def _json(writer: str, *options: str) -> Format:
    return Format(writer, "JSON", "application/json", "json", options)


def _csv(writer: str, *options: str, binary: bool = False) -> Format:
    return Format(writer, "CSV", "text/csv; charset=utf-8", "csv", options, binary)


def _html(writer: str, title: str) -> Format:
    return Format(writer, title, "text/html; charset=utf-8", "html")


def _markdown(writer: str, *options: str) -> Format:
    return Format(writer, "Markdown", "text/markdown; charset=utf-8", "md", options)


def _parquet(writer: str) -> Format:
    return Format(writer, "Parquet", "application/vnd.apache.parquet", "parquet", binary=True, file_only=True)


def _xlsx(writer: str) -> Format:
    return Format(
        writer, "Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", binary=True,
        file_only=True, needs="xlsxwriter", extra="xlsx",
    )  # fmt: skip


def _x12(writer: str, name: str) -> Format:
    return Format(writer, f"X12 {name}", "application/edi-x12", name.removesuffix("CA"), ("dated",), rereads=True)


#: What is shown, and its formats by the name that --format takes; the first is the default.
FORMATS: dict[str, dict[str, Format]] = {
    "check": {
        "text": _text("check.text:write_result", "width", "colour", "seconds"),
        "json": _json("check.json:write_result", "run"),
        "csv": _csv("check.csv:write_result", "marked"),
        "html": _html("check.html:write_result", "report (HTML)"),
        "parquet": _parquet("check.parquet:write_result"),
        "sarif": Format("check.sarif:write_result", "SARIF", "application/sarif+json", "sarif"),
        "fhir": Format(
            "acknowledgments.claim_response:write_result", "FHIR ClaimResponse", "application/fhir+json", "json",
            ("dated",),
        ),
        "277ca": _x12("acknowledgments.x12_277ca:write_result", "277CA"),
        "999": _x12("acknowledgments.x12_999:write_result", "999"),
        "xlsx": _xlsx("check.xlsx:write_result"),
    },
    "differences": {
        "text": _text("check.difference:write_text", "compared", "width"),
        "json": _json("check.difference:write_json", "compared"),
    },
    "fixes": {"text": _text("check.fixes:write_text", "written", "width"), "json": _json("check.fixes:write_json")},
    "claims": {
        "csv": _csv("claims.table:write_csv", binary=True),
        "parquet": _parquet("claims.table:write_parquet"),
        "fhir": Format("claims.fhir:write_bundle", "FHIR Bundle", "application/fhir+json", "json", binary=True),
        "ndjson": Format("claims.fhir:write_ndjson", "FHIR NDJSON", "application/fhir+ndjson", "ndjson", binary=True),
    },
    "prices": {
        "text": _text("price.text:write_prices", "width"),
        "json": _json("price.json:write_prices"),
        "csv": _csv("price.csv:write_prices"),
    },
    "fees": {
        "text": _text("price.text:write_fees", "width"),
        "json": _json("price.json:write_fees"),
        "csv": _csv("price.csv:write_fees"),
    },
    "what-if": {"text": _text("price.text:write_what_if", "width"), "json": _json("price.json:write_what_if")},
    "reconciliation": {
        "text": _text("reconcile.text:write_reconciled", "width"),
        "json": _json("reconcile.json:write_reconciled"),
        "csv": _csv("reconcile.csv:write_reconciled"),
        "html": _html("reconcile.html:write_reconciled", "work list (HTML)"),
        "xlsx": _xlsx("reconcile.xlsx:write_reconciled"),
    },
    "denials": {
        "text": _text("denials.text:write_denials", "width"),
        "json": _json("denials.json:write_denials"),
        "csv": _csv("denials.csv:write_denials"),
        "html": _html("denials.html:write_denials", "page (HTML)"),
        "ledger": Format("denials.ledger:write_entries", "ledger (CSV)", "text/csv; charset=utf-8", "csv"),
    },
    "reports": {
        "text": _text("report.text:write_result", "suggest", "redact", "width", "colour"),
        "json": _json("report.json:write_result", "suggest", "redact", "text"),
    },
    "code": {
        "text": _text("code.text:write_page", "width"),
        "md": _markdown("code.markdown:write_page"),
        "html": _html("code.html:write_page", "page (HTML)"),
        "json": _json("code.json:write_page"),
    },
    "hits": {"text": _text("code.hits:write_text"), "json": _json("code.hits:write_json")},
    "verified": {
        "text": _text("code.verified:write_text", "width", "everything"),
        "json": _json("code.verified:write_json"),
    },
    "edits": {"text": _text("catalogue.edits:write_list"), "json": _json("catalogue.edits:write_json")},
    "edit": {"text": _text("catalogue.edits:write_page", "width", "colour"), "md": _markdown("catalogue.edits:write_page")},
    "payers": {
        "text": _text("catalogue.payers:write_list", "form"),
        "json": _json("catalogue.payers:write_list", "form"),
        "md": _markdown("catalogue.payers:write_list", "form"),
    },
    "payer": {
        "text": _text("catalogue.payers:write_profile", "edits", "form", "width"),
        "json": _json("catalogue.payers:write_profile", "edits", "form"),
        "md": _markdown("catalogue.payers:write_profile", "edits", "form"),
    },
    "contract": {
        "text": _text("contract.checked:write_text", "width"),
        "json": _json("contract.checked:write_json"),
    },
    "payer rules": {
        "text": _text("catalogue.payers:write_comparison", "profiles", "form", "width"),
        "json": _json("catalogue.payers:write_comparison", "profiles", "form"),
        "md": _markdown("catalogue.payers:write_comparison", "profiles", "form"),
    },
    "releases": {
        "text": _text("catalogue.releases:write_text"),
        "json": _json("catalogue.releases:write_json"),
    },
    "reference rows": {
        "text": _text("catalogue.releases:write_code_text", "code"),
        "json": _json("catalogue.releases:write_code_json", "code"),
    },
    "rates": {
        "text": _text("rates.text:write_summary", "mine", "width"),
        "json": _json("rates.record:write_json", "mine"),
        "csv": _csv("rates.record:write_csv", "mine"),
    },
    "rate rows": {
        "csv": _csv("rates.rows:write_csv"),
        "json": _json("rates.rows:write_json"),
        "parquet": _parquet("rates.rows:write_parquet"),
    },
    "rate changes": {
        "text": _text("rates.difference:write_text"),
        "json": _json("rates.difference:write_json"),
        "csv": _csv("rates.difference:write_csv"),
    },
    "doctor": {"text": _text("doctor:write_text", "width"), "json": _json("doctor:write_json")},
    "overrides": {"text": _text("overrides:write_text"), "json": _json("overrides:write_json")},
    "sweep": {"text": _text("sweep:write_text", "folder", "seconds"), "json": _json("sweep:write_json")},
}  # fmt: skip


def write(shown: str, form: str, value: Any, out: Any, **options: Any) -> Any:
    """Write `value` to the stream `out` in a format of what is `shown`; what the writer answers (some a row count).

    Of `options` the writer gets those that its format names. Raises SightlineError where the value cannot be said in
    the format (no date, no envelope, too many rows), or what the writer needs is not installed.
    """
    found = FORMATS[shown][form]
    module, _, function = found.writer.partition(":")
    writer = getattr(importlib.import_module(f"sightline.outputs.{module}"), function)
    given = {"form": form, **options}
    return writer(value, out, **{name: given[name] for name in found.options if name in given})
