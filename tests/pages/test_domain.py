"""The facts of 77012 that the product was born from, line by line: which section of the page shows each.

Starter data only, as of 2026-04-02.
"""

from __future__ import annotations

import pytest

from pages.pages import codes, fact, page, table


def cited(code, section, name):
    """The places where a fact is published: file or title, and row or section."""
    found = next(f for f in page(code).section(section).facts if f.name.startswith(name))
    return {(c.source.file or c.source.title, c.row or c.place) for c in found.cites}


@pytest.mark.parametrize(
    ("section", "name", "begins"),
    [
        ("overview", "Status", "A:"),
        ("overview", "Components (PC/TC", "1:"),
        ("overview", "Global period", "XXX:"),
        ("overview", "Multiple procedures", "0:"),
        ("overview", "Both sides", "0:"),
        ("overview", "Assistant at surgery", "0:"),
        ("overview", "Co-surgeons", "0:"),
        ("overview", "Team", "0:"),
        ("overview", "Imaging family", "99:"),
        ("overview", "Supervision of TC", "03: personal"),
        ("overview", "Supervision of global and 26", "09:"),
        ("overview", "NA in the facility column", "global and TC: Part B does not pay it in a facility"),
        ("overview", "Unit of service", "the encounter, not the needle, lesion or pass"),
        ("overview", "Add-on code", "no"),
        ("overview", "Was reported as", "76360"),
        ("edits", "MUE", "1 a day, MAI 3"),
        ("payment", "Hospital outpatient", "N: packaged"),
        ("payment", "Ambulatory surgical center", "N1: packaged"),
    ],
)
def test_a_fact_is_on_the_page_with_its_source(section, name, begins):
    assert fact("77012", section, name).startswith(begins)
    assert cited("77012", section, name)


def test_every_row_that_a_fact_cites_is_the_published_row():
    assert ("PPRRVU2026_Apr_nonQPP.txt", 8834) in cited("77012", "overview", "Status")
    assert ("PPRRVU2026_Apr_nonQPP.txt", 8836) in cited("77012", "overview", "Supervision of TC")
    assert ("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", 7355) in cited("77012", "edits", "MUE")
    assert ("Medicare NCCI Policy Manual 2026", "chapter IX §G.3") in cited("77012", "overview", "Unit of service")
    assert {file for file, _ in cited("77012", "overview", "Add-on code")} == {"add_on_codes.csv"}


def test_total_relative_values_of_both_years():
    found = table("77012", "payment", "Year over year")
    assert found.columns == ("component", "total 2025-10", "amount 2025-10", "total 2026-04", "amount 2026-04")
    totals = {row.cells[0]: (row.cells[1], row.cells[3]) for row in found.rows}
    assert totals == {"global": ("3.78", "3.68"), "26": ("2.06", "2.01"), "TC": ("1.72", "1.67")}


def test_lineage_until_the_end_of_2006():
    assert fact("77012", "overview", "Was reported as").endswith("until 2006-12-31")
    assert page("76360").status == "deleted"
    assert fact("76360", "overview", "Replaced by").startswith("77012")


def test_the_other_guidance_codes_that_are_add_ons():
    # The published file has 77001 as type 2: its primaries are the contractor's.
    for code, kind in (("77001", "2"), ("77002", "1"), ("77003", "1")):
        assert fact(code, "overview", "Add-on code").startswith(f"yes, type {kind}")
    note = next(f.note for f in page("77012").section("overview").facts if f.name == "Add-on code")
    assert note == "of the guidance family 77001 (type 2), 77002 (type 1), 77003 (type 1) are"


INCLUDES = (
    "10004-10012, 10021, 32408, 10030, 32554-32557, 33016-33019, 49082-49084, 49185, 49405-49407, 10035-10036,"
    "19281-19288, 19081-19086, 19100, 20604, 20606, 20611, 27096, 20982-20983, 32994, 32998, 47370-47371,"
    "47380-47383, 50592-50593, 22510-22515, 62270, 62272, 62287, 62320-62329, 64451, 64454, 64461-64463, 64479-64480,"
    "64483-64484, 64486-64495, 64624-64625, 64628-64629, 64633-64636, 36901-36909, 47490, 47531-47544, 49418,"
    "50080-50081, 50382, 50384, 50432-50437, 50606, 50693-50695, 50705-50706"
)
SEPARATE = (
    "10160, 20206, 20220, 20225, 20600, 20605, 20610, 32400, 32553, 38220-38222, 38505, 42400, 42405, 47000-47001, 48102,"
    "49180, 49411, 50200, 50390, 51102, 55876, 60100, 60300, 62267-62269, 62280-62282, 64510, 64517, 64520, 64530, 64600,"
    "64620, 64640, 64680-64681"
)


