"""`sightline search`: find a code, an edit or a payer."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.commands.options import format_option, output_option, reference_option, write_output


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--kind", "kinds", multiple=True, help="procedure, diagnosis, modifier, taxonomy, place, edit, payer or denial."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Hits to show at most.")
@format_option("hits")
@output_option
@reference_option
def search(
    text: tuple[str, ...], kinds: tuple[str, ...], limit: int, form: str, output: Path | None, directory: Path | None
) -> None:
    """Find codes, edits, payers and reasons of denials by code or words; small misspellings are forgiven.

    \b
    Example:
      sightline search ct guided lung biopsi
    """
    from sightline.pages.search import search as run

    hits = run(" ".join(text), kinds=kinds, limit=limit, reference=directory)
    write_output("hits", form, hits, output)
