"""What the commands share that run on Spark: claims read and answers written where Spark reads and writes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.commands.options import Stop

if TYPE_CHECKING:
    from sightline.spark.session import Spark


@contextmanager
def spark_for(output: Path | None, unknown: Sequence[str], *inputs: Sequence[str]) -> Iterator[tuple[Spark, str]]:
    """The engine, and the address of the new folder `output`, beside which what is computed once is kept until the end.

    Raises Stop for `unknown` options, which Spark has no answer to, for several paths in one of the `inputs`, and for a
    folder that is there; SparkError where Spark cannot run or write.
    """
    from sightline.spark.refusals import RUNNING, WRITING, refusing
    from sightline.spark.session import Spark, SparkError

    if unknown:
        raise Stop(f"{', '.join(unknown)} is not there with --engine spark: work on what it wrote, or leave it out")
    if output is None:
        raise Stop("Spark writes a folder of Parquet: add --output FOLDER")
    if any(len(paths) > 1 for paths in inputs):
        raise Stop("Spark reads one file or folder of Parquet: give the folder above them")
    # Of pandas nothing is used but that PySpark takes Arrow tables only where it is installed.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    target = address(str(output))
    scratch = f"{target}.scratch"
    engine = Spark(scratch=scratch)

    with refusing(target, SparkError, WRITING, "Spark cannot write there"):
        if engine.exists(target):
            raise Stop(f"{target} is there already: give a new folder, or remove it")
        if not engine.make(scratch):
            raise Stop(f"{target}: nothing can be written there: give another --output")
    try:
        with refusing(target, SparkError, RUNNING):
            yield engine, target
    finally:
        engine.close()
        engine.remove_empty(scratch)


def address(path: str) -> str:
    """An address as it was given: a path folds the two strokes of s3://."""
    return re.sub(r"^(\w{2,}):/(?!/)", r"\1://", path) if not path.startswith("file:") else path
