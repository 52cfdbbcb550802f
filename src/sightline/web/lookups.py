"""What is looked up in the reference and kept a while: rates, verifications."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sightline.pages.verify.find.read import decoded, parse
from sightline.pages.verify.record import Verified
from sightline.pages.verify.run import verify_blocks
from sightline.rates.query import Filter
from sightline.rates.store import Store
from sightline.rates.summary import Summary, summarize
from sightline.reference.store import Reference


def verified(reference: Reference, data: bytes, name: str, code: str = "") -> Verified:
    """The codes of a document held against the reference. Raises VerifyError when there are none."""
    return verify_blocks(parse(decoded(data, name)), name, code=code, reference=reference)


def rates_of(store: Path | None, reference: Reference, code: str, by: str, locality: str) -> Summary:
    """The rates for a code, kept until the store changes. Raises RatesError when there are none."""
    folder = Store(store).directory / "files"
    stamp = folder.stat().st_mtime_ns if folder.is_dir() else 0
    return _rates_of(store, stamp, reference, code, by, locality)


@lru_cache(maxsize=64)
def _rates_of(store: Path | None, stamp: int, reference: Reference, code: str, by: str, locality: str) -> Summary:
    cut = [part.strip() for part in by.split(",") if part.strip()]
    return summarize(Store(store), Filter(codes=frozenset({code})), reference=reference, by=cut, locality=locality)
