"""`sightline learn`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from sightline.commands.options import mapping_option, reference_option
from sightline.commands.price import place_options


@click.command()
@click.argument("remits", type=click.Path(exists=True))
@click.argument("claims", type=click.Path(exists=True))
@click.option(
    "--payer", required=True, metavar="NAME",
    help="The payer to learn: a profile's name, or a name or identifier that the claims have.",
)  # fmt: skip
@click.option(
    "--output", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Write edits with cases, contract terms and the evidence into this folder.",
)  # fmt: skip
@click.option(
    "--prefix", default="LRN", show_default=True, metavar="ABC",
    help="Three letters with which the ids of the edits begin; others for each payer.",
)  # fmt: skip
@click.option(
    "--test-from", "tested_from", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    help="Learn denials from services before this date alone, and show how they did on later ones.",
)  # fmt: skip
@place_options
@mapping_option
@reference_option
def learn(
    remits: str,
    claims: str,
    payer: str,
    folder: Path | None,
    prefix: str,
    tested_from: datetime | None,
    locality: str,
    zip_code: str,
    apm: bool,
    mapping: Path | None,
    directory: Path | None,
) -> None:
    """Learn what a payer does that no loaded rule explains, from remittances and the claims that they answer.

    REMITS is a file or folder of remittances (X12 835), CLAIMS of claims in any format that `check` reads. Found are
    denials by code, other code of the day, modifier, diagnosis, place, provider type and frequency, the payer's percent
    of Medicare, and its own reductions; each with the lines that speak for and against it. Nothing is applied: the edits
    are for review, and are used with `check --edits FOLDER`.

    \b
    Example:
      sightline learn received/ sent/ --payer "Alpine Health" --locality 15202-00 --output learned/
    """
    from sightline.claims import read_mapping
    from sightline.commands.options import Stop
    from sightline.learn.history import history_of
    from sightline.learn.run import back_tested, learned
    from sightline.outputs.learn.folder import write_folder
    from sightline.outputs.learn.text import write_learned, write_tested

    if not (len(prefix) == 3 and prefix.isascii() and prefix.isalpha()):
        raise Stop("--prefix is three letters, such as LRN")
    if tested_from is not None and folder is not None:
        raise Stop("--test-from writes nothing: leave out --output")
    columns = read_mapping(mapping) if mapping else None
    history = history_of(
        [remits], [claims], payer, locality=locality, zip_code=zip_code, apm=apm, reference=directory, columns=columns
    )
    if tested_from is not None:
        tested = back_tested(history.claims, history.lines, history.diagnoses, history.decisions, tested_from.date())
        write_tested(tested, tested_from.date(), sys.stdout)
        return
    found = learned(history.claims, history.lines, history.diagnoses, history.decisions)
    write_learned(found, history, sys.stdout)
    if folder is not None:
        written = write_folder(found, history, folder, prefix=prefix.upper())
        edits = sum(1 for path in written if path.suffix == ".sql")
        click.echo(f"wrote {edits} {'edit' if edits == 1 else 'edits'} and the evidence into {folder}")
