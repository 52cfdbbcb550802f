"""Whether two checkouts say the same of the same claims: every finding and every line not checked, row by row.

    python benchmarks/same_findings.py OTHER_CHECKOUT [--reference STORE] [--lines 100000] [--corpora ../shared/corpora/837p]

Generated claims (by the thousand lines, so that both few and many lines are checked), all of them at once, and every file
of the corpora are checked by the code of both checkouts, each in a process of its own. Differences are printed by edit,
with an example of each; the exit status is 1 when there are any.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

#: Names that a column had before, by its name today.
RENAMED = {"mend": "fix_text"}
#: Columns that say where the claim stood, or which number a release has in the store, not what was found.
LEFT_OUT = ("claim_key", "other_claim_key", "release")
_BATCH = 1_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("other", type=Path)
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora/837p"))
    parser.add_argument("--dump", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.dump:
        dump(options.dump, options.reference, options.corpora)
        return
    here = Path(__file__).parent.parent
    with tempfile.TemporaryDirectory() as folder:
        write_claims(Path(folder), options.lines, options.reference)
        said = []
        for number, checkout in enumerate((here, options.other.resolve())):
            work = Path(folder) / str(number)
            work.mkdir()
            command = [sys.executable, __file__, str(checkout), "--dump", str(work), "--corpora", str(options.corpora)]
            command += ["--reference", str(options.reference)] if options.reference else []
            subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(checkout / "src")})
            said.append(Counter((work / "rows").read_text(encoding="utf-8").splitlines()))
    compare(*said)


def write_claims(folder: Path, lines: int, store: Path | None) -> None:
    """Write generated claims, lines and diagnoses as Parquet."""
    import pyarrow.parquet as pq
    from generate_claims import generate, payable_codes

    from sightline.reference.store import open_reference

    reference = open_reference(store)
    kinds = {
        kind: max(reference.of(kind), key=lambda r: (r.scope == "all", r.period_to)).path
        for kind in ("fee_schedule", "addon")
    }
    tables = generate(lines, payable_codes(str(kinds["fee_schedule"]), str(kinds["addon"])), seed=7)
    for name, table in zip(("claims", "lines", "diagnoses"), tables, strict=True):
        pq.write_table(table, folder / f"{name}.parquet")


def dump(work: Path, store: Path | None, corpora: Path) -> None:
    """Check everything with the code on the path, and write a row of JSON for each finding and line not checked."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    import sightline
    from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
    from sightline.edits.check import Checker
    from sightline.reference.store import open_reference

    folder, rows = work.parent, (work / "rows").open("w", encoding="utf-8")
    schemas = (("claims", CLAIM), ("lines", LINE), ("diagnoses", DIAGNOSIS))
    claims, lines, diagnoses = (pq.read_table(folder / f"{name}.parquet", schema=schema) for name, schema in schemas)
    checker = Checker(open_reference(store))
    write(rows, "at once", checker.check(claims, lines, diagnoses))
    last = pc.max(claims["claim_key"]).as_py()
    for start in range(0, last, _BATCH):
        part = [
            table.filter(
                pc.and_(pc.greater(table["claim_key"], start), pc.less_equal(table["claim_key"], start + _BATCH))
            )
            for table in (claims, lines, diagnoses)
        ]
        write(rows, "in batches", checker.check(*part))
    for path in sorted(corpora.glob("*")) if corpora.is_dir() else ():
        write(rows, path.name, sightline.check(path, reference=store))
    rows.close()


def write(rows, where: str, result) -> None:
    for kind, table in (("finding", result.findings), ("not checked", result.not_checked)):
        for row in table.drop_columns([name for name in LEFT_OUT if name in table.column_names]).to_pylist():
            named = {RENAMED.get(name, name): value for name, value in row.items()}
            if isinstance(named.get("evidence"), list):
                named["evidence"] = dict(named["evidence"])
            rows.write(json.dumps([where, kind, named], sort_keys=True, default=str) + "\n")


def compare(here: Counter[str], other: Counter[str]) -> None:
    """Print what one has and the other has not."""
    print(f"{sum(here.values()):,} rows here, {sum(other.values()):,} there")
    differing = 0
    for title, more in (("only here", here - other), ("only there", other - here)):
        by_edit: dict[tuple[str, str, str], list[str]] = {}
        for row in more.elements():
            where, kind, named = json.loads(row)
            by_edit.setdefault((where, kind, named["edit"]), []).append(row)
        for (where, kind, edit), found in sorted(by_edit.items()):
            print(f"{title}: {where}: {kind} of {edit}: {len(found):,}, such as {found[0]}")
            differing += len(found)
    print("the same rows" if not differing else f"{differing:,} rows differ")
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
