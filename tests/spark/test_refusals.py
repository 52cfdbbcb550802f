"""What Spark cannot run, read or write is refused in one sentence: what is wrong, where, and what to do."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sightline.claims import ClaimsError
from sightline.cli import main
from sightline.run import check

ROOT = Path(__file__).parent.parent.parent
X12 = ROOT / "examples" / "ct-guided-lung-biopsy.837"
CONVERT = "Spark reads claims as Parquet, which `sightline convert FILE --output claims.parquet` writes"
NOT_PARQUET = f"not Parquet, or damaged; {CONVERT}"
NO_PARQUET = f"there is no Parquet with rows in it (in folders below it does not count); {CONVERT}"
ROWS = {"claim_id": ["A"], "line_no": [1], "code": ["77012"], "date_from": ["2026-04-02"]}


def refused(*words: str) -> str:
    """What the command says, which is one line and its exit status 2."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line.removeprefix("sightline: ")


def read(address: str | Path, tmp_path: Path, verb: str = "check") -> str:
    """What reading claims at an address says; nothing is left behind."""
    before = set(tmp_path.iterdir())
    told = refused(verb, "--engine", "spark", "--claims", address, "--output", tmp_path / "out")
    assert set(tmp_path.iterdir()) == before
    return told


@pytest.fixture(scope="module")
def parquet(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    pq.write_table(pa.table({name: values * 500 for name, values in ROWS.items()}), path)
    return path.read_bytes()


@pytest.mark.parametrize(
    "name",
    ["claims.837", "claims.csv", "text.parquet", "cut.parquet", "pages.parquet", "packed.parquet", "in a folder"],
)
@pytest.mark.parametrize("verb", ["check", "price"])
def test_a_file_that_is_no_parquet(session, tmp_path, parquet, name, verb):
    data = {
        "claims.837": X12.read_bytes(),
        "claims.csv": b"claim_id,code\nA,77012\n",
        "text.parquet": b"claim_id,code\nA,77012\n" * 99,
        "cut.parquet": parquet[: len(parquet) // 2],
        "pages.parquet": parquet[:4] + bytes(200) + parquet[204:],
        "packed.parquet": gzip.compress(parquet),
    }
    path = tmp_path / ("my claims" if name == "in a folder" else name)
    if name == "in a folder":
        path.mkdir()
        (path / "a.parquet").write_bytes(parquet)
        (path / "read me.txt").write_text("not claims " * 9)
        assert read(path, tmp_path, verb) == f"{path / 'read me.txt'}: {NOT_PARQUET}"
    else:
        path.write_bytes(data[name])
        assert read(path, tmp_path, verb) == f"{path}: {NOT_PARQUET}"
    with pytest.raises(ClaimsError, match=r"not Parquet, or damaged"):
        check(str(path), engine=session)


def test_history_that_is_no_parquet(session, tmp_path, parquet):
    (tmp_path / "a.parquet").write_bytes(parquet)
    words = ["check", "--engine", "spark", tmp_path / "a.parquet", "--history", X12, "--output", tmp_path / "out"]
    assert refused(*words) == f"{X12}: {NOT_PARQUET}"


def test_a_folder_without_parquet(session, tmp_path, parquet):
    for name in ("empty", "hidden", "deep"):
        (tmp_path / name).mkdir()
    (tmp_path / "hidden" / "_a.parquet").write_bytes(parquet)
    (tmp_path / "deep" / "2026").mkdir()
    (tmp_path / "deep" / "2026" / "a.parquet").write_bytes(parquet)
    (tmp_path / "nothing.parquet").write_bytes(b"")
    for name in ("empty", "hidden", "deep", "nothing.parquet"):
        assert read(tmp_path / name, tmp_path) == f"{tmp_path / name}: {NO_PARQUET}"


def test_columns_that_spark_does_not_read(session, tmp_path):
    def written(name: str, **columns: pa.Array) -> Path:
        pq.write_table(pa.table(ROWS | columns), tmp_path / name)
        return tmp_path / name

    path = written("time.parquet", at=pa.array([1], pa.time64("ns")))
    assert read(path, tmp_path).startswith(f"{path}: a column is of a type that Spark does not read (")
    path = written("nanoseconds.parquet", at=pa.array([1], pa.timestamp("ns")))
    assert read(path, tmp_path).endswith("write it as text or as a date")
    path = written("twice.parquet", Code=pa.array(["77013"]))
    assert read(path, tmp_path) == f"{path}: two columns are named code, but for capitals: rename one"
    folder = tmp_path / "two"
    folder.mkdir()
    pq.write_table(pa.table(ROWS), folder / "a.parquet")
    pq.write_table(pa.table(ROWS | {"claim_id": [1]}), folder / "b.parquet")
    assert "its column claim_id has another type than in the files beside it" in read(folder, tmp_path)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("s3://claims/2026/", "Spark here has no file system for s3: outside of EMR write s3a://, and give it the package"),
        ("s3a://claims/2026/", "Spark here has no file system for s3a: give it the package hadoop-aws"),
        ("gs://claims/2026/", "Spark here has no file system for gs: give it the package gcs-connector"),
        ("abfss://claims@account.example.org/2026", "Spark here has no file system for abfss: give it the package hadoop-azure"),
        ("warehouse://claims/2026", "Spark here has no file system for warehouse: add one to it, or copy the files"),
        ("https://127.0.0.1:9/a.parquet", "Spark here has no file system for https: add one to it, or copy the files"),
        ("hdfs://nowhere.invalid:8020/claims", "no host is known by the name nowhere.invalid: correct the address"),
        ("hdfs:///claims", "not an address that Spark takes: give a path"),
        ("claims:", "not an address that Spark takes: give a path"),
        ("{claims", "not an address that Spark takes: give a path"),
        ("nowhere.parquet", "no such file or folder"),
        ("file:///nowhere/*.parquet", "no such file or folder"),
    ],
)  # fmt: skip
def test_an_address_that_spark_cannot_read(session, tmp_path, address, told):
    assert read(address, tmp_path).startswith(f"{address.replace('file:///', '/')}: {told}")


