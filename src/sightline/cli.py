"""The command line: gathers the commands of `sightline.commands` and turns errors into messages."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from sightline import __version__
from sightline.commands.options import Stop
from sightline.commands.settings import defaults

#: Each command and where it is; a module is imported when its command is used or listed.
COMMANDS = {
    "check": "check",
    "sweep": "sweep",
    "diff": "diff",
    "verify-run": "verify_run",
    "doctor": "doctor",
    "override": "override",
    "fix": "fix",
    "payers": "payers",
    "price": "price",
    "fee": "fee",
    "contract": "contract",
    "what-if": "what_if",
    "reconcile": "reconcile",
    "denials": "denials",
    "learn": "learn",
    "rates": "rates",
    "report": "report",
    "explain": "edits",
    "edits": "edits",
    "reference": "reference",
    "code": "code",
    "search": "search",
    "verify": "verify",
    "convert": "convert",
    "template": "template",
    "serve": "serve",
    "workspace": "workspace",
    "mcp": "mcp",
    "completion": "completion",
    "manual": "manual",
}


class Commands(click.Group):
    """The commands, imported when needed; what goes wrong is a line for the user, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return it; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sightline.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        if stated := defaults(cmd_name, command, frozenset(COMMANDS)):
            ctx.default_map = {**(ctx.default_map or {}), cmd_name: stated}
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that is for the user becomes its message and exit status 2."""
        from sightline.errors import SightlineError

        try:
            return super().invoke(ctx)
        except SightlineError as error:
            raise Stop(str(error)) from None
        except BrokenPipeError:
            # The reader of our output is gone (`| head`): nothing more to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("SIGHTLINE_DEBUG"):
                raise
            raise Stop(_fault(error)) from None


def _fault(error: Exception) -> str:
    """Write where a bug of ours happened, without any data, and say where that is."""
    import tempfile
    import traceback

    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    path = Path(tempfile.mkdtemp(prefix="sightline-")) / "fault.txt"
    path.write_text("\n".join([f"sightline {__version__}", type(error).__name__, *places]) + "\n", encoding="utf-8")
    return (
        f"an error in Sightline ({type(error).__name__}); where it happened, without any data of yours, is in {path}:"
        " please report it with that file"
    )


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sightline")
def main() -> None:
    """Check professional medical claims: every finding with its citation, its reference row and its fix.

    \b
    Example:
      sightline check claims.837
    """


class _NoPandas:
    """Says of pandas that it is not installed."""

    def find_spec(self, name: str, *_: object) -> None:
        """Raise ModuleNotFoundError for pandas; None for every other module."""
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def run() -> None:
    """Run the command line as a process of its own.

    PyArrow imports pandas, where it is installed, with its first array: a quarter of the start of a small check. No
    command uses it but on Spark.
    """
    if not any("spark" in argument for argument in sys.argv):
        sys.meta_path.insert(0, _NoPandas())
    if os.environ.get("_SIGHTLINE_COMPLETE", "").startswith("powershell"):
        import sightline.commands.completion  # noqa: F401  click does not know PowerShell
    main()


if __name__ == "__main__":
    run()
