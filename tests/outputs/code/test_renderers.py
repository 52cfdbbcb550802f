"""The page in text, Markdown, HTML and JSON, and the site."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import html5lib
import pytest
from click.testing import CliRunner

from pages.pages import ON, maker, page
from sightline.cli import main
from sightline.outputs.code import html as code_page_html
from sightline.outputs.code import json as code_page_json
from sightline.outputs.code import markdown as code_page_md
from sightline.outputs.code import text as code_page_text
from sightline.outputs.code.site import write_site
from sightline.pages.record import Cite, Fact, Gap, Page, Row, Section, Source, Table

CODES = [
    "77012", "77002", "77003", "76942", "77021", "77022", "75989", "77001", "32408", "32405", "10005", "10009", "47000",
    "49083", "20610", "64483", "99152", "99213", "00520", "A4550",
]  # fmt: skip
NASTY = '<script>alert("1")</script>&'


def nasty():
    source = Source(NASTY, NASTY, NASTY, NASTY, "javascript:alert(1)")
    cites = (Cite(source, 1, NASTY),)
    section = Section(
        "x", NASTY, (Fact("", NASTY, cites),), (Fact(NASTY, NASTY, cites, NASTY),),
        (Table(NASTY, (NASTY, "b"), (Row((NASTY, "|"), cites),), NASTY, long=True, code_column=0),), (), (Gap(NASTY, NASTY),),
    )  # fmt: skip
    return Page("X", NASTY, ON, NASTY, (section, section._replace(name="y")))


def parsed(text):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


@pytest.mark.parametrize("code", CODES)
def test_html_is_valid_and_its_footnotes_lead_somewhere(code):
    text = code_page_html.render(page(code))
    tree = parsed(text)
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    targets = {node.get("href")[1:] for node in tree.iter("a") if (node.get("href") or "").startswith("#")}
    assert targets <= set(ids)
    assert not re.search(r'(src|href)="(?!https://|#)', text)  # a page alone fetches nothing


def test_everything_is_escaped():
    text = code_page_html.render(nasty(), others={NASTY})
    parsed(text)
    assert NASTY not in text
    assert "javascript:" not in re.sub(r"&quot;|&lt;", "", text) or 'href="javascript' not in text
    out = io.StringIO()
    code_page_md.write_page(nasty(), out)
    assert "<script>" not in out.getvalue()


@pytest.mark.parametrize("code", CODES)
def test_text_keeps_to_its_width(code):
    for width in (80, 100, 120):
        out = io.StringIO()
        code_page_text.write_page(page(code), out, width=width)
        too_long = [line for line in out.getvalue().splitlines() if len(line) > width]
        assert not too_long, too_long[:3]


def test_json_has_every_row_and_source():
    out = io.StringIO()
    code_page_json.write_page(page("77012"), out)
    document = json.loads(out.getvalue())
    numbers = {source["number"] for source in document["sources"]}
    assert numbers == set(range(1, len(numbers) + 1))
    every = next(t for s in document["sections"] for t in s["tables"] if t["title"] == "Every PTP edit")
    assert len(every["rows"]) == 320
    assert {cite["source"] for row in every["rows"] for cite in row["cites"]} <= numbers


def test_markdown_footnotes_are_all_defined():
    out = io.StringIO()
    code_page_md.write_page(page("77012"), out)
    text = out.getvalue()
    used = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert used == set(re.findall(r"^\[\^(\d+)\]:", text, flags=re.MULTILINE))


def test_the_site_works_from_a_folder(tmp_path, monkeypatch):
    pages = maker()
    monkeypatch.setattr(pages, "codes", lambda: ["32405", "32408", "77012"])
    done = write_site(pages, tmp_path / "site")
    assert done.pages == 3
    assert sorted(p.name for p in (tmp_path / "site").iterdir()) == [
        "32405.html", "32408.html", "77012.html", "code.css", "code.js", "index.html",
    ]  # fmt: skip
    index = (tmp_path / "site" / "index.html").read_text()
    parsed(index)
    listed = json.loads(re.search(r'id="codes">(.*?)</script>', index, re.DOTALL)[1])
    assert [code for code, _ in listed] == ["32405", "32408", "77012"]
    text = (tmp_path / "site" / "77012.html").read_text()
    parsed(text)
    assert '<a href="32408.html">32408</a>' in text
    assert "10005.html" not in text  # no page of that name was written


def test_the_command(tmp_path):
    run = CliRunner().invoke(main, ["code", "77012", "--as-of", "2026-04-02"])
    assert run.exit_code == 0
    assert run.output.startswith("77012 · CT guidance of needle placement · active · as of 2026-04-02")
    path = tmp_path / "page.html"
    run = CliRunner().invoke(
        main, ["code", "77012", "--as-of", "2026-04-02", "--format", "html", "--output", str(path)]
    )
    assert run.exit_code == 0
    parsed(path.read_text())


@pytest.mark.parametrize(
    "words",
    [
        "code", "code --all", "code 77012 --all --output x", "code 00000", "code 77012 --payer nobody",
        "code 77012 --locality 00000-00", "verify nowhere.md",
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(words):
    run = CliRunner().invoke(main, words.split())
    assert run.exit_code == 2
    assert run.stderr.startswith("sightline: ")
    assert len(run.stderr.splitlines()) == 1


def test_today_is_the_default(monkeypatch):
    assert page("77012").on == ON
    run = CliRunner().invoke(main, ["code", "77012", "--format", "json"])
    assert json.loads(run.output)["as_of"] == date.today().isoformat()
