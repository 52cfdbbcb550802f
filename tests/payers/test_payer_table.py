"""The user's own table of payers comes before the package's profiles."""

from __future__ import annotations

import pytest

from sightline.payers.profile import PayerError
from sightline.payers.table import open_payers, read_table

TABLE = """\
[[payer]]
profile = "bcbs-nc"
ids = ["00590"]
names = ["Piedmont (Members)"]

[[payer]]
profile = "harbor.toml"
ids = ["60054"]
filing_codes = ["HM"]
"""
HARBOR = 'name = "harbor"\ntitle = "Harbor"\n'


@pytest.fixture
def table(tmp_path):
    (tmp_path / "harbor.toml").write_text(HARBOR)
    path = tmp_path / "payers.toml"
    path.write_text(TABLE)
    return path


def found(payers, *named):
    profile = payers.profile_of(*named)
    return profile.name if profile else None


def test_the_table_in_the_store_is_asked_first(table):
    payers = open_payers(table.parent)
    assert found(payers, "00590", "BLUE CROSS", "BL") == "bcbs-nc"
    assert found(payers, "", "PIEDMONT MEMBERS", "CI") == "bcbs-nc"
    assert found(payers, "60054", "AETNA", "CI") == "harbor"
    assert found(payers, "", "", "HM") == "harbor"
    assert found(payers, "", "AETNA", "CI") == "aetna"
    assert [profile.name for profile in payers.all].count("bcbs-nc") == 1
    assert "harbor" in [profile.name for profile in payers.all]


def test_a_profile_of_the_table_is_known_by_the_table_alone(table):
    (plan, _) = read_table(table)
    assert plan.names == ("piedmont\\ members",)


def test_the_environment_names_another_table(table, tmp_path, monkeypatch):
    other = tmp_path / "other.toml"
    other.write_text('[[payer]]\nprofile = "cigna"\nids = ["00590"]\n')
    monkeypatch.setenv("SIGHTLINE_PAYERS", str(other))
    assert found(open_payers(table.parent), "00590", "", "") == "cigna"
    monkeypatch.setenv("SIGHTLINE_PAYERS", str(tmp_path / "nope.toml"))
    with pytest.raises(PayerError, match=r"nope\.toml: no such file"):
        open_payers()


def test_without_a_table(tmp_path):
    assert open_payers(tmp_path).own == ()
    assert found(open_payers(), "60054", "", "") == "aetna"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "not a table of payers"),
        ("[payer]\nprofile = 'aetna'", "has \\[\\[payer\\]\\] entries"),
        ("[[payer]]\nids = ['1']", "a \\[\\[payer\\]\\] entry has profile"),
        ("[[payer]]\nprofile = 'aetna'\nid = '1'", "not id"),
        ("[[payer]]\nprofile = 'aetna'\nids = '1'", "are lists of texts"),
        ("[[payer]]\nprofile = 'aetna'\nids = [1]", "are lists of texts"),
        ("[[payer]]\nprofile = 'nobody'", "no payer profile is called 'nobody'"),
        ("[[payer]]\nprofile = 'nobody.toml'", "nobody.toml: no such file"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path, text, message):
    path = tmp_path / "payers.toml"
    path.write_text(text)
    with pytest.raises(PayerError, match=message):
        read_table(path)
