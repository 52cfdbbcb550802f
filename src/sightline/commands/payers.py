"""`sightline payers`: what each payer has published about its rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.commands.options import Stop, format_option, output_option, reference_option, write_output

if TYPE_CHECKING:
    from sightline.payers.table import Payers


@click.group(invoke_without_command=True)
@format_option("payers")
@output_option
@reference_option
@click.pass_context
def payers(context: click.Context, form: str, output: Path | None, directory: Path | None) -> None:
    """List the payer profiles: what is published about each payer's rules, and what is unknown.

    \b
    Examples:
      sightline payers
      sightline payers show unitedhealthcare
      sightline payers compare 77012
    """
    if context.invoked_subcommand:
        return
    write_output("payers", form, _payers(directory).all, output)


@payers.command("show")
@click.argument("name", metavar="NAME")
@format_option("payer")
@output_option
@reference_option
def payers_show(name: str, form: str, output: Path | None, directory: Path | None) -> None:
    """Print one profile: every rule with its value, source and date. NAME is a profile's name or a .toml file.

    \b
    Example:
      sightline payers show medicare
    """
    from sightline.edits.payer_rules import check_edits
    from sightline.edits.rule.load import load
    from sightline.payers.profile import find_profile

    own = {profile.name: profile for profile in _payers(directory).all}
    profile = own.get(name.lower()) or find_profile(name)
    check_edits(profile, load())
    write_output("payer", form, profile, output, edits=load())


@payers.command("compare")
@click.argument("code", metavar="CODE")
@click.option("--payer", "named", multiple=True, help="Only these: a profile's name or a .toml file; may be repeated.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The date of service [default: today].")
@format_option("payer rules")
@output_option
@reference_option
def payers_compare(
    code: str, named: tuple[str, ...], on: Any, form: str, output: Path | None, directory: Path | None
) -> None:
    """Print the rules and edits that apply to a procedure code, payer by payer, with source and date.

    \b
    Examples:
      sightline payers compare 77012
      sightline payers compare 77012 --payer medicare --payer my-plan.toml --format md
    """
    from sightline.edits.code_rules import rules_for
    from sightline.payers.profile import find_profile
    from sightline.reference.store import open_reference

    profiles = tuple(find_profile(name) for name in named) or _payers(directory).all
    found = rules_for(code.upper(), on.date() if on else date.today(), open_reference(directory))
    if not found.known:
        raise Stop(f"{code} is in no loaded release; `sightline reference list` shows what is loaded")
    write_output("payer rules", form, found, output, profiles=profiles)


def _payers(directory: Path | None) -> Payers:
    from sightline.payers.table import open_payers
    from sightline.reference.store import default_directory

    return open_payers(directory or default_directory())
