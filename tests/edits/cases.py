"""The cases of the catalogue, tests/edits/<ID>.md, and what reads them."""

from __future__ import annotations

from pathlib import Path

from sightline.edits.cases.read import Case, history, read_cases, reference, tables

FOLDER = Path(__file__).parent
__all__ = ["FOLDER", "Case", "history", "read_cases", "reference", "tables"]
