"""What the other code of a PTP edit is: a word for groups of partners."""

from __future__ import annotations

from functools import cache

from sightline.pages.subject import Background
from sightline.pages.words import label, range_of

_ROLES = {
    "guidance": "image guidance",
    "fna": "fine needle aspiration",
    "core": "needle biopsy",
    "diagnostic-ct": "diagnostic CT",
    "rendering-3d": "3-D rendering",
}


def group(background: Background, code: str) -> str:
    """What kind of partner a code is: its role in image guidance, else what its range is about."""
    for row in background.roles.get(code, ()):
        if row["role"] in _ROLES:
            return _ROLES[row["role"]]
    return range_of(code).group or "other"


@cache
def words(code: str) -> str:
    """A partner's label for a table; "" when there is none."""
    return label(code)
