from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
from pyarrow import parquet as pq

from outputs.samples import SECRETS, let_stand
from sightline.outputs.check import parquet, record


def written(result):
    out = io.BytesIO()
    parquet.write_result(result, out)
    return out.getvalue()


def test_every_finding_gap_and_rejection_is_a_row(damaged):
    rows = pq.read_table(pa.BufferReader(written(damaged))).to_pylist()
    statuses = [row["status"] for row in rows]
    assert statuses.count("not_checked") == damaged.not_checked.num_rows
    assert statuses.count("rejected") == damaged.rejected.num_rows > 0
    assert len(rows) == damaged.findings.num_rows + damaged.not_checked.num_rows + damaged.rejected.num_rows


def test_a_row_says_what_the_json_says(result):
    rows = pq.read_table(pa.BufferReader(written(result))).to_pylist()
    for row, found in zip(rows, record.findings(result), strict=False):
        for name in ("edit", "status", "claim", "line", "related_claim", "related_line", "code", "modifiers", "message",
                     "fix_text", "citation", "disposition", "carc", "rarc"):  # fmt: skip
            assert row[name] == found[name], name
        assert dict(row["evidence"]) == found["evidence"]["values"]
        assert row["reference"] == (found["evidence"]["reference"] or {}).get("title")
        assert {name: row[name] for name in found["origin"]} == found["origin"]


def test_the_file_carries_summary_and_reference(result):
    metadata = pq.read_metadata(pa.BufferReader(written(result))).metadata
    about = json.loads(metadata[b"sightline"])
    assert about["summary"] == result.summary
    assert about["reference"] == record.reference(result)


def test_optional_columns_are_kept_in_type(result):
    held = let_stand(result, "PTP001", "LB-1001", 2)
    dollars = pa.array([Decimal("1.50")] * held.findings.num_rows, pa.decimal128(18, 2))
    priced = replace(held, findings=held.findings.append_column("fix_dollars", dollars))
    table = pq.read_table(pa.BufferReader(written(priced)))
    assert table.schema.equals(parquet.SCHEMA)
    first = table.to_pylist()[0]
    assert first["override"] == {"user": "ann", "reason": "seen", "expires": date(2030, 1, 1)}
    assert first["fix_dollars"] == Decimal("1.50")


def test_the_same_result_gives_the_same_bytes_without_names(result):
    assert written(result) == written(result)
    assert not any(secret.encode() in written(result) for secret in SECRETS)


def test_no_findings_is_a_file_too(result):
    empty = replace(result, findings=result.findings.slice(0, 0), gaps=result.not_checked.slice(0, 0))
    assert pq.read_table(pa.BufferReader(written(empty))).num_rows == 0
