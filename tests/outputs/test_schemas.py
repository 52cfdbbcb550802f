"""Every JSON output is as its schema in docs/schemas says, with no key that the schema does not know."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.outputs.formats import FORMATS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/schemas"
SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}
CLAIM = "examples/ct-guided-lung-biopsy.837"
REMITTANCE = "examples/remittance.835"
REPORT = "examples/ct-guided-lung-biopsy-report.txt"
RATES = "examples/rates/lakeside-mutual-2026"
ODD = "claim_id,code,units,date,charge\nA1,97110,6,2026-04-02,90.00\nA2,,1,2026-04-02,1.00\n,97110,1,,5\n"
#: The schema of each run, and its words; in this order, for some read what others wrote.
RUNS = [
    ("check", f"check {CLAIM} odd.csv --price --triage --fail-on never --output first.json"),
    ("check", f"check {CLAIM} --history {CLAIM} --fail-on never --output second.json"),
    ("", f"override add overrides.jsonl {CLAIM} --edit PTP001 --claim LB-1001 --line 2 --expires 2099-06-30 --reason checked"),
    ("check", f"check {CLAIM} --overrides overrides.jsonl --fail-on never"),
    ("differences", "diff first.json second.json"),
    ("fixes", f"fix {CLAIM} --dry-run"),
    ("prices", f"price {CLAIM} odd.csv"),
    ("prices", f"price {CLAIM} --contract examples/contract.toml"),
    ("contract", "contract check examples/contract.toml --code 77012-26 --code 99395"),
    ("fees", "fee 77012 --modifier 26 --as-of 2026-04-02"),
    ("what-if", f"what-if {CLAIM} --claim LB-1001 --remove 2"),
    ("reconciliation", f"reconcile {CLAIM} {REMITTANCE} --locality 15202-00"),
    ("denials", f"denials {CLAIM} {REMITTANCE} --on 2026-06-01 --report {REPORT}"),
    ("reports", f"report {REPORT} --claim {CLAIM} --suggest"),
    ("reports", f"report {REPORT} --with-text"),
    ("code", "code 77012 --as-of 2026-04-02"),
    ("hits", "search ct guided lung biopsy"),
    ("verified", "verify examples/ct-guidance-code-page.md"),
    ("verified", "verify examples/ct-guidance-code-page-corrected.md --everything"),
    ("edits", "edits"),
    ("payers", "payers"),
    ("payer", "payers show medicare"),
    ("payer-rules", "payers compare 77012"),
    ("releases", "reference list"),
    ("reference-rows", "reference info 77012 --as-of 2026-04-02"),
    ("", f"rates add {RATES}-03.json {RATES}-04.json --codes 77012 --store rates"),
    ("rates", "rates show 77012 --store rates"),
    ("rate-rows", "rates export 77012 --store rates --output rows.json"),
    ("rate-changes", "rates diff 77012 --from 2026-03 --to 2026-04 --store rates"),
    ("doctor", "doctor"),
    ("overrides", "override list overrides.jsonl"),
    ("", f"convert {CLAIM} --output claims.parquet"),
    ("sweep", "sweep claims.parquet --output swept --memory 2GB"),
]  # fmt: skip


def closed(schema):
    """The schema with no room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {"additionalProperties": False, **inner} if isinstance(inner.get("properties"), dict) else inner


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What each of RUNS writes, as (words, schema, document)."""
    folder = tmp_path_factory.mktemp("schemas")
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "odd.csv").write_text(ODD)
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, words in RUNS:
            result = CliRunner().invoke(main, [*words.split(), *(["--format", "json"] if name else [])])
            assert result.exit_code in (0, 1), f"{words}: {result.output}"
            if name:
                to = words.partition("--output ")[2]
                text = (folder / to).read_text() if to.endswith(".json") else result.stdout
                found.append((words, name, json.loads(text)))
    return found


def test_every_output_is_as_its_schema_says(outputs):
    for words, name, document in outputs:
        validator = jsonschema.Draft202012Validator(closed(SCHEMAS[name]), format_checker=jsonschema.FormatChecker())
        wrong = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]
        assert wrong == [], words


def test_a_learned_document(tmp_path):
    words = ["learn", str(ROOT / REMITTANCE), str(ROOT / CLAIM), "--payer", "medicare", "--locality", "15202-00"]
    result = CliRunner().invoke(main, [*words, "--output", str(tmp_path / "learned")])
    assert result.exit_code == 0, result.output
    jsonschema.validate(json.loads((tmp_path / "learned/learned.json").read_text()), SCHEMAS["learned"])


def test_every_json_format_has_a_schema_and_is_run():
    names = {name.replace(" ", "-") for name, formats in FORMATS.items() if "json" in formats}
    assert names == SCHEMAS.keys() - {"learned"}
    assert names == {name for name, _ in RUNS if name}


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_schemas_and_listed(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert f"[{name}.json]({name}.json)" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_what_is_not_so_is_seen(outputs):
    document = next(document for _, name, document in outputs if name == "check" and document["findings"])
    for change in ({"status": "broken"}, {"line": "2"}, {"new": 1}, {"evidence": {}}):
        found = {**document, "findings": [{**document["findings"][0], **change}]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(found, closed(SCHEMAS["check"]))
