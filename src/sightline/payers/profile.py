"""Payer profiles: what each payer has published about its rules, read from TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sightline.errors import SightlineError
from sightline.payers.rules import load_rules

PROFILES = Path(__file__).parent / "profiles"
#: Claims that name no payer are checked by these rules, and the run says so.
DEFAULT = "medicare"
UNKNOWN = "unknown"
#: The parameters whose value edits read, each a column of `service`; the others decide whether an edit holds at all.
PARAMETERS = tuple(rule.name for rule in load_rules() if rule.read)
#: What a profile may say of an edit, and what it means.
VERDICTS = {
    "applies": "the payer has published that it does this",
    "public": "no policy of the payer on this is loaded; checked by the public rule that the edit cites",
    "off": "the payer does otherwise; not checked for",
    "unknown": "depends on a rule of the payer, of which no policy is loaded; not available for this payer",
}
_EDITS = re.compile(r"[A-Z]{1,3}\d{0,3}")


class PayerError(SightlineError):
    """A payer profile is not as it must be, or there is none of that name; the message says what to do."""


@dataclass(frozen=True)
class Parameter:
    """A payer's rule: its value, where it was published and when. A value nobody has published is "unknown"."""

    value: str
    source: str
    date: str


@dataclass(frozen=True)
class Verdict:
    """Whether an edit holds for a payer: a key of VERDICTS, the rule that decided ("" = none), source and date."""

    word: str
    parameter: str = ""
    source: str = ""
    date: str = ""


@dataclass(frozen=True)
class Profile:
    """One payer: how to recognise it and what it does. `edits` are its own words on edits, by the beginning of ids."""

    name: str
    title: str
    payer_ids: frozenset[str]
    filing_codes: frozenset[str]
    names: tuple[str, ...]
    parameters: dict[str, Parameter]
    edits: tuple[tuple[str, Verdict], ...] = ()

    def value(self, parameter: str) -> str:
        """The value of a parameter; "unknown" when the profile does not have it."""
        return self.parameters[parameter].value if parameter in self.parameters else UNKNOWN

    def verdict(self, edit: str) -> Verdict:
        """Whether the edit with this id holds: the profile's own word, else by the rule that it depends on."""
        for ids, own in self.edits:
            if edit.startswith(ids):
                return own
        for rule in load_rules():
            if rule.edits and edit.startswith(rule.edits):
                stated = self.parameters.get(rule.name)
                if stated is None or stated.value == UNKNOWN:
                    return Verdict(UNKNOWN, rule.name)
                return Verdict("off" if stated.value in rule.off else "applies", rule.name, stated.source, stated.date)
        return Verdict("applies" if self.name == DEFAULT else "public")  # the public rules are Medicare's


#: What is said of a payer that a claim names and no profile recognises: nothing is known of its own rules.
UNRECOGNISED = Profile("", "a payer without a profile", frozenset(), frozenset(), (), {})


@lru_cache(maxsize=1)
def load_profiles() -> tuple[Profile, ...]:
    """The profiles that come with Sightline, sorted by name."""
    return tuple(read_profile(path) for path in sorted(PROFILES.glob("*.toml")))


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
    """The profile of a claim's payer: by identifier, then by name, then by claim filing code; None when none fits.

    Of several names that fit, the longest match wins: a plan before the association it belongs to.
    """
    profiles = tuple(profiles)
    for profile in profiles:
        if payer_id and payer_id in profile.payer_ids:
            return profile
    name = plain(payer_name)
    best, longest = None, 0
    for profile in profiles:
        for pattern in profile.names:
            match = _pattern(pattern).search(name)
            if match and len(match[0]) > longest:
                best, longest = profile, len(match[0])
    return best or next((profile for profile in profiles if filing_code and filing_code in profile.filing_codes), None)


def plain(name: str) -> str:
    """A payer's name in small letters, with one space for whatever is no letter or digit."""
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


@lru_cache(maxsize=1024)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{name})\b")


def read_profile(path: Path) -> Profile:
    """Read one profile file. Raises PayerError when it is no TOML, lacks a key or says what no profile can say."""
    data = read_toml(path, "payer profile")
    try:
        seen = data.get("identify", {})
        profile = Profile(
            name=data["name"],
            title=data["title"],
            payer_ids=frozenset(seen.get("payer_ids", ())),
            filing_codes=frozenset(seen.get("filing_codes", ())),
            names=tuple(seen.get("names", ())),
            parameters={
                name: Parameter(str(entry["value"]), entry["source"], str(entry["date"]))
                for name, entry in data.get("parameters", {}).items()
            },
            edits=tuple(
                (ids, Verdict(entry["verdict"], "", entry["source"], str(entry["date"])))
                for entry in data.get("edits", ())
                for ids in entry["ids"]
            ),
        )
    except KeyError as error:
        raise PayerError(f"{path}: a payer profile needs {error}") from None
    except (TypeError, AttributeError):
        raise PayerError(f"{path}: not a payer profile: docs/payers.md shows what goes where") from None
    problem = _problem(profile)
    if problem:
        raise PayerError(f"{path}: {problem}")
    return profile


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """The content of a TOML file. Raises PayerError, which says that it is no `what`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PayerError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PayerError(f"{path}: not a {what}: {error}") from None


def _problem(profile: Profile) -> str:
    """What is wrong with a profile, as a sentence; "" when nothing is."""
    rules = {rule.name: rule for rule in load_rules()}
    unknown = sorted(profile.parameters.keys() - rules.keys())
    if unknown:
        return f"no parameter is called {', '.join(unknown)}; there are {', '.join(rules)}"
    for name, parameter in profile.parameters.items():
        allowed = (*rules[name].values, UNKNOWN)
        if rules[name].values and parameter.value not in allowed:
            return f"{name} is one of {', '.join(allowed)}, not {parameter.value!r}"
        if not parameter.source:
            return f"{name} needs a source"
    for ids, verdict in profile.edits:
        if not _EDITS.fullmatch(ids):
            return f"{ids!r} is no edit and no beginning of one"
        if verdict.word not in ("applies", "off", UNKNOWN):
            return f"the verdict on {ids} is applies, off or unknown, not {verdict.word!r}"
    for name in profile.names:
        try:
            re.compile(name)
        except re.error as error:
            return f"the name {name!r} is no regular expression: {error}"
    return ""
