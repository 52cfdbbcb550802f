"""`sightline mcp`."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.commands.options import Stop, reference_option
from sightline.extras import install


@click.command()
@reference_option
def mcp(directory: Path | None) -> None:
    """Sightline as tools for assistants: an MCP server on standard input and output.

    Tools: check, price, what_if, fee, explain, code, search, verify, payers, rates, reference_data, report.
    Needs the extra `mcp`: pip install 'sightline-claims[mcp]'. In the configuration of an assistant:
    {"mcpServers": {"sightline": {"command": "sightline", "args": ["mcp"]}}}

    \b
    Example:
      sightline mcp --reference store
    """
    try:
        from sightline.web.assistant import server
    except ImportError as error:
        raise Stop(f"mcp needs {error.name}: {install('mcp')}") from None
    server(directory).run("stdio")
