"""Claims and the remittances to them, made up, whole, the same for the same seed: four lines a claim.

    python benchmarks/generate_remits.py 1000000 FOLDER

Writes claims.837 and remittances.835: paid in full, short, denied, sent on, taken back, not remitted yet.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

_CODES = (
    "32408",
    "77012-26",
    "49180",
    "76942-26",
    "10005",
    "10009",
    "71250-26",
    "74150-26",
    "76377-26",
    "77012",
    "10010",
    "77002-26",
)
_DENIED = (
    "CO-4", "CO-16", "CO-18", "CO-22", "CO-29", "CO-50", "CO-96", "PR-96", "CO-97", "CO-109", "CO-119", "CO-151", "CO-167",
    "CO-197", "CO-204", "PR-204", "CO-236", "CO-252", "OA-18", "CO-11", "PR-27", "CO-B7", "PI-45", "CO-181", "CO-226",
)  # fmt: skip
_REMARKS = ("", "", "", "", "M15", "N115", "MA130", "N290", "N362", "M76", "N782", "N517", "MA18")
_PAYERS = (
    ("MEDICARE", "00001", "MB"),
    ("MEDICARE", "00001", "MB"),
    ("EXAMPLE HEALTH PLAN", "99999", "CI"),
    ("AETNA", "60054", "CI"),
)
_PROVIDERS = ("1245319599", "1902809205", "1003000126")
_SENT = (
    "ISA*00*          *00*          *ZZ*BILLER         *ZZ*PAYER          *260401*0915*^*00501*000000101*0*T*:~\n"
    "GS*HC*BILLER*PAYER*20260401*0915*101*X*005010X222A1~\nST*837*0001*005010X222A1~BHT*0019*00*1*20260401*0915*CH~"
    "NM1*41*2*LAKESIDE RADIOLOGY*****46*900000001~NM1*40*2*RECEIVER*****46*900000002~HL*1**20*1~PRV*BI*PXC*2085R0202X~"
    "NM1*85*2*LAKESIDE RADIOLOGY*****XX*1234567893~N3*1 EXAMPLE WAY~N4*SAMPLETOWN*OH*440010000~REF*EI*900000001~\n"
)
_ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*BILLER         *260407*0915*^*00501*000000201*0*T*:~\n"


def made(lines: int, seed: int) -> tuple[str, str]:
    """An 837P of claims of four lines, and an 835 of all but some: paid in full, short, denied, sent on, taken back."""
    rng = np.random.default_rng(seed)
    claims = max(lines // 4, 1)
    code = rng.integers(0, len(_CODES), (claims, 4))
    days = np.array("2026-01-05", "datetime64[D]") + rng.integers(0, 80, claims)
    cents = rng.integers(30_000, 200_000, (claims, 4))
    payer = rng.integers(0, len(_PAYERS), claims)
    provider = rng.integers(0, 3, claims)
    patient = rng.integers(0, claims, claims)
    sent = [_SENT]
    for n in range(claims):
        sent.append(_billed(n, code[n], days[n], cents[n], _PAYERS[payer[n]], _PROVIDERS[provider[n]], patient[n]))
    sent.append("SE*1*0001~GE*1*101~IEA*1*000000101~\n")
    kind, draw, remark = rng.random((claims, 4)), rng.random((claims, 4)), rng.integers(0, len(_REMARKS), (claims, 4))
    fate, reason = rng.random(claims), rng.integers(0, len(_DENIED), (claims, 4))
    by_payer: dict[str, list[tuple[str, int]]] = {}
    for n in range(claims):
        if fate[n] < 0.03:
            continue  # not remitted yet
        text, paid = _remitted(
            n, code[n], days[n], cents[n], kind[n], draw[n], reason[n], remark[n], "19" if fate[n] > 0.95 else "1"
        )
        rows = by_payer.setdefault(_PAYERS[payer[n]][0], [])
        rows.append((text, paid))
        if fate[n] < 0.05 and paid:
            rows.append((_reversed(text), -paid))
    number, parts = 0, [_ISA, "GS*HP*PAYER*BILLER*20260407*0915*201*X*005010X221A1~\n"]
    for name, remits in by_payer.items():
        for first in range(0, len(remits), 400):
            number += 1
            some = remits[first : first + 400]
            parts.append(
                f"ST*835*{number:04}~BPR*I*{_money(sum(paid for _, paid in some))}*C*ACH************{20260407 + number % 3}~"
                f"TRN*1*T{number}*1900000003~DTM*405*20260407~N1*PR*{name}~N1*PE*LAKESIDE RADIOLOGY*XX*1234567893~LX*1~\n"
            )
            parts += [text for text, _ in some]
            parts.append(f"SE*9*{number:04}~\n")
    parts.append(f"GE*{number}*201~IEA*1*000000201~\n")
    return "".join(sent), "".join(parts)


def _billed(n, code, day, cents, payer, provider, patient) -> str:
    """The subscriber and the claim, which is the patient's own."""
    name, identifier, filing = payer
    served = str(day).replace("-", "")
    lines = "".join(
        f"LX*{at + 1}~SV1*HC:{_CODES[code[at]].replace('-', ':')}*{_money(cents[at])}*UN*1***1~DTP*472*D8*{served}~"
        for at in range(4)
    )
    return (
        f"HL*{n + 2}*1*22*0~SBR*P*18*******{filing}~NM1*IL*1*EXAMPLE*PAT****MI*M{patient}~DMG*D8*19500101*F~"
        f"NM1*PR*2*{name}*****PI*{identifier}~CLM*C{n}*{_money(cents.sum())}***22:B:1*Y*A*Y*Y~HI*ABK:R911~"
        f"NM1*82*1*READER*ROBIN****XX*{provider}~PRV*PE*PXC*2085R0202X~{lines}\n"
    )


