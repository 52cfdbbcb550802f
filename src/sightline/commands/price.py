"""`sightline price`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sightline.commands.options import (
    Stop,
    format_option,
    mapping_option,
    output_option,
    reference_option,
    stop_without_claims,
    write_output,
)


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--locality`, `--zip` and `--apm`: where, and by which conversion factor."""
    command = click.option("--apm", is_flag=True, help="Use the conversion factor of qualifying APM participants.")(
        command
    )
    command = click.option("--zip", "zip_code", default="", metavar="ZIP", help="Where: a ZIP code of five digits.")(
        command
    )
    return click.option(
        "--locality", default="", metavar="CARRIER-LOC", help="Where: Medicare carrier and locality, such as 10112-00."
    )(command)


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--claims", multiple=True, metavar="PATH", help="The same as PATH; may be repeated.")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
    help="Where lines are priced. Spark reads Parquet at any address and writes a folder of Parquet.",
)  # fmt: skip
@click.option("--steps", is_flag=True, help="With --engine spark: write the steps too, as every other format does.")
@place_options
@click.option("--payer", help="Price every claim as of this payer: a profile's name.")
@click.option(
    "--contract", type=click.Path(path_type=Path), help="A contract with a payer (TOML); see docs/pricing.md."
)
@click.option("--nonparticipating", is_flag=True, help="Non-participating: 95 percent, and the limiting charge.")
@click.option(
    "--sequestration", is_flag=True, help="State Medicare's share (80 percent) and the 2 percent taken from it."
)
@click.option("--without-findings", is_flag=True, help="Price lines even where an edit would deny them.")
@mapping_option
@format_option("prices")
@output_option
@reference_option
def price(
    paths: tuple[str, ...],
    claims: tuple[str, ...],
    engine: str,
    steps: bool,
    locality: str,
    zip_code: str,
    apm: bool,
    payer: str | None,
    contract: Path | None,
    nonparticipating: bool,
    sequestration: bool,
    without_findings: bool,
    mapping: Path | None,
    form: str,
    output: Path | None,
    directory: Path | None,
) -> None:
    """Say what each line pays: the allowed amount, every step that led to it, and what the findings do to it.

    Without --locality and --zip each claim's own ZIP code decides; where it tells nothing, national amounts are used
    and the run says so. A line whose amount nobody has published is answered with the reason, not with a number.

    \b
    Examples:
      sightline price claims.837 --locality 15202-00
      sightline price inbox/ --contract contract.toml --format csv --output expected.csv
      sightline price --engine spark --claims s3://claims/2026/ --output s3://priced/2026/
    """
    from sightline.claims import read_mapping
    from sightline.run import price as run_price

    paths = (*paths, *claims)
    if not paths:
        raise Stop("say which claims: a PATH, or --claims PATH")
    options: dict[str, Any] = {
        "locality": locality, "zip_code": zip_code, "payer": payer, "contract": contract, "apm": apm,
        "nonparticipating": nonparticipating, "sequestration": sequestration, "findings": not without_findings,
        "reference": directory, "columns": read_mapping(mapping) if mapping else None,
    }  # fmt: skip
    if engine == "spark":
        from sightline.commands.price_on_spark import price_on_spark

        price_on_spark(paths, options, output, form, steps=steps)
        return
    if steps:
        raise Stop("--steps goes with --engine spark; --format json has every step")
    priced = run_price(paths, **options)
    stop_without_claims(priced)
    write_output("prices", form, priced, output)
