"""`sightline explain` and `sightline edits`: the rule book."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.commands.options import Stop, colour, format_option, output_option, width, writer


@click.command()
@click.argument("edit_id", metavar="ID")
@format_option("text", "md")
@output_option
def explain(edit_id: str, form: str, output: Path | None) -> None:
    """Print an edit's page: what it checks, why, its exceptions, how to fix, and its source.

    \b
    Example:
      sightline explain PTP001
    """
    from sightline.edits.load import choose, load
    from sightline.outputs.page import edit_page
    from sightline.reports.compare import FINDINGS

    found = choose((*load(), *load(FINDINGS)), (edit_id.upper(),))
    if len(found) > 1 and edit_id.upper() not in {edit.id for edit in found}:
        raise Stop(f"{edit_id} is the beginning of {', '.join(edit.id for edit in found)}: name one")
    page = edit_page(found[0])
    with writer(output) as out:
        if form == "text" and output is None and colour():
            from rich.console import Console
            from rich.markdown import Markdown

            Console(file=out, width=width(), force_terminal=True).print(Markdown(page))
        else:
            out.write(page)


@click.command()
@format_option("text", "json")
@output_option
def edits(form: str, output: Path | None) -> None:
    """List the catalogue: every edit with its status and title.

    \b
    Example:
      sightline edits --format json
    """
    from sightline.edits.load import load
    from sightline.outputs import json as as_json
    from sightline.outputs import page

    with writer(output) as out:
        if form == "json":
            as_json.write_edits(load(), out)
        else:
            page.write_list(load(), out)
