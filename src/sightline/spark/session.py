"""A session of Spark: DataFrames read and written, and what is computed once kept as Parquet in a scratch folder.

A `Spark` has a session of its own beside the user's: neither its views nor its settings are seen there, nor the user's
here.
"""

from __future__ import annotations

import os
import sys
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sightline.errors import SightlineError
from sightline.spark.needs import java_options, lacking_java, lacking_packages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: How a session must be.
SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # a cast that fails is an error
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.coalescePartitions.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",  # each is divided when it comes
}


class SparkError(SightlineError):
    """Spark cannot be started or used; the message says what to do."""


def spark_session() -> SparkSession:
    """The active Spark session, as on a cluster, or a new one on two threads of this machine.

    Raises SparkError when Java is absent or too old, or Spark does not start.
    """
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    builder = SparkSession.builder.appName("sightline").config("spark.ui.showConsoleProgress", "false")
    if not _is_submitted():
        if lacking := lacking_java():
            raise SparkError(lacking)
        builder = _alone(builder)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise SparkError(f"Spark does not start: {str(error).splitlines()[0]}") from None


def _is_submitted() -> bool:
    """Whether spark-submit or the environment has said where Spark runs."""
    return any(os.environ.get(name) for name in ("MASTER", "SPARK_REMOTE", "PYSPARK_GATEWAY_PORT"))


def _alone(builder: Any) -> Any:
    """A session on this machine: two threads, no pages, workers with this very Python."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "8g",
        "spark.driver.extraJavaOptions": java_options(),
        "spark.sql.shuffle.partitions": "8",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.master("local[2]")


class Spark:
    """A session of one's own for a run.

    `scratch` is a folder that every worker reads and writes (default, on one machine: that for temporary files).
    """

    def __init__(self, session: SparkSession | None = None, scratch: str | None = None) -> None:
        """Raises SparkError when a package or Java is absent or too old, or a cluster is given no `scratch`."""
        if lacking := lacking_packages():
            raise SparkError(lacking)
        self._session = (session or spark_session()).newSession()
        for name, value in SETTINGS.items():
            self._session.conf.set(name, value)
        self.scratch = f"{scratch or self._own_folder()}/{uuid.uuid4().hex}"
        self._kept = 0

    def _own_folder(self) -> str:
        """A folder of this machine, where Spark runs on it alone."""
        if not self.local:
            raise SparkError("on a cluster say where the rows of a run are kept: Spark(session, scratch='s3://…')")
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

    def keep(self, frame: DataFrame) -> DataFrame:
        """The DataFrame, computed once: as Parquet in the scratch folder, so that what reads it has a short plan."""
        self._kept += 1
        address = f"{self.scratch}/{self._kept}"
        frame.write.parquet(address)
        return self._session.read.schema(frame.schema).parquet(address)

    @property
    def local(self) -> bool:
        """Whether workers are on this machine."""
        return str(self._session.sparkContext.master).startswith("local")

    @property
    def cores(self) -> int:
        """How many tasks run at the same time."""
        return int(self._session.sparkContext.defaultParallelism)

    @property
    def parts(self) -> int:
        """Into how many parts rows are shuffled where nothing is known of them."""
        return int(self._session.conf.get("spark.sql.shuffle.partitions") or 1)

    def send(self, path: Path) -> None:
        """Send a file to every worker, which finds it by its name."""
        self._session.sparkContext.addFile(str(path))

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

    def make(self, address: str) -> bool:
        """Make a folder at an address; whether it is there."""
        files, path = self._files(address)
        return bool(files.mkdirs(path))

    def close(self) -> None:
        """Remove what was kept."""
        files, path = self._files(self.scratch)
        files.delete(path, True)

    def remove_empty(self, address: str) -> None:
        """Remove a folder, unless there is something in it."""
        files, path = self._files(address)
        if files.exists(path) and len(files.listStatus(path)) == 0:
            files.delete(path, False)

    def _files(self, address: str) -> tuple[Any, Any]:
        """The file system of an address, and the address in it."""
        context: Any = self._session.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(address)
        return path.getFileSystem(context._jsc.hadoopConfiguration()), path


def schema_for(schema: pa.Schema) -> Any:
    """The Spark schema of an Arrow one."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)
