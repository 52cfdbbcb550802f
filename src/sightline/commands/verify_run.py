"""`sightline verify-run`."""

from __future__ import annotations

import io
from pathlib import Path

import click

from sightline.commands.options import Stop, reference_option


@click.command()
@click.argument("result", type=click.Path(path_type=Path), metavar="RESULT.json")
@reference_option
def verify_run(result: Path, directory: Path | None) -> None:
    """Prove a stored result: run it again from what it records, and compare every byte.

    RESULT.json is what `sightline check --format json` wrote; run this from the same folder, so that its files are
    found. Version, catalogue, reference and inputs are first held against the recorded digests. Exit status 0 when the
    result is the same, 1 when it is not, 2 when it cannot be run again.

    \b
    Example:
      sightline check claims.837 --format json --output result.json
      sightline verify-run result.json
    """
    from sightline.commands.check import checked, inputs_of
    from sightline.edits.after.baseline import read_result
    from sightline.outputs.check import json as as_json
    from sightline.provenance import changed, provenance
    from sightline.reference.store import open_reference

    run = read_result(result).get("run")
    if not isinstance(run, dict) or not {"options", "inputs", "catalogue", "reference", "sightline"} <= run.keys():
        raise Stop(f"{result}: does not record its run; write it with `sightline check CLAIMS --format json`")
    reference, inputs = open_reference(directory), inputs_of(run["options"])
    differing = changed(run, inputs, reference)
    if differing:
        raise Stop(f"{result}: cannot be run again\n" + "\n".join(f"  {sentence}" for sentence in differing))
    again = io.StringIO()
    as_json.write_result(checked(run["options"], directory), again, provenance(run["options"], inputs, reference))
    first = result.read_text(encoding="utf-8")
    if again.getvalue() == first:
        click.echo(f"{result}: the same, byte for byte ({len(first.encode()):,} bytes)")
        return
    pairs = enumerate(zip(first.splitlines(), again.getvalue().splitlines(), strict=False), start=1)
    line = next((number for number, (old, new) in pairs if old != new), None)
    where = f"first in line {line:,}" if line else "one is longer than the other"
    click.echo(f"{result}: not the same, {where}; `sightline diff` shows which findings differ")
    raise SystemExit(1)
