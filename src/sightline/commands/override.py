"""`sightline override`."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.commands.options import Stop, format_option, reference_option, stop_without_claims, write_output

if TYPE_CHECKING:
    pass


@click.group()
def override() -> None:
    """Let findings stand that somebody has looked at: who, why and until when.

    \b
    Example:
      sightline override add overrides.jsonl claims.837 --edit PTP001 --claim LB-1001 --line 2 \\
        --reason "separate lesion, report of 2026-03-02" --expires 2026-12-31
    """


@override.command()
@click.argument("log", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--edit", required=True, help="The edit's id.")
@click.option("--claim", required=True, help="The claim number.")
@click.option(
    "--line", type=click.IntRange(min=1), help="The line from 1 [default: the finding about the whole claim]."
)
@click.option("--provider", help="Of several with that claim number: the billing NPI (or tax id, without an NPI).")
@click.option(
    "--date", "served", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    help="Of several claims with that number: the line's date of service.",
)  # fmt: skip
@click.option("--user", help="Who decides [default: the user of this computer].")
@click.option("--reason", required=True, help="Why the finding may stand; no names of patients.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    help="The last day on which it holds.",
)
@click.option("--payer", help="As the claims were checked: see `sightline check --help`.")
@click.option("--map", "mapping", type=click.Path(path_type=Path), help="As the claims were checked.")
@click.option("--history", multiple=True, metavar="PATH", help="As the claims were checked.")
@reference_option
def add(
    log: Path,
    paths: tuple[str, ...],
    edit: str,
    claim: str,
    line: int | None,
    provider: str | None,
    served: datetime | None,
    user: str | None,
    reason: str,
    expires: datetime,
    payer: str | None,
    mapping: Path | None,
    history: tuple[str, ...],
    directory: Path | None,
) -> None:
    """Add a finding that may stand to FILE, a log of overrides; what is in it is never rewritten.

    PATH is where the claim is: the files or folders that were checked. The claim is checked again, and the override is
    bound to what is found: billing provider, patient, code, modifiers, date of service and the values that decided.
    Another practice's claim with the same number keeps its finding; when the line changes, the finding counts again.

    `sightline check --overrides FILE` shows such findings as overridden and does not count them. A later entry for the
    same finding takes the place of an earlier one: to end an override, add it again with a day that is past.

    \b
    Example:
      sightline override add overrides.jsonl claims.837 --edit PTP001 --claim LB-1001 --line 2 \\
        --reason "separate lesion, report of 2026-03-02" --expires 2026-12-31
    """
    from sightline.commands.check import checked
    from sightline.edits.after.named import named
    from sightline.edits.after.overrides import Override, append_override, read_overrides
    from sightline.edits.rule.load import load
    from sightline.outputs.overrides import named_finding

    if edit.upper() not in {each.id for each in load()}:
        raise Stop(f"no edit is called {edit!r}; `sightline edits` lists them")
    if not reason.strip():
        raise Stop("an override needs a reason")
    if not paths:
        raise Stop(f"say where the claim is: sightline override add {log} CLAIMS …, with the files that were checked")
    if log.exists():
        read_overrides(log)  # a file that is not one of overrides is left alone
    options: dict[str, Any] = {
        "paths": list(paths), "payer": payer, "select": (edit.upper(),), "ignore": (), "history": list(history),
        "map": str(mapping) if mapping else None, "price": False, "baseline": None, "overrides": None,
    }  # fmt: skip
    result = checked(options, directory)
    stop_without_claims(result)
    bounds = named(result, edit.upper(), claim, line, provider, served.date() if served else None)
    by, until = user or getpass.getuser(), expires.date()
    for bound in bounds:
        append_override(log, Override(bound, by, reason.strip(), until))
    ended = " (a day that is past: it ends what was there)" if until < date.today() else ""
    click.echo(f"{named_finding(bounds[0])} is overridden until {until} by {by}{ended}")


@override.command("list")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@format_option("overrides")
def list_(path: Path, form: str) -> None:
    """Show what a file of overrides holds, in its order.

    \b
    Example:
      sightline override list overrides.jsonl
    """
    from sightline.edits.after.overrides import read_overrides

    found = read_overrides(path)
    write_output("overrides", form, found, None)
