"""What a claim is, and the readers that stream claims from files as Arrow batches."""

from .batch import Batch, ClaimsError, Counts
from .files import read_claims, read_stream, reader_for
from .mapping import read_mapping
from .table import is_table, read_table
from .x12_837 import read_837p

__all__ = [
    "Batch",
    "ClaimsError",
    "Counts",
    "is_table",
    "read_837p",
    "read_claims",
    "read_mapping",
    "read_stream",
    "read_table",
    "reader_for",
]
