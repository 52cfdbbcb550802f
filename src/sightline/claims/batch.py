"""What every reader of claims hands on: Arrow batches, and the counts that let a run prove that nothing was lost."""

from __future__ import annotations

from dataclasses import dataclass
from operator import add

import pyarrow as pa

from sightline.errors import SightlineError


class ClaimsError(SightlineError):
    """A message for the user about claims that could not be read; shown without a traceback."""


@dataclass(frozen=True)
class Counts:
    """How many claims and lines a file holds and what became of each; counts of batches and files add up."""

    claims: int = 0  # read
    lines: int = 0  # read
    rejected_claims: int = 0
    rejected_lines: int = 0
    set_aside: int = 0  # claims that are not professional (837I, 837D)
    set_aside_lines: int = 0  # SV1 segments among those
    claims_in_file: int = 0  # CLM segments, counted apart from the reading
    lines_in_file: int = 0  # SV1 segments, counted apart from the reading
    segments: int = 0
    bytes: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*map(add, vars(self).values(), vars(other).values()))

    def check(self, name: str) -> None:
        """Raise AssertionError unless every claim and every line of file `name` is accounted for."""
        if self.claims + self.rejected_claims + self.set_aside != self.claims_in_file:
            raise AssertionError(
                f"{name}: claims read, rejected and set aside do not add up to those in the file: {self}"
            )
        if self.lines + self.rejected_lines + self.set_aside_lines != self.lines_in_file:
            raise AssertionError(
                f"{name}: lines read, rejected and set aside do not add up to those in the file: {self}"
            )


@dataclass(frozen=True)
class Batch:
    """Some claims of one file as Arrow record batches in the schemas of `claims.schema`."""

    claims: pa.RecordBatch
    lines: pa.RecordBatch
    diagnoses: pa.RecordBatch
    rejected: pa.RecordBatch
    issues: pa.RecordBatch
    counts: Counts
    #: The file's name when this is its last batch and nothing in it could be read as a claim; otherwise "".
    unreadable: str = ""
