"""`sightline diff`."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.commands.options import Stop, format_option, output_option, split_ids, write_output


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="OLD NEW | CLAIMS...")
@click.option(
    "--reference", "stores", nargs=2, type=click.Path(path_type=Path), metavar="OLD_DIR NEW_DIR",
    help="Check CLAIMS against both stores instead of comparing two results.",
)  # fmt: skip
@click.option("--payer", help="With --reference: check every claim by this payer's rules.")
@click.option("--select", help="With --reference: only these edits, comma separated.")
@click.option("--ignore", help="With --reference: all but these edits.")
@format_option("differences")
@output_option
def diff(
    paths: tuple[str, ...],
    stores: tuple[Path, Path] | None,
    payer: str | None,
    select: str | None,
    ignore: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Show which findings appeared, went or changed between two results, or between two stores.

    OLD and NEW are results of `sightline check --format json`. With --reference, the same claims are checked against two
    stores, and the reference rows that changed for the codes billed are shown too: what this quarter brings. Exit status
    0 whatever changed, 2 when it could not run; `sightline check --baseline` is what stops a pipeline.

    \b
    Examples:
      sightline diff april.json may.json
      sightline diff --reference stores/2026q1 stores/2026q2 claims/
    """
    from sightline.edits.after.baseline import difference, read_result

    compared = None
    if stores:
        from sightline.outputs.check.record import findings
        from sightline.reference.changes import changes
        from sightline.reference.store import open_reference
        from sightline.run import check

        old, new = (open_reference(folder) for folder in stores)
        options = {"payer": payer, "select": split_ids(select), "ignore": split_ids(ignore)}
        before, after = (check(paths, reference=store, **options) for store in (old, new))  # type: ignore[arg-type]
        found = difference(findings(before), findings(after))
        codes, diagnoses = (set(table["code"].unique().to_pylist()) for table in (after.lines, after.diagnoses))
        compared = changes(old, new, codes, diagnoses)
    else:
        if payer or select or ignore:
            raise Stop("--payer, --select and --ignore go with --reference")
        if len(paths) != 2:
            raise Stop("give two results, OLD and NEW; or claims with --reference OLD_DIR NEW_DIR")
        first, second = (read_result(Path(path))["findings"] for path in paths)
        found = difference(first, second)
    write_output("differences", form, found, output, compared=compared)
