"""The catalogue is read strictly: what is wrong with an edit file is said with its file and line."""

from __future__ import annotations

import pytest

from sightline.edits.rule.edit import CatalogueError, whole_text
from sightline.edits.rule.load import CATALOGUE, choose, load
from sightline.edits.rule.portable import lint

PTP = whole_text(CATALOGUE / "ncci" / "PTP001.sql")


def catalogue(folder, **files):
    (folder / "ncci").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "ncci" / f"{name}.sql").write_text(text)
    return folder


def test_every_edit_loads_and_is_complete():
    edits = load()
    assert len(edits) >= 130
    for edit in edits:
        assert edit.citation
        assert edit.message
        assert "## What it checks" in edit.page, edit.id
        assert "## How to fix" in edit.page, edit.id
        assert edit.status != "fail" or edit.carc, edit.id


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('citation    = [{ source = "NCCI', 'citation    = []\nx = [{ source = "NCCI', "no key x"),
        ('status      = "fail"', 'status      = "broken"', "status is one of"),
        ('reads       = ["pair",', 'reads       = ["pairs",', "reads names relations among"),
        ('needs       = ["date", "ptp", "one_day"]', 'needs       = ["dates"]', "needs names entries of needs.toml"),
        ('id          = "PTP001"', 'id          = "PTP009"', "id is three letters"),
        ("/*+++", "/*", "an edit begins with /*+++"),
        ('kind        = "set"', 'kind        = "line"', "a line edit is SELECT"),
        ("FROM pair", "FROM pair QUALIFY 1 = 1", "QUALIFY is not portable"),
        ('message     = "{column_2}', "message     = {column_2}", "front matter"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, old, new, message):
    assert old in PTP
    with pytest.raises(CatalogueError) as error:
        load.__wrapped__(catalogue(tmp_path, PTP001=PTP.replace(old, new)))
    assert message in str(error.value)
    assert "PTP001.sql" in str(error.value)


def test_a_missing_citation_is_an_error(tmp_path):
    lines = [line for line in PTP.splitlines() if not line.startswith("citation")]
    with pytest.raises(CatalogueError, match="lacks citation"):
        load.__wrapped__(catalogue(tmp_path, PTP001="\n".join(lines)))


def test_the_same_id_twice_is_an_error(tmp_path):
    catalogue(tmp_path, PTP001=PTP)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "PTP001.sql").write_text(PTP)
    with pytest.raises(CatalogueError, match="PTP001 is also in"):
        load.__wrapped__(tmp_path)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM b QUALIFY row_number() OVER () = 1",
        "SELECT list_contains(a, 1) FROM b",
        "SELECT [x for x in y] FROM b",
        "SELECT a[1] FROM b",
        "SELECT format('{}', a) FROM b",
        "SELECT date_diff('day', a, b) FROM c",
        "SELECT list_transform(a, x -> x) FROM b",
        "WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a",
        "SELECT 1; SELECT 2",
        "CREATE TABLE a AS SELECT 1",
        "SELECT 1 FROM a JOIN b ON (a.x < b.e OR b.e IS NULL)",
        "SELECT to_json(a) FROM b",
        "SELECT * FROM a ASOF JOIN b USING (x)",
        "SELECT 1 FROM a WHERE b >= DATE '2019-07-01'",
        "SELECT a + INTERVAL 3 DAY FROM b",
        "SELECT string_agg(a, ', ' ORDER BY b) FROM c",
        "SELECT year(a) FROM b",
        "SELECT a::VARCHAR FROM b",
        "SELECT unnest(a) FROM b",
        "SELECT a // 2 FROM b",
        "SELECT a FROM b WHERE c ILIKE 'x'",
        "SELECT max(a) FROM b GROUP BY ALL",
        "SELECT bool_or(a) FROM b",
    ],
)
def test_what_differs_between_engines_is_banned(sql):
    assert list(lint(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'QUALIFY' AS a -- list_contains(x)\nFROM b",
        "SELECT count(*) FILTER (WHERE a) FROM b WHERE EXISTS (SELECT 1 FROM c)",
        "SELECT a FROM b WHERE c IS DISTINCT FROM d",
    ],
)
def test_what_means_the_same_is_not(sql):
    assert not list(lint(sql))


def test_choosing_by_beginning():
    assert {edit.id for edit in choose(load(), ["PTP"])} == {"PTP001", "PTP002", "PTP003"}
    assert "PTP001" not in {edit.id for edit in choose(load(), (), ["PTP"])}
    with pytest.raises(CatalogueError, match="no edit begins with 'XYZ'"):
        choose(load(), ["XYZ"])


def test_the_catalogue_is_portable():
    for edit in load():
        assert not list(lint(edit.sql)), edit.id


def test_relations_are_portable_too():
    for path in sorted((CATALOGUE.parent / "relations").glob("*.sql")):
        assert not list(lint(path.read_text())), path.name


def test_twins_share_their_text(tmp_path):
    head, _, _ = PTP.partition("*/")
    (tmp_path / "ncci").mkdir()
    (tmp_path / "ncci" / "shared.query").write_text(
        "SELECT claim_key, line_no, column_1, column_2, indicator, since,\n"
    )
    rest = "other_claim_key, other_line, '' AS say_why, '' AS say_claimed, '' AS say_advice\nFROM pair\n"
    (edit,) = load(catalogue(tmp_path, PTP001=f"{head}*/\n@include shared.query\n{rest}"))
    assert edit.sql.startswith("SELECT claim_key")
    assert edit.sql.endswith("FROM pair")
    (tmp_path / "ncci" / "shared.query").unlink()
    load.cache_clear()
    with pytest.raises(CatalogueError, match=r"PTP001\.sql:\d+: there is no shared\.query beside it to include"):
        load(tmp_path)
