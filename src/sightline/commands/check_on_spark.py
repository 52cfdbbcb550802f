"""`sightline check --engine spark`: claims read and findings written where Spark reads and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sightline.commands.on_spark import spark_for


def check_on_spark(
    options: Mapping[str, Any], directory: Path | None, output: Path | None, unknown: Sequence[str], form: str
) -> dict[str, int]:
    """Check with the options of `check` and write to the folder `output`; the findings by status, and how many were
    `not_checked`.

    `unknown` are options given that Spark has no answer to.
    """
    from sightline.claims import read_mapping
    from sightline.edits.options import CheckOptions
    from sightline.outputs.spark import write_result
    from sightline.pricing.price import Options
    from sightline.spark.run import check_on_spark as run_check

    others = [] if form in ("text", "parquet") else [f"--format {form}"]
    with spark_for(output, [*unknown, *others], options["paths"], options["history"]) as (engine, target):
        result = run_check(
            engine,
            options["paths"][0],
            CheckOptions(
                payer=options["payer"],
                select=options["select"],
                ignore=options["ignore"],
                own=options["edits"],
                reference=directory,
                columns=read_mapping(Path(options["map"])) if options["map"] else None,
                history=options["history"][0] if options["history"] else None,
            ),
            fixes=Options(locality=options["locality"]) if options["price"] else None,
        )
        write_result(result, target)
    summary = result.summary
    found: dict[str, int] = summary["findings"]
    click.echo(
        f"{summary['claims']:,} claims, {summary['lines']:,} lines checked; {summary['rejected_lines']:,} lines rejected"
    )
    click.echo(", ".join(f"{count:,} {status}" for status, count in found.items()))
    click.echo(f"{summary['not_checked']:,} lines or claims not checked by an edit; written to {target}")
    return {**found, "not_checked": summary["not_checked"]}
