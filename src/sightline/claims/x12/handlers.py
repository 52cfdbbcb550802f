"""What each segment inside a claim does."""

from __future__ import annotations

from collections.abc import Callable

from sightline.claims.x12.claim import SEGMENTS, Claim
from sightline.claims.x12.codes import read_codes

#: None: kept by no column.
HANDLERS: dict[str, Callable[[Claim, str, int], None] | None] = {**SEGMENTS, "HI": read_codes}
