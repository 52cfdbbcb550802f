"""How quickly denied lines are answered, and their ledger made: claims and remittances made up, whole, deterministic for a seed.

    python benchmarks/answer_denials.py [--lines 1000000] [--seed 1] [--write FOLDER] [--json FILE]

Prints the processor seconds of each stage. `--write` keeps the claims (Parquet) and the remittances (835); `--json` writes
the answers and the ledger, so that two commits can be compared byte for byte.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from peak import peak_bytes

from sightline.denied.ledger import BY, entries, total
from sightline.denied.run import answered
from sightline.outputs.denials.json import write_denials
from sightline.outputs.denials.ledger import write_entries
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import open_reference
from sightline.remits.run import reconcile

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
_ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*BILLER         *260407*0915*^*00501*000000201*0*T*:~\n"


def made(lines: int, seed: int) -> tuple[pa.Table, str]:
    """A flat table of claims of four lines, and the remittances of all but some: paid in full, short, denied, taken back."""
    rng = np.random.default_rng(seed)
    claims = max(lines // 4, 1)
    code = rng.integers(0, len(_CODES), (claims, 4))
    days = np.array("2026-01-05", "datetime64[D]") + rng.integers(0, 80, claims)
    cents = rng.integers(30_000, 200_000, (claims, 4))
    payer = rng.integers(0, len(_PAYERS), claims)
    provider = rng.integers(0, 3, claims)
    patient = rng.integers(0, claims, claims)
    flat = np.repeat(np.arange(claims), 4)
    parted = [_CODES[number].partition("-") for number in code.reshape(-1)]
    table = pa.table({
        "claim_id": [f"C{n}" for n in flat], "line_no": np.tile(np.arange(1, 5), claims), "code": [each[0] for each in parted],
        "mod1": [each[2] for each in parted], "date_from": np.datetime_as_string(days[flat]).tolist(),
        "place_of_service": ["22"] * len(flat),
        "charge": [_money(each) for each in cents.reshape(-1).tolist()], "units": ["1"] * len(flat), "dx1": ["R91.1"] * len(flat),
        "member_id": [f"M{n}" for n in patient[flat]], "billing_npi": ["1234567893"] * len(flat),
        "rendering_npi": [("1245319599", "1902809205", "1003000126")[n] for n in provider[flat]],
        "rendering_taxonomy": ["2085R0202X"] * len(flat), "payer_name": [_PAYERS[n][0] for n in payer[flat]],
        "payer_id": [_PAYERS[n][1] for n in payer[flat]], "filing_code": [_PAYERS[n][2] for n in payer[flat]],
    })  # fmt: skip
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
    return table, "".join(parts)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, metavar="FOLDER")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.write or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        table, text = made(options.lines, options.seed)
        pq.write_table(table, folder / "claims.parquet")
        (folder / "remittances.835").write_text(text)
        del table, text
        measure(folder, options.lines, options.json)


def measure(folder: Path, lines: int, out: Path | None) -> None:
    """Run the stages on what is in a folder, and print their processor seconds."""
    store = open_reference(None)
    began = _cpu()
    found = reconcile(folder / "claims.parquet", folder / "remittances.835", locality="15202-00", reference=store)
    print(f"{lines:,} lines: reconcile {_cpu() - began:.1f} s of processor time")
    began = _cpu()
    denials = answered(found, Pricer(store, Options(locality="15202-00")), {}, None, date(2026, 4, 20))
    print(
        f"answers {_cpu() - began:.1f} s: {len(denials.lines):,} answered, {denials.settled:,} settled, {denials.open:,} open"
    )
    began = _cpu()
    ledger = entries(denials)
    sums = {by: total(ledger, by) for by in ("", *BY)}
    print(f"ledger {_cpu() - began:.1f} s: {len(ledger):,} entries, {sum(map(len, sums.values())):,} totals")
    print(f"peak memory {peak_bytes() / 2**30:.1f} GiB")
    if out is not None:
        with out.open("w", encoding="utf-8") as stream:
            write_denials(denials, stream)
            write_entries(denials, stream)


def _cpu() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


if __name__ == "__main__":
    main()
