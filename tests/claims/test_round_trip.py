"""Claims written as CSV, Parquet and FHIR and read again: the same claims, so the same findings."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.builder import BILLING, DEPENDENT, INSURED, SUBSCRIBER, envelope, text
from claims.reading import Read
from sightline import check
from sightline.claims import Batch, read_837p, read_claims
from sightline.claims.json.fhir.claim import read_fhir
from sightline.claims.rows.delimited import read_csv
from sightline.claims.rows.table import read_parquet
from sightline.edits.rule.load import load
from sightline.outputs.claims.fhir import resources, write_bundle, write_ndjson
from sightline.outputs.claims.table import write_csv, write_parquet

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.837"))
CORPUS = ROOT.parent / "shared" / "corpora" / "837p"
FORMS: dict[str, tuple[Callable[..., int], Callable[..., Any]]] = {
    "csv": (write_csv, read_csv),
    "parquet": (write_parquet, read_parquet),
    "json": (write_bundle, read_fhir),
    "ndjson": (write_ndjson, read_fhir),
}


def written(form: str, source: bytes) -> bytes:
    """The claims of an 837P in another form."""
    return as_form(form, read_837p(io.BytesIO(source), "claims.837"))


def as_form(form: str, batches: Iterable[Batch]) -> bytes:
    """Claims that were read, in another form."""
    out = io.BytesIO()
    FORMS[form][0](batches, out)
    return out.getvalue()


def same_claims(source: bytes) -> None:
    """Assert that in every form nothing is lost and nothing is odd."""
    batches = list(read_837p(io.BytesIO(source), "claims.837"))
    there = Read(batches)
    if not there.counts.claims:
        return
    for form in FORMS:
        back = Read(FORMS[form][1](io.BytesIO(as_form(form, batches)), "claims"))
        assert all(map(pa.Table.equals, back.values, there.values)), form
        assert not back.rejected
        assert not [each for each in back.messages.splitlines() if "no service line" not in each]


#: Edits that need what only an X12 file has a place for, or that depend on which columns a table has.
OF_X12 = {edit.id for edit in load() if any(name in edit.sql for name in ("is_x12", "has_place", "place_for_"))}


def findings(path: Path) -> list[Any]:
    """What a check finds, without where in the file it stands."""
    found = [each for each in check(path).findings.to_pylist() if each["edit"] not in OF_X12]
    return [[each[name] for name in ("edit", "claim", "line", "status", "message", "evidence")] for each in found]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_have_the_same_findings(path: Path, form: str, tmp_path: Path) -> None:
    target = tmp_path / f"claims.{form}"
    target.write_bytes(written(form, path.read_bytes()))
    assert findings(target) == findings(path)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_the_same(path: Path) -> None:
    same_claims(path.read_bytes())


CODES = ["32408", "77012", "49180", "99152", "10005", "10009", "J1100", "0999X", "99213"]
DIAGNOSES = ["ABK:R91.1", "ABF:J90", "ABF:Z87891", "BK:7865", "ABF:NOPE"]
NAMES = st.sampled_from(["ROE", "O'NEILL", 'A "B"', "DE, LA", "SMITH-JONES"])
LINE = st.builds(
    lambda code, modifiers, charge, units, pointers, day, place, provider: [
        f"SV1*HC:{':'.join([code, *modifiers])}*{charge}*UN*{units}*{place}**{':'.join(pointers)}",
        *([f"DTP*472*{day}"] if day else []),
        *provider,
        "REF*6R*K1",
    ],
    st.sampled_from(CODES),
    st.lists(st.sampled_from(["26", "59", "TC", "XS", "LT"]), max_size=4),
    st.sampled_from(["0", "1240", "310.00", "12.5", "x"]),
    st.sampled_from(["1", "2", "0", "1.5", "y"]),
    st.lists(st.sampled_from(["1", "2", "9"]), max_size=4),
    st.sampled_from(["", "D8*20260302", "D8*20260303", "RD8*20260302-20260304", "D8*20991301"]),
    st.sampled_from(["", "11", "22", "98"]),
    st.sampled_from([[], ["NM1*82*1*READER*ROBIN****XX*1245319599", "PRV*PE*PXC*2085R0204X"], ["NM1*82*1*READER*ROBIN"],
                     ["NM1*DN*1*REF*PAT****XX*1902809205"], ["NM1*DK*1*ORD*KIM****XX*1003000126"]]),
)  # fmt: skip
CLAIM = st.builds(
    lambda number, charge, place, frequency, diagnoses, extra, lines: [
        f"CLM*{number}*{charge}***{place}:B:{frequency}*Y*A*Y*Y",
        *extra,
        *([f"HI*{'*'.join(diagnoses)}"] if diagnoses else []),
        *[each for k, line in enumerate(lines, 1) for each in (f"LX*{k}", *line)],
    ],
    st.sampled_from(["C1", "C2", "C-3", ""]),
    st.sampled_from(["1550", "310.00", "", "z"]),
    st.sampled_from(["11", "22", ""]),
    st.sampled_from(["1", "7", "8", ""]),
    st.lists(st.sampled_from(DIAGNOSES), max_size=14),
    st.sampled_from([[], ["REF*F8*ICN9"], ["DTP*431*D8*20260101"], ["NTE*ADD*A NOTE"], ["REF*G1*PA1", "AMT*F5*10"],
                     ["NM1*DN*1*REF*PAT****XX*1902809205", "NM1*77*2*SITE*****XX*1003000126", "N4*A*IL*62701"]]),
    st.lists(LINE, max_size=3),
)  # fmt: skip
PEOPLE = st.sampled_from(
    [SUBSCRIBER, [*INSURED, *DEPENDENT], ["HL*2*1*22*0", "SBR*S*18"], ["HL*2*1*22*0", "SBR*P*01*******MB"]]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(PEOPLE, NAMES, st.lists(CLAIM, min_size=1, max_size=2)), min_size=1, max_size=3))
def test_generated_claims_are_the_same(people: list[Any]) -> None:
    body = [*BILLING]
    for person, name, claims in people:
        body += [each.replace("ROE", name) for each in person] + [each for claim in claims for each in claim]
    same_claims(text(envelope(body)))


@settings(max_examples=4, deadline=None)
@given(st.lists(CLAIM, min_size=1, max_size=4))
def test_generated_claims_have_the_same_findings(claims: list[list[str]]) -> None:
    source = text(envelope([*BILLING, *SUBSCRIBER, *(each for claim in claims for each in claim)]))
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        paths = {form: Path(folder) / f"claims.{form}" for form in ("837", *FORMS)}
        paths["837"].write_bytes(source)
        for form in FORMS:
            paths[form].write_bytes(written(form, source))
        wanted = findings(paths["837"])
        assert all(findings(paths[form]) == wanted for form in FORMS)


FILES = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []


@pytest.mark.skipif(not FILES, reason="../shared/corpora/837p is not there")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_samples_by_others_are_the_same(path: Path) -> None:
    same_claims(path.read_bytes())


def test_resources_are_valid() -> None:
    claim = pytest.importorskip("fhir.resources.R4B.claim").Claim
    for path in [*EXAMPLES, *FILES[:10]]:
        for each in resources(read_claims([path])):
            claim.model_validate(json.loads(each))


def test_many_batches(tmp_path: Path) -> None:
    body = [*BILLING, *SUBSCRIBER]
    for k in range(25_500):
        body += [f"CLM*C{k}*10***11:B:1*Y*A*Y*Y", "HI*ABK:R911", "LX*1", "SV1*HC:99213*5*UN*1***1",
                 "DTP*472*D8*20260302", "LX*2", "SV1*HC:99214*5*UN*1***1", "DTP*472*D8*20260302"]  # fmt: skip
    source = text(envelope(body))
    there = Read(read_837p(io.BytesIO(source), "claims.837"))
    back = Read(read_parquet(io.BytesIO(written("parquet", source)), "claims"))
    assert all(map(pa.Table.equals, back.values, there.values))
