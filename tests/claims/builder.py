"""Small 837P files of invented people, put together from segments."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from sightline.claims import Counts, read_837p

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260401*1200*^*00501*000000007*0*T*:"
BILLING = ["HL*1**20*1", "PRV*BI*PXC*2085R0202X", "NM1*85*2*NORTH IMAGING*****XX*1234567893", "N3*1 MAIN ST",
           "N4*SPRINGFIELD*IL*627010001", "REF*EI*12-3456789"]  # fmt: skip
SUBSCRIBER = ["HL*2*1*22*0", "SBR*P*18*******MB", "NM1*IL*1*ROE*ANN****MI*M100200", "DMG*D8*19500102*F",
              "NM1*PR*2*MEDICARE*****PI*00001"]  # fmt: skip
INSURED = ["HL*2*1*22*1", "SBR*P********CI", "NM1*IL*1*ROE*ANN****MI*M100200", "DMG*D8*19500102*F",
           "NM1*PR*2*HARBOR*****PI*70002"]  # fmt: skip
DEPENDENT = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*ROE*BEN", "DMG*D8*20100304*M"]
CLAIM = ["CLM*C1*1550***22:B:1*Y*A*Y*Y", "HI*ABK:R91.1*ABF:J90"]
LINES = ["LX*1", "SV1*HC:32408*1240*UN*1***1:2", "DTP*472*D8*20260302",
         "LX*2", "SV1*HC:77012:26*310.00*UN*1***1", "DTP*472*RD8*20260302-20260303"]  # fmt: skip


def envelope(body: Iterable[str], version: str = "005010X222A1", code: str = "837") -> list[str]:
    """The body in a transaction, a group and an interchange with the right counts."""
    body = list(body)
    return [
        ISA,
        f"GS*HC*SENDER*RECEIVER*20260401*1200*9*X*{version}",
        f"ST*{code}*0001*{version}",
        "BHT*0019*00*1*20260401*1200*CH",
        *body,
        f"SE*{len(body) + 3}*0001",
        "GE*1*9",
        "IEA*1*000000007",
    ]


def claim_file(*claim: str, subscriber: Iterable[str] = SUBSCRIBER) -> list[str]:
    """A whole file with one claim: by default the one of CLAIM and LINES."""
    return envelope([*BILLING, *subscriber, *(claim or (*CLAIM, *LINES))])


def text(segments: Iterable[str], terminator: str = "~", replace: dict[str, str] | None = None) -> bytes:
    """Segments as the bytes of a file; `replace` exchanges characters (delimiters)."""
    table = str.maketrans(replace or {})
    return "".join(each.translate(table) + terminator for each in segments).encode("latin-1")


class Result:
    """All batches of a file, put together."""

    def __init__(self, data: bytes, **options: Any) -> None:
        batches = list(read_837p(io.BytesIO(data), "test.837", **options))
        self.counts = sum((batch.counts for batch in batches), Counts())
        self.unreadable = batches[-1].unreadable
        for name in ("claims", "lines", "diagnoses", "rejected", "issues"):
            rows = pa.Table.from_batches([getattr(batch, name) for batch in batches]).to_pylist()
            setattr(self, name, rows)

    claims: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    diagnoses: list[dict[str, Any]]
    rejected: list[dict[str, Any]]
    issues: list[dict[str, Any]]

    @property
    def messages(self) -> str:
        return "\n".join(issue["message"] for issue in self.issues)

    @property
    def values(self) -> list[Any]:
        """What was read, without positions."""
        origin = ("file", "segment", "byte")
        return [
            [{key: value for key, value in row.items() if key not in origin} for row in rows]
            for rows in (self.claims, self.lines, self.diagnoses)
        ]


def read(segments: Iterable[str] | bytes, **options: Any) -> Result:
    """The result of reading segments or a file's bytes."""
    return Result(segments if isinstance(segments, bytes) else text(segments), **options)
