"""The notebook in examples/ runs, cell by cell, and the library's results show themselves in it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import sightline

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOK = json.loads((EXAMPLES / "claims.ipynb").read_text(encoding="utf-8"))


def run(cell, names):
    """Run a cell as a notebook does: its statements, and the value of the last expression."""
    body = ast.parse("".join(cell["source"])).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def test_every_cell_runs(monkeypatch, capsys):
    monkeypatch.chdir(EXAMPLES)
    names: dict[str, object] = {}
    values = [run(cell, names) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert "<th>message</th>" in values[0]._repr_html_()
    said = capsys.readouterr().out
    assert "3 claims, " in said
    assert "PTP001 LB-1001 2 77012 is included in 32408" in said
    assert "code" in said.splitlines()[-1]
    assert {row["edit"] for row in values[2]} >= {"PTP001"}
    assert [each.edit for each in names["pairs"].found()] == ["PTP001"]
    assert len(values[-1]) == 3


def test_it_is_kept_without_outputs():
    assert NOTEBOOK["nbformat"] == 4
    assert [cell["outputs"] for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code" and cell["outputs"]] == []


def test_a_summary_has_attributes():
    summary = sightline.check([{"claim_id": "1", "code": "77012", "date_of_service": "2026-03-02"}]).summary
    assert isinstance(summary, sightline.Summary)
    assert (summary.claims, summary.lines, summary.findings) == (1, 1, summary["findings"])
    assert json.loads(json.dumps(summary)) == summary
    with pytest.raises(AttributeError, match="a summary has no failed; it has claims, lines"):
        _ = summary.failed
