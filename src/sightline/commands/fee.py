"""`sightline fee`."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from sightline.commands.options import Stop, format_option, output_option, reference_option, write_output, writer
from sightline.commands.price import place_options

if TYPE_CHECKING:
    from sightline.reference.store import Reference


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE...]")
@click.option("--modifier", default=None, help="Such as 26; without it a code with components is shown with all three.")
@place_options
@click.option(
    "--as-of", "on", type=click.DateTime(["%Y-%m-%d", "%Y%m%d", "%m/%d/%Y"]), metavar="DATE",
    help="The date of service [default: today].",
)  # fmt: skip
@click.option(
    "--batch", type=click.Path(path_type=Path),
    help="A csv of code, modifier, carrier, locality, date and optionally apm (- for standard input): writes it with"
    " the amounts.",
)  # fmt: skip
@format_option("fees")
@output_option
@reference_option
def fee(
    codes: tuple[str, ...],
    modifier: str | None,
    locality: str,
    zip_code: str,
    apm: bool,
    on: Any,
    batch: Path | None,
    form: str,
    output: Path | None,
    directory: Path | None,
) -> None:
    """Look up what the Medicare fee schedule pays for a code, on both sides, with its formula filled in.

    \b
    Examples:
      sightline fee 77012 --modifier 26 --locality 10112-00 --as-of 2026-04-02
      sightline fee --batch codes.csv --output amounts.csv
    """
    if batch is not None:
        if codes or modifier is not None or locality or zip_code or apm or on:
            raise Stop("--batch takes codes, places and dates from its rows: leave out the others")
        _batch(batch, output, directory)
        return
    if not codes:
        raise Stop("name a code, or a csv with --batch")
    from sightline.pricing.fee import Question, fees, with_modifier
    from sightline.reference.store import open_reference

    store = open_reference(directory)
    day = on.date() if on else date.today()
    stated = [with_modifier(Question(code.upper(), modifier or "", day, locality)) for code in codes]
    whole = [one for one in stated if modifier is None and not one.modifier]
    components = [replace(one, modifier=each) for one in whole for each in ("26", "TC")]
    answers = dict(
        zip(
            [*stated, *components],
            fees([*stated, *components], zip_code=zip_code, apm=apm, reference=store),
            strict=True,
        )
    )
    found = []
    for one in stated:
        parts = [answers[part] for part in components if part.code == one.code] if one in whole else []
        found += [answers[one], *(part for part in parts if part.source_row is not None)]
    if not any(one.is_known for one in found):
        gone = dict.fromkeys(part for one in found for part in one.note.split("; ") if " was deleted " in part)
        raise Stop(_unknown([one.code for one in stated], day, gone, store))
    write_output("fees", form, found, output)


def _unknown(codes: Sequence[str], day: date, gone: Iterable[str], store: Reference) -> str:
    """Why no code has an answer: its form, that it was deleted, or that nothing of the year is loaded."""
    from sightline.reference.forms import no_procedure

    stated = ", ".join(codes)
    if reasons := [reason for code in codes if (reason := no_procedure(code))]:
        return "; ".join(reasons)
    years = sorted({each.period_from.year for each in store.releases if each.kind == "fee_schedule"})
    if day.year not in years:
        loaded = f"those of {' and '.join(map(str, years))} are" if years else "none is"
        return f"no fee schedule of {day.year} is loaded ({loaded}); `sightline reference add` adds one"
    reason = "; ".join(gone) or "`sightline reference list` shows what is loaded"
    return f"{stated}: in no loaded fee schedule of {day.year}; {reason}"


def _batch(source: Path, output: Path | None, directory: Path | None) -> None:
    from sightline.pricing.batch import batch as run_batch

    try:
        with _opened(source) as stream, writer(output) as out:
            run_batch(stream, out, reference=directory)
    except OSError as error:
        raise Stop(f"{source}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise Stop(f"{source}: not text in UTF-8: save it as CSV in UTF-8") from None
    except csv.Error as error:
        raise Stop(f"{source}: not a csv file: {error}") from None


def _opened(source: Path) -> AbstractContextManager[TextIO]:
    """The text of the batch; - is standard input."""
    if str(source) == "-":
        return nullcontext(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline=""))
    return source.open(encoding="utf-8-sig", newline="")
