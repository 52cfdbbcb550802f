"""`sightline verify`: is this list of codes right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sightline.commands.options import format_option, output_option, reference_option, write_output


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--code", default="", help="The procedure that the file is about [default: the one its heading names].")
@click.option("--as-of", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date of service [default: today].")
@click.option("--everything", is_flag=True, help="List also the codes that nothing speaks against.")
@format_option("verified")
@output_option
@reference_option
def verify(
    file: Path, code: str, on: Any, everything: bool, form: str, output: Path | None, directory: Path | None
) -> None:
    """Hold the codes of a page, superbill or chargemaster against the reference: existence, label, deletion, use.

    FILE is Markdown, HTML, csv or text. Exit status: 0 nothing wrong, 1 something is, 2 it could not run.

    \b
    Example:
      sightline verify examples/ct-guidance-code-page.md
    """
    from sightline.pages.verify.run import verify as run

    result = run(file, code=code, on=on.date() if on else None, reference=directory)
    write_output("verified", form, result, output, everything=everything)
    if result.count("wrong"):
        sys.exit(1)
