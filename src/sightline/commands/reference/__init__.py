"""`sightline reference`: the data under every finding."""

from __future__ import annotations

import click

from sightline.commands.reference.add import reference_add
from sightline.commands.reference.keeping import reference_export, reference_remove, reference_verify
from sightline.commands.reference.shown import reference_info, reference_list
from sightline.commands.reference.sync import reference_sync


@click.group()
def reference() -> None:
    """The reference data under every finding: fetch or add published files, list what is loaded, look a code up."""


for command in (
    reference_sync, reference_add, reference_list, reference_info, reference_verify, reference_remove, reference_export,
):  # fmt: skip
    reference.add_command(command)
