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


def folder_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """The folder of the workspace."""
    return click.argument("folder", type=click.Path(path_type=Path))(command)


def practice_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--practice NAME`."""
    return click.option("--practice", help="The practice [default: the only one].")(command)


def opened(folder: Path, *, create: bool = False) -> Workspace:
    """The workspace in a folder. Raises Stop without the extra `web`, WorkspaceError where there is none."""
    try:
        from sightline.web.workspace.workspace import open_workspace
    except ImportError as error:
        raise Stop(f"workspace needs {error.name}: {install('web')}") from None
    return open_workspace(folder, create=create)


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
