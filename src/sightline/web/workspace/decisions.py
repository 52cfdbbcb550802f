"""The overrides of a practice, in the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sightline.edits.after.overrides import Override, parsed
from sightline.web.workspace.store import Rows

if TYPE_CHECKING:
    from collections.abc import Hashable


class PracticeDecisions:
    """See web/decisions.py."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    @property
    def stamp(self) -> Hashable:
        """Practice and number of the last one."""
        return self.rows.practice, self.rows.latest("decision")

    @property
    def known(self) -> list[Override] | None:
        """None: they are in the database."""
        return None

    def read(self) -> list[Override]:
        """All of them."""
        return [parsed(row["body"], f"override {row['id']}") for row in self.rows.find("decision")]

    def append(self, overrides: Iterable[Override]) -> None:
        """Add them, all or none."""
        with self.rows.store.together():
            for each in overrides:
                self.rows.put("decision", body=json.dumps(each.as_dict(), ensure_ascii=False))
