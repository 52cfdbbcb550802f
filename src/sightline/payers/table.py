"""The user's own table of payers, which is asked before the profiles."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from sightline.payers.profile import PayerError, Profile, find_profile, identify, load_profiles, plain, read_toml

TABLE = "payers.toml"


@dataclass(frozen=True)
class Payers:
    """The profiles that claims are matched with: the user's own table, then those of the package."""

    own: tuple[Profile, ...] = ()
    shipped: tuple[Profile, ...] = ()

    def profile_of(self, payer_id: str, payer_name: str, filing_code: str) -> Profile | None:
        """The profile of a payer as a claim names it; None when nothing fits."""
        found = identify(self.own, payer_id, payer_name, filing_code)
        return found or identify(self.shipped, payer_id, payer_name, filing_code)

    @property
    def all(self) -> tuple[Profile, ...]:
        """Every profile once, sorted by name; the user's own in the place of the package's of the same name."""
        return tuple(p for _, p in sorted({p.name: p for p in (*self.shipped, *self.own)}.items()))


def open_payers(store: Path | None = None) -> Payers:
    """The package's profiles and, before them, the user's table: $SIGHTLINE_PAYERS, else payers.toml in the `store`.

    Raises PayerError when the table is not as it must be; only the one in the store may be absent.
    """
    named = os.environ.get("SIGHTLINE_PAYERS")
    path = Path(named) if named else store / TABLE if store is not None and (store / TABLE).is_file() else None
    return Payers(read_table(path) if path else (), load_profiles())


def read_table(path: Path) -> tuple[Profile, ...]:
    """A user's table of identifiers and names: one profile for each [[payer]] entry, known by these alone.

    `profile` is a profile's name or a TOML file beside the table. Names are plain words, not patterns. Raises
    PayerError.
    """
    entries = read_toml(path, "table of payers").get("payer")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise PayerError(f"{path}: a table of payers has [[payer]] entries with profile, ids and names")
    profiles = []
    for entry in entries:
        odd = sorted(entry.keys() - {"profile", "ids", "names", "filing_codes"})
        if odd or "profile" not in entry:
            raise PayerError(
                f"{path}: a [[payer]] entry has profile, ids, names and filing_codes, not {', '.join(odd)}"
            )
        named = str(entry["profile"])
        profile = find_profile(str(path.parent / named) if named.endswith(".toml") else named)
        lists = [entry.get(key, []) for key in ("ids", "names", "filing_codes")]
        if not all(isinstance(each, list) and all(isinstance(text, str) for text in each) for each in lists):
            raise PayerError(f"{path}: ids, names and filing_codes of {named} are lists of texts")
        ids, names, filing = lists
        known = tuple(re.escape(plain(name)) for name in names)
        profiles.append(replace(profile, payer_ids=frozenset(ids), names=known, filing_codes=frozenset(filing)))
    return tuple(profiles)
