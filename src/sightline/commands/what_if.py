"""`sightline what-if`."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.commands.options import format_option, output_option, reference_option, write_output
from sightline.commands.price import place_options


@click.command("what-if")
@click.argument("path", metavar="CLAIM")
@click.option("--claim", default="", help="The number of the claim, where the file holds several.")
@click.option("--set", "changes", multiple=True, metavar="LINE.FIELD=VALUE",
              help="A change: code, modifiers, units, charge, pos or date of a line. May be repeated.")  # fmt: skip
@click.option("--remove", type=int, multiple=True, metavar="LINE", help="Leave a line out. May be repeated.")
@click.option("--pos", "place", default="", help="Another place of service for every line.")
@place_options
@click.option("--contract", type=click.Path(path_type=Path), help="A contract with a payer (TOML).")
@format_option("what-if")
@output_option
@reference_option
def what_if(
    path: str,
    claim: str,
    changes: tuple[str, ...],
    remove: tuple[int, ...],
    place: str,
    locality: str,
    zip_code: str,
    apm: bool,
    contract: Path | None,
    form: str,
    output: Path | None,
    directory: Path | None,
) -> None:
    """Show what a change to a claim would do: findings and dollars before and after, side by side.

    \b
    Examples:
      sightline what-if claim.837 --set 2.modifiers=26
      sightline what-if claims.837 --claim LB-1001 --remove 2 --pos 11
    """
    from sightline.pricing.price import Options
    from sightline.pricing.what_if import what_if as run_what_if

    found = run_what_if(
        path, changes=changes, remove=remove, place=place, claim=claim, reference=directory,
        options=Options(locality=locality, zip_code=zip_code, apm=apm, contract=contract),
    )  # fmt: skip
    write_output("what-if", form, found, output)
