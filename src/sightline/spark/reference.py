"""The work of a run sent to Spark's workers: on a cluster with the reference in one file, which each machine unpacks once."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from sightline.batches import Work
from sightline.reference.index import INDEX
from sightline.reference.release import DATA, Release
from sightline.reference.store import Reference
from sightline.spark.session import Spark


@dataclass(frozen=True)
class Sent:
    """A work as workers have it; `file` holds its reference where that is not on their machine."""

    given: Work
    file: str = ""

    @classmethod
    def to_workers(cls, engine: Spark, work: Work) -> Sent:
        """Send what the workers lack."""
        if engine.local:
            return cls(work)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"sightline-{uuid4().hex}.tar"
            write(work.reference, path)
            engine.send(path)
        return cls(work, path.name)

    def work(self) -> Work:
        """The work, in a worker."""
        if not self.file:
            return self.given
        from pyspark import SparkFiles

        return replace(self.given, reference=read(self.given.reference, Path(SparkFiles.get(self.file))))


def write(reference: Reference, path: Path) -> None:
    """Write the data of all releases into one file, each store's index with them."""
    with tarfile.open(path, "w") as tar:
        for number, (root, releases) in enumerate(_stores(reference).items()):
            for release in releases:
                tar.add(release.path, f"{number}/{release.kind}/{release.name}/{DATA}")
            if (root / INDEX).is_file():
                tar.add(root / INDEX, f"{number}/{INDEX}")


def read(reference: Reference, path: Path) -> Reference:
    """The reference with its data where a file that `write` has written is unpacked: beside it, once."""
    folder = path.with_suffix("")
    if not folder.is_dir():
        partial = Path(tempfile.mkdtemp(dir=path.parent))
        with tarfile.open(path) as tar:
            tar.extractall(partial, filter="data")
        try:
            partial.rename(folder)
        except OSError:  # another worker was first
            shutil.rmtree(partial)
    places = {
        release.path: folder / str(number) / release.kind / release.name / DATA
        for number, releases in enumerate(_stores(reference).values())
        for release in releases
    }
    return Reference(tuple(replace(release, path=places[release.path]) for release in reference.releases))


def _stores(reference: Reference) -> dict[Path, list[Release]]:
    """The releases by the store that they lie in."""
    stores: dict[Path, list[Release]] = {}
    for release in reference.releases:
        stores.setdefault(release.path.parents[2], []).append(release)
    return stores
