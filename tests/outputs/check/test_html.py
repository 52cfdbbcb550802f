from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.samples import HOSTILE, SECRETS, let_stand
from sightline.outputs.check import html


def written(result):
    out = io.StringIO()
    html.write_result(result, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def page(damaged):
    return written(damaged)


class Tags(HTMLParser):
    """The elements and attributes of a page, and the text of its scripts."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.scripts = [], [], []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attrs]
        self._inside = tag == "script"

    def handle_endtag(self, tag):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.scripts.append(data)


def data_of(page):
    return json.loads(Tags(page).scripts[0])


def test_nothing_is_fetched(page):
    tags = Tags(page)
    assert not {"link", "img", "iframe", "object", "embed", "base", "a"} & set(tags.tags)
    assert not [
        each for each in tags.attributes if each[1] in ("src", "href", "srcset", "action") or each[1].startswith("on")
    ]
    assert "url(" not in page
    assert "@import" not in page
    for word in ("http://", "https://"):
        assert word not in re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)


def test_only_its_own_script_may_run(page):
    script = Tags(page).scripts[-1]
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{allowed}'" in page
    assert "default-src 'none'" in page
    assert "innerHTML" not in script


def test_hostile_texts_are_only_texts(page):
    tags = Tags(page)
    assert len(tags.scripts) == 2
    assert "b" in tags.tags  # the counts in the filters
    assert HOSTILE not in page
    assert any(claim["id"] == HOSTILE for claim in data_of(page)["claims"])


@given(st.text(max_size=40))
def test_any_text_comes_through_the_data(text):
    dumped = html._dump({"x": text})
    assert "<" not in dumped
    assert json.loads(dumped) == {"x": text}


def test_the_figures_stand_without_scripts(result):
    plain = re.sub(r"<script.*", "", written(result), flags=re.DOTALL)
    figures = {word: value for value, word in re.findall(r"<dd>([^<]*)</dd><dt>([^<]*)</dt>", plain)}
    assert (figures["claims"], figures["lines"], figures["fail"], figures["bypassed"]) == ("3", "8", "3", "1")
    # LB-1001 line 2 (310), LB-1002 line 2 (540), LB-1003 line 1 (990)
    assert figures["charged on lines that fail"] == "$1,840.00"
    for heading in ("Findings", "Not checked", "Rejected", "Reference used"):
        assert f"<h2>{heading}</h2>" in plain
    assert "CMS publishes no MUE value for code 32405" in plain
    assert "NCCI PTP edits, practitioner, 2024 Q3" in plain
    assert "every claim accounted for: 3 read, 0 rejected of 3" in plain


def test_an_overridden_finding_has_its_own_figure_filter_and_mark(result):
    held = written(let_stand(result, "PTP001", "LB-1001", 2))
    figures = {word: value for value, word in re.findall(r"<dd>([^<]*)</dd><dt>([^<]*)</dt>", held)}
    assert (figures["fail"], figures["overridden"], figures["lines clean"]) == ("2", "1", "4")
    assert 'data-status="overridden"' in held
    assert [claim.get("overridden") for claim in data_of(held)["claims"]] == [True, None, None]
    plain = written(result)
    assert 'data-status="overridden"' not in plain
    assert "<dt>overridden</dt>" not in plain


def test_what_was_rejected_is_listed(damaged, page):
    assert damaged.rejected.num_rows
    assert "SV1 has no procedure code" in page
    assert "CLM02 of claim LB-1001 is not a dollar amount" in page


def test_the_data_have_what_a_card_shows(result):
    data = data_of(written(result))
    claim = data["claims"][0]
    assert (claim["id"], claim["npis"], claim["lines"][1]) == (
        "LB-1001", ["1234567893", "1245319599"], [2, "77012-26", "1", "310.00"],
    )  # fmt: skip
    found = claim["found"][0]
    assert found["edit"] == "PTP001"
    assert ["indicator", "1"] in found["values"]
    assert data["edits"]["PTP001"]["carc"] == "236"
    assert "NCCI PTP" in data["releases"][str(found["release"])]
    assert sum(len(each["found"]) for each in data["claims"]) == result.findings.num_rows


def test_no_names_and_the_same_bytes(result):
    page = written(result)
    assert not any(secret in page for secret in SECRETS)
    assert page == written(result)


def test_more_findings_than_a_page_bears_are_said(result, monkeypatch):
    monkeypatch.setattr(html, "MOST", 1)
    page = written(result)
    assert len(data_of(page)["claims"]) == 1
    assert f"the first 1 of {result.findings.num_rows} findings" in page
