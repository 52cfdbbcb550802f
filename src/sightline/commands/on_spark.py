"""What the commands share that run on Spark: claims read and answers written where Spark reads and writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.commands.options import Stop

if TYPE_CHECKING:
    from sightline.engines.spark import Spark


def spark_for(output: Path | None, unknown: Sequence[str], *inputs: Sequence[str]) -> tuple[Spark, str]:
    """The engine, and the address of the new folder `output`, beside which what is computed once is kept.

    Raises Stop for `unknown` options, which Spark has no answer to, for several paths in one of the `inputs`, and for a
    folder that is there.
    """
    from sightline.engines.spark import Spark

    if unknown:
        raise Stop(f"{', '.join(unknown)} is not there with --engine spark: work on what it wrote, or leave it out")
    if output is None:
        raise Stop("Spark writes a folder of Parquet: add --output FOLDER")
    if any(len(paths) > 1 for paths in inputs):
        raise Stop("Spark reads one file or folder of Parquet: give the folder above them")
    target = address(str(output))
    engine = Spark(scratch=f"{target}.scratch")
    if engine.exists(target):
        raise Stop(f"{target} is there already: give a new folder, or remove it")
    return engine, target


def address(path: str) -> str:
    """An address as it was given: a path folds the two strokes of s3://."""
    return re.sub(r"^(\w{2,}):/(?!/)", r"\1://", path) if not path.startswith("file:") else path
