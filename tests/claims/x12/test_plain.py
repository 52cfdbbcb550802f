"""What is read at once, by the shape of a claim, is what reading it segment by segment gives, whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from claims.builder import BILLING, CLAIM, DEPENDENT, INSURED, LINES, SUBSCRIBER, Result, envelope, text
from sightline.claims.x12 import plain, reader

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "837p"
FILES = sorted(CORPORA.iterdir()) if CORPORA.is_dir() else []
RENDERING = "NM1*82*1*ROY*EVA****XX*1497758544"
FULL = [
    "CLM*C2*1550.00***22:B:7*Y*A*Y*Y**AA:OA", "DTP*431*D8*20260101", "DTP*435*D8*20260301", "DTP*454*D8*20260101",
    "CN1*05", "AMT*F5*10", "NTE*ADD*SEEN*",
    "REF*F8*OLD1", "REF*G1*AUTH1", "REF*EA*MR1", "REF*P4*DEMO", "HI*ABK:R91.1*ABF:J90", "NM1*DN*1*DOE*JO****XX*1234567893",
    "REF*1G*U1", "REF*D9*CLEAR1", RENDERING, "PRV*PE*PXC*2085R0202X", "REF*0B*L1", "NM1*77*2*HOSPITAL*****XX*1679576722",
    "N3*9 ELM ST", "N4*SPRINGFIELD*IL*627020001", "REF*G2*9", "LX*1", "SV1*HC:32408*1240*UN*1***1:2", "DTP*472*D8*20260302",
    "REF*6R*C2-1", "LX*2", "SV1*HC:77012:26*310.00*UN*1***1", "DTP*472*RD8*20260302-20260303",
]  # fmt: skip
WHOLE = envelope([*BILLING, *SUBSCRIBER, *CLAIM, *LINES, *FULL, *INSURED, *FULL, *DEPENDENT, *FULL, *CLAIM, *LINES])
PART = envelope([*BILLING, *INSURED, *DEPENDENT, *FULL, *CLAIM, *LINES])

#: Segments that make a claim or level unusual where they come in, or that stand there twice.
ODD = [
    *dict.fromkeys([*FULL, *INSURED, *DEPENDENT, *LINES, *BILLING]),
    "ZZZ*1", "REF*6R", "REF*6RX*1", "REF*HPI*1234567893", "REF*F8*NEW*X", "DTP*4720*D8*20260101", "DTP*472*D8*20261301",
    "DTP*472*RD8*20260303-20260302", "DTP*472", "DTP*431*D8*20260102", "DTP*439*D8*X", "NM1*82", "NM1*82X*1*A",
    "NM1*DQ*1*A*B****XX*1234567893", "NM1*FA*2*A*****XX*1234567893", "NM1*P3*1*A*B****XX*1497758544", "PRV*BI*PXC*207RP1001X",
    "SBR*S*01*******CI", "HI*BP:00100", "HI*BG:17", "HI*ABK:R911:::ABF:J90", "HI*ABK*R911", "HI*ABK:R911**ABF:J90",
    "HI*ABK:R911:D8:20260101:J90", "HI", "HI*", "LX", "SV1*HC:99213*10*UN*1***9", "SV1*HC:*10", "SV1*HC:99213*X*UN*X***A",
    "SV1", "SV1X*1", "SV2*0450*HC:99213*10*UN*1", "CLM*A*1***11:B:1", "CLM**5", "CLM*A*X***11:B:1", "CLM", "CLM*", "CLMX*1",
    "HL*5*1*22*0", "HL*6*2*23*0", "HL*6*9*23*0", "HL*7*9*22*1", "HL*8**20*1", "HL", "DMG*D8**M", "DMG*D8*19501301*M",
    "DMG*D8", "PAT*01", "N4", "AMT*F5*10", "NTE*ADD*NO", "CAS*CO*45*1", "SVD*1*1*HC:1**1", "ST*837*2*005010X223A2",
    "ST*835*3", "SE*1*2", "GE*1*1", "TA1", "IEA*1*1", "LIN**N4*1", "CTP****1*ML",
]  # fmt: skip


def both(data: bytes, monkeypatch: pytest.MonkeyPatch, **options: Any) -> tuple[Result, Result, int]:
    """A file read as it is, and segment by segment; and how many claims and levels were read at once."""
    at_once = 0

    def counted(read: Any) -> Any:
        def reads(*arguments: Any) -> bool:
            nonlocal at_once
            done = bool(read(*arguments))
            at_once += done
            return done

        return reads

    for name in ("read_claim", "read_level"):
        monkeypatch.setattr(reader, name, counted(getattr(plain, name)))
    usual = Result(data, **options)
    for name in ("read_claim", "read_level"):
        monkeypatch.setattr(reader, name, lambda *_: False)
    return usual, Result(data, **options), at_once


def test_a_plain_file(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, by_segment, count = both(text(WHOLE), monkeypatch)
    assert vars(at_once) == vars(by_segment)
    assert count == 5 + 3  # all claims, and all levels but that of the billing provider
    assert (at_once.counts.claims, at_once.counts.lines, at_once.issues) == (5, 10, [])
    full = at_once.claims[1]
    assert (full["notes"], full["amounts"]) == (["NTE*ADD*SEEN"], [{"qualifier": "F5", "value": "10"}])
    assert (full["onset_date"] and str(full["onset_date"]), full["accident"]) == ("2026-01-01", "AA,OA")
    assert (full["facility_npi"], full["facility_zip"]) == ("1679576722", "627020001")
    assert [each["value"] for each in full["identifiers"]] == ["OLD1", "AUTH1", "MR1", "DEMO", "CLEAR1"]


@pytest.mark.parametrize("odd", ODD)
def test_a_segment_more_at_each_place(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [text([*PART[:at], odd, *PART[at:]]) for at in range(4, len(PART) - 3)]
    at_once, by_segment, _ = both(b"".join(files), monkeypatch)
    assert vars(at_once) == vars(by_segment)


def test_a_segment_less_at_each_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(len(PART)):
        at_once, by_segment, _ = both(text([*PART[:at], *PART[at + 1 :]]), monkeypatch)
        assert vars(at_once) == vars(by_segment), at


def test_elements_and_bytes_that_are_not_what_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [
        "",
        "X",
        "0",
        "22",
        "23",
        "20261301",
        "1:2:9",
        "12.345",
        "82",
        "472",
        "6R",
        "G1",
        " ",
        "à",
        "18",
        "ABK:R911",
        "9" * 20,
    ]
    for seed in range(60):
        pick = Random(seed)
        segments = list(WHOLE)
        for _ in range(pick.choice((1, 1, 2, 4))):
            at = pick.randrange(1, len(segments))
            elements = segments[at].split("*")
            if pick.random() < 0.3:
                elements = elements[: pick.randrange(len(elements)) + 1]
            else:
                elements[pick.randrange(len(elements))] = pick.choice(values)
            segments[at] = "*".join(elements)
        data = bytearray("~".join([*segments, ""]).encode())
        if pick.random() < 0.3:
            data[pick.randrange(110, len(data))] = pick.randrange(256)
        at_once, by_segment, _ = both(bytes(data), monkeypatch, block_size=pick.choice((64, 500, 1 << 18)))
        assert vars(at_once) == vars(by_segment), seed


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_of_others(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, by_segment, _ = both(path.read_bytes(), monkeypatch)
    assert vars(at_once) == vars(by_segment)


def test_shapes_are_kept_only_so_far() -> None:
    plans = plain.Plans()
    assert plans["CLV" + "o" * plain.MOST] is None
    for count in range(plain.SHAPES_KEPT + 10):
        assert plans["C" + "r" * (count % 300) + "LV" * (count // 300 + 1)] is not None
    assert len(plans) <= plain.SHAPES_KEPT
