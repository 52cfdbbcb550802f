"""How the service is set up: where it listens, what it keeps where, and its limits."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from pathlib import Path

from sightline.errors import SightlineError
from sightline.reference.store import default_directory

#: Names by which a browser on this computer reaches the service.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class ServiceError(SightlineError):
    """The service cannot start with its settings; the message says what to give instead."""


@dataclass(frozen=True)
class Settings:
    """The settings of `sightline serve`. Sizes are bytes, times seconds.

    `folder` keeps accepted uploads, results and the log of overrides. Bodies up to `inline` bytes are checked in the
    process that serves, or by so many `checkers`, warm processes of their own; larger ones by workers, a process each.
    `workspace`: the folder is one of practices (web/workspace), encrypted with `key` where there is one; what is in it is kept
    for `retention_days`, or until it is deleted. Of the addresses `proxy_from` it is believed who makes a request, by
    `proxy_header`, and with which scheme.
    """

    folder: Path
    reference: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8770
    token: str = field(default="", repr=False)
    names: frozenset[str] = frozenset()
    overrides: Path | None = None
    rates: Path | None = None
    largest: int = 512 << 20
    inline: int = 256 << 10
    upload_seconds: float = 900
    idle_seconds: float = 60
    job_seconds: float = 3600
    session_seconds: float = 8 * 3600
    requests_per_second: int = 200
    workers: int = 1
    checkers: int = 0
    workspace: bool = False
    key: bytes = field(default=b"", repr=False)
    retention_days: int | None = None
    proxy_header: str = ""
    proxy_from: frozenset[str] = frozenset()

    @property
    def overrides_file(self) -> Path:
        """The append-only log of findings that somebody lets stand."""
        return self.overrides or self.folder / "overrides.jsonl"

    @property
    def jobs_folder(self) -> Path:
        """Where accepted uploads and their results are."""
        return self.folder / "jobs"

    def check(self) -> None:
        """Raise ServiceError when others could reach the service without a token, or what is chosen does not go together."""
        if self.workspace and self.token:
            raise ServiceError("in a workspace everybody has an account: unset SIGHTLINE_TOKEN")
        if self.proxy_header and not self.proxy_from:
            raise ServiceError("--proxy-header needs --proxy-from: from which address the header is believed")
        if not self.workspace and (self.proxy_header or self.retention_days is not None):
            raise ServiceError("--proxy-header and --retention-days are for a workspace: give --workspace FOLDER")
        for address in self.proxy_from:
            _require_address(address)
        if not is_loopback(self.host) and not self.token and not self.workspace:
            raise ServiceError(
                f"--host {self.host} lets other computers in, which needs a token:\n"
                "  export SIGHTLINE_TOKEN=$(python3 -c 'import secrets; print(secrets.token_urlsafe(32))')\n"
                "programs then send it as `Authorization: Bearer …`, people type it once on the sign-in page; put TLS in"
                " front (docs/service.md)"
            )
        if self.token and len(self.token) < 16:
            raise ServiceError("the token in SIGHTLINE_TOKEN is too short; give at least 16 characters")


def _require_address(address: str) -> None:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        raise ServiceError(f"--proxy-from {address}: give the proxy's address, such as 127.0.0.1") from None


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach a host."""
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def default_folder() -> Path:
    """Where the service keeps its work: SIGHTLINE_SERVICE, or `service` beside the reference store."""
    if named := os.environ.get("SIGHTLINE_SERVICE"):
        return Path(named)
    return default_directory().parent / "service"
