"""The key of an encrypted workspace: a file of 64 hexadecimal digits, which is anywhere but in the workspace."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from sightline.extras import install
from sightline.web.files import PLAIN, Files
from sightline.web.workspace.store import WorkspaceError, is_encrypted

#: The variable that names the file of the key.
VARIABLE = "SIGHTLINE_KEY_FILE"


def key_for(folder: Path, path: Path | None, *, create: bool = False) -> tuple[bytes, bool]:
    """The key of the workspace in `folder`, empty for one that is not encrypted, and whether it was made just now: that of a
    workspace which is yet to be made (with `create`) is, where there is none at `path`.

    Raises WorkspaceError when the workspace and the key do not go together, or the file holds no key.
    """
    known = is_encrypted(folder)
    if path is None:
        if known:
            raise WorkspaceError(f"{folder}: the workspace is encrypted: name its key with --key-file or {VARIABLE}")
        return b"", False
    if known is False:
        raise WorkspaceError(
            f"{folder}: the workspace is not encrypted: `sightline workspace encrypt {folder} --key-file {path}` does"
            " that; else leave the key out"
        )
    if create and known is None and not path.exists():
        return new_key(folder, path), True
    return read_key(folder, path), False


def new_key(folder: Path, path: Path) -> bytes:
    """A new key, kept in the file `path`. Raises WorkspaceError."""
    _require_elsewhere(folder, path)
    key = secrets.token_bytes(32)
    files_with(key)  # before anything is made: without the extra it says so
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(f"{key.hex()}\n", encoding="ascii")
    except OSError as error:
        raise WorkspaceError(f"{path}: the key cannot be written ({(error.strerror or 'disk').lower()})") from None
    return key


def read_key(folder: Path, path: Path) -> bytes:
    """The key in the file `path`. Raises WorkspaceError."""
    _require_elsewhere(folder, path)
    try:
        text = path.read_bytes()[:200].decode("ascii", "replace").strip()
    except OSError as error:
        raise WorkspaceError(f"{path}: the key cannot be read ({(error.strerror or 'disk').lower()})") from None
    if not re.fullmatch(r"[0-9A-Fa-f]{64}", text):
        raise WorkspaceError(f"{path}: a key is 64 hexadecimal digits, as `openssl rand -hex 32` makes them")
    return bytes.fromhex(text)


def files_with(key: bytes) -> Files:
    """The files of a workspace: encrypted where there is a key. Raises WorkspaceError without the extra `encrypt`."""
    if not key:
        return PLAIN
    try:
        import sqlcipher3  # noqa: F401

        from sightline.web.workspace.sealed import Sealed
    except ImportError as error:
        raise WorkspaceError(f"an encrypted workspace needs {error.name}: {install('encrypt')}") from None
    return Sealed(key)


def _require_elsewhere(folder: Path, path: Path) -> None:
    if path.resolve().is_relative_to(folder.resolve()):
        raise WorkspaceError(f"{path}: the key lies in the workspace that it is to protect; keep it elsewhere")
