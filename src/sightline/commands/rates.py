"""`sightline rates`: what payers have agreed to pay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.commands.options import (
    Stop,
    format_option,
    output_option,
    reference_option,
    require_file,
    write_output,
)
from sightline.commands.rates_options import chosen, codes_in, filter_options, store_option

if TYPE_CHECKING:
    from sightline.rates.add import Added


@click.group()
def rates() -> None:
    """Negotiated rates: read the files that payers and hospitals publish, and ask what they pay for a code."""


@rates.command("add")
@click.argument("locations", nargs=-1, required=True, metavar="FILE|URL...")
@click.option(
    "--payer", default="", help="Whose rates; without it the name in the file. Of a hospital: only this payer."
)
@click.option("--codes", default="", help="Keep these codes only, such as 77012,32408,@guidance (a list by its role).")
@click.option("--npi", type=click.Path(path_type=Path), help="Keep groups with an NPI of this file only.")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date of files that state none.")
@store_option
@reference_option
def rates_add(
    locations: tuple[str, ...],
    payer: str,
    codes: str,
    npi: Path | None,
    on: Any,
    store: Path | None,
    directory: Path | None,
) -> None:
    """Read rate files into the store.

    In-network files, tables of contents and hospitals' standard charges, recognized by their content. A file is
    kept whole or not at all; one that is there already is not read again, so an interrupted run goes on where it stopped.
    Exit status 2 when a file could not be read, when each of the prices chosen in it is rejected, and when nothing was
    kept of any file.

    \b
    Example:
      sightline rates add in-network.json.gz --payer Aetna --codes 77012,32408,@guidance
    """
    from sightline.commands.progress import reading
    from sightline.rates.add import Selection, add_files
    from sightline.rates.codes import read_codes, read_npis
    from sightline.rates.store import Store
    from sightline.reference.store import open_reference

    kept = read_codes(codes, open_reference(directory)) if codes else None
    selection = Selection(payer, kept, read_npis(npi) if npi else None, on.date() if on else None)
    refused, any_kept = 0, False
    with reading() as advance:
        for added in add_files(locations, Store(store), selection, advance):
            refused += added.change == "refused"
            holds = added.entry is not None and not added.entry.nothing
            any_kept |= holds
            for line in _told(added):
                click.echo(line, err=not holds and added.change != "contents")
    if not (any_kept or refused):
        raise Stop("nothing was kept")
    if refused:
        raise Stop(
            f"{refused} of the files could not be read or used; nothing of {'it' if refused == 1 else 'them'} was kept"
        )


def _told(added: Added) -> list[str]:
    if added.change == "refused":
        return [f"sightline: {added.message}"]
    if added.change == "contents":
        return [f"{added.name}: a table of contents of {added.files:,} in-network files"]
    entry = added.entry
    assert entry is not None
    rejected = sorted(entry.rejected.items(), key=lambda pair: (-pair[1], pair[0]))
    counted = [f"  rejected: {count:,} ({reason})" for reason, count in rejected]
    if entry.nothing:
        return [f"nothing kept: {added.name}: {entry.nothing}", *counted]
    prices = sum(part.prices for part in entry.parts)
    payers = sorted({part.payer for part in entry.parts})
    whose = f"{payers[0]}" if len(payers) == 1 else f"{len(payers)} payers"
    dates = ", ".join(sorted({part.date.isoformat() for part in entry.parts}))
    word = {"added": "added", "replaced": "replaced", "unchanged": "already there"}[added.change]
    seen = f"{entry.items:,} {'items' if entry.kind == 'in-network' else 'charges'} seen"
    return [f"{word}: {added.name} · {whose or 'no payer'} · {dates or 'no date'} · {prices:,} prices kept, {seen}",
            *counted]  # fmt: skip


@rates.command("list")
@store_option
def rates_list(store: Path | None) -> None:
    """List the files in the store.

    \b
    Example:
      sightline rates list
    """
    from sightline.rates.store import Store

    rows = sorted((p.payer, p.date, e.name, p.prices) for e in Store(store).entries() for p in e.parts)
    width = max((len(row[0]) for row in rows), default=0)
    for payer, on, name, prices in rows:
        click.echo(f"{payer:<{width}}  {on}  {prices:>10,} prices  {name}")
    click.echo(f"{len(rows):,} {'part' if len(rows) == 1 else 'parts'}, {sum(row[3] for row in rows):,} prices")


@rates.command("nppes")
@click.argument("file", type=click.Path(path_type=Path))
@store_option
def rates_nppes(file: Path, store: Path | None) -> None:
    """Load the states and taxonomies of NPIs.

    From an NPPES file (CMS's csv of all NPIs), for --taxonomy, --state and --by state.

    \b
    Example:
      sightline rates nppes npidata_pfile_20260101-20260131.csv
    """
    from sightline.rates.nppes import add_nppes
    from sightline.rates.store import Store

    click.echo(f"{add_nppes(file, Store(store)):,} NPIs with state and taxonomy")


@rates.command("export")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
@filter_options
@format_option("rate rows")
@output_option
@store_option
def rates_export(codes: tuple[str, ...], form: str, output: Path | None, store: Path | None, **filters: Any) -> None:
    """Write every stored row.

    A row is a price and a provider group it is for.

    \b
    Example:
      sightline rates export 77012 --date all --format parquet --output rates.parquet
    """
    from itertools import chain

    import pyarrow as pa

    from sightline.rates.query import open_rates, relation
    from sightline.rates.store import Store

    require_file("rate rows", form, output, "rates")
    selection = chosen(filters, codes_in(codes) or None)
    rows = open_rates(Store(store), selection).batches(relation("export"))
    first = next((batch for batch in rows if batch.num_rows), None)
    if first is None:
        raise Stop("no rate in the store fits the question; `sightline rates list` shows what is in it")
    whole = pa.RecordBatchReader.from_batches(rows.schema, chain((first,), rows))
    count = write_output("rate rows", form, whole, output)
    if output is not None:
        click.echo(f"{output}: {count:,} rows", err=True)


@rates.command("show")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option("--by", default="payer,component", show_default=True, help="Cut by payer, component, pos, state.")
@click.option(
    "--weight",
    type=click.Choice(["tin-rate", "npi"]),
    default="tin-rate",
    show_default=True,
    help="Who votes: each TIN once for each of its rates, or each NPI.",
)
@click.option("--mine", type=click.Path(path_type=Path), help="Your contract (TOML): where it stands among the rates.")
@click.option("--volumes", type=click.Path(path_type=Path), help="A csv of code, modifier, payer and units a year.")
@click.option("--picture", type=click.Path(path_type=Path), help="Draw the distributions: a .svg or .png file.")
@filter_options
@click.option("--locality", default="", metavar="CARRIER-LOC", help="Medicare of this locality, such as 10112-00.")
@click.option("--zip", "zip_code", default="", metavar="ZIP", help="Medicare of this ZIP code.")
@click.option(
    "--as-of", "on", type=click.DateTime(["%Y-%m-%d"]), help="Medicare of this date [default: the rates' newest]."
)
@format_option("rates")
@output_option
@store_option
@reference_option
def rates_show(
    codes: tuple[str, ...], by: str, weight: str, mine: Path | None, volumes: Path | None, picture: Path | None,
    locality: str, zip_code: str, on: Any, form: str, output: Path | None, store: Path | None, directory: Path | None,
    **filters: Any,
) -> None:  # fmt: skip
    """Say what payers pay for a code.

    Percentiles, what stands behind them, and Medicare beside them. Component, class, setting, method, dollars and
    percent are never mixed. Implausible rates are counted, not left out.

    \b
    Examples:
      sightline rates show 77012 --state AL --locality 10112-00
      sightline rates show 77012 --mine contract.toml --volumes volumes.csv --picture 77012.svg
    """
    from sightline.rates.mine import positions, read_volumes
    from sightline.rates.store import Store
    from sightline.rates.summary import summarize
    from sightline.reference.store import open_reference

    reference = open_reference(directory)
    summary = summarize(
        Store(store), chosen(filters, codes_in(codes)), reference=reference,
        by=by, weight=weight, locality=locality,
        zip_code=zip_code, on=on.date() if on else None,
    )  # fmt: skip
    mines: list[Any] = []
    if mine is not None:
        units = read_volumes(volumes) if volumes else {}
        mines = positions(
            summary.cells, mine, units, summary.on, locality=locality, zip_code=zip_code, reference=reference
        )
        if not any(mines):
            click.echo(f"sightline: {mine}: no amount in it can be held against these rates", err=True)
    if picture is not None:
        from sightline.outputs.rates import picture as rates_picture

        rates_picture.write(summary, mines, picture)
    write_output("rates", form, summary, output, mine=mines)


@rates.command("diff")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
@click.option(
    "--from", "first", default="", metavar="YYYY-MM", help="The earlier month or day [default: the last but one]."
)
@click.option("--to", "second", default="", metavar="YYYY-MM", help="The later month or day [default: the newest].")
@filter_options
@format_option("rate changes")
@output_option
@store_option
def rates_diff(
    codes: tuple[str, ...], first: str, second: str, form: str, output: Path | None, store: Path | None, **filters: Any
) -> None:
    """Say what changed between two months.

    Rates that are new, gone, higher or lower, by payer, code and TIN.

    \b
    Example:
      sightline rates diff 77012 --payer Aetna --from 2026-03 --to 2026-04
    """
    from sightline.rates.difference import compare
    from sightline.rates.store import Store

    selection = chosen(filters, codes_in(codes) or None)
    found = compare(Store(store), selection, first, second)
    write_output("rate changes", form, found, output)
