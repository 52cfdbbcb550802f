"""`sightline doctor`: what is in order, what is old, what is damaged."""

from __future__ import annotations

import json
from datetime import date

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.doctor import examine
from sightline.reference.release import write_release
from sightline.reference.store import STARTER
from sightline.reference.tables import KINDS


@pytest.fixture
def store(tmp_path):
    """A store with one release, of MUE values."""
    folder = tmp_path / "mue" / "mine"
    folder.mkdir(parents=True)
    (starter,) = (STARTER / "mue").glob("*/data.parquet")
    table = pq.read_table(starter).cast(KINDS["mue"].schema)
    write_release(
        folder, table, kind="mue", name="mine", publisher="CMS", title="MUE", address="", starts_known=True,
        period_from=date(2026, 1, 1), period_to=date(2026, 4, 1), scope="all", file="mue.csv", sha256="",
        parser="test", added_at="",
    )  # fmt: skip
    return tmp_path


def signs(store, about, on=date(2026, 3, 1)):
    return [sign for sign in examine(store, on) if sign.about == about]


def test_a_whole_store_is_good(store):
    assert [sign.state for sign in signs(store, "releases")] == ["good"]
    assert [sign.state for sign in signs(store, "mue")] == ["good"]


def test_a_release_is_old_from_the_end_of_its_period_on(store):
    (last,) = signs(store, "mue", on=date(2026, 3, 31))
    (old,) = signs(store, "mue", on=date(2026, 4, 11))
    assert last.state == "good"
    assert old.state == "note"
    assert "10 days ago" in old.says


def test_data_that_was_changed_is_bad(store):
    path = store / "mue" / "mine" / "data.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    (bad, _) = signs(store, "releases")
    assert bad.state == "bad"
    assert "damaged" in bad.says


def test_a_manifest_that_cannot_be_read_is_bad(store):
    (store / "mue" / "mine" / "manifest.json").write_text("{")
    assert signs(store, "releases")[0].state == "bad"
    result = CliRunner().invoke(main, ["doctor", "--reference", str(store), "--format", "json"])
    assert result.exit_code == 1
    assert any(sign["state"] == "bad" for sign in json.loads(result.stdout))


def test_without_a_store_the_starter_answers(tmp_path):
    (sign,) = signs(tmp_path / "none", "releases")
    assert sign.state == "note"
    assert "only the starter answers" in sign.says
