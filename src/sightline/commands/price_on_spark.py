"""`sightline price --engine spark`: claims read and amounts written where Spark reads and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sightline.commands.on_spark import spark_for


def price_on_spark(
    paths: Sequence[str], options: Mapping[str, Any], output: Path | None, form: str, *, steps: bool
) -> None:
    """Price with the keywords `options` of `sightline.price` and write to the folder `output`, with `steps` these too."""
    from sightline.outputs.spark import write_prices
    from sightline.run import price

    with spark_for(output, [] if form == "text" else [f"--format {form}"], paths) as (engine, target):
        priced = price(paths[0], engine=engine, **options)
        write_prices(priced, target, steps=steps)
    found = priced.summary
    click.echo(f"{found['claims']:,} claims, {found['lines']:,} lines; {found['rejected_claims']:,} claims rejected")
    click.echo(", ".join(f"{count:,} {answer}" for answer, count in found["answers"].items()))
    allowed = "nothing" if found["allowed"] is None else f"{found['allowed']:,}"
    click.echo(f"allowed {allowed}; {found['lines_national']:,} lines at national amounts; written to {target}")
