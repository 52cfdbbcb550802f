"""`sightline template`: files to start from."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TextIO

import click

from sightline.commands.options import output_option, writer

#: Two lines of an invented claim.
EXAMPLE = {
    "claim_id": "LB-1001",
    "date_from": "2026-03-02",
    "place_of_service": "22",
    "units": "1",
    "rendering_npi": "1245319599",
    "rendering_taxonomy": "2085R0204X",
    "dx1": "R91.1",
    "dx2": "Z87.891",
    "claim_charge": "1550.00",
    "frequency": "1",
    "member_id": "1EG4TE5MK73",
    "relationship": "self",
    "patient_last_name": "EXAMPLE",
    "patient_first_name": "ALEX",
    "patient_birth_date": "1961-04-15",
    "patient_sex": "F",
    "payer_name": "MEDICARE",
    "payer_id": "15202",
    "filing_code": "MB",
    "billing_npi": "1234567893",
    "billing_tax_id": "900000001",
    "billing_taxonomy": "2085R0202X",
    "billing_zip": "440010000",
}
LINES = (
    {"line_no": "1", "code": "32408", "charge": "1240.00", "pointer1": "1", "pointer2": "2"},
    {"line_no": "2", "code": "77012", "mod1": "26", "charge": "310.00", "pointer1": "1"},
)


@click.command()
@click.argument("kind", type=click.Choice(["csv", "map"]))
@output_option
def template(kind: str, output: Path | None) -> None:
    """Print a file to start from: claims as CSV, or a mapping of your own column names.

    \b
    Examples:
      sightline template csv --output claims.csv
      sightline template map --output columns.toml
      sightline check warehouse.csv --map columns.toml
    """
    with writer(output) as out:
        (_csv if kind == "csv" else _map)(out)


def _csv(out: TextIO) -> None:
    """The header of the core columns, and two lines of one claim."""
    from sightline.claims.rows.layout import COLUMNS

    table = csv.DictWriter(out, [column.name for column in COLUMNS if column.core], lineterminator="\n")
    table.writeheader()
    for line in LINES:
        table.writerow({**EXAMPLE, **line})


def _map(out: TextIO) -> None:
    """Every column with what it means; those that need no mapping can be removed."""
    from sightline.claims.rows.layout import COLUMNS

    out.write(
        "# Which of your columns is which: the name of yours goes between the quotes, lines that you do not need go.\n"
    )
    out.write("# Names that sightline knows by themselves need no line: docs/formats.md lists them.\n\n[columns]\n")
    for column in COLUMNS:
        needed = "" if column.name in ("claim_id", "code") else "# "
        out.write(f'{needed}{column.name} = ""  # {column.meaning}\n')
