"""`sightline report`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sightline.commands.options import Stop, format_option, output_option, reference_option, write_output


@click.command()
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
@click.option(
    "--claim", type=click.Path(path_type=Path), help="Hold the reports against these claims (file or folder)."
)
@click.option("--suggest", is_flag=True, help="List the codes that each report supports, for a coder to judge.")
@click.option("--redact", is_flag=True, help="Cover names, identifiers and dates; offsets stay.")
@click.option("--with-text", "text", is_flag=True, help="With --format json: the decoded text that offsets count in.")
@format_option("reports")
@output_option
@reference_option
def report(
    reports: tuple[str, ...],
    claim: Path | None,
    suggest: bool,
    redact: bool,
    text: bool,
    form: str,
    output: Path | None,
    directory: Path | None,
) -> None:
    """Does the procedure report support the claim?

    REPORT is a report (plain text, RTF, PDF, HL7 v2, FHIR, C-CDA), a file or folder of many, or - for standard input.
    Every documentation requirement is answered met, contradicted, missing or unclear, with the very words. Reports stay
    on this machine, and nothing of them is logged. Needs the extra `report`: pip install 'sightline-claims[report]'.
    Exit status: 0 nothing found against a claim, 1 findings that fail, 2 it could not run.

    \b
    Examples:
      sightline report biopsy.txt
      sightline report biopsy.txt --claim claims.837 --suggest
      sightline report reports/ --format json --redact --output answers.json
    """
    from sightline.reports.run import report as run_report

    found = run_report(reports, claim=claim, reference=directory)
    if not found.reports:
        unread = "; ".join(f"{each.name}: {each.reason}" for each in found.unread[:3])
        raise Stop(f"no report could be read: {unread}")
    write_output("reports", form, found, output, suggest=suggest, redact=redact, text=text)
    if found.summary["findings"].get("fail"):
        sys.exit(1)
