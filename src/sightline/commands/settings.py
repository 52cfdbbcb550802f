"""A project's settings: `sightline.toml`, or `[tool.sightline]` of pyproject.toml, in the working folder or above it.

    reference = "data/reference"      # for every command that has the option --reference
    [check]
    payer = "medicare"
    ignore = ["POS002", "TAX"]        # a list, or one text with commas
    fail-on = "review"

A key is an option's long name without its dashes; paths are relative to the file. The command line and environment
variables come before it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from sightline.commands.options import EditsOf, Stop

NAME = "sightline.toml"


def settings() -> tuple[Path | None, dict[str, Any]]:
    """The file that holds the settings of the working folder, and them; raises Stop when it cannot be read."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        for path in (folder / NAME, folder / "pyproject.toml"):
            if not path.is_file():
                continue
            try:
                found = tomllib.loads(path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                if path.name != NAME:
                    continue  # another tool's file; it says so itself
                raise Stop(f"{path}: not readable ({error})") from None
            if path.name != NAME:
                found = found.get("tool", {}).get("sightline")
            if isinstance(found, dict):
                return path, found
    return None, {}


def defaults(name: str, command: click.Command, known: frozenset[str]) -> dict[str, Any]:
    """What the settings say of the options of a command, as click takes it; `known` are the names of all commands.

    Raises Stop for a key that no command or option has, or a value of another kind.
    """
    path, found = settings()
    if path is None:
        return {}
    if odd := [key for key, value in found.items() if isinstance(value, dict) and key not in known]:
        raise Stop(f"{path}: there is no command [{odd[0]}]")
    own = found.get(name)  # `reference` may be the option of that name, for all commands
    return _of(command, found, own if isinstance(own, dict) else {}, path)


def _of(command: click.Command, everywhere: Mapping[str, Any], own: Mapping[str, Any], path: Path) -> dict[str, Any]:
    options = {
        flag.removeprefix("--"): parameter
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for flag in (*parameter.opts, *parameter.secondary_opts)
        if flag.startswith("--")
    }
    found: dict[str, Any] = {}
    within = command.commands if isinstance(command, click.Group) else {}
    for key, value in {**{key: each for key, each in everywhere.items() if key in options}, **own}.items():
        if key in within:
            continue
        if key not in options:
            raise Stop(f"{path}: {command.name} has no option {key}; it has {', '.join(sorted(options))}")
        found[str(options[key].name)] = _value(options[key], key, value, path)
    for each, inner in within.items():
        section = own.get(each, {})
        if not isinstance(section, dict):
            raise Stop(f"{path}: {command.name}.{each} is a command; its options go into a section of its own")
        found[each] = _of(inner, everywhere, section, path)
    return found


def _value(option: click.Option, key: str, value: Any, path: Path) -> Any:
    """A value as the command line would give it: a list joined with commas unless the option may be repeated."""
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(each, (str, int, float, bool)) for each in given):
        raise Stop(f"{path}: {key} is neither a text, a number, true or false, nor a list of texts")
    if isinstance(option.type, click.Path):
        named = isinstance(option.type, EditsOf)  # by a folder or by a package's name
        beside = [path.parent / str(each) for each in given]
        given = [
            str(each) if named and not place.is_dir() else str(place) for each, place in zip(given, beside, strict=True)
        ]
    if option.multiple:
        return given
    if option.is_flag:
        if not isinstance(value, bool):
            raise Stop(f"{path}: {key} is true or false, not {value!r}")
        return value
    return ",".join(map(str, given))
