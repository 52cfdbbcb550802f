"""A claim, an invented one, that the description of the API shows: the same claim in each content type."""

from __future__ import annotations

import json
from pathlib import Path

_HERE = Path(__file__).parent
X12, FHIR, CSV = ((_HERE / f"claim.{suffix}").read_text(encoding="utf-8") for suffix in ("837", "json", "csv"))
CLAIMS = {"application/EDI-X12": X12, "application/fhir+json": FHIR, "text/csv": CSV}
#: The answer to X12.
RESULT = json.loads((_HERE / "result.json").read_text(encoding="utf-8"))
