"""Whether a code has the form of a procedure code, and what it looks like where it has not."""

from __future__ import annotations

import re

_PROCEDURE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")


def no_procedure(code: str) -> str:
    """Why a code can be no procedure code, in words; "" where it has the form of one."""
    if _PROCEDURE.fullmatch(code):
        return ""
    form = "is no procedure code: those have five characters, such as 77012, J1885 or 0042T"
    if _DIAGNOSIS.fullmatch(code):
        return f"{code} {form}; it is written as a diagnosis: `sightline search {code}`"
    return f"{code or 'an empty code'} {form}; `sightline search` finds codes by words"
