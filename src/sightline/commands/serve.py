"""`sightline serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sightline.commands.options import Stop, reference_option
from sightline.commands.workspace.options import key_option
from sightline.extras import install


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; others than this"
              " computer's own need a token in $SIGHTLINE_TOKEN.")  # fmt: skip
@click.option("--port", default=8770, show_default=True, type=click.IntRange(0, 65535))
@click.option("--name", "names", multiple=True, help="A host name by which browsers reach it; may be repeated.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Where uploads and results are kept until their session ends [default: beside the reference store].",
)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    help="Keep uploads, decisions, notes and results in this folder, for people with accounts: see `sightline workspace`.",
)
@key_option
@click.option(
    "--retention-days",
    type=click.IntRange(1),
    metavar="DAYS",
    help="Days that a workspace keeps uploads [default: all].",
)
@click.option("--proxy-header", default="", help="The header in which a proxy names who signed in (of a workspace).")
@click.option("--proxy-from", multiple=True, metavar="ADDRESS", help="The address of a proxy in front, whose X-Forwarded-Proto"
              " is believed (a Secure cookie by HTTPS); may be repeated.")  # fmt: skip
@click.option(
    "--overrides", type=click.Path(path_type=Path), help="The log of overridden findings [default: in the folder]."
)
@click.option("--rates", type=click.Path(path_type=Path), help="The store of negotiated rates [default: the user's].")
@click.option("--largest", default=512, show_default=True, metavar="MB", help="The largest upload.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Large uploads at a time.")
@click.option(
    "--checkers",
    default=min(os.cpu_count() or 1, 4),
    show_default="one a processor, at most 4",
    type=click.IntRange(0),
    help="Processes that check small bodies; 0 checks them in the process that serves.",
)
@click.option(
    "--rate", default=200, show_default=True, type=click.IntRange(1), help="Requests a second from one address."
)
@click.option("--session-hours", default=8.0, show_default=True, help="Idle hours after which uploads are deleted.")
@reference_option
def serve(
    host: str,
    port: int,
    names: tuple[str, ...],
    folder: Path | None,
    workspace: Path | None,
    key_file: Path | None,
    retention_days: int | None,
    proxy_header: str,
    proxy_from: tuple[str, ...],
    overrides: Path | None,
    rates: Path | None,
    largest: int,
    workers: int,
    checkers: int,
    rate: int,
    session_hours: float,
    directory: Path | None,
) -> None:
    """Sightline in the browser and as a service: pages at /, the API at /api/v1, FHIR at /fhir.

    Only this computer is let in. --host with another address needs a token in $SIGHTLINE_TOKEN.

    \b
    Examples:
      sightline serve
      SIGHTLINE_TOKEN=... sightline serve --host 0.0.0.0 --name claims.example.org
      sightline serve --workspace practice --retention-days 365
      sightline serve --workspace practice --key-file ~/keys/practice.key
    """
    try:
        import uvicorn

        from sightline.web.app import create_app
        from sightline.web.protocol import LimitedHead, serve_until_stopped
    except ImportError as error:
        raise Stop(f"serve needs {error.name}: {install('web')}") from None
    from sightline.web.settings import Settings, default_folder

    if workspace and (folder or overrides):
        raise Stop("a workspace has uploads and overrides of its own: leave --folder and --overrides out")
    settings = Settings(
        key=_key(workspace, key_file),
        folder=workspace or folder or default_folder(),
        reference=directory,
        host=host,
        port=port,
        token=os.environ.get("SIGHTLINE_TOKEN", ""),
        names=frozenset(name.lower() for name in names),
        overrides=overrides,
        rates=rates,
        largest=largest << 20,
        workers=workers,
        checkers=checkers,
        requests_per_second=rate,
        session_seconds=session_hours * 3600,
        workspace=workspace is not None,
        retention_days=retention_days,
        proxy_header=proxy_header,
        proxy_from=frozenset(proxy_from),
    )
    app = create_app(settings)
    if settings.key:
        from sightline.web.workspace.sealed import keep_scratch_in_memory

        keep_scratch_in_memory(settings.folder, 2 * settings.largest)
    click.echo("Sightline reads its reference; in a few seconds it answers.")
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    # Threads that compute ask for the interpreter as often as a check has a statement to send.
    sys.setswitchinterval(0.0005)
    # No access log: addresses are nobody else's business. What goes wrong is logged by web/problems.py.
    config = uvicorn.Config(
        app, host=host, port=port, http=LimitedHead, ws="none", access_log=False, log_level="warning",
        server_header=False, timeout_keep_alive=65,  # longer than a proxy keeps it
        forwarded_allow_ips=list(proxy_from) or None,
        proxy_headers=not proxy_header,  # else a proxy's own address is not seen
    )  # fmt: skip
    serve_until_stopped(config, lambda: click.echo(f"Sightline is at {address} (Ctrl+C ends it)"))


def _key(workspace: Path | None, path: Path | None) -> bytes:
    """The key of the workspace, empty where it has none. Raises Stop and WorkspaceError."""
    if workspace is None:
        if path is not None:
            raise Stop("--key-file is for a workspace: give --workspace FOLDER")
        return b""
    from sightline.web.workspace.key import key_for

    return key_for(workspace, path)[0]
