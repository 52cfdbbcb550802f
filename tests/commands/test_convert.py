"""`sightline convert` and `sightline template`, `--map`, and a table given to the library."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import sightline
from sightline.claims import read_mapping
from sightline.claims.rows.layout import COLUMNS
from sightline.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "ct-guided-lung-biopsy.837"


def run(*arguments: Any, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input=stdin)


def found(result: sightline.run.Result) -> list[tuple[Any, ...]]:
    return [(each["edit"], each["claim"], each["line"], each["message"]) for each in result.findings.to_pylist()]


def test_the_template_is_a_table_of_claims(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    assert run("template", "csv", "--output", path).exit_code == 0
    rows = list(csv.DictReader(path.open()))
    assert list(rows[0]) == [column.name for column in COLUMNS if column.core]
    assert [row["code"] for row in rows] == ["32408", "77012"]
    result = sightline.check(path)
    assert ("PTP001", "LB-1001", 2) in [each[:3] for each in found(result)]
    assert result.issues.num_rows == 0
    # the same as the claim that it shows
    whole = [each for each in found(sightline.check(EXAMPLE)) if each[1] == "LB-1001"]
    assert found(result) == whole


def test_a_mapping_for_other_names(tmp_path: Path) -> None:
    mapping = tmp_path / "columns.toml"
    run("template", "map", "--output", mapping)
    assert read_mapping(mapping) == {}
    text = mapping.read_text().replace('claim_id = ""', 'claim_id = "K"').replace('\ncode = ""', '\ncode = "P"')
    mapping.write_text(text)
    claims = tmp_path / "claims.csv"
    claims.write_text("K;P;dos\nA1;32405;2026-03-05\n")
    checked = json.loads(run("check", claims, "--map", mapping, "--format", "json").stdout)
    assert "COD001" in [each["edit"] for each in checked["findings"]]
    assert checked["findings"][0]["origin"]["segment"] == 2
    converted = run("convert", claims, "--map", mapping, "--to", "csv")
    assert "32405" in converted.stdout
    missing = run("check", claims, "--map", tmp_path / "nope.toml")
    assert missing.exit_code == 2
    assert "no such file" in missing.output


@pytest.mark.parametrize("name", ["claims.csv", "claims.parquet", "claims.json", "claims.ndjson"])
def test_convert(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    result = run("convert", EXAMPLE, "--output", path)
    assert result.exit_code == 0, result.output
    assert "3 claims, 8 lines written; 0 claims and 0 lines rejected" in result.stderr
    assert found(sightline.check(path)) == found(sightline.check(EXAMPLE))
    assert not list(tmp_path.glob("*.partial"))


def test_convert_there_and_back_gives_the_same_file(tmp_path: Path) -> None:
    for name, source in (
        ("one.csv", EXAMPLE),
        ("two.json", "one.csv"),
        ("three.parquet", "two.json"),
        ("four.csv", "three.parquet"),
    ):
        assert run("convert", tmp_path / source, "--output", tmp_path / name).exit_code == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "four.csv").read_bytes()


def test_types_in_parquet(tmp_path: Path) -> None:
    run("convert", EXAMPLE, "--output", tmp_path / "c.parquet")
    types = {field.name: str(field.type) for field in pq.read_schema(tmp_path / "c.parquet")}
    assert (types["charge"], types["units"], types["date_from"]) == (
        "decimal128(18, 2)",
        "decimal128(15, 3)",
        "date32[day]",
    )


def test_amounts_are_written_as_they_are(tmp_path: Path) -> None:
    output = run("convert", EXAMPLE, "--to", "ndjson").stdout
    assert '"net": {"value": 1240.00, "currency": "USD"}' in output
    assert all(json.loads(line)["resourceType"] == "Claim" for line in output.splitlines())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((EXAMPLE,), "say which format to write"),
        ((EXAMPLE, "--to", "parquet"), "add --output claims.parquet"),
        ((ROOT / "LICENSE", "--to", "csv"), "no claim could be read"),
        (("nope.837", "--to", "csv"), "nope.837: no such file"),
    ],
)
def test_what_cannot_be_converted(arguments: tuple[Any, ...], message: str) -> None:
    result = run("convert", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_failed_conversion_leaves_no_file(tmp_path: Path) -> None:
    assert run("convert", ROOT / "LICENSE", "--output", tmp_path / "x.csv").exit_code == 2
    assert not list(tmp_path.iterdir())


def test_what_was_rejected_is_said(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("claim_id,code,charge\nA1,99213,5\nA1,,9\n")
    result = run("convert", path, "--to", "csv")
    assert "row 3: no procedure code (claim A1)" in result.stderr
    assert "1 claims, 1 lines written; 0 claims and 1 lines rejected" in result.stderr


def test_tables_in_the_library() -> None:
    rows = [
        {"claim_id": "A1", "line_no": 1, "code": "32408", "date_from": "2026-03-02", "charge": "1240.00", "units": 1},
        {"claim_id": "A1", "line_no": 2, "code": "77012", "date_from": "2026-03-02", "charge": "310.00", "units": 1,
         "mod1": "26"},
    ]  # fmt: skip
    wanted = found(sightline.check(rows))
    assert ("PTP001", "A1", 2) in [each[:3] for each in wanted]
    for module in ("pandas", "polars"):
        library = pytest.importorskip(module)
        assert found(sightline.check(library.DataFrame(rows))) == wanted
    renamed = [{"K" if name == "claim_id" else name: value for name, value in row.items()} for row in rows]
    assert found(sightline.check(renamed, columns={"claim_id": "K"})) == wanted


def test_every_column_is_documented() -> None:
    text = (ROOT / "docs" / "formats.md").read_text()
    for column in COLUMNS:
        if column.core or not column.name[-1].isdigit():
            assert f"`{column.name.rstrip('0123456789')}" in text
        if not column.name[-1].isdigit():
            assert column.meaning in text
