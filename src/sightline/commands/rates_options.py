"""What the commands about rates share: where the store is, and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sightline.rates.query import Filter


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--store DIR`, passed as `store`."""
    return click.option(
        "--store", type=click.Path(path_type=Path), envvar="SIGHTLINE_RATES",
        help="The store of rates [default: your data folder, or $SIGHTLINE_RATES].",
    )(command)  # fmt: skip


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that narrow what is asked; `chosen` makes a Filter of them."""
    for option in reversed((
        click.option("--payer", "payers", multiple=True, help="Only this payer; may be repeated."),
        click.option("--date", "dates", default="newest", show_default=True, metavar="newest|all|YYYY-MM",
                     help="Of which month or day."),
        click.option("--component", "components", multiple=True, type=click.Choice(["26", "TC", "global"])),
        click.option("--pos", "places", multiple=True, metavar="NN", help="Rates for this place of service."),
        click.option("--tin", "tins", multiple=True, help="Rates of this tax identification number."),
        click.option("--npi", type=click.Path(path_type=Path), help="Rates of the NPIs in this file."),
        click.option("--taxonomy", "taxonomies", multiple=True, metavar="CODE",
                     help="Rates of providers of this taxonomy, whole or its beginning; needs `rates nppes`."),
        click.option("--state", "states", multiple=True, metavar="XX",
                     help="Rates of providers who practise in this state; needs `rates nppes`."),
    )):  # fmt: skip
        command = option(command)
    return command


def codes_in(stated: tuple[str, ...]) -> frozenset[str]:
    """The codes of the arguments, which may have several with commas between, as `rates add --codes` takes them."""
    return frozenset(code.strip().upper() for each in stated for code in each.split(",") if code.strip())


def chosen(filters: dict[str, Any], codes: frozenset[str] | None) -> Filter:
    """The Filter of `filter_options`."""
    from sightline.rates.codes import read_npis
    from sightline.rates.query import Filter

    npi = filters.pop("npi")
    states = tuple(state.upper() for state in filters.pop("states"))
    return Filter(codes=codes, npis=read_npis(npi) if npi else None, states=states, **filters)
