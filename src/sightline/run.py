"""Check claims from files or tables: the readers, the edits and the result, joined. What cli and users' code call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.claims import Counts, is_table, read_claims, read_table
from sightline.claims.schema import CLAIM, DIAGNOSIS, ISSUE, LINE, REJECTED
from sightline.edits.check import Checker
from sightline.edits.load import choose, load
from sightline.edits.result import Result
from sightline.payers.profile import find_profile
from sightline.payers.table import open_payers
from sightline.reference.store import Reference, default_directory, open_reference


def check(
    paths: str | Path | Iterable[str | Path] | Any,
    *,
    payer: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    advance: Callable[[int], None] | None = None,
) -> Result:
    """Check the claims in files, folders or, with "-", standard input; or in a table.

    A table is an Arrow, pandas or Polars table or a list of dicts with a row for each line, in the columns of
    docs/formats.md; `columns` maps these to other names, of tables and of CSV and Parquet files.

    `payer` is a profile's name or TOML file for every claim (default: each claim's own payer); `select` and `ignore`
    are edit ids or their beginnings; `reference` a store (default: the user's); `advance` is told bytes as they are
    read. Raises ClaimsError for a path that is not there, CatalogueError for an id that no edit has, PayerError for an
    unknown profile, ReferenceDataError for a damaged store.
    """
    edits = choose(load(), select, ignore)
    profile = find_profile(payer) if payer else None
    if isinstance(reference, Reference):
        store, folder = reference, None
    else:
        store, folder = open_reference(reference), Path(reference) if reference else default_directory()
    given: dict[str, list[pa.RecordBatch]] = {
        name: [] for name in ("claims", "lines", "diagnoses", "rejected", "issues")
    }
    counts = Counts()
    unreadable: list[str] = []
    if is_table(paths):
        read = read_table(paths, columns=columns)
    else:
        read = read_claims([paths] if isinstance(paths, (str, Path)) else list(paths), columns=columns)
    for batch in read:
        for name, batches in given.items():
            batches.append(getattr(batch, name))
        counts += batch.counts
        if batch.unreadable:
            unreadable.append(batch.unreadable)
        if advance:
            advance(batch.counts.bytes)
    counts.check("this run")
    schemas = {"claims": CLAIM, "lines": LINE, "diagnoses": DIAGNOSIS, "rejected": REJECTED, "issues": ISSUE}
    tables = {name: pa.Table.from_batches(batches, schemas[name]) for name, batches in given.items()}
    result = Checker(store, edits, profile, payers=open_payers(folder)).check(
        tables["claims"], tables["lines"], tables["diagnoses"]
    )
    return replace(
        result,
        rejected=tables["rejected"],
        issues=tables["issues"],
        unreadable=tuple(unreadable),
        tally={
            name: getattr(counts, name)
            for name in ("claims_in_file", "lines_in_file", "rejected_claims", "rejected_lines", "set_aside")
        },
    )
