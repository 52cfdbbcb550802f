"""Find codes, edits and payers by code, by words of clinics or by words of their titles, with small misspellings."""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sightline.errors import SightlineError
from sightline.names import names_in
from sightline.pages.search.entries import KINDS, entries
from sightline.pages.search.index import Hit, Index
from sightline.reference.store import Reference, open_reference

__all__ = ["KINDS", "Hit", "SearchError", "search"]


class SearchError(SightlineError):
    """The question is none that can be answered."""


def search(
    text: str,
    *,
    kinds: str | Sequence[str] = (),
    limit: int = 20,
    reference: Reference | Path | str | None = None,
) -> list[Hit]:
    """The codes, edits and payers that fit `text` best. `kinds` are among KINDS, such as "edit,payer" or ["edit"]; by
    default all.

    The index of a reference is made once and kept. Raises ReferenceDataError when the reference cannot be opened,
    SearchError for a kind that there is not.
    """
    kinds = names_in(kinds)
    if odd := [kind for kind in kinds if kind not in KINDS]:
        raise SearchError(f"{', '.join(odd)}: no kind of entry; there are {', '.join(KINDS)}")
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    with _MAKING:  # it takes seconds: who comes meanwhile waits for the same one
        index = _index(_Kept(store.digest, store))
    return index.search(text, kinds=kinds, limit=limit)


class _Kept:
    """A reference that is the same as another when its data is."""

    def __init__(self, digest: str, reference: Reference) -> None:
        self.digest, self.reference = digest, reference

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.digest == self.digest


_MAKING = threading.Lock()


@lru_cache(maxsize=2)
def _index(kept: _Kept) -> Index:
    collecting = gc.isenabled()
    gc.disable()  # half of the time: the collector goes through a hundred thousand lists again and again, and finds nothing
    try:
        return Index(entries(kept.reference))
    finally:
        if collecting:
            gc.enable()
