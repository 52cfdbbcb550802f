"""What is looked up in the reference and kept a while: code pages, rates, verifications."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from sightline.outputs.code_page_json import document
from sightline.pages.code import code as page_of
from sightline.pages.record import Page
from sightline.pages.verify.read import decoded, parse
from sightline.pages.verify.record import Verified
from sightline.pages.verify.run import verify_blocks
from sightline.rates.query import Filter
from sightline.rates.store import Store
from sightline.rates.summary import Summary, summarize
from sightline.reference.store import Reference


@lru_cache(maxsize=256)
def code_page(reference: Reference, code: str, on: date, locality: str = "") -> Page:
    """The page of a code. Raises CodePageError when no loaded release has it, PriceError for an unknown locality."""
    return page_of(code, on=on, locality=locality, reference=reference)


def code_document(reference: Reference, code: str, on: date, locality: str = "") -> dict[str, object]:
    """The same as a JSON value."""
    return document(code_page(reference, code, on, locality))


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
