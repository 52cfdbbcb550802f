"""`sightline fix`: what it changes, what it leaves, and that it proves both."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from claims.builder import SUBSCRIBER, claim_file, text
from sightline import safe_fixes
from sightline.cli import main
from sightline.edits.rule.edit import CatalogueError
from sightline.edits.rule.load import CATALOGUE, load
from sightline.safe_fixes import ADDABLE, FixError, composed, fix

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "ct-guided-lung-biopsy.837"


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(main, ["fix", *(str(a) for a in arguments)])

    return run


def claim(*services, frequency="1", place="22", number="C1"):
    """The segments of a claim with the given SV101, each of them 100 dollars."""
    segments = [f"CLM*{number}*{100 * len(services)}***{place}:B:{frequency}*Y*A*Y*Y"]
    segments += ["REF*F8*1"] if frequency in "78" else []
    segments += ["HI*ABK:R911", "NM1*82*1*READER*ROBIN****XX*1245319599", "PRV*PE*PXC*2085R0204X"]
    for line, sv101 in enumerate(services, 1):
        segments += [f"LX*{line}", f"SV1*HC:{sv101}*100*UN*1***1", "DTP*472*D8*20260402"]
    return segments


@pytest.fixture
def fixed(tmp_path):
    """Fix a file with these claim segments; the result and the bytes before and after."""

    def fixed(*segments, **options):
        source, target = tmp_path / "in.837", tmp_path / "out.837"
        source.write_bytes(text(claim_file(*segments), "~\n"))
        return fix(source, target, **options), source.read_bytes(), target.read_bytes()

    return fixed


def test_26_is_added_to_a_global_service_in_a_facility(run, tmp_path):
    out, log = tmp_path / "out.837", tmp_path / "log.jsonl"
    result = run(EXAMPLE, "--output", out, "--log", log)
    assert result.exit_code == 0
    assert "LB-1002 line 2  77012 → 77012-26" in result.stdout
    before, after = EXAMPLE.read_bytes(), out.read_bytes()
    assert after == before.replace(b"SV1*HC:77012*540", b"SV1*HC:77012:26*540")
    (entry,) = [json.loads(line) for line in log.read_text().splitlines()]
    assert entry == {
        "file": str(EXAMPLE), "claim": "LB-1002", "line": 2, "edits": ["COM002"], "code": "77012", "before": [],
        "after": ["26"], "segment": 49, "byte": before.index(b"SV1*HC:77012*540"), "applied": True, "reason": "",
    }  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.jsonl", "out.837"]


def test_a_dry_run_writes_nothing(run, tmp_path):
    result = run(EXAMPLE, "--dry-run", "--format", "json")
    document = json.loads(result.stdout)
    assert [(line["claim"], line["after"]) for line in document["changed"]] == [("LB-1002", ["26"])]
    assert document["findings_before"]["fail"] == document["findings_after"]["fail"] + 1
    assert not list(tmp_path.iterdir())


def test_fixing_twice_changes_nothing_more(run, tmp_path):
    once, twice = tmp_path / "once.837", tmp_path / "twice.837"
    run(EXAMPLE, "--output", once)
    assert "0 lines changed" in run(once, "--output", twice).stdout
    assert once.read_bytes() == twice.read_bytes()


@pytest.mark.parametrize(
    ("sv101", "after", "edits"),
    [
        ("77012", "77012:26", ("COM002",)),
        ("77012:59", "77012:26:59", ("COM002",)),
        ("77012:26:51", "77012:26", ("MUL001",)),
        ("77012:51", "77012:26", ("COM002", "MUL001")),  # both at once
    ],
)
def test_safe_fixes(fixed, sv101, after, edits):
    result, old, new = fixed(*claim("49180", sv101))
    assert new == old.replace(f"HC:{sv101}*".encode(), f"HC:{after}*".encode())
    assert [line.edits for line in result.done] == [edits]


@pytest.mark.parametrize(
    ("sv101", "after"),
    [
        ("33901:50", "33901"),  # for both sides by definition (indicator 2)
        ("96933:26", "96933"),  # the professional component by itself (indicator 2)
        ("96933:TC", None),  # a contradiction: which is meant?
        ("20697:TC", "20697"),  # the technical component by itself (indicator 3)
        ("20697:26", None),
        ("32408:50", None),  # indicator 0: both sides were treated, or not?
    ],
)
def test_safe_by_indicator(fixed, sv101, after):
    result, old, new = fixed(*claim(sv101, place="11"))
    assert new == old.replace(f"HC:{sv101}*".encode(), f"HC:{after or sv101}*".encode())
    assert bool(result.done) == bool(after)


def test_a_void_repeats_what_it_voids(fixed):
    result, old, new = fixed(*claim("49180", "77012", frequency="8"))
    assert new == old
    assert not result.done
    assert not result.left


@pytest.mark.parametrize(
    ("segments", "reason"),
    [
        (claim("32408", "77012"), "PTP001 would change the line otherwise"),
        (claim("49180", "77012", "77012:26"), "it would bring DUP"),
    ],
)
def test_what_a_person_must_look_at_is_left(fixed, segments, reason):
    result, old, new = fixed(*segments)
    assert new == old
    assert not result.done
    reasons = [line.reason for line in result.left]
    assert any(reason in each for each in reasons), reasons


@pytest.mark.parametrize(
    "services",
    [
        ("49180", "77012:26:TC"),  # global, or two providers?
        ("49180:62", "77012:26"),  # who operated?
        ("49180:50:LT", "77012:26"),  # both sides, or one?
        ("49180:50", "77012:26"),
        ("32405",),  # another code describes another service
        ("49180", "99213:26"),
    ],
)
def test_what_is_not_formal_is_never_touched(fixed, services):
    result, old, new = fixed(*claim(*services))
    assert new == old
    assert not result.lines


def test_only_the_chosen_edits_are_applied_and_all_judge(fixed):
    assert not fixed(*claim("49180", "77012"), select=["MUL"])[0].lines
    assert not fixed(*claim("49180", "77012"), ignore=["COM002"])[0].lines
    assert fixed(*claim("32408", "77012"), select=["COM"])[0].left


def test_nothing_is_fixed_by_a_rule_that_the_payer_has_not_published(tmp_path):
    aetna = [s.replace("MB", "CI").replace("MEDICARE*****PI*00001", "AETNA*****PI*60054") for s in SUBSCRIBER]
    path = tmp_path / "in.837"
    path.write_bytes(text(claim_file(*claim("49180", "77012"), subscriber=aetna)))
    assert not fix(path).lines
    assert fix(path, payer="unitedhealthcare").done


def test_the_proof_fails_when_more_than_the_fix_changed(tmp_path, monkeypatch):
    target = tmp_path / "out.837"

    def careless(path, out, splices):
        out.write(path.read_bytes().replace(b"HC:77012*540", b"HC:77012:26*541"))

    monkeypatch.setattr(safe_fixes, "write", careless)
    with pytest.raises(FixError, match="nothing was written"):
        fix(EXAMPLE, target)
    assert not list(tmp_path.iterdir())


def test_a_change_that_does_not_mend_is_taken_back(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_fixes, "composed", lambda before, wanted: ("GC",))
    result = fix(EXAMPLE, tmp_path / "out.837")
    assert "COM002 would not go away" in result.left[0].reason
    assert (tmp_path / "out.837").read_bytes() == EXAMPLE.read_bytes()


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        (["51"], [["26", "51"], []], ("26",)),
        (["51", "GC"], [["GC"], ["26", "51", "GC"]], ("26", "GC")),
        (["GC", "26"], [["26", "GC"]], ("26", "GC")),
        (["GC", "26", "51"], [["26", "51", "GC"], ["GC", "26"]], ("26", "GC")),
        (["GC", "26", "51"], [["26", "51", "GC"], ["51", "26", "GC"]], None),
        ([], [["26"], ["TC"]], None),
    ],
)
def test_fixes_of_one_line_together(before, wanted, after):
    assert composed(before, wanted) == after


def test_safe_edits_are_few_and_documented():
    safe = {edit.id for edit in load() if edit.fix and edit.fix.get("safe")}
    page = (ROOT / "docs" / "fix.md").read_text()
    assert safe
    assert safe == set(re.findall(r"^\| ([A-Z]{3}\d{3}) \|", page, re.MULTILINE))
    assert {"26"} == ADDABLE


def test_a_finding_that_adds_an_exception_is_never_safe():
    edits = {edit.id: edit for edit in load()}
    row = {"edit": "COM002", "fix_action": "set_modifiers", "evidence": [], "modifiers": ""}
    assert safe_fixes.is_safe({**row, "fix_value": "26"}, edits)
    for value in ("59", "26 XS", "LT", "50"):
        assert not safe_fixes.is_safe({**row, "fix_value": value}, edits)


@pytest.mark.parametrize(
    "fix_text",
    [
        '{ action = "remove_line", safe = true }',
        '{ action = "set_modifiers", safe = "yes" }',
        '{ action = "set_modifiers", safe = [] }',
        '{ action = "set_modifiers", safe = [{}] }',
        '{ action = "set_modifiers", safe = [{ value = 2 }] }',
    ],
)
def test_what_is_safe_is_said_in_the_front_matter_and_only_of_modifiers(tmp_path, fix_text):
    (tmp_path / "component").mkdir()
    text = (CATALOGUE / "component" / "COM002.sql").read_text()
    text = re.sub(r"^fix +=.*$", f"fix = {fix_text}", text, flags=re.MULTILINE)
    (tmp_path / "component" / "COM002.sql").write_text(text)
    with pytest.raises(CatalogueError, match=r"fix\.safe"):
        load.__wrapped__(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((EXAMPLE,), "say where to write"),
        (("nope.837", "--dry-run"), "nope.837: no such file"),
        ((EXAMPLE, "--output", EXAMPLE), "that is the input"),
        ((EXAMPLE, "--output", "/nowhere/out.837"), "no such file or directory"),
        ((EXAMPLE, "--dry-run", "--log", "/nowhere/log"), "No such file or directory"),
        ((EXAMPLE, "--dry-run", "--select", "NOPE"), "no edit begins with 'NOPE'"),
        ((ROOT / "pyproject.toml", "--dry-run"), "not an 837P file"),
        ((ROOT, "--dry-run"), "is a directory"),
    ],
)
def test_it_says_why_it_could_not_run(run, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_sample_files_of_others_are_copied_or_refused(shared, tmp_path):
    """Real-world files, good and bad: where nothing is to be fixed, the copy is the file."""
    files = [path for path in sorted((shared / "corpora" / "837p").rglob("*")) if path.is_file()]
    for path in files[::6]:
        target = tmp_path / "out.837"
        target.unlink(missing_ok=True)
        result = CliRunner().invoke(main, ["fix", str(path), "--output", str(target), "--format", "json"])
        assert "Traceback" not in result.output, path
        assert result.exit_code in (0, 2), path
        assert target.exists() == (result.exit_code == 0), path
        if target.exists() and not json.loads(result.stdout)["changed"]:
            assert target.read_bytes() == path.read_bytes(), path