def _remitted(n, code, day, cents, kind, draw, reason, remark, status) -> tuple[str, int]:
    """The CLP of a claim, and what it pays in cents."""
    text, whole = [], 0
    for at in range(4):
        charge, adjusted = int(cents[at]), []
        allowed = int(charge * (0.1 + 0.3 * draw[at]))
        if kind[at] < 0.6:
            share = allowed // 5
            adjusted = [("CO-45", charge - allowed), ("PR-2", share)] + ([("CO-253", 157)] if kind[at] < 0.3 else [])
        else:
            adjusted = [(_DENIED[reason[at]], charge if kind[at] < 0.9 else charge - allowed)]
            if kind[at] > 0.97:
                adjusted.append(("PR-1", allowed))
        paid = charge - sum(amount for _, amount in adjusted)
        whole += paid
        name = _CODES[code[at]].replace("-", ":")
        text.append(f"SVC*HC:{name}*{_money(charge)}*{_money(paid)}**1~DTM*472*{str(day).replace('-', '')}~")
        text += [f"CAS*{each.replace('-', '*')}*{_money(amount)}~" for each, amount in adjusted]
        text.append(
            f"REF*6R*{at + 1}~" + (f"LQ*HE*{_REMARKS[remark[at]]}~" if kind[at] >= 0.6 and _REMARKS[remark[at]] else "")
        )
    total = int(cents.sum())
    return f"CLP*C{n}*{status}*{_money(total)}*{_money(whole)}**MB*I{n}*22*1~{''.join(text)}\n", whole


def _reversed(text: str) -> str:
    """The same claim taken back: CLP02 is 22, and every amount has the other sign."""
    segments = []
    for segment in text.strip().split("~")[:-1]:
        e = segment.split("*")
        at = {"CLP": (3, 4), "SVC": (2, 3), "CAS": (3,)}.get(e[0], ())
        for each in at:
            e[each] = e[each][1:] if e[each].startswith("-") else f"-{e[each]}"
        if e[0] == "CLP":
            e[2] = "22"
        segments.append("*".join(e))
    return "~".join(segments) + "~\n"


def _money(cents: int) -> str:
    sign, cents = "-" if cents < 0 else "", abs(int(cents))
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def write(lines: int, seed: int, folder: Path) -> tuple[Path, Path]:
    """Write both files into a folder, which is made where it is not there; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    claims, remits = folder / "claims.837", folder / "remittances.835"
    for path, text in zip((claims, remits), made(lines, seed), strict=True):
        path.write_text(text, encoding="ascii")
    return claims, remits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lines", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.lines, given.seed, given.folder)


if __name__ == "__main__":
    main()
