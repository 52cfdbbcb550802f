"""`sightline manual`: a page for each command, for `man` or in Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from sightline import __version__
from sightline.commands.options import Stop

#: A block of a command's help: its text, and whether it is to be kept line by line (after \b).
Block = tuple[str, bool]
_EXAMPLES = re.compile(r"Examples?:\n", re.MULTILINE)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["man", "md"]), default="man", show_default=True)
def manual(folder: Path, form: str) -> None:
    """Write the manual into FOLDER: a page for each command, for `man` or in Markdown.

    \b
    Examples:
      sightline manual ~/.local/share/man/man1 && man sightline-check
      sightline manual commands/ --format md
    """
    root = click.get_current_context().find_root().command
    pages = list(_commands(root, "sightline"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, command in pages:
            context = click.Context(command, info_name=name)
            text = _man(name, command, context) if form == "man" else _markdown(name, command, context)
            suffix = "1" if form == "man" else "md"
            (folder / f"{name.replace(' ', '-')}.{suffix}").write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Stop(f"{folder}: {error.strerror or error}") from None
    click.echo(f"{len(pages)} pages in {folder}")


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and those within it, each with its whole name."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for each in command.list_commands(context):
            if (inner := command.get_command(context, each)) and not inner.hidden:
                yield from _commands(inner, f"{name} {each}")


def _blocks(command: click.Command) -> list[Block]:
    """The paragraphs of a command's help."""
    text = inspect.cleandoc((command.help or "").partition("\f")[0])
    return [
        (part.removeprefix("\b\n"), part.startswith("\b"))
        for part in re.split(r"\n\s*\n", text.strip())
        if part.strip()
    ]


def _options(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    """Each option as it is written, and what it does."""
    options = (each for each in command.get_params(context) if isinstance(each, click.Option))
    records = (each.get_help_record(context) for each in options)
    return [(name, " ".join(help_text.split())) for name, help_text in filter(None, records)]


def _within(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    """The commands of a group, and what each does."""
    if not isinstance(command, click.Group):
        return []
    found = ((name, command.get_command(context, name)) for name in command.list_commands(context))
    return [(name, each.get_short_help_str(200)) for name, each in found if each and not each.hidden]


def _usage(name: str, command: click.Command, context: click.Context) -> str:
    return " ".join([name, *command.collect_usage_pieces(context)])


def _markdown(name: str, command: click.Command, context: click.Context) -> str:
    parts = [f"# {name}", f"```text\n{_usage(name, command, context)}\n```"]
    for text, kept in _blocks(command):
        if not kept:
            parts.append(" ".join(text.split()).replace("<", "&lt;"))
        elif match := _EXAMPLES.match(text):
            parts.append("## Examples\n\n```console\n" + _dedented(text[match.end() :]) + "\n```")
        else:
            parts.append("```text\n" + text + "\n```")
    if within := _within(command, context):
        rows = [f"| [{each}]({name.replace(' ', '-')}-{each}.md) | {_cell(help_text)} |" for each, help_text in within]
        parts.append("\n".join(["## Commands", "", "| command | does |", "|---|---|", *rows]))
    rows = [
        f"| <code>{_cell(option)}</code> | {_cell(help_text)} |" for option, help_text in _options(command, context)
    ]
    parts.append("\n".join(["## Options", "", "| option | does |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "&#124;")


def _man(name: str, command: click.Command, context: click.Context) -> str:
    short = command.get_short_help_str(200).rstrip(".")
    title = name.replace(" ", "-")
    lines = [
        f'.TH "{title.upper()}" 1 "" "Sightline {__version__}" "Sightline"',
        ".SH NAME", rf"{_roff(title)} \- {_roff(short[:1].lower() + short[1:])}",
        ".SH SYNOPSIS", rf"\fB{_roff(name)}\fR {_roff(_usage('', command, context).strip())}",
        ".SH DESCRIPTION",
    ]  # fmt: skip
    for text, kept in _blocks(command):
        if not kept:
            lines += [".PP", _roff(" ".join(text.split()))]
            continue
        if match := _EXAMPLES.match(text):
            lines.append(".SH EXAMPLES")
            text = _dedented(text[match.end() :])
        lines += [".PP", ".nf", *(_roff(line) for line in text.splitlines()), ".fi"]
    for heading, rows in (("COMMANDS", _within(command, context)), ("OPTIONS", _options(command, context))):
        if rows:
            lines.append(f".SH {heading}")
        for left, help_text in rows:
            lines += [".TP", rf"\fB{_roff(left)}\fR", _roff(help_text)]
    if name != "sightline":
        lines += [".SH SEE ALSO", r"\fBsightline\fR(1)"]
    return "\n".join(lines) + "\n"


def _dedented(text: str) -> str:
    """The lines without the two columns that help sets examples in by."""
    return "\n".join(line.removeprefix("  ") for line in text.rstrip().splitlines())


def _roff(text: str) -> str:
    r"""Text as roff takes it: a backslash and a hyphen are escaped, and a line that begins like a request."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text[:1] in (".", "'") else text
