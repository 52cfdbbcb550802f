"""A workspace that was kept as it is made an encrypted one, in its place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sightline.web.files import PLAIN
from sightline.web.workspace.key import files_with
from sightline.web.workspace.store import NAME, VERSION, WorkspaceError, is_encrypted, raw_key


def encrypt(folder: Path, key: bytes) -> int:
    """Encrypt the uploads of the workspace in `folder`, then its database; the number of files. When it is stopped on the way,
    doing it again with the same key ends it.

    Raises WorkspaceError where there is none, or an encrypted one, or a service runs on it, or without the extra `encrypt`.
    """
    files_with(key)
    from sqlcipher3 import dbapi2

    if (known := is_encrypted(folder)) is not False:
        raise WorkspaceError(f"{folder}: {'the workspace is encrypted already' if known else 'no workspace'}")
    database = dbapi2.connect(folder / NAME, isolation_level=None, timeout=1)
    try:
        _have_alone(database)
        number = _seal(folder / "jobs", key)
        _copy(database, folder / NAME, key)
    except dbapi2.OperationalError as error:
        why = "`sightline serve` runs on it; stop that first" if "locked" in str(error) else str(error)
        raise WorkspaceError(f"{folder}: {why}") from None
    except OSError as error:
        raise WorkspaceError(f"{folder}: {(error.strerror or str(error)).lower()}") from None
    finally:
        database.close()
    (folder / f"{NAME}.sealed").replace(folder / NAME)
    return number


def _have_alone(database: Any) -> None:
    """Keep all others from the database: leaving WAL needs that nobody else has it open."""
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    database.execute("BEGIN EXCLUSIVE")
    database.execute("COMMIT")


def _seal(folder: Path, key: bytes) -> int:
    """Encrypt each file in a folder that is not yet."""
    from sightline.web.workspace.sealed import is_sealed

    files = files_with(key)
    todo = [path for path in folder.rglob("*") if path.is_file() and not is_sealed(path)]
    for path in todo:
        sealed = path.with_name(f"{path.name}.sealed")
        with PLAIN.open(path) as source, files.create(sealed, durable=True) as out:
            shutil.copyfileobj(source, out)
        sealed.replace(path)
    return len(todo)


def _copy(database: Any, path: Path, key: bytes) -> None:
    """The rows of a database in an encrypted one beside it."""
    beside = path.with_name(f"{NAME}.sealed")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    database.execute(f"ATTACH ? AS sealed KEY {raw_key(key)}", (str(beside),))
    database.execute("SELECT sqlcipher_export('sealed')")
    database.execute(f"PRAGMA sealed.user_version = {VERSION}")
    database.execute("DETACH sealed")
