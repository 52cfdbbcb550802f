"""NPPES: where the providers of an NPI practise, and their taxonomies. Source: CMS NPPES data dissemination file."""

from __future__ import annotations

import re
from pathlib import Path

from sightline.engines.duckdb import DuckDB, literal
from sightline.rates.store import RatesError, Store

_NPI = "NPI"
_STATE = "Provider Business Practice Location Address State Name"
_TAXONOMY = re.compile(r"Healthcare Provider Taxonomy Code_\d+")


def add_nppes(path: Path, store: Store) -> int:
    """Load an NPPES file (csv, as CMS publishes it) into the store: NPI, state and taxonomies, a row for each taxonomy.

    Returns the number of NPIs. Raises RatesError when the file cannot be read or lacks the columns.
    """
    import duckdb
    import pyarrow as pa

    engine = DuckDB(memory="1GB")
    source = f"read_csv({literal(str(path))}, all_varchar = true, header = true)"
    try:
        if not path.is_file():
            raise RatesError(f"{path}: no such file")
        columns = [row[0] for row in engine.rows(f"DESCRIBE SELECT * FROM {source}")]
        taxonomies = [name for name in columns if _TAXONOMY.fullmatch(name)]
        if _NPI not in columns or _STATE not in columns or not taxonomies:
            raise RatesError(f"{path}: not an NPPES file; it needs the columns {_NPI}, {_STATE} and the taxonomy codes")
        listed = ", ".join(f'"{name}"' for name in taxonomies)
        store.directory.mkdir(parents=True, exist_ok=True)
        new = store.directory / ".nppes.parquet"
        engine.rows(
            f'COPY (SELECT CAST("{_NPI}" AS BIGINT) AS npi, coalesce("{_STATE}", \'\') AS state,'
            f" unnest(list_filter([{listed}], lambda t: t <> '')) AS taxonomy FROM {source}"
            f" WHERE \"{_STATE}\" <> '' OR \"{taxonomies[0]}\" <> '')"
            f" TO {literal(str(new))} (FORMAT parquet, COMPRESSION zstd)"
        )
        count = engine.row(f"SELECT count(DISTINCT npi) FROM read_parquet({literal(str(new))})")[0]
        new.replace(store.directory / "nppes.parquet")
        return int(count)
    except (duckdb.Error, pa.ArrowInvalid) as error:
        raise RatesError(f"{path}: cannot be read as NPPES ({str(error).splitlines()[0][:120]})") from None
    finally:
        engine.close()
