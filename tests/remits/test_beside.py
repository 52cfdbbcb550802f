"""Large remittances are read by a process of their own, with the same result."""

from __future__ import annotations

import subprocess
from dataclasses import fields

import pyarrow as pa
import pytest

from remits.builder import line, paid, payment
from sightline.claims import ClaimsError, files
from sightline.claims.batch import Counts
from sightline.remits import beside
from sightline.remits.batch import TABLES
from sightline.remits.beside import remits_beside
from sightline.remits.files import RemitsError, read_remits


@pytest.fixture
def remittances(tmp_path, monkeypatch):
    """Two files that are worth a process."""
    monkeypatch.setattr(files, "LARGE", 1)
    monkeypatch.setattr(files.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    paths = [tmp_path / "one.835", tmp_path / "two.835"]
    for number, path in enumerate(paths):
        served = line("32408", "500", "103.46", "CO-45 370.68", "PR-2 25.86")
        path.write_text(payment(paid(f"A{number}", served)))
    return paths


def test_a_process_reads_what_this_one_would(remittances):
    with remits_beside(remittances) as batches:
        given = list(batches)
    for name, schema in TABLES.items():
        read, expected = (
            pa.Table.from_batches([getattr(batch, name) for batch in each], schema)
            for each in (given, read_remits(remittances))
        )
        assert read.equals(expected), name
    assert sum((batch.counts for batch in given), Counts()).claims == 2
    assert {field.name for field in fields(given[0])} >= set(TABLES)


def test_a_process_that_ends_before_it_is_done_is_said(remittances, monkeypatch):
    monkeypatch.setattr(
        beside, "started", lambda *_: subprocess.Popen(["true"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    )
    with remits_beside(remittances) as batches, pytest.raises(RemitsError, match="ended before it was done"):
        list(batches)


def test_a_file_that_is_not_there_is_said_as_ever(tmp_path):
    with remits_beside([tmp_path / "none.835"]) as batches, pytest.raises(ClaimsError, match="no such file"):
        list(batches)
