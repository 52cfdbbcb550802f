"""One Spark session for all tests that need it: starting one takes longer than most of them."""

from __future__ import annotations

import os
import shutil
import sys

import pytest


@pytest.fixture(scope="session")
def session():
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not here: pip install 'sightline[spark]'")
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
