"""`sightline check --engine spark`: claims read and findings written where Spark reads and writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sightline.commands.options import Stop


def check_on_spark(
    options: Mapping[str, Any], directory: Path | None, output: Path | None, unknown: Sequence[str], form: str
) -> dict[str, int]:
    """Check with the options of `check` and write to the folder `output`; the findings by status.

    `unknown` are options given that Spark has no answer to.
    """
    from sightline.claims import read_mapping
    from sightline.engines.spark import Spark
    from sightline.outputs.on_spark import write_result
    from sightline.run import check

    if unknown or form not in ("text", "parquet"):
        what = ", ".join(unknown) or f"--format {form}"
        raise Stop(f"{what} is not there with --engine spark: check what it wrote, or leave it out")
    if output is None:
        raise Stop("Spark writes a folder of Parquet: add --output FOLDER")
    if len(options["paths"]) > 1 or len(options["history"]) > 1:
        raise Stop("Spark reads one file or folder of Parquet: give the folder above them")
    target = address(str(output))
    engine = Spark(scratch=f"{target}.scratch")
    if engine.exists(target):
        raise Stop(f"{target} is there already: give a new folder, or remove it")
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


def address(path: str) -> str:
    """An address as it was given: a path folds the two strokes of s3://."""
    return re.sub(r"^(\w{2,}):/(?!/)", r"\1://", path) if not path.startswith("file:") else path