def test_no_key_is_shown(session, tmp_path):
    assert "SECRET" not in read("s3a://KEY:SECRET@claims/2026", tmp_path)
    assert "SECRET" not in read("https://127.0.0.1:9/a.parquet?signature=SECRET", tmp_path)


@pytest.mark.parametrize("verb", ["check", "price"])
def test_an_output_that_spark_cannot_write(session, tmp_path, parquet, verb):
    (tmp_path / "a.parquet").write_bytes(parquet)
    given = [verb, "--engine", "spark", tmp_path / "a.parquet", "--output"]
    assert refused(*given, "s3://checked/2026").startswith("s3://checked/2026: Spark here has no file system for s3:")
    below_a_file = tmp_path / "a.parquet" / "out"
    assert refused(*given, below_a_file) == f"{below_a_file}: nothing can be written there: give another --output"
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


@pytest.mark.parametrize("package", ["pandas", "pyspark"])
def test_without_a_package_it_says_what_to_install(monkeypatch, tmp_path, package):
    monkeypatch.setitem(sys.modules, package, None)
    told = refused("check", "--engine", "spark", tmp_path / "a.parquet", "--output", tmp_path / "out")
    assert told == (
        "--engine spark needs PySpark 4 or later and pandas 2.2 or later: pip install 'sightline-claims[spark]'"
    )


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("", "has none: install a Java runtime, or set JAVA_HOME to it"),
        ("1.8.0_392", "has Java 8: install a newer one, or set JAVA_HOME to it"),
        ("11.0.21", "has Java 11: install a newer one, or set JAVA_HOME to it"),
    ],
)
def test_without_java_it_says_so(tmp_path, version, told):
    """In a process of its own, since another test may have a session, for which no Java is started."""
    pytest.importorskip("pyspark")
    if version:
        java = tmp_path / "bin" / "java"
        java.parent.mkdir()
        java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
        java.chmod(0o755)
    words = ["check", "--engine", "spark", str(X12), "--output", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "sightline", *words], capture_output=True, text=True, check=False,
        env=os.environ | {"JAVA_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == f"sightline: Spark needs Java 17 or later, and JAVA_HOME ({tmp_path}) {told}\n"
