"""`sightline explain` and `sightline edits`: the rule book."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sightline.commands.options import Stop, format_option, output_option, own_option, write_output


@click.command()
@click.argument("edit_id", metavar="ID")
@own_option
@format_option("edit")
@output_option
def explain(edit_id: str, own: tuple[str, ...], form: str, output: Path | None) -> None:
    """Print an edit's page: what it checks, why, its exceptions, how to fix, and its source.

    \b
    Example:
      sightline explain PTP001
    """
    from sightline.edits.rule.load import choose, load, with_own
    from sightline.reports.compare import FINDINGS

    found = choose((*with_own(own), *load(FINDINGS)), (edit_id.upper(),))
    if len(found) > 1 and edit_id.upper() not in {edit.id for edit in found}:
        raise Stop(f"{edit_id} is the beginning of {', '.join(edit.id for edit in found)}: name one")
    write_output("edit", form, found[0], output)


@click.group(invoke_without_command=True)
@own_option
@format_option("edits")
@output_option
@click.pass_context
def edits(context: click.Context, own: tuple[str, ...], form: str, output: Path | None) -> None:
    """List the catalogue: every edit with its status and title.

    \b
    Examples:
      sightline edits --format json
      sightline edits lint our-edits/
    """
    if context.invoked_subcommand:
        return
    from sightline.edits.rule.load import with_own

    write_output("edits", form, with_own(own), output)


@edits.command()
@click.argument("folder")
@click.option(
    "--pages", type=click.Path(path_type=Path), metavar="DIR", help="Write a page for each edit, and an index."
)
def lint(folder: str, pages: Path | None) -> None:
    """Check edits of your own: their files, their queries on both engines, and their cases.

    FOLDER holds edits as docs/edits.md says, such as ABC001.sql, and the cases of each: ABC001.md beside it or in a folder
    `cases`; or it is the name of an installed package's edits. Exit status: 0 nothing is wrong, 1 something is.

    \b
    Examples:
      sightline edits lint our-edits/
      sightline edits lint our-edits/ --pages our-pages/
    """
    from sightline.edits.cases.lint import lint_folder
    from sightline.edits.rule.load import folder_of
    from sightline.outputs.docs import write_own_pages
    from sightline.reference.store import Reference, starter_releases

    found = lint_folder(folder_of(folder), Reference(starter_releases()))
    for problem in found.problems:
        click.echo(problem)
    if pages:
        write_own_pages(pages, found.edits, found.cases)
    count = len(found.edits)
    click.echo(
        f"{count} {'edit' if count == 1 else 'edits'}, {found.ran} {'case' if found.ran == 1 else 'cases'} on both engines,"
        f" {len(found.problems)} {'problem' if len(found.problems) == 1 else 'problems'}"
    )
    sys.exit(1 if found.problems else 0)