def listed(title):
    return set().union(*(codes(row.cells[2]) for row in table("77012", "goes-with", title).rows))


def test_the_procedures_that_include_guidance():
    assert codes(INCLUDES) <= listed("Include 77012")


def test_the_procedures_that_guidance_may_be_reported_with():
    assert codes(SEPARATE) <= listed("May be reported")
    assert not listed("May be reported") & listed("Include 77012")
    assert "never correct" in table("77012", "goes-with", "May be reported").note


def test_the_other_guidance_of_the_same_day():
    which = {row.cells[0]: row.cells[2] for row in table("77012", "goes-with", "Other imaging").rows}
    for code in ("75989", "76942", "77011", "77013", "77021"):
        assert which[code] == f"{code} pays, 77012 is denied"
    for code in ("77002", "77003", "77001", "76000", "76380"):
        assert which[code] == f"77012 pays, {code} is denied"


def test_every_pair_has_its_row_indicator_and_start():
    rows = {(row.cells[0], row.cells[2]): row for row in table("77012", "edits", "Every PTP").rows}
    biopsy = rows["32408", "2"]
    assert biopsy.cells[3:5] == ("1", "not stated")
    assert biopsy.cites[0].row == 1033935
    assert all(row.cites[0].row for row in rows.values())
    assert all(rows[code, "2"].cells[3] == "1" for code in codes(INCLUDES))


def test_when_a_bypass_is_legitimate():
    assert "unrelated" in fact("77012", "edits", "When 59")
    assert ("Medicare NCCI Policy Manual 2026", "chapter IX §H.22") in cited("77012", "edits", "When 59")
    assert (
        "includes radiologic guidance takes no separate guidance code"
        in page("77012").section("goes-with").text[0].value
    )


@pytest.mark.parametrize(
    ("code", "successors"),
    [
        ("76003", "77002"), ("76005", "77003"), ("76393", "77021"), ("10022", "10005-10012"), ("32405", "32408"),
        ("49080", "49082-49084"), ("49081", "49082-49084"), ("32420", "32554-32557"), ("49021", "49405-49407"),
        ("50021", "49405-49407"), ("22520", "22510"), ("62310", "62320, 62321"), ("77014", "77387"), ("55700", "55707-55715"),
    ],
)  # fmt: skip
def test_lineage_around_guidance(code, successors):
    assert page(code).status == "deleted"
    assert fact(code, "overview", "Replaced by").startswith(successors)


def test_documentation_tells_core_from_aspiration_by_specimen():
    found = table("77012", "documentation", "What the record shows")
    assert sum(row.cells[0] == "must show" for row in found.rows) == 7
    assert any("by the specimen" in row.cells[1] and "not by the gauge" in row.cells[1] for row in found.rows)
    assert all(row.cites for row in found.rows)


def test_modifiers_as_the_indicators_decide():
    verdicts = {row.cells[0]: row.cells[2] for row in table("77012", "modifiers", "").rows}
    assert verdicts["26"] == verdicts["TC"] == "applies"
    for name in ("50", "51", "62", "66", "QX, QK, QY, QZ, QS, AA, AD"):
        assert verdicts[name] == "does not apply", name
    for name in ("52", "53", "59, XE, XS, XP, XU", "76", "77", "80, 81, 82", "AS", "LT, RT"):
        assert verdicts[name] == "needs records", name


def test_payers_side_by_side_and_unknown_said():
    (found,) = page("77012").section("payers").tables
    assert found.columns[1:] == ("Aetna", "Blue Cross Blue Shield", "Cigna", "UnitedHealthcare", "Medicare")
    unit = next(row for row in found.rows if row.cells[0].startswith("unit of image guidance"))
    assert unit.cells[1:] == ("unknown", "unknown", "unknown", "unknown", "encounter")
    assert {row.cells[1] for row in found.rows} == {"unknown"}
