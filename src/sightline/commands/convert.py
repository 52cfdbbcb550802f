"""`sightline convert`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.commands.options import Stop, binary_writer, require_file
from sightline.outputs.formats import FORMATS, write

if TYPE_CHECKING:
    from sightline.claims import Batch, Counts

#: What a file's name says of its format.
SUFFIXES = {".csv": "csv", ".parquet": "parquet", ".json": "fhir", ".ndjson": "ndjson"}
SHOWN = 10  # issues and rejected lines


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--to", "form", type=click.Choice(list(FORMATS["claims"])),
    help="The format [default: by the name of the output].",
)  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), help="Write here instead of to the terminal.")
@click.option("--map", "mapping", type=click.Path(path_type=Path), help="A .toml file: which column is which.")
def convert(paths: tuple[str, ...], form: str | None, output: Path | None, mapping: Path | None) -> None:
    """Write claims in another format: CSV, Parquet, a FHIR Bundle, or FHIR as NDJSON.

    Checking the result gives the same findings. What was rejected, set aside or odd is said on standard error; exit
    status 2 when no claim could be read.

    \b
    Examples:
      sightline convert claims.837 --output claims.csv
      sightline convert inbox/ --to parquet --output claims.parquet
    """
    from sightline.claims import Counts, read_claims, read_mapping

    form = form or SUFFIXES.get(output.suffix.lower() if output else "")
    if form is None:
        raise Stop("say which format to write: --to csv, parquet, fhir or ndjson")
    require_file("claims", form, output, "claims")
    seen = Seen(Counts())
    batches = read_claims(list(paths), columns=read_mapping(mapping) if mapping else None)
    with binary_writer(output) as out:
        write("claims", form, seen.through(batches), out)
        if not seen.counts.claims:
            raise Stop(f"no claim could be read: {seen.reason()}")
    seen.tell()


class Seen:
    """What went through: counts, and what is to be said of it."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.notes: list[str] = []

    def through(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """The same batches."""
        for batch in batches:
            self.counts += batch.counts
            self.notes += [f"rejected: {each['file']}: {each['reason']}" for each in batch.rejected.to_pylist()]
            self.notes += [f"note: {each['file']}: {each['message']}" for each in batch.issues.to_pylist()]
            yield batch
        self.counts.check("this run")

    def reason(self) -> str:
        """Why nothing could be read."""
        return self.notes[-1].partition(": ")[2] if self.notes else "there is none in it"

    def tell(self) -> None:
        """Write to standard error."""
        for message in self.notes[:SHOWN]:
            click.echo(message, err=True)
        if len(self.notes) > SHOWN:
            click.echo(f"and {len(self.notes) - SHOWN:,} more notes; `sightline check` shows all", err=True)
        counts = self.counts
        aside = f", {counts.set_aside:,} set aside" if counts.set_aside else ""
        lost = f"{counts.rejected_claims:,} claims and {counts.rejected_lines:,} lines rejected"
        click.echo(f"{counts.claims:,} claims, {counts.lines:,} lines written; {lost}{aside}", err=True)
