"""Medicare's payment locality of a place as people name it: 10112-00, a ZIP code, or a name such as Houston."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sightline.pricing.price import PriceError, locality_key
from sightline.reference.store import Reference

_MOST_NAMED = 6
_SMALL = {"the", "of", "area", "state", "statewide", "cnty", "county"}


def place_key(reference: Reference, text: str) -> str:
    """The locality of a place, as carrier and locality such as 04412-18; "" for "".

    Names are those of CMS's localities and of the counties in them. Raises PriceError for a place that is in no loaded release,
    and for a name of several localities, which it lists.
    """
    text = text.strip()
    if not text or re.fullmatch(r"\d{4,5}-?\d{2}", text):
        return locality_key(text)
    if re.fullmatch(r"\d{5}(-?\d{4})?", text):
        return _of_zip(reference, text[:5])
    if not re.search(r"[A-Za-z]{2}", text):
        return locality_key(text)  # which says what to write
    found, near = _named(reference, text)
    if len(found) == 1:
        return next(iter(found))
    if found:
        raise PriceError(f"{text!r} is in several localities: {_listed(found)}")
    like = f" (is it {_listed(near)}?)" if near else ""
    raise PriceError(f"no locality is called {text!r}{like}; give a ZIP code, or a locality such as 10112-00")


def _listed(found: dict[str, str]) -> str:
    listed = "; ".join(f"{name} ({key})" for key, name in sorted(found.items())[:_MOST_NAMED])
    return listed + (f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else "")


def _of_zip(reference: Reference, code: str) -> str:
    for row in _rows(reference, "zip_locality", ["zip", "carrier", "locality"], code):
        return f"{row['carrier']}-{row['locality']}"
    raise PriceError(f"no loaded ZIP code release has {code}; give a locality such as 10112-00")


def _named(reference: Reference, text: str) -> tuple[dict[str, str], dict[str, str]]:
    """The localities of a name, and those that it may mean, both by key.

    A county is taken with its state only: others of its name are among the "all other counties" of other states.
    """
    words = text.upper().replace(",", " ").split()
    rows = list(_rows(reference, "gpci", ["carrier", "locality", "state", "name"]))
    state = words[-1] if len(words) > 1 and words[-1] in {row["state"] for row in rows} else ""
    name_words = _plain(" ".join(words[:-1] if state else words))
    if not name_words:
        return {}, {}
    listed = _rows(reference, "locality", ["carrier", "locality", "counties"])
    counties = {(row["carrier"], row["locality"]): row["counties"] for row in listed}
    called, having, like = {}, {}, {}
    for row in rows:
        if state and row["state"] != state:
            continue
        key, name = f"{row['carrier']}-{row['locality']}", f"{row['name']}, {row['state']}"
        if any(_plain(part) == name_words for part in re.split(r"[-/(),]", row["name"])):
            called[key] = name
        elif any(_plain(part) == name_words for part in re.split(r"[/,;]| AND ", counties.get((key[:5], key[6:]), ""))):
            having[key] = name
        elif set(name_words) <= set(_plain(row["name"])):
            like[key] = name
    if called or state:
        return called or having, like
    return {}, having or like


def _plain(text: str) -> list[str]:
    """The words of a name without those that say nothing."""
    return [word for word in re.findall(r"[A-Z]+", text.upper()) if word.lower() not in _SMALL]


def _rows(reference: Reference, kind: str, columns: list[str], code: str = "") -> Iterable[dict[str, Any]]:
    """The rows of the latest release of a kind, with a ZIP code only where one is given."""
    import pyarrow.parquet as pq

    releases = reference.of(kind)
    if not releases:
        return []
    latest = max(releases, key=lambda release: release.period_from)
    filters = [("zip", "=", code)] if code else None
    return list(pq.read_table(latest.path, columns=columns, filters=filters).to_pylist())
