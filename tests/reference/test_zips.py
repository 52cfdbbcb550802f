"""Of a zip every table that can be read is added, of several forms the one that holds most; the rest is named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from reference.layouts import FEE_COLUMNS, fee_csv, fee_rows, fixed, fixed_file, mue_csv, ptp_text, workbook, zipped
from sightline.cli import main
from sightline.reference.add import Added, add_files
from sightline.reference.release import ReferenceDataError

FEE = "PPRRVU2026_Jul_nonQPP"
MUE = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"
ROWS = [("90001", ""), ("90002", "")]
NO_BILATERAL = fee_csv(ROWS, columns=[each for each in FEE_COLUMNS if each != "BILAT|SURG"])


def adding(
    folder: Path, members: dict[str, bytes | str], name: str = "rvu26c.zip"
) -> tuple[dict[str, Added], list[str]]:
    """What is added of a zip by kind, and what is said of the rest."""
    data = {member: text if isinstance(text, bytes) else text.encode() for member, text in members.items()}
    said: list[str] = []
    added = add_files([zipped(folder / name, data)], folder / "store", say=said.append)
    return {each.release.kind: each for each in added}, said


def from_member(added: Added) -> str:
    return added.release.file.partition(": ")[2]


def text(*codes: str) -> str:
    return fixed_file(*(fixed(code, na="NA") for code in codes))


def test_one_table_in_three_forms_counts_once(tmp_path: Path) -> None:
    members = {f"{FEE}.txt": fee_csv(ROWS), f"{FEE}.csv": fee_csv(ROWS), f"{FEE}.xlsx": b"not read beside the text"}
    added, said = adding(tmp_path, members)
    assert (from_member(added["fee_schedule"]), added["fee_schedule"].release.rows, said) == (f"{FEE}.csv", 2, [])


def test_the_form_that_can_be_read_is_taken_and_the_other_named(tmp_path: Path) -> None:
    added, said = adding(tmp_path, {f"{FEE}.csv": NO_BILATERAL, f"{FEE}.txt": text("90001")})
    assert from_member(added["fee_schedule"]) == f"{FEE}.txt"
    (told,) = said
    assert told.startswith(f"rvu26c.zip: {FEE}.csv: not a layout I know (no column is headed BILATERAL")
    added, said = adding(tmp_path, {f"{FEE}.csv": NO_BILATERAL, f"{FEE}.xlsx": workbook(fee_rows(ROWS))})
    assert from_member(added["fee_schedule"]) == f"{FEE}.xlsx"
    assert len(said) == 1


@pytest.mark.parametrize("other", [f"{FEE}.txt", "a copy/of July 2026.txt"])
def test_of_two_copies_that_differ_the_fuller_is_taken_and_the_other_named(tmp_path: Path, other: str) -> None:
    added, said = adding(tmp_path, {f"{FEE}.csv": fee_csv(ROWS[:1]), other: text("90001", "90002", "90003")})
    assert (from_member(added["fee_schedule"]), added["fee_schedule"].release.rows) == (Path(other).name, 3)
    (told,) = said
    assert told.startswith(f"rvu26c.zip: {FEE}.csv: another copy of Physician fee schedule relative values, 2026-07")
    assert told.endswith(f"with 1 row; {Path(other).name} with 3 was taken")


def test_bad_and_unknown_members_do_not_stop_the_good_ones(tmp_path: Path) -> None:
    inner = io.BytesIO(b"PK\x03\x04 torn")
    members = {
        f"{FEE}.txt": fixed_file(fixed("90001", "ZZ")), MUE: mue_csv([("90001", "1", "3")]), "notes.txt": "words",
        "RVU26C.pdf": b"%PDF", "more.zip": inner.getvalue(), "GPCI2026.xlsx": b"PK\x03\x04 torn",
        "__MACOSX/._notes.txt": b"\0", ".DS_Store": b"\0",
    }  # fmt: skip
    added, said = adding(tmp_path, members)
    assert added.keys() == {"mue"}
    assert {told.split(": ")[1]: told.split(": ", 2)[2] for told in said} == {
        f"{FEE}.txt": "row 3: 'ZZ' is no modifier of the fee schedule",
        "notes.txt": "not a layout I know",
        "RVU26C.pdf": "not a csv, text, xlsx, json or parquet file",
        "more.zip": "a damaged or locked zip (File is not a zip file)",
        "GPCI2026.xlsx": "not a layout I know",
    }


def test_a_member_whose_bytes_are_damaged_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "rvu26c.zip", {MUE: mue_csv([("90001", "1", "3")]), f"{FEE}.txt": text("90001").encode()})
    data = bytearray(path.read_bytes())
    at = data.index(b"HDR CPT CODES")
    data[at : at + 3] = b"XXX"
    path.write_bytes(data)
    said: list[str] = []
    (one,) = add_files([path], tmp_path / "store", say=said.append)
    assert one.release.kind == "mue"
    assert said == [f"rvu26c.zip: {FEE}.txt: damaged or locked (Bad CRC-32 for file '{FEE}.txt')"]


def test_a_zip_in_a_zip(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {MUE: mue_csv([("90001", "1", "3")]), "notes.txt": b"words"}).read_bytes()
    added, said = adding(tmp_path, {"inner.zip": inner, f"{FEE}.csv": fee_csv(ROWS)})
    assert added.keys() == {"mue", "fee_schedule"}
    assert said == ["rvu26c.zip: inner.zip: notes.txt: not a layout I know"]


def test_a_zip_of_which_nothing_can_be_read_says_why_of_each(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError) as told:
        adding(tmp_path, {f"{FEE}.csv": NO_BILATERAL, MUE: mue_csv([("90001", "x", "3")]), "notes.txt": "words"})
    assert "no column is headed BILATERAL" in str(told.value)
    assert f"{MUE}: row 3: 'x' is no MUE value" in str(told.value)
    assert str(told.value).endswith("Nothing was added.")
    assert not (tmp_path / "store").exists()


def test_a_quarter_of_which_a_part_cannot_be_read_is_left_out_whole(tmp_path: Path) -> None:
    members = {
        "ccipra-v322r0-f1.txt": ptp_text([("90001", "90002", "20200101", "*", "1")]),
        "ccipra-v322r0-f2.txt": ptp_text(
            [("G0001", "90002", "20200101", "*", "7"), ("G0002", "90002", "20200101", "*", "1")]
        ),
        MUE: mue_csv([("90001", "1", "3")]),
    }
    added, said = adding(tmp_path, members, "ncci-2026q3.zip")
    assert added.keys() == {"mue"}
    assert [told.split(": ")[1] for told in said] == ["ccipra-v322r0-f2.txt", "ccipra-v322r0-f1.txt"]
    assert said[0].endswith("row 6: '7' is no modifier indicator")
    assert said[1].endswith("another part of its quarter cannot be read")


def test_the_same_table_as_csv_and_as_text_is_no_contradiction(tmp_path: Path) -> None:
    one, other = tmp_path / f"{FEE}.csv", tmp_path / f"{FEE}.xlsx"
    one.write_text(fee_csv(ROWS))
    other.write_bytes(workbook([["a title"], *fee_rows(ROWS)]))
    (added,) = add_files([one, other], tmp_path / "store")
    assert pq.read_table(added.release.path)["code"].to_pylist() == ["90001", "90002"]


def test_the_command_says_what_is_left_out(tmp_path: Path) -> None:
    path = zipped(tmp_path / "rvu26c.zip", {f"{FEE}.csv": fee_csv(ROWS).encode(), "RVU26C.pdf": b"%PDF"})
    result = CliRunner().invoke(main, ["reference", "add", str(path), "--reference", str(tmp_path / "store")])
    assert result.exit_code == 0
    assert result.stdout.startswith("added: Physician fee schedule relative values, 2026-07, 2 rows (rvu26c.zip: ")
    assert result.stderr == "left out: rvu26c.zip: RVU26C.pdf: not a csv, text, xlsx, json or parquet file\n"


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "rvu26c.zip", {f"{FEE}.csv": fee_csv(ROWS).encode()})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    data[6] |= 1  # the flag of encryption, in the member's own header and in the directory
    data[start + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(ReferenceDataError, match="damaged or locked"):
        add_files([path], tmp_path / "store")
