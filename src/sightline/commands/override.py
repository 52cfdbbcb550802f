"""`sightline override`."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from pathlib import Path

import click

from sightline.commands.options import Stop, format_option, writer


@click.group()
def override() -> None:
    """Let findings stand that somebody has looked at: who, why and until when.

    \b
    Example:
      sightline override add overrides.jsonl --edit PTP001 --claim LB-1001 --line 2 \\
        --reason "separate lesion, report of 2026-03-02" --expires 2026-12-31
    """


@override.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--edit", required=True, help="The edit's id.")
@click.option("--claim", required=True, help="The claim number.")
@click.option(
    "--line", type=click.IntRange(min=1), help="The line from 1 [default: the finding about the whole claim]."
)
@click.option("--user", help="Who decides [default: the user of this computer].")
@click.option("--reason", required=True, help="Why the finding may stand; no names of patients.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    help="The last day on which it holds.",
)
def add(path: Path, edit: str, claim: str, line: int | None, user: str | None, reason: str, expires: datetime) -> None:
    """Add a line to a file of overrides; what is in it is never rewritten.

    `sightline check --overrides FILE` shows such findings as overridden and does not count them. A later line for the
    same finding takes the place of an earlier one: to end an override, add it again with a day that is past.

    \b
    Example:
      sightline override add overrides.jsonl --edit PTP001 --claim LB-1001 --line 2 \\
        --reason "separate lesion, report of 2026-03-02" --expires 2026-12-31
    """
    from sightline.edits.load import load
    from sightline.edits.overrides import Override, append_override, read_overrides

    if edit.upper() not in {each.id for each in load()}:
        raise Stop(f"no edit is called {edit!r}; `sightline edits` lists them")
    if not reason.strip():
        raise Stop("an override needs a reason")
    if path.exists():
        read_overrides(path)  # a file that is not one of overrides is left alone
    told = Override(edit.upper(), claim, line, user or getpass.getuser(), reason.strip(), expires.date())
    append_override(path, told)
    where = f"line {line} of claim {claim}" if line else f"claim {claim}"
    ended = " (a day that is past: it ends what was there)" if told.expires < date.today() else ""
    click.echo(f"{told.edit} on {where} is overridden until {told.expires} by {told.user}{ended}")


@override.command("list")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@format_option("text", "json")
def list_(path: Path, form: str) -> None:
    """Show what a file of overrides holds, in its order.

    \b
    Example:
      sightline override list overrides.jsonl
    """
    import json
    from dataclasses import asdict

    from sightline.edits.overrides import read_overrides

    found = read_overrides(path)
    with writer(None) as out:
        if form == "json":
            json.dump([asdict(each) for each in found], out, indent=2, ensure_ascii=False, default=str)
            out.write("\n")
            return
        for each in found:
            state = "until" if each.expires >= date.today() else "ended"
            line = f" line {each.line}" if each.line else ""
            out.write(f"{each.edit}  {each.claim}{line}  {state} {each.expires}  {each.user}: {each.reason}\n")
