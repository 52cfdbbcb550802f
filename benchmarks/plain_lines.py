"""What the plain pricer takes: one release of the fee schedule, one locality, and claims as one dict a line."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
from plain_pricer import FULL, PlainPricer

from sightline.reference.store import Reference

CARRIER, LOCALITY = "15202", "00"
#: 42 CFR 414.52, 414.56 and SSA 1833(a)(1): what is not listed is paid in full.
SHARES = {
    **dict.fromkeys(("50", "71", "89", "97"), Decimal("0.85")),
    **dict.fromkeys(("80", "E1", "E2"), Decimal("0.75")),
}


def plain_pricer(reference: Reference, release: str = "2026-04") -> PlainPricer:
    """The peer with one release of the fee schedule and the indices of one locality."""
    (schedule,) = [r for r in reference.of("fee_schedule") if r.name == release]
    (indices,) = [r for r in reference.of("gpci") if r.name == release[:4]]
    index = next(
        row
        for row in pq.read_table(indices.path).to_pylist()
        if (row["carrier"], row["locality"]) == (CARRIER, LOCALITY)
    )
    place = pq.read_table(reference.of("place")[-1].path).to_pylist()
    gpci: tuple[Decimal, Decimal, Decimal] = (index["work_gpci"], index["pe_gpci"], index["mp_gpci"])
    return PlainPricer(pq.read_table(schedule.path).to_pylist(), gpci, {r["code"]: r["facility"] for r in place})


def peer_rows(claims: pa.Table, lines: pa.Table, reference: Reference) -> list[dict]:
    """Lines as the peer takes them: dicts with patient, date and billing tax id as `team`, and the specialty beside it as
    `group`."""
    crosswalk: dict[str, set[str]] = defaultdict(set)
    for row in pq.read_table(max(reference.of("specialty"), key=lambda r: r.period_to).path).to_pylist():
        crosswalk[row["taxonomy"]].add(row["specialty"])
    heads = {row["claim_key"]: row for row in claims.to_pylist()}
    rows = lines.to_pylist()
    # One NPI is one person, who counts once whatever taxonomies the lines state.
    taxonomy: dict[tuple[str, str], str] = {}
    for row in rows:
        who = heads[row["claim_key"]]["patient"], row["rendering_npi"]
        taxonomy[who] = max(taxonomy.get(who, ""), row["rendering_taxonomy"])
    for place, row in enumerate(rows):
        head = heads[row["claim_key"]]
        specialties = crosswalk.get(row["rendering_taxonomy"], set())
        shares = {SHARES.get(each, FULL) for each in specialties}
        row["specialties"] = specialties
        row["share"] = shares.pop() if len(shares) == 1 else FULL
        row["team"] = (head["patient"], row["date_from"], head["billing_tax_id"])
        same = taxonomy[head["patient"], row["rendering_npi"]]
        row["group"] = (*row["team"], min(crosswalk.get(same, set()), default=same))
        row["place"] = place
    return rows
