"""Read payer profiles and tell which one a claim's payer has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sightline.errors import SightlineError

PROFILES = Path(__file__).parent / "profiles"
#: Claims whose payer no profile recognises are checked by these rules, and the run says so.
DEFAULT = "medicare"
UNKNOWN = "unknown"
#: The parameters that edits may read, each a column of `service`; see docs/payers.md.
PARAMETERS = ("guidance_unit",)


class PayerError(SightlineError):
    """A payer profile is not as it must be, or there is none of that name; the message says what to do."""


@dataclass(frozen=True)
class Parameter:
    """A payer's rule: its value, where it was published and when. A value nobody has published is "unknown"."""

    value: str
    source: str
    date: str


@dataclass(frozen=True)
class Profile:
    """One payer: how to recognise it and what it does."""

    name: str
    title: str
    payer_ids: frozenset[str]
    filing_codes: frozenset[str]
    names: tuple[str, ...]
    parameters: dict[str, Parameter]

    def value(self, parameter: str) -> str:
        """The value of a parameter; "unknown" when the profile does not have it."""
        return self.parameters[parameter].value if parameter in self.parameters else UNKNOWN


@lru_cache(maxsize=1)
def load_profiles() -> tuple[Profile, ...]:
    """The profiles that come with Sightline, sorted by name."""
    return tuple(read_profile(path) for path in sorted(PROFILES.glob("*.toml")))


def read_profile(path: Path) -> Profile:
    """Read one profile file. Raises PayerError when it is no TOML or lacks a key."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
        seen = data.get("identify", {})
        parameters = {
            name: Parameter(str(entry["value"]), entry["source"], str(entry["date"]))
            for name, entry in data.get("parameters", {}).items()
        }
        profile = Profile(
            name=data["name"],
            title=data["title"],
            payer_ids=frozenset(seen.get("payer_ids", ())),
            filing_codes=frozenset(seen.get("filing_codes", ())),
            names=tuple(seen.get("names", ())),
            parameters=parameters,
        )
    except OSError as error:
        raise PayerError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PayerError(f"{path}: not a payer profile: {error}") from None
    except KeyError as error:
        raise PayerError(f"{path}: a payer profile needs {error}") from None
    unknown = sorted(parameters.keys() - set(PARAMETERS))
    if unknown:
        raise PayerError(f"{path}: no edit reads {', '.join(unknown)}; the parameters are {', '.join(PARAMETERS)}")
    return profile


def find_profile(name: str) -> Profile:
    """The profile called `name`, or read from the file `name` when it ends in .toml. Raises PayerError."""
    if name.endswith(".toml"):
        return read_profile(Path(name))
    for profile in load_profiles():
        if profile.name == name.lower():
            return profile
    known = ", ".join(profile.name for profile in load_profiles())
    raise PayerError(f"no payer profile is called {name!r}; there are {known}, or give a file ending in .toml")


def identify(profiles: Iterable[Profile], payer_id: str, payer_name: str, filing_code: str) -> Profile | None:
    """The profile of a claim's payer: by identifier, then by name, then by claim filing code; None when none fits."""
    profiles = tuple(profiles)
    plain = re.sub(r"[^a-z0-9]+", " ", payer_name.lower())
    for profile in profiles:
        if payer_id and payer_id in profile.payer_ids:
            return profile
    for profile in profiles:
        if any(re.search(rf"\b{name}\b", plain) for name in profile.names):
            return profile
    return next((profile for profile in profiles if filing_code in profile.filing_codes), None)
