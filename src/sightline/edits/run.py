"""Check claims from files or tables on this machine: the readers, the checker and the result, joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa

from sightline.claims.batch import ClaimsError
from sightline.claims.reading import read
from sightline.edits.check import Checker
from sightline.edits.history import counted, earlier, lost
from sightline.edits.options import CheckOptions
from sightline.edits.result import Result, with_input
from sightline.edits.rule.edit import CatalogueError
from sightline.engines import refused


def check(claims: Any, options: CheckOptions, advance: Callable[[int], None] | None = None) -> Result:
    """What `sightline.check` answers without an engine of the caller's; `advance` gets counts of bytes read."""
    checker = Checker(options.store, options.edits, options.profile, payers=options.payers)
    given = read(claims, options.columns, advance)
    before, past = None, None
    if options.history is not None:
        past = read(options.history, options.columns, advance)
        if past.unreadable and not past.tables["claims"].num_rows:
            name = past.unreadable[0]
            reasons = {row["file"]: row["message"] for row in reversed(past.tables["issues"].to_pylist())}
            raise ClaimsError(f"no earlier claim could be read: {name}: {reasons.get(name, 'no claim in it')}")
        before = earlier(past.tables["claims"], past.tables["lines"], past.tables["diagnoses"])
    try:
        found = checker.check(given.tables["claims"], given.tables["lines"], given.tables["diagnoses"], before)
    except Exception as error:
        if not options.own or not refused(error):
            raise
        cause = str(error).strip().splitlines()[0]
        raise CatalogueError(
            f"an edit of your own cannot be run ({cause}); `sightline edits lint FOLDER` says which, and why"
        ) from None
    result = with_input(found, given)
    if past is None or before is None:
        return result
    return replace(
        result,
        issues=pa.concat_tables([result.issues, past.tables["issues"], lost(past.tables["rejected"])]),
        tally=result.tally | counted(past.counts),
    )
