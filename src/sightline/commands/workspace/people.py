"""`sightline workspace user` and `users`: accounts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sightline.commands.options import Stop
from sightline.commands.workspace.options import folder_argument, key_option, opened

_ROLES = ("reader", "biller", "manager", "admin")


@click.command()
@folder_argument
@key_option
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), help="What he or she may do [default: reader, or as it is].")
@click.option("--practice", help="The practice of a new account; made when there is none of that name.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it.")
@click.option("--no-password", is_flag=True, help="Let in by the proxy's header or a token only.")
@click.option("--active/--locked-out", default=None, help="Whether the account is let in.")
@click.option("--token", is_flag=True, help="Print a new token for programs.")
def user(
    folder: Path,
    key_file: Path | None,
    name: str,
    role: str | None,
    practice: str | None,
    password_stdin: bool,
    no_password: bool,
    active: bool | None,
    token: bool,
) -> None:
    """Add the account NAME to the workspace in FOLDER, or change it: role, password, whether it is let in.

    \b
    Examples:
      sightline workspace user practice ann --role admin --practice "Lakeside Radiology"
      sightline workspace user practice bo --role biller --practice "Lakeside Radiology" --no-password
      sightline workspace user practice bo --locked-out
    """
    found = opened(folder, key_file, create=practice is not None)
    accounts = found.accounts
    names = {row["name"]: key for key in accounts.practices() for row in accounts.of(key)}
    name = name.strip().lower()
    if name in names:
        key = names[name]
        password = _password(password_stdin) if password_stdin else ""
        if role or password or active is not None:
            accounts.change(name, key, role=role or "", password=password, active=active)
        did = "changed"
    else:
        if practice is None:
            raise Stop(f"{name} is new: say of which practice with --practice")
        password = "" if no_password else _password(password_stdin)
        key = accounts.practice(practice)
        accounts.add(name, key, role or "reader", password)
        did = "added"
    found.trail.record(key, "command line", f"{did} the account {name}")
    now = accounts.named(name)
    if now is None:
        click.echo(f"{did} {name}: not let in")
        return
    click.echo(f"{did} {name}: {now.role} of {accounts.practices()[key]}")
    if token:
        click.echo(f"token, which is not shown again: {accounts.new_token(now)}")


@click.command()
@folder_argument
@key_option
def users(folder: Path, key_file: Path | None) -> None:
    """The accounts of the workspace in FOLDER, by practice.

    \b
    Example:
      sightline workspace users practice
    """
    accounts = opened(folder, key_file).accounts
    for practice, title in accounts.practices().items():
        click.echo(title)
        for row in accounts.of(practice):
            how = "locked out" if not row["active"] else "password" if row["password"] else "proxy or token"
            click.echo(f"  {row['name']:<24} {row['role']:<8} {how}")


def _password(stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
