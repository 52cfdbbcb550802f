"""How a diagnosis is written."""

from __future__ import annotations


def dotted(code: str) -> str:
    """An ICD-10-CM code with its dot."""
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and "." not in code else code
