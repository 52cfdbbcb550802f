"""Negotiated rates: read what payers and hospitals publish, keep it, and say what it means for a code."""

from importlib.util import find_spec

from sightline.errors import SightlineError
from sightline.extras import install

for _package in ("msgspec", "numpy"):
    if find_spec(_package) is None:
        raise SightlineError(f"rates need {_package}: {install('rates')}")
