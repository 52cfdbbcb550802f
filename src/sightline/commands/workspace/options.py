"""What the commands of `sightline workspace` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.commands.options import Stop
from sightline.extras import install

if TYPE_CHECKING:
    from sightline.web.workspace.workspace import Workspace


NEW_KEY = "a new key is in {}: without it nobody can read the workspace, so keep a copy in another place"


def folder_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """The folder of the workspace."""
    return click.argument("folder", type=click.Path(path_type=Path))(command)


def key_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--key-file FILE`."""
    return click.option(
        "--key-file", type=click.Path(path_type=Path), envvar="SIGHTLINE_KEY_FILE", show_envvar=True, metavar="FILE",
        help="The key of an encrypted workspace; a new workspace is encrypted with it, and a new key made where there is none.",
    )(command)  # fmt: skip


def practice_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--practice NAME`."""
    return click.option("--practice", help="The practice [default: the only one].")(command)


def opened(folder: Path, key_file: Path | None, *, create: bool = False) -> Workspace:
    """The workspace in a folder. Raises Stop without the extra `web`, WorkspaceError where there is none."""
    try:
        from sightline.web.workspace.key import key_for
        from sightline.web.workspace.workspace import open_workspace
    except ImportError as error:
        raise Stop(f"workspace needs {error.name}: {install('web')}") from None
    key, made = key_for(folder, key_file, create=create)
    if made:
        click.echo(NEW_KEY.format(key_file), err=True)
    return open_workspace(folder, key=key, create=create)


def practice_named(found: Workspace, name: str | None) -> str:
    """The id of a practice; without a name that of the only one. Raises Stop where that is none."""
    practices = found.accounts.practices()
    if name is None and len(practices) == 1:
        return next(iter(practices))
    for practice, known in practices.items():
        if known == name:
            return practice
    there = ", ".join(practices.values()) or "none yet"
    raise Stop(f"--practice: name one that is there ({there})")
