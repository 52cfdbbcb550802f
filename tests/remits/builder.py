"""Remittances in a few words: `remittance(payment(paid("C1", line("32408", "1240", "103.46", "CO-45 1110.68"))))`."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from sightline.claims.batch import Counts
from sightline.remits import read_835
from sightline.remits.batch import TABLES

ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*BILLER         *260407*0915*^*00501*000000201*0*T*:~"
GS = "GS*HP*PAYER*BILLER*20260407*0915*201*X*005010X221A1~"


@dataclass(frozen=True)
class Piece:
    """Some segments, and the charge and payment they stand for."""

    text: str
    charge: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)


def line(code: str, charge: str, paid: str, *adjustments: str, on: str = "20260302", control: str = "") -> Piece:
    """An SVC loop; the code as in SVC01 without HC:, adjustments as `CO-45 10.00`."""
    text = f"SVC*HC:{code}*{charge}*{paid}**1~" + (f"DTM*472*{on}~" if on else "") + _adjusted(adjustments)
    return Piece(text + (f"REF*6R*{control}~" if control else ""), Decimal(charge), Decimal(paid))


def paid(
    claim_id: str,
    *lines: Piece,
    status: str = "1",
    number: str = "ICN1",
    adjustments: tuple[str, ...] = (),
    charge: str = "",
    amount: str = "",
    patient: str = "",
    member: str = "",
) -> Piece:
    """A CLP loop; what it does not say is the sum of its lines."""
    told = charge or sum((each.charge for each in lines), Decimal(0))
    given = amount or sum((each.paid for each in lines), Decimal(0))
    text = f"CLP*{claim_id}*{status}*{told}*{given}*{patient}*MB*{number}*22*1~{_adjusted(adjustments)}"
    text += f"NM1*QC*1*DOE*JO****MI*{member}~" if member else ""
    return Piece(text + "".join(each.text for each in lines), Decimal(told), Decimal(given))


def payment(*claims: Piece, number: str = "T1", on: str = "20260324", plb: str = "", amount: str = "",
            payer: str = "CARRIER") -> str:  # fmt: skip
    """An ST transaction; `plb` from PLB03 on. The amount is that of its claims where none is given."""
    total = amount or sum((each.paid for each in claims), Decimal(0))
    return (
        f"ST*835*0001~BPR*I*{total}*C*ACH************{on}~TRN*1*{number}*1900000003~DTM*405*{on}~N1*PR*{payer}~"
        f"N1*PE*LAKESIDE RADIOLOGY*XX*1234567893~LX*1~{''.join(each.text for each in claims)}"
        f"{f'PLB*1234567893*20261231*{plb}~' if plb else ''}SE*9*0001~"
    )


def remittance(*payments: str) -> bytes:
    """A whole file."""
    return f"{ISA}{GS}{''.join(payments)}GE*{len(payments)}*201~IEA*1*000000201~".encode()


def _adjusted(adjustments: tuple[str, ...]) -> str:
    pieces = []
    for each in adjustments:
        reason, amount = each.split(" ")
        group, code = reason.split("-", 1)
        pieces.append(f"CAS*{group}*{code}*{amount}~")
    return "".join(pieces)


class Read:
    """All batches of a file; counts are checked and are those of the rows."""

    def __init__(self, data: bytes, **options: Any) -> None:
        batches = list(read_835(io.BytesIO(data), "test", **options))
        self.counts = sum((batch.counts for batch in batches), Counts())
        self.counts.check("test")
        self.unreadable = batches[-1].unreadable
        self.tables = {name: pa.Table.from_batches([getattr(batch, name) for batch in batches]) for name in TABLES}
        assert self.counts.claims == self.tables["claims"].num_rows
        assert self.counts.lines == self.tables["lines"].num_rows

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.tables[table].to_pylist()
        return rows

    @property
    def messages(self) -> str:
        """All issues."""
        return "\n".join(row["message"] for row in self["issues"])

    @property
    def values(self) -> list[Any]:
        """What was read, without positions."""
        origin = ("file", "interchange", "group", "group_number", "transaction", "segment", "byte")
        return [
            [{name: value for name, value in row.items() if name not in origin or (table == "adjustments" and name == "group")}
             for row in self[table]]
            for table in ("payments", "claims", "lines", "adjustments", "provider_adjustments")
        ]  # fmt: skip
