"""The published files that prices read, in tiny made-up copies of their layouts."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.reference.add import add_files
from sightline.reference.published import Published
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources import SOURCES, source_of

GPCI = (
    "ADDENDUM E,,,,,,,\nMedicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
    "2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI\n"
    "1112,CA,5,SOMEWHERE*,0.988,1.000,0.875,0.566\n,,,,,,,\nNote: a floor of 1.0,,,,,,,\n"
)
FILES = {
    "GPCI2026.csv": GPCI,
    "26LOCCO.csv": "COUNTIES INCLUDED IN 2026 LOCALITIES.,,,,\n"
    "Medicare Adminstrative Contractor,Locality Number,State ,"
    "Fee Schedule Area ,Counties\n1112,5,CALIFORNIA ,SOMEWHERE* ,ALL \n1112,9,,ELSEWHERE,SOME\n"
    "1112,9,,ELSEWHERE*,SOME\n* two,,,,\n",
    "ZIP5.txt": f"{'CA941020111205 Z9   1':<75}20261\r\n{'CA941030111205RZ9   0':<75}20261\r\n",
    "OPPSCAP_2026_Apr.csv": "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE\n"
    "0633T,TC,C,01112,05,150.69,150.70\n,,,,,,\n",
    "ANES2026.csv": "Contractor,Locality,Locality Name,National Anes CF of 20.4976\n01112 ,05 ,SOMEWHERE,22.37 \n,,,\n",
    "anesthesia base units 2026.csv": "CPT Code,Base Units\n00100,5\n102,6\n",
    "factors.csv": "year,schedule,applies_to,cf\n2026,MPFS,non-QP,33.4009\n2026,MPFS,QP,33.5675\n"
    "2024,MPFS,all (from 2024-03-09),33.2875\n",
    "addendum_b_2026-04.csv": "HCPCSCode,StatusIndicator,PaymentRate\n77012,N,\n49180,J1,1687.37\n",
    "AA.csv": "Addendum AA,,,\nHCPCS Code,,Short Descriptor,April 2026 Payment Indicator,April 2026 Payment Rate\n"
    '49180,,,A2,"$1,644.87 "\nNOTE 1: text,,,,\n',
    "BB.csv": "Addendum BB,,,\nHCPCS Code,,Short Descriptor,April 2026 Payment Indicator,April 2026 Payment Rate\n"
    "77012,,,N1,\n77012,,,N1,\n",
}


@pytest.fixture
def added(tmp_path):
    def add(name, text):
        path = tmp_path / name
        path.write_text(text)
        (one,) = add_files([path], tmp_path / "store")
        return one.release, pq.read_table(one.release.path).to_pylist()

    return add


def test_gpci(added):
    release, (row,) = added("GPCI2026.csv", GPCI)
    assert (release.kind, release.name, release.period_from) == ("gpci", "2026", date(2026, 1, 1))
    assert (row["carrier"], row["locality"], row["name"], row["source_row"]) == ("01112", "05", "SOMEWHERE", 3)
    assert (row["work_gpci"], row["work_gpci_without_floor"], row["pe_gpci"]) == (
        Decimal("1.000"),
        Decimal("0.988"),
        Decimal("0.875"),
    )
    text = GPCI.replace("2026 PW GPCI (without 1.0 Floor),", "").replace("0.988,", "").replace("2026", "2025")
    release, (row,) = added("GPCI2025.csv", text)
    assert (release.name, row["work_gpci"], row["work_gpci_without_floor"]) == ("2025", Decimal("1.000"), None)


def test_each_is_recognised_by_one_reader_only():
    for name, text in FILES.items():
        file = Published(name, (name,), text.encode())
        assert [source for source in SOURCES if source.recognise(file)] == [source_of(file)], name


@pytest.mark.parametrize(
    ("name", "kind", "release_name", "rows"),
    [
        ("26LOCCO.csv", "locality", "2026", 2), ("ZIP5.txt", "zip_locality", "2026q1", 2),
        ("OPPSCAP_2026_Apr.csv", "opps_cap", "2026-04", 1), ("ANES2026.csv", "anesthesia", "2026", 2),
        ("anesthesia base units 2026.csv", "anesthesia_base", "2026", 2), ("factors.csv", "conversion_factor", "1", 3),
        ("addendum_b_2026-04.csv", "opps_status", "2026-04", 2), ("AA.csv", "asc_surgical", "2026-04", 1),
        ("BB.csv", "asc_ancillary", "2026-04", 1),
    ],
)  # fmt: skip
def test_each_is_read_whole(added, name, kind, release_name, rows):
    release, found = added(name, FILES[name])
    assert (release.kind, release.name, len(found)) == (kind, release_name, rows)


def test_what_they_say(added):
    _, found = added("ZIP5.txt", FILES["ZIP5.txt"])
    assert [(r["zip"], r["carrier"], r["locality"], r["rural"], r["plus_four"]) for r in found] == [
        ("94102", "01112", "05", "", True), ("94103", "01112", "05", "R", False),
    ]  # fmt: skip
    _, found = added("factors.csv", FILES["factors.csv"])
    assert {(r["participation"], r["effective_from"], r["factor"]) for r in found} == {
        ("other", date(2026, 1, 1), Decimal("33.4009")), ("qualifying", date(2026, 1, 1), Decimal("33.5675")),
        ("", date(2024, 3, 9), Decimal("33.2875")),
    }  # fmt: skip
    _, found = added("ANES2026.csv", FILES["ANES2026.csv"])
    assert [(r["carrier"], r["conversion_factor"]) for r in found] == [
        ("", Decimal("20.4976")),
        ("01112", Decimal("22.3700")),
    ]
    _, found = added("AA.csv", FILES["AA.csv"])
    assert (found[0]["indicator"], found[0]["rate"]) == ("A2", Decimal("1644.87"))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("GPCI2026.csv", "0.875", "cheap", "row 3: 'cheap' is not a number"),
        ("GPCI2026.csv", "0.875", "87.5", "practice cost index"),
        ("GPCI2026.csv", "1112,CA,5", "1112,CA,north", "carrier and locality"),
        ("ZIP5.txt", "94103", "9410X", "row 2: not a record"),
        ("ZIP5.txt", "0 " * 3, "0 " * 3, "quarter"),
        ("OPPSCAP_2026_Apr.csv", ",TC,", ",XX,", "row 2: 'XX' is no component"),
        ("OPPSCAP_2026_Apr.csv", "150.69", "a lot", "row 2"),
        ("ANES2026.csv", "22.37", "0", "conversion factor"),
        ("factors.csv", "2026,MPFS,QP", "2026,MOON,QP", "row 3"),
        ("addendum_b_2026-04.csv", "77012", "???", "row 2"),
    ],
)  # fmt: skip
def test_an_odd_row_refuses_the_file(added, name, old, new, message):
    text = FILES[name].replace(old, new)
    if message == "quarter":
        text = FILES[name].replace("20261\r\nCA94103", "20262\r\nCA94103").replace("0 " * 3, new)
        message = "is of 20261, those before it of 20262"
    with pytest.raises(ReferenceDataError, match=message):
        added(name, text)


@given(st.sampled_from(sorted(FILES)), st.integers(0, 400), st.binary(max_size=6))
def test_damage_is_read_or_refused(name, place, noise):
    data = FILES[name].encode()
    damaged = Published(name, (name,), data[:place] + noise + data[place:])
    source = source_of(damaged)
    if source is not None:
        with contextlib.suppress(ReferenceDataError):
            assert source.read(damaged, None).table.num_rows > 0
