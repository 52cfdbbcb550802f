"""`sightline doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.commands.options import format_option, output_option, reference_option, write_output


@click.command()
@reference_option
@format_option("doctor")
@output_option
def doctor(directory: Path | None, form: str, output: Path | None) -> None:
    """Check whether this installation is in order: environment, store, releases and their age.

    Exit status 0 when nothing is bad, 1 otherwise.

    \b
    Example:
      sightline doctor
    """
    from sightline.doctor import examine

    signs = examine(directory)
    write_output("doctor", form, signs, output)
    if any(sign.state == "bad" for sign in signs):
        raise SystemExit(1)
