"""Spark, the engine of a warehouse: tables in, relations made, DataFrames out; and the few words that differ from DuckDB's.

Texts run as they are but for WORDS. A `Spark` has a session of its own beside the user's: neither its views nor its
settings are seen there, nor the user's here. What is computed once is kept as Parquet in a scratch folder.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import uuid
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sightline.engines.duckdb import literal
from sightline.errors import SightlineError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: What Spark says in other words: a pattern in the text of an edit or a relation, and what takes its place.
WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A backslash in a string begins an escape in Spark.
    (re.compile(r"\\"), r"\\\\"),
    # VARCHAR has a length in Spark.
    (re.compile(r"\bAS VARCHAR\)"), "AS STRING)"),
    # The order of string_agg stands behind it.
    (re.compile(r"(, '[^']*') ORDER BY (\w+(?:\.\w+)?)\)"), r"\1) WITHIN GROUP (ORDER BY \2)"),
)

#: How a session must be for texts to mean what they mean in DuckDB, and for joins to fit the data.
SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # a cast that fails is an error, as in DuckDB
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.mapKeyDedupPolicy": "EXCEPTION",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.coalescePartitions.enabled": "true",
    "spark.sql.adaptive.skewJoin.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


class SparkError(SightlineError):
    """Spark cannot be started or used; the message says what to do."""


def spark_session() -> SparkSession:
    """The active Spark session, as on a cluster, or a new one on two threads of this machine.

    Raises SparkError when PySpark or Java is absent.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkError("--engine spark needs PySpark: pip install 'sightline[spark]'") from None
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    builder = SparkSession.builder.appName("sightline").config("spark.ui.showConsoleProgress", "false")
    try:
        return builder.getOrCreate() if _is_submitted() else _alone(builder).getOrCreate()
    except PySparkRuntimeError as error:
        raise SparkError(f"Spark does not start: {str(error).splitlines()[0]}; it needs Java 17 or later") from None


def _is_submitted() -> bool:
    """Whether spark-submit or the environment has said where Spark runs."""
    return any(os.environ.get(name) for name in ("MASTER", "SPARK_REMOTE", "PYSPARK_GATEWAY_PORT"))


def _alone(builder: Any) -> Any:
    """A session on this machine: two threads, no pages, workers with this very Python."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {"spark.ui.enabled": "false", "spark.driver.memory": "8g", "spark.sql.shuffle.partitions": "8"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.master("local[2]")


class Spark:
    """A session of one's own for a run: views of relations, by name, and texts that read them.

    `scratch` is a folder that every worker reads and writes (default, on one machine: that for temporary files).
    """

    def __init__(self, session: SparkSession | None = None, scratch: str | None = None) -> None:
        self._session = (session or spark_session()).newSession()
        for name, value in SETTINGS.items():
            self._session.conf.set(name, value)
        self.scratch = f"{scratch or self._own_folder()}/{uuid.uuid4().hex}"
        self._kept = 0

    def _own_folder(self) -> str:
        """A folder of this machine, where Spark runs on it alone."""
        if not str(self._session.sparkContext.master).startswith("local"):
            raise SparkError("on a cluster say where the relations of a run are kept: Spark(session, scratch='s3://…')")
        return Path(tempfile.gettempdir()).as_uri()

    def own(self, frame: DataFrame) -> DataFrame:
        """A DataFrame of the user's session as one of this session."""
        name = f"sightline_{id(frame)}"
        frame.createOrReplaceGlobalTempView(name)
        try:
            return self._session.table(f"global_temp.{name}")
        finally:
            frame.sparkSession.catalog.dropGlobalTempView(name)

    def frame(self, table: pa.Table, *, small: bool = True) -> DataFrame:
        """An Arrow table as a DataFrame; a small one is sent whole to where it is joined."""
        from pyspark.sql.functions import broadcast

        # Of a table with an empty chunk PySpark 4.3 drops what follows it.
        frame = self._session.createDataFrame(table.combine_chunks())
        return broadcast(frame) if small else frame

    def register(self, name: str, frame: DataFrame) -> None:
        """Make a DataFrame readable as `name`."""
        frame.createOrReplaceTempView(name)

    def create(self, name: str, sql: str, *, keep: bool = False, partition_by: Sequence[str] = ()) -> DataFrame:
        """Make the relation `name` from a SELECT; `keep` it computed, in partitions by the columns `partition_by`."""
        frame = self.query(sql)
        if partition_by:
            frame = frame.repartition(*partition_by)
        if keep:
            frame = self.keep(frame)
        self.register(name, frame)
        return frame

    def keep(self, frame: DataFrame) -> DataFrame:
        """The DataFrame, computed once: as Parquet in the scratch folder, so that what reads it has a short plan."""
        self._kept += 1
        address = f"{self.scratch}/{self._kept}"
        frame.write.parquet(address)
        return self._session.read.schema(frame.schema).parquet(address)

    def keep_all(self, frames: Sequence[DataFrame], at_once: int) -> DataFrame:
        """The rows of all DataFrames, kept; `at_once` of them are one job, since plans grow slow faster than long."""
        self._kept += 1
        address = f"{self.scratch}/{self._kept}"
        for start in range(0, len(frames), at_once):
            part = reduce(lambda one, two: one.unionAll(two), frames[start : start + at_once])
            part.write.mode("append").parquet(address)
        return self._session.read.schema(frames[0].schema).parquet(address)

    def query(self, sql: str) -> DataFrame:
        """The DataFrame of a SELECT; nothing runs yet."""
        return self._session.sql(words(sql))

    def fetch(self, sql: str) -> pa.Table:
        """The rows of a SELECT that has few."""
        return self.query(sql).toArrow()

    def load(self, path: str) -> DataFrame:
        """The DataFrame of a Parquet file or folder, at any address that Spark can read."""
        return self._session.read.parquet(path)

    def save(self, frame: DataFrame, address: str) -> None:
        """Write a DataFrame as a folder of Parquet files."""
        frame.write.parquet(address)

    def exists(self, address: str) -> bool:
        """Whether there is something at an address."""
        files, path = self._files(address)
        return bool(files.exists(path))

    def close(self) -> None:
        """Remove what was kept."""
        files, path = self._files(self.scratch)
        files.delete(path, True)

    def _files(self, address: str) -> tuple[Any, Any]:
        """The file system of an address, and the address in it."""
        context: Any = self._session.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(address)
        return path.getFileSystem(context._jsc.hadoopConfiguration()), path


def words(sql: str) -> str:
    """A text in Spark's words."""
    for pattern, other in WORDS:
        sql = pattern.sub(other, sql)
    return sql


def schema_of(frame: DataFrame) -> pa.Schema:
    """The Arrow schema of a DataFrame."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(frame.schema)


def schema_for(schema: pa.Schema) -> Any:
    """The Spark schema of an Arrow one."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def evidence(columns: Sequence[tuple[str, str]]) -> str:
    """A map of evidence: (name, text expression) pairs become one MAP value."""
    if not columns:
        return "CAST(map() AS MAP<STRING, STRING>)"
    return "map(" + ", ".join(f"{literal(name)}, {expression}" for name, expression in columns) + ")"


def joins_without_key(frame: DataFrame) -> list[str]:
    """The joins of a DataFrame's plan that compare every row with every other."""
    plan = frame._jdf.queryExecution().executedPlan().toString()
    return re.findall(r"CartesianProduct|BroadcastNestedLoopJoin", plan)
