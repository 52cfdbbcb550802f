"""Medicare as the secondary payer: its payment against the lowest of three amounts (42 CFR 411.33)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from remits.builder import line, paid, payment, remittance
from remits.test_reconcile import told
from sightline.remits.run import reconcile

#: 32408 in a hospital of Ohio: Medicare allows 129.32. The primary payer allows 150.00 of 500.00, and pays 90.00.
CLAIM = """\
ISA*00*          *00*          *ZZ*SIGHTLINE      *ZZ*RECEIVER       *260310*0915*^*00501*000000101*0*T*:~
GS*HC*SIGHTLINE*RECEIVER*20260310*0915*101*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*EX101*20260310*0915*CH~
NM1*41*2*LAKESIDE RADIOLOGY*****46*900000001~PER*IC*DESK*TE*5555550100~NM1*40*2*EXAMPLE*****46*900000002~HL*1**20*1~
PRV*BI*PXC*2085R0202X~NM1*85*2*LAKESIDE RADIOLOGY*****XX*1234567893~N3*1 EXAMPLE WAY~N4*SAMPLETOWN*OH*440010000~
REF*EI*900000001~HL*2*1*22*0~SBR*S*18***12****MB~NM1*IL*1*EXAMPLE*ALEX****MI*1EG4TE5MK73~N3*2 EXAMPLE WAY~
N4*SAMPLETOWN*OH*44001~DMG*D8*19610415*F~NM1*PR*2*MEDICARE*****PI*15202~CLM*X1*500***22:B:1*Y*A*Y*Y~HI*ABK:R911~
NM1*82*1*READER*ROBIN****XX*1245319599~PRV*PE*PXC*2085R0204X~SBR*P*18*G1******CI~AMT*D*90~OI***Y***Y~
NM1*IL*1*EXAMPLE*ALEX****MI*A1~NM1*PR*2*ACME HEALTH*****PI*ACME1~LX*1~SV1*HC:32408*500*UN*1***1~DTP*472*D8*20260302~
SVD*ACME1*90*HC:32408**1~CAS*CO*45*350~CAS*PR*2*60~DTP*573*D8*20260320~SE*30*0001~GE*1*101~IEA*1*000000101~
"""


def answered(folder: Path, claim: str, amount: str, *adjustments: str) -> dict[str, Any]:
    """How Medicare's answer to the claim compares."""
    (folder / "c.837").write_text(claim.replace("\n", ""))
    one = paid("X1", line("32408", "500", amount, *adjustments), status="2")
    (folder / "r.835").write_bytes(remittance(payment(one, payer="MEDICARE")))
    row: dict[str, Any] = told(reconcile(folder / "c.837", folder / "r.835", locality="15202-00"))["X1", 1]
    return row


@pytest.mark.parametrize(
    ("amount", "adjustments", "verdict", "variance"),
    [
        ("60.00", ("CO-45 350", "OA-23 90"), "as-expected", "0.00"),
        ("58.80", ("CO-45 350", "OA-23 90", "CO-253 1.20"), "as-expected", "0.00"),
        ("39.32", ("CO-45 370.68", "OA-23 90"), "underpaid", "-20.68"),
        ("0.00", ("CO-45 350", "OA-23 90", "PR-1 60"), "as-expected", "0.00"),  # the deductible
        ("0.00", ("CO-22 500",), "denied-unexpectedly", "-60.00"),
        ("103.46", ("CO-45 306.54", "OA-23 90"), "overpaid", "43.46"),  # as if Medicare were alone
    ],
)
def test_the_payment_of_medicare_after_another(
    tmp_path: Path, amount: str, adjustments: tuple[str, ...], verdict: str, variance: str
) -> None:
    row = answered(tmp_path, CLAIM, amount, *adjustments)
    assert (row["verdict"], row["share"], row["variance"]) == (verdict, "60.00", variance)
    assert "expected 60.00, the lowest of three amounts, Medicare being secondary" in row["reason"]


def test_without_the_primary_payers_amounts_nothing_is_expected(tmp_path: Path) -> None:
    claim = CLAIM.replace("SVD*ACME1*90*HC:32408**1~CAS*CO*45*350~CAS*PR*2*60~DTP*573*D8*20260320~", "")
    row = answered(tmp_path, claim, "39.32", "CO-45 370.68", "OA-23 90")
    assert (row["verdict"], row["share"]) == ("other-payer", None)
