"""`sightline code`: everything about a procedure code, every fact sourced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.commands.options import Stop, format_option, output_option, reference_option, write_output

if TYPE_CHECKING:
    from sightline.pages.record import Page


@click.command()
@click.argument("code", required=False, metavar="CODE")
@click.option("--as-of", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date of service [default: today].")
@click.option("--payer", "payers", multiple=True, help="A payer profile or .toml file to show; may be repeated.")
@click.option(
    "--locality", default="", help="Carrier and locality of the amounts, such as 10112-00 [default: national]."
)
@click.option(
    "--rates", "store", type=click.Path(path_type=Path), help="A store of negotiated rates to show them from."
)
@click.option("--all", "everything", is_flag=True, help="A static site of every code's page, into the folder --output.")
@format_option("code")
@output_option
@reference_option
def code(
    code: str | None,
    on: Any,
    payers: tuple[str, ...],
    locality: str,
    store: Path | None,
    everything: bool,
    form: str,
    output: Path | None,
    directory: Path | None,
) -> None:
    """Print the page of a procedure code: what it is, modifiers, payment, edits, payers, and a source for every fact.

    \b
    Examples:
      sightline code 77012
      sightline code 77012 --as-of 2026-04-02 --format html --output 77012.html
      sightline code --all --output site
    """
    day = on.date() if on else None
    if everything:
        if code or output is None or store:
            raise Stop("--all writes every page: give --output DIR, no code and no --rates")
        _site(output, day, payers, locality, directory)
        return
    if not code:
        raise Stop("give a code, such as `sightline code 77012`, or --all --output DIR")
    from sightline.pages.code import code as page_of

    page = page_of(code, on=day, payers=payers, locality=locality, reference=directory)
    if store is not None:
        page = _with_rates(page, store, locality, directory)
    write_output("code", form, page, output)


def _with_rates(page: Page, store: Path, locality: str, directory: Path | None) -> Page:
    from sightline.outputs.rates.picture import svg
    from sightline.pages.sections.rates import added, section
    from sightline.rates.query import Filter
    from sightline.rates.store import Store
    from sightline.rates.summary import summarize
    from sightline.reference.store import open_reference

    selection = Filter(codes=frozenset({page.code}))
    summary = summarize(Store(store), selection, reference=open_reference(directory), locality=locality)
    dollars = any(cell.keys["unit"] == "dollars" for cell in summary.cells)
    return added(page, section(summary, svg(summary) if dollars else ""))


def _site(output: Path, day: Any, payers: tuple[str, ...], locality: str, directory: Path | None) -> None:
    from sightline.outputs.code.site import write_site
    from sightline.pages.code import Pages
    from sightline.reference.store import open_reference

    pages = Pages(open_reference(directory), on=day, payers=payers, locality=locality)
    done = write_site(pages, output)
    click.echo(f"{done.pages:,} pages in {output}, {done.seconds:.1f} s, {done.pages / done.seconds:,.0f} a second")
