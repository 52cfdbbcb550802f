"""What a claim is, and the readers that stream claims from files as Arrow batches."""

from sightline.claims.batch import Batch, ClaimsError, Counts
from sightline.claims.files import read_claims, read_stream, reader_for
from sightline.claims.rows.mapping import read_mapping
from sightline.claims.rows.table import is_table, read_table
from sightline.claims.x12.read import read_837p

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
