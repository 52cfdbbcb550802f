"""The parts of an open workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sightline.web.files import PLAIN, Files
from sightline.web.jobs import API, Job
from sightline.web.workspace.accounts import Accounts
from sightline.web.workspace.decisions import PracticeDecisions
from sightline.web.workspace.earlier import forget
from sightline.web.workspace.key import files_with
from sightline.web.workspace.store import Rows, Store
from sightline.web.workspace.trail import Trail


@dataclass(frozen=True)
class Workspace:
    """An open workspace: its database and what is in it, and how its files are kept."""

    folder: Path
    store: Store
    accounts: Accounts
    trail: Trail
    files: Files = PLAIN

    def decisions(self, practice: str) -> PracticeDecisions:
        """The overrides of a practice."""
        return PracticeDecisions(self.store.of(practice))

    def forget(self, job: Job) -> None:
        """Forget what is kept of a job that was deleted."""
        forget(self.rows(practice_of(job.owner)), job.id)

    def rows(self, practice: str) -> Rows:
        """The rows of a practice."""
        return self.store.of(practice)


def open_workspace(folder: Path, *, key: bytes = b"", create: bool = False) -> Workspace:
    """The workspace in a folder, with its key where it is encrypted (web/workspace/key.py). Raises WorkspaceError where there is
    none (unless it is to be made), and for the wrong key."""
    files = files_with(key)
    store = Store(folder, key=key, create=create)
    return Workspace(folder, store, Accounts(store), Trail(store), files)


def practice_of(owner: str) -> str:
    """The practice that owns a job: jobs of the API have an owner of their own."""
    return owner.removeprefix(f"{API} ")
