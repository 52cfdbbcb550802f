"""`sightline reference list` and `info`: what is loaded, and what it says of a code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sightline.commands.options import Stop, format_option, reference_option, write_output


@click.command("list")
@reference_option
@format_option("releases")
def reference_list(directory: Path | None, form: str) -> None:
    """List what is loaded: kind, release, period, rows, file.

    \b
    Example:
      sightline reference list
    """
    from sightline.reference.store import open_reference

    write_output("releases", form, open_reference(directory), None)


@click.command("info")
@click.argument("code")
@click.option("--as-of", "on", type=click.DateTime(["%Y-%m-%d"]), help="Only what was in force on this date.")
@reference_option
@format_option("reference rows")
def reference_info(code: str, on: Any, directory: Path | None, form: str) -> None:
    """Print every row that the loaded releases have for a code.

    \b
    Example:
      sightline reference info 77012 --as-of 2026-03-02
    """
    from sightline.reference.store import describe_code, open_reference

    found = describe_code(open_reference(directory), code.upper(), on.date() if on else None)
    if not found:
        raise Stop(f"{code} is in no loaded release; `sightline reference list` shows what is loaded")
    write_output("reference rows", form, found, None, code=code.upper())
