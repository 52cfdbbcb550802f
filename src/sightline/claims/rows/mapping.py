"""A user's own column names: a TOML file that says which documented column each of them is.

[columns]
claim_id = "ClaimNbr"
code     = "CPT4"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from sightline.claims.batch import ClaimsError
from sightline.claims.rows.layout import BY_NAME


def not_documented(names: Iterable[str]) -> str:
    """What is wrong with the first of `names` that is no documented column; "" when all are."""
    for name in names:
        if name not in BY_NAME:
            close = get_close_matches(str(name), BY_NAME, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            return f"there is no column {name!r}{hint} (docs/formats.md lists them)"
    return ""


def read_mapping(path: str | Path) -> dict[str, str]:
    """The names in a mapping file, by documented column. Raises ClaimsError when it is none."""
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ClaimsError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ClaimsError(f"{path}: not TOML: {error}; `sightline template map` prints one to start from") from None
    names = data.get("columns", data)
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise ClaimsError(f'{path}: a mapping is lines such as claim_id = "ClaimNbr" under [columns]')
    if wrong := not_documented(names):
        raise ClaimsError(f"{path}: {wrong}")
    return {name: theirs for name, theirs in names.items() if theirs}
