"""The name under which Sightline is installed, and its extras: the packages of each, and the command that installs one."""

from __future__ import annotations

import importlib.metadata
import re

#: On the package index `sightline` is another project; ours is imported as `sightline` all the same.
DISTRIBUTION = "sightline-claims"

_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[([^\]]*)\])?.*\bextra\s*==\s*['\"]([\w-]+)['\"]")


def install(extra: str) -> str:
    """The command that installs an extra."""
    return f"pip install '{DISTRIBUTION}[{extra}]'"


def version_of(distribution: str) -> str:
    """The version of an installed distribution, or "" when it is not installed."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def packages() -> dict[str, list[str]]:
    """The distributions that each extra installs, those of extras within it included; empty when not installed itself."""
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    return packages_in(requirements)


def packages_in(requirements: list[str]) -> dict[str, list[str]]:
    """The same from the lines of a distribution's metadata, such as "mcp>=2; extra == 'mcp'"."""
    named: dict[str, list[str]] = {}
    within: dict[str, list[str]] = {}
    for match in filter(None, map(_REQUIREMENT.match, requirements)):
        name, others, extra = match.groups()
        named.setdefault(extra, [])
        if name == DISTRIBUTION:
            within.setdefault(extra, []).extend(other.strip() for other in others.split(","))
        else:
            named[extra].append(name)

    def all_of(extra: str) -> list[str]:
        return [*named.get(extra, []), *(name for other in within.get(extra, []) for name in all_of(other))]

    return {extra: sorted(set(all_of(extra))) for extra in named}
