"""One Spark session for all tests that need it: starting one takes longer than most of them."""

from __future__ import annotations

import os
import shutil
import sys

import pytest


@pytest.fixture(scope="module", autouse=True)  # of a folder without __init__.py a package is the whole session
def _old_releases_are_worth_what_they_are_to_workers():
    """Spark's workers are processes of their own: what tests/conftest.py changes for most tests is not changed in them."""
    from sightline.edits import check, dated

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "dated", dated.dated)
        yield


@pytest.fixture(scope="session")
def session():
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not here: pip install 'sightline-claims[spark]'")
    if shutil.which("java") is None:
        pytest.skip("Java is not here: apt-get install default-jre-headless")
    # On few rows compiling costs more than running.
    settings = {
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.memory": "4g",
    }
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
