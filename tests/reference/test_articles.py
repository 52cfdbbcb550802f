"""The coverage database's export of local articles: composed here in the columns of its data dictionary, the text shortened."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pyarrow.parquet as pq
import pytest

from sightline.reference.add import add_files
from sightline.reference.release import ReferenceDataError
from sightline.reference.store import open_reference

TABLES = {
    "article": (
        "article_id,article_version,article_type,display_id,title,article_pub_date,article_eff_date,article_end_date,status,"
        "description,last_updated",
        [
            '50001,7,6,,"One list, one kind",2026-04-20 00:00:00,2026-05-01 00:00:00,,A,"a text, quoted",2026-05-02 09:00:00',
            "50001,6,6,,One list,2025-09-20 00:00:00,2025-10-01 00:00:00,,A,,2025-09-21 00:00:00",
            "50002,3,6,,Several kinds,2025-12-01 00:00:00,2026-01-01 00:00:00,,A,,2026-01-02 00:00:00",
            "50003,1,6,,Retired,2024-12-01 00:00:00,2025-01-01 00:00:00,2026-02-28 00:00:00,R,,2026-03-01 00:00:00",
            "50004,1,6,,Whatever the diagnosis,2024-12-01 00:00:00,2025-01-01 00:00:00,,A,,2025-01-01 00:00:00",
            "50005,1,6,DA50005,Draft,2024-12-01 00:00:00,2025-01-01 00:00:00,,A,,2025-01-01 00:00:00",
        ],
    ),
    "article_x_hcpc_code": (
        "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,range,long_description,short_description",
        [
            "50001,7,82306,1,1,N,,", "50001,7,82652,1,1,N,,", "50001,6,82306,1,1,N,,",
            "50002,3,20610,1,1,N,,", "50002,3,J7325,1,1,N,,", "50003,1,71250,1,1,N,,", "50004,1,93000,1,1,N,,",
            "50005,1,93000,1,1,N,,",
        ],
    ),
    "article_x_icd10_covered": (
        "article_id,article_version,icd10_code_id,icd10_code_version,icd10_covered_group,range,sort_order,description,asterisk",
        [
            "50001,7,E55.9,1,1,N,1,,", "50001,7,M81.0,1,1,N,2,,", "50001,6,E55.9,1,1,N,1,,", "50002,3,M17.11,1,1,N,1,,",
            "50003,1,R91.1,1,1,N,1,,", "50004,1,XX000,1,1,N,1,Not Applicable,", "50004,1,I10,1,2,N,1,,",
            "50005,1,I10,1,1,N,1,,",
        ],
    ),
    "article_x_contractor": (
        "article_id,article_version,article_type,contractor_id,contractor_type_id,contractor_version,last_updated",
        [
            "50001,7,6,373,9,1,", "50001,7,6,374,9,1,", "50001,6,6,373,9,1,", "50002,3,6,373,9,1,", "50003,1,6,373,9,1,",
            "50004,1,6,373,9,1,", "50005,1,6,373,9,1,",
        ],
    ),
    "contractor": (
        "contractor_id,contractor_type_id,contractor_version,contractor_bus_name,contractor_number,state_id,status,last_updated",
        ["373,9,1,A contractor,10312,48,A,", "374,9,1,Another,10212,11,A,"],
    ),
    "state_lookup": ("state_id,state_abbrev,description", ["48,TN,Tennessee", "11,GA,Georgia"]),
}  # fmt: skip


def export(**changed):
    """The zip as CMS nests it: the tables in a zip of their own, those that `changed` names with these rows (None: absent)."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for name, (heading, rows) in TABLES.items():
            rows = changed.get(name, rows)
            if rows is not None:
                archive.writestr(f"{name}.csv", "\r\n".join([heading, *rows]) + "\r\n")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("current_article_csv.zip", inner.getvalue())
        archive.writestr("readme.pdf", b"%PDF")
    return outer.getvalue()


def added(tmp_path, data):
    file = tmp_path / "current_article.zip"
    file.write_bytes(data)
    add_files(file, tmp_path / "store")
    return {release.kind: release for release in open_reference(tmp_path / "store").releases if release.scope == "all"}


def test_an_export_becomes_codes_by_contractor_and_diagnoses(tmp_path):
    releases = added(tmp_path, export())
    codes, diagnoses = releases["article"], releases["article_diagnosis"]
    assert (codes.name, codes.period_to) == ("2026-05-02", date(2026, 5, 3))
    rows = pq.read_table(codes.path).to_pylist()
    assert [
        (r["code"], r["article"], r["contractor"], r["alone"], r["diagnoses"], r["effective_from"], r["effective_to"])
        for r in rows
    ] == [
        ("20610", "A50002", "10312", False, 1, date(2026, 1, 1), date(9999, 12, 31)),
        ("71250", "A50003", "10312", True, 1, date(2025, 1, 1), date(2026, 3, 1)),
        ("82306", "A50001", "10212", True, 2, date(2026, 5, 1), date(9999, 12, 31)),
        ("82306", "A50001", "10312", True, 2, date(2026, 5, 1), date(9999, 12, 31)),
        ("82306", "A50001 v6", "10312", True, 1, date(2025, 10, 1), date(2026, 5, 1)),
        ("82652", "A50001", "10212", True, 2, date(2026, 5, 1), date(9999, 12, 31)),
        ("82652", "A50001", "10312", True, 2, date(2026, 5, 1), date(9999, 12, 31)),
        ("J7325", "A50002", "10312", False, 1, date(2026, 1, 1), date(9999, 12, 31)),
    ]
    assert {r["as_of"] for r in rows} == {date(2026, 5, 2)}
    listed = [(r["article"], r["diagnosis"]) for r in pq.read_table(diagnoses.path).to_pylist()]
    assert listed == [
        ("A50001", "E559"), ("A50001", "M810"), ("A50001 v6", "E559"), ("A50002", "M1711"), ("A50003", "R911"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"article": ["50001,7,6,,x,,13/45/2026,,A,,"]}, "is not a date"),
        ({"article": ["50001,7,6,,x,,,,A,,"]}, "no article in force"),
        ({"article_x_contractor": ["50001,7,6,999,9,1,"]}, r"article_x_contractor\.csv: row 2: names contractor 999"),
        ({"article_x_hcpc_code": None}, "one of the related tables"),
        ({"article_x_icd10_covered": ["50001,7,Q,1,1,N,1,,"]}, "no rows"),
    ],
)
def test_what_is_wrong_refuses_the_export_whole(tmp_path, changed, reason):
    with pytest.raises(ReferenceDataError, match=reason):
        added(tmp_path, export(**changed))
    assert not list((tmp_path / "store").glob("article*"))


def test_a_table_by_itself_is_refused_with_what_to_do(tmp_path):
    file = tmp_path / "article_x_hcpc_code.csv"
    file.write_text("article_id,article_version,hcpc_code_id\n50001,7,82306\n")
    with pytest.raises(ReferenceDataError, match="add the zip with all of them"):
        add_files(file, tmp_path / "store")


def test_a_column_that_is_missing_is_named(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for name, (heading, rows) in TABLES.items():
            archive.writestr(f"{name}.csv", "\n".join([heading.replace("hcpc_code_id", "procedure"), *rows]))
    with pytest.raises(ReferenceDataError, match=r"article_x_hcpc_code\.csv: no heading row"):
        added(tmp_path, inner.getvalue())
