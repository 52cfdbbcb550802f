"""`sightline doctor`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from sightline.commands.options import format_option, output_option, reference_option, width, writer

_MARKS = {"good": "✓", "note": "!", "bad": "✗"}


@click.command()
@reference_option
@format_option("text", "json")
@output_option
def doctor(directory: Path | None, form: str, output: Path | None) -> None:
    """Look whether this installation is in order: environment, store, releases and their age.

    Exit status 0 when nothing is bad, 1 otherwise.

    \b
    Example:
      sightline doctor
    """
    import textwrap

    from sightline.doctor import examine

    signs = examine(directory)
    with writer(output) as out:
        if form == "json":
            json.dump([asdict(sign) for sign in signs], out, indent=2, ensure_ascii=False)
            out.write("\n")
        else:
            column = max(len(sign.about) for sign in signs) + 4
            for sign in signs:
                head = f"{_MARKS[sign.state]} {sign.about}".ljust(column)
                words = sign.says + (f" → {sign.mend}" if sign.mend else "")
                wrapped = textwrap.wrap(words, width() - column, break_on_hyphens=False, break_long_words=False)
                out.write("".join(f"{head if n == 0 else ' ' * column}{text}\n" for n, text in enumerate(wrapped)))
    if any(sign.state == "bad" for sign in signs):
        raise SystemExit(1)
