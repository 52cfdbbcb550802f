"""The publishers' own files, where they are at hand: each is read whole and says what is known of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sightline.reference.add import add_files
from sightline.reference.release import ReferenceDataError, Release
from sightline.reference.starter import build
from sightline.reference.store import STARTER, describe_code, open_reference

FILES = (
    "mpfs/2025-10/PPRRVU2025_Oct.csv",
    "mpfs/2026-04/PPRRVU2026_Apr_nonQPP.txt",
    "ncci/2024q3/ptp_practitioner.parquet",
    "ncci/2026q2/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
    "ncci/2026q3/add_on_codes.csv",
    "codesets/icd10cm_codes_fy2026_apr.txt",
    "codesets/nucc_taxonomy_251.csv",
    "codesets/pos_codes_2026.json",
    "codesets/modifiers.csv",
    "codesets/carc_rarc_codes.csv",
    "codesets/medicare_specialty_taxonomy_crosswalk_2025-10.csv",
)
Rows = Callable[..., list[dict[str, object]]]


@pytest.fixture(scope="module")
def store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    add_files([shared / "data" / name for name in FILES], folder)
    return folder


@pytest.fixture(scope="module")
def releases(store: Path) -> dict[tuple[str, str], Release]:
    return {(release.kind, release.name): release for release in open_reference(store).releases}


def rows(release: Release, **where: str) -> list[dict[str, object]]:
    return pq.read_table(release.path, filters=[(name, "=", value) for name, value in where.items()]).to_pylist()


def test_all_are_loaded_whole(store: Path, releases: dict[tuple[str, str], Release]) -> None:
    assert {key: release.rows for key, release in releases.items() if store in release.path.parents} == {
        ("fee_schedule", "2025-10"): 19_090,
        ("fee_schedule", "2026-04"): 19_277,
        ("ptp", "2024q3"): 2_546_017,
        ("mue", "2026q2"): 15_095,
        ("addon", "2026q3"): 7_743,
        ("icd10cm", "fy2026-04"): 74_719,
        ("taxonomy", "25.1"): 883,
        ("place", "2026"): 49,
        ("modifier", "undated"): 426,
        ("adjustment", "2024-03"): 1_581,
        ("specialty", "2025-10"): 557,
    }
    assert all(release.scope == "all" for release in releases.values() if store in release.path.parents)
    assert sum(path.stat().st_size for path in store.rglob("*") if path.is_file()) < 90e6


@pytest.mark.parametrize(
    ("name", "modifier", "total", "supervision"),
    [
        ("2026-04", "", "3.68", "09"), ("2026-04", "26", "2.01", "09"), ("2026-04", "TC", "1.67", "03"),
        ("2025-10", "", "3.78", "09"), ("2025-10", "26", "2.06", "09"), ("2025-10", "TC", "1.72", "03"),
    ],
)  # fmt: skip
def test_fee_schedule_of_77012(
    releases: dict[tuple[str, str], Release], name: str, modifier: str, total: str, supervision: str
) -> None:
    (row,) = rows(releases["fee_schedule", name], code="77012", modifier=modifier)
    assert row["facility_total"] == Decimal(total)
    assert (row["status"], row["pctc"], row["global_days"], row["imaging_family"]) == ("A", "1", "XXX", "99")
    assert [row[flag] for flag in ("multiple", "bilateral", "assistant", "cosurgeon", "team")] == ["0"] * 5
    assert row["supervision"] == supervision
    assert row["facility_na"] is (modifier != "26")
    assert row["work_rvu"] + row["facility_pe_rvu"] + row["mp_rvu"] == row["facility_total"]


def test_ptp(releases: dict[tuple[str, str], Release]) -> None:
    release = releases["ptp", "2024q3"]
    assert not release.starts_known
    assert release.period_to == date(2024, 10, 1)
    (row,) = rows(release, column_1="32408", column_2="77012")
    assert (row["indicator"], row["effective_to"]) == ("1", date(9999, 12, 31))
    assert not rows(release, column_1="49180", column_2="77012")
    ended = {row["effective_to"] for row in rows(release, column_2="76360")}
    assert max(ended) == date(2007, 1, 1)


def test_ptp_source_rows_lead_back(shared: Path, releases: dict[tuple[str, str], Release]) -> None:
    published = pq.read_table(shared / "data" / FILES[2])
    loaded = pq.read_table(releases["ptp", "2024q3"].path)
    places = pc.subtract(loaded["source_row"], 1)
    for column in ("column_1", "column_2"):
        assert published[column].take(places).cast("string").equals(loaded[column])


def test_mue_and_addon(releases: dict[tuple[str, str], Release]) -> None:
    (row,) = rows(releases["mue", "2026q2"], code="77012")
    assert (row["value"], row["mai"]) == (1, "3")
    assert {row["type"] for row in rows(releases["addon", "2026q3"], code="77002")} == {"1"}
    assert {row["primary_code"] for row in rows(releases["addon", "2026q3"], code="77001")} == {"CCCCC"}
    assert not rows(releases["addon", "2026q3"], code="77012")


def test_code_sets(releases: dict[tuple[str, str], Release]) -> None:
    (row,) = rows(releases["taxonomy", "25.1"], code="2085R0204X")
    assert row["specialization"] == "Vascular & Interventional Radiology"
    assert not rows(releases["taxonomy", "25.1"], code="246M00000X")
    assert [row["facility"] for code in ("11", "22") for row in rows(releases["place", "2026"], code=code)] == [
        False,
        True,
    ]
    assert rows(releases["icd10cm", "fy2026-04"], code="R911")[0]["billable"] is True


def test_hospital_pairs_are_refused_and_hospital_units_kept_apart(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="outpatient hospitals"):
        add_files(shared / "data/ncci/2024q3/ptp_outpatient_hospital.parquet", tmp_path)
    (one,) = add_files(shared / "data/ncci/2024q3/mue_outpatient_hospital.csv", tmp_path)
    assert (one.release.kind, one.release.name) == ("mue_outpatient", "2024q3")


def test_describe(store: Path) -> None:
    described = describe_code(open_reference(store), "32408")
    assert {row["role"] for row in described["guidance"]} == {"core", "includes", "region"}
    assert "77012" in {row["column_2"] for row in described["ptp"]}


def test_the_starter_is_what_its_script_makes(shared: Path, tmp_path: Path) -> None:
    build.build(shared / "data", tmp_path)
    made = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*") if path.is_file()}
    for (
        name,
        path,
    ) in made.items():  # the bytes of a Parquet file, and so its digest, differ with the release that wrote it
        if name.suffix == ".parquet":
            assert pq.read_table(path).equals(pq.read_table(STARTER / name)), name
        else:
            ours, theirs = (json.loads(each.read_text()) for each in (path, STARTER / name))
            assert {**ours, "data_sha256": ""} == {**theirs, "data_sha256": ""}, name
    assert {path.parts[0] for path in made} == {
        *(release.kind for release in open_reference().releases),
        "scope.parquet",
    }
