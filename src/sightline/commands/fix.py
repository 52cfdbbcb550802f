"""`sightline fix`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from sightline.commands.options import Stop, format_option, reference_option, split_ids, write_output, writer


@click.command()
@click.argument("path", metavar="IN", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), metavar="OUT", help="Write the fixed file here.")
@click.option("--log", type=click.Path(path_type=Path), help="Write each change here, one JSON object a line.")
@click.option("--dry-run", is_flag=True, help="Only say what would be changed.")
@click.option("--payer", help="Judge every claim by this payer's rules: a profile's name or a .toml file.")
@click.option("--select", help="Only the fixes of these edits: ids or their beginnings, comma separated.")
@click.option("--ignore", help="All but the fixes of these edits.")
@format_option("fixes")
@reference_option
def fix(
    path: Path,
    output: Path | None,
    log: Path | None,
    dry_run: bool,
    payer: str | None,
    select: str | None,
    ignore: str | None,
    form: str,
    directory: Path | None,
) -> None:
    """Apply the safe fixes to an 837P file: formal ones only, each logged.

    Only the modifiers of the lines concerned change; every other byte stays. The new file is read and checked again
    before it gets its name. docs/fix.md says which fixes are safe, and why the others are not.

    \b
    Examples:
      sightline fix claims.837 --output fixed.837 --log changes.jsonl
      sightline fix claims.837 --dry-run
    """
    if output is None and not dry_run:
        raise Stop("say where to write: --output OUT, or --dry-run to see what would be changed")
    from sightline.outputs.check import fixes
    from sightline.safe_fixes import fix as run_fix

    with ExitStack() as stack:
        logged = stack.enter_context(writer(log)) if log else None
        fixed = run_fix(
            path,
            None if dry_run else output,
            payer=payer,
            select=split_ids(select),
            ignore=split_ids(ignore),
            reference=directory,
        )
        if logged:
            fixes.write_log(fixed, logged, file=str(path))
    write_output("fixes", form, fixed, None, written="" if dry_run else str(output))
