"""`sightline workspace`: what practices keep, and who is let in."""

from __future__ import annotations

import click

from sightline.commands.workspace.keeping import encrypt_folder, export_practice, import_practice, purge, trail
from sightline.commands.workspace.people import user, users


@click.group()
def workspace() -> None:
    """What `sightline serve --workspace FOLDER` keeps, and the people who are let in.

    \b
    Example:
      sightline workspace user practice ann --role admin --practice "Lakeside Radiology"
      sightline serve --workspace practice
    """


for command in (user, users, trail, export_practice, import_practice, purge, encrypt_folder):
    workspace.add_command(command)
