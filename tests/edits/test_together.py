"""Sets of claims that are checked together get the answers that they get alone."""

from __future__ import annotations

import io

from outputs.samples import EXAMPLE, faulty
from sightline.claims import read_claims
from sightline.edits.check import Checker
from sightline.edits.together import Claims, check_together
from sightline.outputs import json as as_json
from sightline.run import gathered


def _text(result):
    out = io.StringIO()
    as_json.write_result(result, out)
    return out.getvalue()


def test_each_answer_is_that_of_the_set_alone(tmp_path):
    nothing = tmp_path / "nothing.837"
    nothing.write_text("no claim at all")
    voided = tmp_path / "voided.837"
    voided.write_text(EXAMPLE.read_text().replace("CLM*LB-1002*1770***22:B:1", "CLM*LB-1002*1770***22:B:8"))
    read = [gathered(read_claims([path])) for path in (EXAMPLE, faulty(tmp_path), nothing, voided, EXAMPLE)]
    asked = [Claims(*(each.tables[name] for name in ("claims", "lines", "diagnoses"))) for each in read]
    checker = Checker()
    together = check_together(checker, asked)
    for one, result in zip(asked, together, strict=True):
        alone = checker.check(*one)
        assert _text(result) == _text(alone)
        assert result.findings.equals(alone.findings)
        assert result.not_checked.equals(alone.not_checked)
        assert result.standing.equals(alone.standing)
        assert result.payers.sort_by("payer_name").equals(alone.payers.sort_by("payer_name"))
    assert together[0].findings.num_rows > 3
