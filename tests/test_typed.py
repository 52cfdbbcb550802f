"""The library's findings have attributes, its result shows itself in a notebook, and what is no claims is a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import sightline

EXAMPLE = Path(__file__).parent.parent / "examples" / "ct-guided-lung-biopsy.837"


def test_findings_have_attributes() -> None:
    result = sightline.check(EXAMPLE)
    found = result.found()
    assert [each.edit for each in found] == result.findings["edit"].to_pylist()
    assert [each.line for each in found] == result.findings["line"].to_pylist()
    assert all(isinstance(each, sightline.Finding) and each.message and each.status for each in found)
    assert any(each.evidence for each in found)


def test_a_notebook_shows_counts_and_findings_escaped() -> None:
    shown = sightline.check([{"claim_id": "<b>1</b>", "code": "77O12", "date_of_service": "2026-03-02"}])._repr_html_()
    assert shown.startswith("<p>1 claims, 1 lines: ")
    assert "<b>" not in shown
    assert "&lt;b&gt;1&lt;/b&gt;" in shown
    nothing = sightline.check([{"claim_id": "1", "code": "77012"}], select="AGE001")._repr_html_()
    assert "no finding" in nothing
    assert "<table>" not in nothing


@pytest.mark.parametrize(
    "given", [None, 5, 2.5, b"x", {"a": 1}, [1], [None], object()], ids=lambda given: type(given).__name__
)
def test_what_is_no_claims_is_a_sentence(given: Any) -> None:
    with pytest.raises(sightline.ClaimsError, match="claims are paths of files or folders, or a table"):
        sightline.check(given)


def test_a_lazy_frame_is_to_be_collected() -> None:
    lazy = pl.LazyFrame({"claim_id": ["1"], "code": ["77012"]})
    with pytest.raises(sightline.ClaimsError, match=r"lazy\.collect\(\)"):
        sightline.check(lazy)
    assert sightline.check(lazy.collect()).summary["claims"] == 1


def test_every_exception_is_a_sightline_error() -> None:
    names = [name for name in sightline.__all__ if name.endswith("Error")]
    assert len(names) == 5
    assert all(issubclass(getattr(sightline, name), sightline.SightlineError) for name in names)
