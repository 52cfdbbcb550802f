"""`sightline contract`: what a contract with a payer says, and a file to start from."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.commands.options import Stop, format_option, output_option, reference_option, write_output, writer
from sightline.commands.price import place_options

if TYPE_CHECKING:
    from sightline.pricing.contract.answer import Question


@click.group()
def contract() -> None:
    """Check a contract with a payer, or print one to start from; docs/contracts.md has every key.

    \b
    Examples:
      sightline contract template --output contract.toml
      sightline contract check contract.toml --code 77012-26
    """


@contract.command("template")
@output_option
def contract_template(output: Path | None) -> None:
    """Print a contract to start from, with what each key means.

    \b
    Example:
      sightline contract template --output contract.toml
    """
    from sightline.pricing.contract.read import TEMPLATE

    with writer(output) as out:
        out.write(TEMPLATE.read_text(encoding="utf-8"))


@contract.command("check")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--code", "codes", multiple=True, metavar="CODE", help="Which term pays it: 77012, 77012-26; may be repeated."
)
@click.option("--payer", help="The payer's name or id on the claim [default: that of the first term].")
@click.option("--filing-code", default="", metavar="CODE", help="The claim filing code, such as HM for an HMO.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The date of service [default: today].")
@click.option("--pos", default="11", show_default=True, metavar="POS", help="The place of service.")
@click.option("--taxonomy", default="", help="The taxonomy of the rendering provider.")
@click.option("--charge", default="", metavar="DOLLARS", help="The charge, for terms that pay a percent of it.")
@place_options
@format_option("contract")
@output_option
@reference_option
def contract_check(
    file: Path,
    codes: tuple[str, ...],
    payer: str | None,
    filing_code: str,
    on: Any,
    pos: str,
    taxonomy: str,
    charge: str,
    locality: str,
    zip_code: str,
    apm: bool,
    form: str,
    output: Path | None,
    directory: Path | None,
) -> None:
    """Say what a contract means: its terms, its gaps and overlaps, and for a code which term pays it and why.

    A file that cannot be read is an error that names the line.

    \b
    Examples:
      sightline contract check contract.toml
      sightline contract check contract.toml --code 99395 --code 77012-26 --payer "ACME HEALTH" --locality 10112-00
    """
    from sightline.outputs.contract.checked import Checked
    from sightline.pricing.contract import read_contract
    from sightline.pricing.contract.answer import Question, answer
    from sightline.pricing.contract.check import remarks
    from sightline.reference.store import open_reference

    read = read_contract(file)
    first = read.terms[0].payer
    question = Question(
        code="", payer=(payer if payer is not None else "" if first == "*" else first).upper(), filing_code=filing_code,
        on=on.date() if on else None, place=pos, taxonomy=taxonomy.upper(), charge=_dollars(charge),
    )  # fmt: skip
    reference = open_reference(directory)
    years = {release.period_from.year for release in reference.of("fee_schedule") if release.scope == "all"}
    answers = tuple(
        answer(read, _coded(question, code), reference, locality=locality, zip_code=zip_code) for code in codes
    )
    write_output("contract", form, Checked(read, tuple(remarks(read, years)), answers), output)


def _coded(question: Question, text: str) -> Question:
    """The question for a code with its modifiers."""
    from dataclasses import replace

    code, *modifiers = text.strip().upper().split("-")
    if not re.fullmatch(r"[0-9A-Z]{5}", code) or not all(re.fullmatch(r"[0-9A-Z]{2}", each) for each in modifiers):
        raise Stop(f"{text!r} is no code; write 77012 or 77012-26")
    return replace(question, code=code, modifiers=tuple(modifiers))


def _dollars(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text.replace("$", "").replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Stop(f"--charge is {text!r}; write dollars such as 250.00") from None
