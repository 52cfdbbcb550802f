"""Published files beside the fee schedule and NCCI, each composed in its publisher's layout, made-up codes and values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from reference.layouts import mue_csv, workbook, zipped
from sightline.cli import main
from sightline.reference.add import add_files
from sightline.reference.release import FOREVER, ReferenceDataError, Release
from sightline.reference.store import open_reference


def added(folder: Path, name: str, content: str | bytes, **options: str) -> tuple[Release, list[dict[str, object]]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (one,) = add_files([path], folder / "store", **options)
    return one.release, pq.read_table(one.release.path).to_pylist()


def alpha(code: str, *, record: str = "3", start: str = "20200101", end: str = "") -> str:
    """A record of the alpha-numeric file: 320 characters."""
    head = f"{code:<5}00100{record}".ljust(268)
    return f"{head}{start}{start}{end:<8}N".ljust(320)


HCPCS = [alpha("G9001"), alpha("G9001", record="4"), alpha("   ZZ", record="7"), alpha("Q9002", end="20260930")]


def test_hcpcs_text(tmp_path: Path) -> None:
    release, rows = added(tmp_path, "HCPC2026_OCT_ANWEB.txt", "\r\n".join([*HCPCS, "\x1a"]))
    assert (release.kind, release.name, release.period_to) == ("hcpcs", "2026-10", date(2027, 1, 1))
    assert [(row["code"], row["effective_from"], row["effective_to"], row["source_row"]) for row in rows] == [
        ("G9001", date(2020, 1, 1), FOREVER, 1),
        ("Q9002", date(2020, 1, 1), date(2026, 10, 1), 4),
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ("HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "ADD DT", "ACT EFF DT", "TERM DT"),
        ("HCPCS Code", "Sequence Number", "Record ID", "x", "Code Added Date", "y", "Termination Date"),
        ("hcpcs", "seq", "rec_id", "x", "Added_Date", "y", "Term_Date"),
    ],
)
def test_hcpcs_workbook_and_its_other_headings(tmp_path: Path, headings: tuple[str, ...]) -> None:
    rows = [
        ("HCPCS Level II, October 2026",), headings,
        ("G9001", 100, 3, "words", 20200101, 20200101, None), ("G9001", 200, 4, "more", None, None, None),
        ("ZZ", 100, 7, "words", 20200101, 20200101, None), ("Q9002", 100, 3, "words", 20200101, None, 20260930),
    ]  # fmt: skip
    _, read = added(tmp_path, "HCPC2026_OCT_ANWEB.xlsx", workbook(rows))
    assert [(row["code"], row["effective_to"]) for row in read] == [("G9001", FOREVER), ("Q9002", date(2026, 10, 1))]


def test_an_invented_level_two_code_fails_where_the_file_is_loaded(tmp_path: Path) -> None:
    added(tmp_path, "HCPC2026_OCT_ANWEB.txt", "\n".join(HCPCS))
    lines = "".join(f"{code},2026-11-0{day},{code}\n" for day, code in enumerate(("G9001", "G9009", "Q9002"), start=2))
    (tmp_path / "c.csv").write_text("claim_id,date_of_service,code\n" + lines)
    run = [
        "check",
        str(tmp_path / "c.csv"),
        "--reference",
        str(tmp_path / "store"),
        "--select",
        "COD004",
        "--format",
        "csv",
    ]
    told = CliRunner().invoke(main, run).stdout
    assert "there is no HCPCS code G9009" in told
    assert "Q9002 is no longer a HCPCS code since 2026-10-01" in told
    assert "G9001" not in told


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("HCPC2026_OCT_ANWEB.txt", HCPCS[0] + "\nshort", "row 2: not a record of the alpha-numeric layout"),
        ("HCPC2026_OCT_ANWEB.txt", alpha("G9001", start="20209901"), "row 1: '20209901' is not a date"),
        ("anweb.txt", HCPCS[0], "tells its period"),
        ("HCPC2026_OCT_ANWEB.txt", HCPCS[0] + "\n" + HCPCS[0], "rows 1 and 2 both hold G9001"),
    ],
)
def test_hcpcs_refusals(tmp_path: Path, name: str, content: str, says: str) -> None:
    with pytest.raises(ReferenceDataError, match=says):
        added(tmp_path, name, content)


ASP = (
    "Payment Allowance Limits for Medicare Part B Drugs\r\n,\r\n"
    '"Effective July 1, 2026 through September 30, 2026",\r\n'
    "HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Notes\r\n"
)


def test_drug_payment_limits(tmp_path: Path) -> None:
    content = ASP + 'J9901,word,10 MG,"$1,234.567",,\r\nJ9902,word,1 MG,0.05,20%,\r\nNote: not a code,,,,,\r\n'
    release, rows = added(tmp_path, "section 508 version of ASP 060926.csv", content)
    assert (release.kind, release.name, release.period_to) == ("asp", "2026-07", date(2026, 10, 1))
    assert [(row["code"], row["dosage"], row["payment_limit"]) for row in rows] == [
        ("J9901", "10 MG", Decimal("1234.567")),
        ("J9902", "1 MG", Decimal("0.050")),
    ]
    with pytest.raises(ReferenceDataError, match="row 5: 'n/a' is no payment limit"):
        added(tmp_path, "asp.csv", ASP + "J9901,word,10 MG,n/a,,\r\n")


@pytest.mark.parametrize("name", ["CLFS 2026 Q3V1.csv", "26CLABQ3.csv", "clfs-july-2026.csv"])
def test_laboratory_fees(tmp_path: Path, name: str) -> None:
    content = (
        "2026 Clinical Diagnostic Laboratory Fee Schedule,,\r\nYEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC\r\n"
    )
    content += "2026,80901,,20260101,N,7.25,w\r\n2026,80901,QW,20260101,N,7.25,w\r\n2026,80902,,20260101,L,,w\r\n"
    release, rows = added(tmp_path, name, content)
    assert (release.kind, release.name) == ("clfs", "2026-07")
    assert [(row["code"], row["modifier"], row["rate"]) for row in rows] == [
        ("80901", "", Decimal("7.25")), ("80901", "QW", Decimal("7.25")), ("80902", "", None),
    ]  # fmt: skip


def test_equipment_fees_by_state_and_kind_of_place(tmp_path: Path) -> None:
    content = "2026 DMEPOS,,\nHCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,AL (NR),AL (R),AK (NR),AK (R),Description\n"
    content += "E9901,RR,KH,D,CR,9.00,8.00,8.10,8.90,0.00,8.50,words\nA9902,,,J,SU,9.00,8.00,1.00,1.00,2.00,2.00,w\n"
    release, rows = added(tmp_path, "DMEPOS26_JUL.csv", content)
    assert (release.kind, release.name) == ("dmepos", "2026-07")
    first = [(row["state"], row["rural"], row["amount"]) for row in rows if row["code"] == "E9901"]
    assert first == [("AK", True, Decimal("8.50")), ("AL", False, Decimal("8.10")), ("AL", True, Decimal("8.90"))]
    assert (rows[-1]["modifier"], rows[-1]["modifier_2"], rows[-1]["jurisdiction"]) == ("RR", "KH", "D")
    nutrition, rows = added(tmp_path, "DMEPEN26_JUL.csv", "HCPCS,Mod,Description,AL,AK\nB9903,,w,3.00,4.00\n")
    assert nutrition.name == "2026-07-pen"
    assert [(row["state"], row["rural"]) for row in rows] == [
        ("AK", False), ("AK", True), ("AL", False), ("AL", True),
    ]  # fmt: skip


@pytest.mark.parametrize("headings", ["CPT Code,Base Units", "Code,Description,Base Unit", "HCPCS/CPT,2026 Base Units"])
def test_anesthesia_base_units(tmp_path: Path, headings: str) -> None:
    values = ",".join(
        {"Description": "w"}.get(each, "7" if "Unit" in each else "00190") for each in headings.split(",")
    )
    release, (row,) = added(tmp_path, "2026-anesthesia-base-units.csv", f"{headings}\n{values}\n")
    assert (release.kind, row["code"], row["base_units"]) == ("anesthesia_base", "00190", Decimal("7"))


@pytest.mark.parametrize(
    ("provider", "kind"),
    [("Practitioner", "mue"), ("Outpatient Hospital", "mue_outpatient"), ("DME Supplier", "mue_supplier")],
)
def test_units_of_other_providers_are_kept_apart(tmp_path: Path, provider: str, kind: str) -> None:
    content = mue_csv([("90001", "2", "3")], provider=provider)
    release, _ = added(tmp_path, "MCR_MUE_Eff_07-01-2026.csv", content)
    assert (release.kind, release.name) == (kind, "2026q3")
    whole = [each.kind for each in open_reference(tmp_path / "store").of("mue") if each.scope == "all"]
    assert whole == (["mue"] if kind == "mue" else [])


NPPES = (
    '"NPI","Entity Type Code","Provider Last Name (Legal Name)","Provider Business Practice Location Address State Name",'
    '"Provider Enumeration Date","NPI Deactivation Date","NPI Reactivation Date","Healthcare Provider Taxonomy Code_1",'
    '"Healthcare Provider Primary Taxonomy Switch_1","Healthcare Provider Taxonomy Code_2",'
    '"Healthcare Provider Primary Taxonomy Switch_2"\n'
)


def test_providers(tmp_path: Path) -> None:
    content = NPPES + '"1999999984","1","NAME","VT","05/23/2005","","","207R00000X","N","2085R0202X","Y"\n'
    content += '"1999999992","","","","","06/01/2026","","","","",""\n'
    path = zipped(
        tmp_path / "NPPES_Data_Dissemination_060126_060726_Weekly.zip",
        {"npidata_pfile_20260601-20260607.csv": content.encode()},
    )
    (one,) = add_files([path], tmp_path / "store")
    first, second = pq.read_table(one.release.path).to_pylist()
    assert (one.release.kind, one.release.name) == ("nppes", "2026-06-07")
    assert (first["taxonomy"], first["taxonomies"], first["state"]) == ("2085R0202X", "207R00000X 2085R0202X", "VT")
    assert (second["entity"], second["deactivated"]) == ("", date(2026, 6, 1))
    assert "NAME" not in str(first)


def test_an_unknown_file_is_told_with_the_nearest_layout(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title\nHCPCS Code,HCPCS Code Dosage,Price of today\nJ9901,1 MG,2.00\n")
    with pytest.raises(ReferenceDataError) as told:
        add_files([tmp_path / "a.csv"], tmp_path / "store")
    assert str(told.value) == (
        "a.csv: not a layout I know; the nearest is Part B drug payment limits (ASP), but row 2 has no column for its limit"
        " (its headings: HCPCS Code, HCPCS Code Dosage, Price of today). Nothing was added."
    )


def test_one_bad_file_does_not_stop_the_good_ones(tmp_path: Path) -> None:
    good, bad, absent = (tmp_path / name for name in ("DMEPOS26_JUL.csv", "notes.txt", "absent.zip"))
    good.write_text("HCPCS,Mod,AL,AK\nE9901,,3.00,4.00\n")
    bad.write_text("words")
    store = ["--reference", str(tmp_path / "store")]
    result = CliRunner().invoke(main, ["reference", "add", str(bad), str(good), str(absent), *store])
    assert (result.exit_code, result.stdout.splitlines()) == (
        2, ["added: Medicare DMEPOS fee schedule, 2026-07, 4 rows (DMEPOS26_JUL.csv)"],
    )  # fmt: skip
    assert "not added: notes.txt: not a layout I know" in result.stderr
    assert "absent.zip: no such file" in result.stderr
    assert "2 of the files given could not be read; the others were added" in result.stderr
    result = CliRunner().invoke(main, ["reference", "add", str(bad), *store])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "sightline: notes.txt: not a layout I know. Nothing was added.\n"


def test_descriptions_of_level_two_codes_are_put_together(tmp_path: Path) -> None:
    first = alpha("G9001")
    words = [first[:11] + "Coordinated care fee, initial,".ljust(80) + first[91:]]
    more = alpha("G9001", record="4")
    words.append(more[:11] + "as described".ljust(80) + more[91:])
    _, rows = added(tmp_path, "HCPC2026_OCT_ANWEB.txt", "\n".join(words))
    assert [row["title"] for row in rows] == ["Coordinated care fee, initial, as described"]
    headings = ("HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "ADD DT", "TERM DT")
    _, rows = added(
        tmp_path, "HCPC2026_JUL_ANWEB.xlsx",
        workbook([headings, ("G9001", 100, 3, "Coordinated care", 20200101, None), ("G9001", 200, 4, "fee", None, None)]),
    )  # fmt: skip
    assert [row["title"] for row in rows] == ["Coordinated care fee"]


@pytest.mark.parametrize(
    "content",
    [
        "CPT Code\tLong\tMedium\n90001\tMade up  service of one kind\tMade up\n",
        "code,descriptor\n90001,Made up service of one kind\n90001,again\n90002,\n",
        "Procedure Code,Short Descriptor,Status\n90001,Made up service of one kind,A\n",
    ],
)
def test_descriptors_of_the_users_own(tmp_path: Path, content: str) -> None:
    release, rows = added(tmp_path, "cpt-2026.csv", content)
    assert (release.kind, release.publisher) == ("descriptor", "the user")
    assert [(row["code"], row["title"]) for row in rows] == [("90001", "Made up service of one kind")]
