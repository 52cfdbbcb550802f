"""The time for filing that a user's own profile states."""

from __future__ import annotations

import pytest

from edits.cases import Case, tables
from sightline.edits.check import Checker
from sightline.edits.rule.load import choose, load
from sightline.payers.profile import read_profile
from sightline.reference.store import open_reference

PROFILE = """name = "harbor"
title = "Harbor"
[parameters]
time_for_filing = {{ value = "{time}", source = "our contract", date = "2026" }}
"""


@pytest.mark.parametrize(
    ("time", "last"),
    [
        ("60 days", "2026-04-09"), ("90 days", "2026-05-09"), ("120 days", "2026-06-08"), ("180 days", "2026-08-07"),
        ("6 months", "2026-08-08"), ("365 days", "2027-02-08"), ("12 months", "2027-02-08"),
    ],
)  # fmt: skip
def test_the_last_day_is_in_time_and_the_next_is_not(tmp_path, time, last):
    path = tmp_path / "harbor.toml"
    path.write_text(PROFILE.format(time=time))
    checker = Checker(open_reference(), choose(load(), ["FRM004"]), read_profile(path))
    year, month, day = map(int, last.split("-"))
    for created, findings in ((last, 0), (f"{year}-{month:02}-{day + 1:02}", 1)):
        blocks = {
            "claims": [{"claim": "A", "created": created}],
            "lines": [{"claim": "A", "line": "1", "code": "99213", "date": "2026-02-08"}],
        }
        result = checker.check(*tables(Case("FRM004", "made", blocks)))
        assert result.findings.num_rows == findings
