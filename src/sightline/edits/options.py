"""How claims are checked: the options of `sightline.check`, as one value that is passed on inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sightline.claims.batch import ClaimsError
from sightline.claims.rows.mapping import not_documented
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import choose, with_own
from sightline.payers.profile import Profile, find_profile
from sightline.payers.table import Payers, open_payers
from sightline.reference.store import Reference, default_directory, open_reference


@dataclass(frozen=True)
class CheckOptions:
    """What the keywords of `sightline.check` say; its docstring says what each means. Raises ClaimsError for columns that
    are in no table of claims.

    The properties raise CatalogueError for an id that no edit has and for own edits that cannot be used, PayerError for
    an unknown profile, and ReferenceDataError for a damaged store.
    """

    payer: str | None = None
    select: str | Sequence[str] = ()
    ignore: str | Sequence[str] = ()
    reference: Reference | Path | str | None = None
    columns: Mapping[str, str] | None = None
    history: Any = None
    own: Sequence[Path | str] = ()  # folders of a practice's own edits

    def __post_init__(self) -> None:
        if wrong := not_documented(self.columns or ()):
            raise ClaimsError(wrong)

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The edits chosen."""
        return choose(with_own(self.own), self.select, self.ignore)

    @cached_property
    def profile(self) -> Profile | None:
        """The profile for every claim; None for each claim's own payer."""
        return find_profile(self.payer) if self.payer else None

    @cached_property
    def store(self) -> Reference:
        """The reference to check against."""
        return self.reference if isinstance(self.reference, Reference) else open_reference(self.reference)

    @cached_property
    def payers(self) -> Payers:
        """The profiles by which payers are recognized: the package's, and those beside the user's store."""
        if isinstance(self.reference, Reference):
            return open_payers(None)
        return open_payers(Path(self.reference) if self.reference else default_directory())
