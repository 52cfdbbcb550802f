"""`sightline denials`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from sightline.collection import collection_paused
from sightline.commands.options import (
    Stop,
    format_option,
    mapping_option,
    output_option,
    reasons,
    reference_option,
    stop_without_claims,
    write_output,
)
from sightline.commands.price import place_options


@click.command()
@click.argument("claims")
@click.argument("remits", nargs=-1, required=True, metavar="REMITS...")
@click.option(
    "--report", "reports", multiple=True, metavar="PATH", help="Procedure reports: which lines they support, and where."
)
@click.option(
    "--history", multiple=True, metavar="PATH", help="Earlier remittances: how often such a denial was paid later."
)
@click.option(
    "--acknowledgments",
    multiple=True,
    metavar="PATH",
    help="Acknowledgments (277CA): rejected claims are answered too.",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of asking (default: today).")
@place_options
@click.option("--payer", help="As reconcile: expect what this payer pays, for every claim.")
@click.option(
    "--contract", type=click.Path(path_type=Path), help="A contract with a payer (TOML); see docs/pricing.md."
)
@click.option("--nonparticipating", is_flag=True, help="Expect the amounts of non-participating physicians.")
@mapping_option
@click.option(
    "--drafts",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write drafts too: letters, facts of CMS-20027, corrected claims. They hold names and numbers of patients.",
)
@format_option("denials")
@output_option
@reference_option
@collection_paused()
def denials(
    claims: str,
    remits: tuple[str, ...],
    reports: tuple[str, ...],
    history: tuple[str, ...],
    acknowledgments: tuple[str, ...],
    on: datetime | None,
    locality: str,
    zip_code: str,
    apm: bool,
    payer: str | None,
    contract: Path | None,
    nonparticipating: bool,
    mapping: Path | None,
    drafts: Path | None,
    form: str,
    output: Path | None,
    directory: Path | None,
) -> None:
    """Say what to do with each line that was denied, reduced or rejected, by when, and what is at stake.

    CLAIMS is a file or folder of claims, in any format that `check` reads; REMITS are files or folders of remittances
    (X12 835); either may be - for standard input. Every line gets one answer: correct and resubmit, corrected claim,
    appeal, bill another payer, bill the patient, write off, wait, or ask the payer; docs/denials.md says by which table.
    The answers are drafts for a person; nothing is sent.

    \b
    Examples:
      sightline denials claims.837 remittance.835 --locality 15202-00
      sightline denials sent/ received/ --report reports/ --history 2025/ --format csv --output denials.csv
      sightline denials sent/ received/ --format html --output denials.html
      sightline denials sent/ received/ --format ledger --output ledger.csv
    """
    if claims == "-" and "-" in remits:
        raise Stop("only one of claims and remittances can come from standard input")
    from sightline.claims import read_mapping
    from sightline.denied.run import denials as run_denials

    found = run_denials(
        [claims], remits, report=list(reports) or None, history=history,
        acknowledgments=acknowledgments, on=on.date() if on else None, locality=locality,
        zip_code=zip_code, payer=payer, contract=contract, apm=apm, nonparticipating=nonparticipating,
        reference=directory, columns=read_mapping(mapping) if mapping else None,
    )  # fmt: skip
    read = found.reconciled
    stop_without_claims(read.priced)
    if read.unreadable and not read.payments.num_rows:
        why = reasons(read.unreadable, read.issues, "no payment in it")
        raise Stop(f"no remittance could be read: {why}")
    if drafts is not None:
        from sightline.outputs.denials.letters import write_drafts

        letters, again = write_drafts(found, drafts)
        written = sum(each.written for each in again)
        click.echo(f"{drafts}: {len(letters)} letters, {written} of {len(again)} claims to correct", err=True)
    write_output("denials", form, found, output)
