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
    """Check with the options of `check` and write to the folder `output`; the findings by status.

    `unknown` are options given that Spark has no answer to.
    """
    from sightline.claims import read_mapping
    from sightline.outputs.on_spark import write_result
    from sightline.run import check

    others = [] if form in ("text", "parquet") else [f"--format {form}"]
    engine, target = spark_for(output, [*unknown, *others], options["paths"], options["history"])
    try:
        result = check(
            options["paths"][0],
            payer=options["payer"],
            select=options["select"],
            ignore=options["ignore"],
            reference=directory,
            columns=read_mapping(Path(options["map"])) if options["map"] else None,
            history=options["history"][0] if options["history"] else None,
            engine=engine,
        )
        write_result(result, target)
    finally:
        engine.close()
    summary = result.summary
    found: dict[str, int] = summary["findings"]
    click.echo(
        f"{summary['claims']:,} claims, {summary['lines']:,} lines checked; {summary['rejected_lines']:,} lines rejected"
    )
    click.echo(", ".join(f"{count:,} {status}" for status, count in found.items()))
    click.echo(f"{summary['not_checked']:,} lines or claims not checked by an edit; written to {target}")
    return found
