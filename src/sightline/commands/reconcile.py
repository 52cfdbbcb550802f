"""`sightline reconcile`."""

from __future__ import annotations

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
    require_file,
    stop_without_claims,
    write_output,
)
from sightline.commands.price import place_options


@click.command()
@click.argument("claims")
@click.argument("remits", nargs=-1, required=True, metavar="REMITS...")
@place_options
@click.option("--payer", help="Expect what this payer pays, for every claim: a profile's name.")
@click.option(
    "--contract", type=click.Path(path_type=Path), help="A contract with a payer (TOML); see docs/pricing.md."
)
@click.option("--nonparticipating", is_flag=True, help="Expect the amounts of non-participating physicians.")
@mapping_option
@format_option("reconciliation")
@output_option
@reference_option
@collection_paused()
def reconcile(
    claims: str,
    remits: tuple[str, ...],
    locality: str,
    zip_code: str,
    apm: bool,
    payer: str | None,
    contract: Path | None,
    nonparticipating: bool,
    mapping: Path | None,
    form: str,
    output: Path | None,
    directory: Path | None,
) -> None:
    """Say what was paid for each line against what should have been, and why the two differ.

    CLAIMS is a file or folder of claims, in any format that `check` reads; REMITS are files or folders of remittances
    (X12 835); either may be - for standard input. Amounts that do not balance within a remittance are listed too. As html or
    xlsx it is a work list of underpayments by payer, cause and month.

    \b
    Examples:
      sightline reconcile claims.837 remittance.835 --locality 15202-00
      sightline reconcile sent/ received/ --contract contract.toml --format csv --output variances.csv
      sightline reconcile sent/ received/ --contract contract.toml --format html --output underpayments.html
    """
    if claims == "-" and "-" in remits:
        raise Stop("only one of claims and remittances can come from standard input")
    require_file("reconciliation", form, output, "underpayments")
    from sightline.claims import read_mapping
    from sightline.remits.run import reconcile as run_reconcile

    found = run_reconcile(
        [claims], remits, locality=locality, zip_code=zip_code, payer=payer, contract=contract, apm=apm,
        nonparticipating=nonparticipating, reference=directory, columns=read_mapping(mapping) if mapping else None,
    )  # fmt: skip
    priced = found.priced
    stop_without_claims(priced)
    if found.unreadable and not found.payments.num_rows:
        why = reasons(found.unreadable, found.issues, "no payment in it")
        raise Stop(f"no remittance could be read: {why}")
    write_output("reconciliation", form, found, output)
