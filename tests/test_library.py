"""What the library takes: tables that lack a column are refused, and names come as a list or as one text."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import sightline
from sightline.claims import ClaimsError
from sightline.cli import main
from sightline.edits.rule.edit import CatalogueError
from sightline.names import names_in
from sightline.pages.search import SearchError

LINE = {"claim_id": "A1", "code": "99213", "charge": "100.00", "date_from": "2026-04-02"}


def made(kind: str, columns: dict[str, list[str]]) -> object:
    """A table of one library."""
    if kind == "dicts":
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if kind == "arrow":
        return pa.table(columns)
    return pytest.importorskip(kind).DataFrame(columns)


@pytest.mark.parametrize("kind", ["dicts", "arrow", "pandas", "polars"])
@pytest.mark.parametrize(
    ("columns", "lacks"),
    [
        ({"claim_id": ["A1"], "thing": ["99213"]}, "code; its columns are claim_id, thing;"),
        ({"account": ["A1"], "code": ["99213"]}, "claim_id; its columns are account, code;"),
        ({"account": ["A1"], "thing": ["99213"]}, "claim_id and code; its columns are account, thing;"),
    ],
)
def test_a_table_without_a_needed_column_is_refused(kind: str, columns: dict[str, list[str]], lacks: str) -> None:
    for run in (sightline.check, sightline.price):
        with pytest.raises(ClaimsError, match=f"^a table without a column for {lacks} say which is which") as told:
            run(made(kind, columns))
        assert "--map" in str(told.value)
        assert "columns={" in str(told.value)


def test_a_table_without_any_column_is_refused() -> None:
    with pytest.raises(ClaimsError, match="claim_id and code; it has no columns"):
        sightline.check(pa.table({}))


def test_a_history_without_a_needed_column_is_refused() -> None:
    with pytest.raises(ClaimsError, match="without a column for code"):
        sightline.check([LINE], history=[{"claim_id": "A1"}])


@pytest.mark.parametrize("kind", ["arrow", "pandas", "polars"])
def test_a_table_without_rows_holds_no_claims(kind: str) -> None:
    result = sightline.check(made(kind, {"claim_id": [], "code": []}))
    assert (result.claims.num_rows, result.unreadable, result.issues.num_rows) == (0, (), 0)


def test_names_of_ones_own() -> None:
    table = pa.table({"account": ["A1"], "thing": ["99213"]})
    assert sightline.check(table, columns={"claim_id": "account", "code": "thing"}).lines["code"].to_pylist() == [
        "99213"
    ]
    with pytest.raises(
        ClaimsError, match="has no column 'prc', which the mapping names; its columns are account, thing"
    ):
        sightline.check(table, columns={"claim_id": "account", "code": "prc"})
    with pytest.raises(ClaimsError, match="no column 'claimid'; did you mean claim_id"):
        sightline.check(table, columns={"claimid": "account", "code": "thing"})
    numbered = pytest.importorskip("pandas").DataFrame([["A1", "99213"]])  # whose columns are called 0 and 1
    assert sightline.check(numbered, columns={"claim_id": 0, "code": 1}).claims.num_rows == 1  # type: ignore[dict-item]


FILES = {
    "without-code.csv": ("claim_id,charge\nA1,5\n", "without a column for code; its columns are claim_id, charge"),
    "without-claim.tsv": ("code\tcharge\n99213\t5\n", "without a column for claim_id; its columns are code, charge"),
    "one-known.csv": ("Acct,Thing,charge\nA1,99213,5\n", "claim_id and code; its columns are Acct, Thing, charge"),
    "none-known.csv": ("Acct,Thing\nA1,99213\n", "claim_id and code; its columns are Acct, Thing"),
    "no-header.csv": (
        "A1,DOE JANE,99213\nA2,ROE JIM,99214\n",
        "claim_id and code; its first line holds no name of a column",
    ),
}


@pytest.mark.parametrize("name", [*FILES, "x.parquet"])
@pytest.mark.parametrize("command", ["check", "price", "convert"])
def test_a_file_without_a_needed_column_is_refused(tmp_path: Path, name: str, command: str) -> None:
    content, says = FILES.get(name, ("", "without a column for claim_id; its columns are Acct, code"))
    (tmp_path / name).write_text(content)
    if name == "x.parquet":
        pq.write_table(pa.table({"Acct": ["A1"], "code": ["99213"]}), tmp_path / name)
    output = ["--output", str(tmp_path / "out.csv")] if command == "convert" else []
    result = CliRunner().invoke(main, [command, str(tmp_path / name), *output])
    assert result.exit_code == 2
    assert says in result.stderr
    assert "--map" in result.stderr
    assert "DOE" not in result.output


def test_a_file_without_a_needed_column_is_named_beside_others(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("claim_id,code\nA1,99213\n")
    (tmp_path / "bad.csv").write_text("claim_id,charge\nA1,5\n")
    result = sightline.check([tmp_path / "good.csv", tmp_path / "bad.csv"])
    assert (result.claims.num_rows, result.unreadable) == (1, (str(tmp_path / "bad.csv"),))
    assert "without a column for code" in result.issues["message"][0].as_py()


def test_the_first_line_of_a_file_without_a_header_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Roe,Rae,1980-01-01,99213\nPoe,Kay,1970-02-02,99214\n")
    told = CliRunner().invoke(main, ["check", str(tmp_path / "x.csv")])
    assert "without a column for claim_id and code" in told.stderr
    assert not any(word in told.output for word in ("Roe", "Rae", "1980"))


def test_names_come_as_a_list_or_as_one_text() -> None:
    assert names_in("PTP, MUE001,") == names_in(["PTP", "MUE001"]) == names_in(["PTP,MUE001"]) == ("PTP", "MUE001")
    assert names_in("") == names_in(()) == names_in(None) == ()


def test_edits_are_chosen_as_the_command_line_does() -> None:
    def chosen(**options: object) -> list[str]:
        return [edit.id for edit in sightline.check([LINE], **options).edits]  # type: ignore[call-overload]

    everything = chosen()
    assert set(chosen(select="PTP")) == {each for each in everything if each.startswith("PTP")}
    assert chosen(select="PTP,MUE") == chosen(select=["PTP", "MUE"]) == chosen(select=("mue", "ptp"))
    assert chosen(ignore="PTP, mue") == [each for each in everything if not each.startswith(("PTP", "MUE"))]
    assert chosen(select="") == everything
    with pytest.raises(CatalogueError, match="'XYZ'"):
        chosen(select="PTP,XYZ")


def test_kinds_and_payers_are_names_too() -> None:
    assert sightline.search("biopsy", kinds="edit,procedure") == sightline.search("biopsy", kinds=["edit", "procedure"])
    with pytest.raises(SearchError, match="edits: no kind of entry"):
        sightline.search("biopsy", kinds="edits")
    assert sightline.code("77012", payers="aetna,cigna") == sightline.code("77012", payers=["aetna", "cigna"])


def test_a_column_that_no_table_has_is_refused_for_files_too(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("claim_id,code\nA1,99213\n")
    with pytest.raises(ClaimsError, match="there is no column 'cod'; did you mean code"):
        sightline.check(path, columns={"cod": "CPT4"})
