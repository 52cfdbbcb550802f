"""The store and the starter beneath it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from reference.layouts import fee_csv, fixed, fixed_file, mue_csv
from sightline.reference.add import add_files
from sightline.reference.release import ReferenceDataError, digest
from sightline.reference.starter.build import LEFT_OUT
from sightline.reference.store import STARTER, default_directory, describe_code, open_reference
from sightline.reference.tables import KINDS

GUIDANCE = {"75989", "76380", "76942", "77001", "77002", "77003", "77011", "77012", "77013", "77021", "77022"}


def test_the_starter_has_every_kind_and_what_its_manifests_say() -> None:
    reference = open_reference()
    assert {release.kind for release in reference.releases} == set(KINDS) - LEFT_OUT | {"coverage"}  # nationally
    for release in reference.releases:
        data = release.path.read_bytes()
        assert digest(data) == release.data_sha256
        table = pq.read_table(release.path)
        assert table.num_rows == release.rows
        assert table.schema.names == KINDS[release.kind].schema.names
        assert [str(field.type) for field in table.schema] == [str(field.type) for field in KINDS[release.kind].schema]
        assert release.added_at == ""


def test_the_starter_is_small_and_facts_only() -> None:
    files = [path for path in STARTER.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in files) < 1_500_000
    assert max(path.stat().st_size for path in files) < 1_000_000
    (icd,) = open_reference().of("icd10cm")
    assert set(pq.read_table(icd.path)["title"].to_pylist()) == {""}


def test_what_the_starter_knows() -> None:
    reference = open_reference()
    assert reference.starter_codes >= GUIDANCE | {"32408", "32405", "99152", "99070", "99213", "71260", "10009"}
    described = describe_code(reference, "77012", date(2026, 4, 2))
    (component,) = [row for row in described["fee_schedule"] if row["modifier"] == "26"]
    assert str(component["facility_total"]) == "2.01"
    assert [(row["value"], row["mai"], row["release"]) for row in described["mue"]] == [(1, "3", "2026q2")]
    assert described["guidance"][0]["modality"] == "CT"
    assert {row["release"] for row in described["ptp"]} == {"2024q3"}  # the nearest: its period ended
    assert all(row["effective_to"] > date(2026, 4, 2) for row in described["ptp"])
    assert {row["release"] for row in describe_code(reference, "77012", date(2026, 1, 1))["fee_schedule"]} == {
        "2025-10"
    }
    assert describe_code(reference, "r91.1")["icd10cm"][0]["billable"] is True
    assert describe_code(reference, "00000") == {}


def test_lineage_and_guidance_are_consistent() -> None:
    reference = open_reference()
    lineage = pq.read_table(reference.of("lineage")[0].path).to_pylist()
    pairs = {(row["code"], row["successor"], row["deleted_on"]) for row in lineage}
    assert ("32405", "32408", date(2021, 1, 1)) in pairs
    assert ("76360", "77012", date(2007, 1, 1)) in pairs
    assert {successor for code, successor, _ in pairs if code == "10022"} == {str(code) for code in range(10005, 10013)}
    assert all(len({day for code, _, day in pairs if code == one}) == 1 for one in {code for code, _, _ in pairs})
    assert all(row["source"] for row in lineage)
    guidance = pq.read_table(reference.of("guidance")[0].path).to_pylist()
    assert {row["code"] for row in guidance if row["role"] == "guidance"} == GUIDANCE - {"76380"}  # a study of its own
    assert {row["code"] for row in guidance if row["role"] == "includes"} >= {"32408", "10009", "49083"}
    assert not {row["code"] for row in guidance if row["role"] == "includes"} & {
        row["code"] for row in guidance if row["role"] == "needle"
    }
    assert all(row["source"] for row in guidance)


def test_a_loaded_release_takes_the_place_of_the_starters(tmp_path: Path) -> None:
    path = tmp_path / "PPRRVU2026_Apr_nonQPP.txt"
    path.write_text(fixed_file(fixed("90001")))
    add_files([path], tmp_path / "store")
    releases = {(release.name, release.scope) for release in open_reference(tmp_path / "store").of("fee_schedule")}
    assert releases == {("2026-04", "all"), ("2025-10", "starter")}


def test_a_release_of_another_period_lies_beside_the_starters(tmp_path: Path) -> None:
    path = tmp_path / "mue_2026q3.csv"
    path.write_bytes(mue_csv([("90001", "1", "3")]))
    add_files([path], tmp_path / "store")
    reference = open_reference(tmp_path / "store")
    assert [(release.name, release.scope) for release in reference.of("mue")] == [
        ("2026q2", "starter"),
        ("2026q3", "all"),
    ]
    assert list(reference.releases) == sorted(reference.releases, key=lambda r: (r.kind, r.period_from, r.name))


def test_the_digest_follows_the_data_alone(tmp_path: Path) -> None:
    path = tmp_path / "fee.csv"
    path.write_text(fee_csv([("90001", "")]))
    digests = []
    for store in ("one", "two"):
        add_files([path], tmp_path / store)
        digests.append(open_reference(tmp_path / store).digest)
    assert digests[0] == digests[1] != open_reference().digest == open_reference().digest


def test_where_the_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_directory() == tmp_path / "sightline" / "reference"
    open_reference()  # the user's folder may be absent
    monkeypatch.setenv("SIGHTLINE_REFERENCE", str(tmp_path / "named"))
    assert default_directory() == tmp_path / "named"
    with pytest.raises(ReferenceDataError, match="no such folder"):
        open_reference()
    with pytest.raises(ReferenceDataError, match="no such folder"):
        open_reference(tmp_path / "other")


def test_ranges_of_codes_keep_their_first_character_and_have_a_source() -> None:
    reference = open_reference()
    for kind in ("code_group", "modifier_scope", "patient_rule", "dme_code"):
        for row in pq.read_table(reference.of(kind)[0].path).to_pylist():
            assert row["code_from"] <= row["code_to"], row
            assert row["source"], row
            if kind != "modifier_scope":  # edits/relations/group_range.sql compares within a first character
                assert row["code_from"][0] == row["code_to"][0], row


def test_a_modifier_is_judged_in_one_way() -> None:
    rows = pq.read_table(open_reference().of("modifier_scope")[0].path).to_pylist()
    assert len({(row["modifier"], row["status"], row["source"]) for row in rows}) == len(
        {row["modifier"] for row in rows}
    )
