"""The peer: the same rules as a plain Python pricer, line by line, with dictionary look-ups and Decimal.

Written apart from the relations and from CMS's own words, so that it also tells whether these are right: the tests hold
the two against each other to the cent. One locality for all lines; contracts and options are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.pricing.lines import prepare
from sightline.reference.store import Reference

CARRIER, LOCALITY = "15202", "00"
CENT = Decimal("0.01")
HALF, FULL = Decimal("0.5"), Decimal(1)
TECHNICAL = {"4": HALF, "6": Decimal("0.75"), "7": Decimal("0.80")}
ASSISTING = {"80", "81", "82", "AS"}
SURGEON = {"62": Decimal("0.625"), "AS": Decimal("0.136"), **dict.fromkeys(("80", "81", "82"), Decimal("0.16"))}


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


class PlainPricer:
    """`rows`: fee schedule rows by (code, modifier); `gpci`: work, PE and MP; `facility`: side by place of service."""

    def __init__(
        self, rows: Iterable[dict[str, Any]], gpci: tuple[Decimal, Decimal, Decimal], facility: dict[str, bool]
    ):
        self.rows = {(row["code"], row["modifier"]): row for row in rows}
        self.bases = {row["endoscopic_base"] for row in self.rows.values()} - {""}
        self.gpci = gpci
        self.facility = facility
        self.amounts: dict[tuple[str, str, bool], tuple[Decimal, Decimal, Decimal]] = {}

    def amount(self, row: dict[str, Any], facility: bool) -> tuple[Decimal, Decimal, Decimal]:
        """The fee, the fee with half the practice expense, and the OPPS cap (-1: none)."""
        key = (row["code"], row["modifier"], facility)
        if key not in self.amounts:
            work, pe, mp = self.gpci
            side = "facility" if facility else "nonfacility"
            factor = row["conversion_factor"]
            expense = row[f"{side}_pe_rvu"] * pe
            rest = row["work_rvu"] * work + row["mp_rvu"] * mp
            cap = Decimal(-1)
            if row["opps_nonfacility_pe"] > 0 or row["opps_facility_pe"] > 0:
                cap = cents((row["work_rvu"] * work + row[f"opps_{side}_pe"] * pe + row["opps_mp"] * mp) * factor)
            self.amounts[key] = (cents((rest + expense) * factor), cents((rest + expense * HALF) * factor), cap)
        return self.amounts[key]

    def price(self, lines: list[dict[str, Any]]) -> list[Decimal | None]:
        """The allowed amount of each line (claim_key order kept); None where there is none."""
        ready = [self._unit(line) for line in lines]
        groups: dict[tuple[Any, str], list[dict[str, Any]]] = defaultdict(list)
        days: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for one in ready:
            if one["unit"] is not None:
                days[one["group"]].append(one)
                if one["class"]:
                    groups[one["group"], one["class"]].append(one)
        for (_, kind), members in groups.items():
            if len(members) > 1 or members[0]["n"] > 1:
                if kind in "SA":
                    self._surgery(members)
                elif kind == "5":
                    self._therapy(members)
                else:
                    self._parts(members, kind)
        for members in days.values():
            for one in members:
                if one["status"] == "T" and any(other["status"] != "T" for other in members):
                    one["total"], one["factor"] = Decimal(0), FULL
        return [self._settled(one) for one in ready]

    def _unit(self, line: dict[str, Any]) -> dict[str, Any]:
        one: dict[str, Any] = {
            "unit": None,
            "zero": False,
            "group": line["group"],
            "class": "",
            "charge": line["charge"],
        }
        modifiers = [line[f"modifier_{n}"] for n in range(1, 5)]
        component = "26" if "26" in modifiers else "TC" if "TC" in modifiers else ""
        if "53" in modifiers and not component:
            component = "53" if (line["code"], "53") in self.rows else ""
        row = self.rows.get((line["code"], component))
        facility = self.facility.get(line["place_of_service"])
        if (line["code"], "") not in self.rows or row is None:
            return one
        status = row["status"]
        if status in "BPNIMDFGH":
            one["zero"] = True
        if status not in "ART" or (row["nonfacility_total"] == 0 and row["facility_total"] == 0):
            return one
        if facility is None or {"26", "TC"} <= set(modifiers):
            return one
        if facility and row["facility_na"] and row["pctc"] in "13" and component != "26":
            one["zero"] = True
            return one
        surgeon = next((m for m in ("AS", "80", "81", "82", "66", "62") if m in modifiers), "")
        if surgeon == "66":
            one["zero"] = row["team"] not in "12"
            return one
        if (surgeon == "62" and row["cosurgeon"] not in "12") or (
            surgeon in ASSISTING and row["assistant"] not in "02"
        ):
            one["zero"] = True
            return one
        if "52" in modifiers or ("53" in modifiers and component != "53"):
            return one
        times = FULL
        if "50" in modifiers:
            times = {"1": Decimal("1.5"), "3": Decimal(2)}.get(row["bilateral"], FULL)
        fee, half, cap = self.amount(row, facility)
        both = [self.rows.get((line["code"], part)) for part in ("26", "TC")]
        professional = technical = technical_cap = None
        if row["pctc"] == "1" and component == "26":
            professional = fee
        elif component == "TC" or row["pctc"] == "3":
            technical, technical_cap = fee, cap
        elif row["pctc"] == "1" and not component and all(part and part["status"] in "AR" for part in both):
            professional = self.amount(both[0], facility)[0]
            technical, _, technical_cap = self.amount(both[1], facility)
        base = self.rows.get((row["endoscopic_base"], ""))
        multiple = row["multiple"]
        if multiple in "23":
            one["class"] = "A" if surgeon in ASSISTING else "S"
        elif multiple in "567" or (
            multiple == "4" and row["imaging_family"] == "88" and not {"59", "XE"} & set(modifiers)
        ):
            one["class"] = multiple
        timed = {
            "unit": fee, "half": half, "cap": None if cap < 0 else cap, "professional": professional,
            "technical": technical,
            "technical_cap": technical_cap if technical_cap is not None and technical_cap >= 0 else None,
        }  # fmt: skip
        for name, value in timed.items():
            one[name] = None if value is None else cents(value * times)
        one.update(
            n=line["units"], code=line["code"], endoscopy=multiple == "3", status=status,
            family=row["endoscopic_base"] if multiple == "3" else line["code"] if line["code"] in self.bases else "",
            base=self.amount(base, facility)[0] if base else None, total=None, place=line["place"],
            factor=SURGEON.get(surgeon, FULL),
        )  # fmt: skip
        one["total"] = cents((one["unit"] if one["cap"] is None else min(one["unit"], one["cap"])) * one["n"])
        return one

    def _surgery(self, members: list[dict[str, Any]]) -> None:
        families: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in members:
            if one["family"]:
                families[one["family"]].append(one)
        items: list[tuple[Decimal, int, Decimal, list[tuple[dict[str, Any], Decimal]]]] = []
        taken = set()
        for family in families.values():
            if len(family) < 2 and not any(one["endoscopy"] and one["n"] > 1 for one in family):
                continue
            family.sort(key=lambda one: (not one["endoscopy"], -one["unit"], one["place"]))
            values = []
            for rank, one in enumerate(family):
                less = max(one["unit"] - (one["base"] or 0), Decimal(0))
                if rank == 0:
                    value = one["unit"] + cents((one["n"] - 1) * less)
                else:
                    value = cents(one["n"] * less) if one["endoscopy"] else Decimal(0)
                values.append((one, value))
                taken.add(one["place"])
            items.append((sum(v for _, v in values), min(o["place"] for o in family), FULL, values))
        items += [
            (one["unit"], one["place"], one["n"], [(one, one["unit"])]) for one in members if one["place"] not in taken
        ]
        reached = Decimal(0)
        for _, _, units, values in sorted(items, key=lambda item: (-item[0], item[1])):
            first = reached == 0
            reached += units
            for one, value in values:
                alone = one["place"] not in taken
                if reached > 5:
                    one["unit"] = None
                elif alone:
                    less = cents(value * HALF)
                    one["total"] = value + cents((units - 1) * less) if first else cents(units * less)
                else:
                    one["total"] = value if first else cents(value * HALF)

    def _therapy(self, members: list[dict[str, Any]]) -> None:
        members.sort(key=lambda one: (-(one["unit"] - one["half"]), one["place"]))
        for rank, one in enumerate(members):
            one["total"] = (one["half"] if rank else one["unit"]) + cents((one["n"] - 1) * one["half"])

    def _parts(self, members: list[dict[str, Any]], kind: str) -> None:
        leaders = {}
        for name in ("professional", "technical"):
            stated = [one for one in members if one[name] is not None]
            if stated:
                leaders[name] = min(stated, key=lambda one: (-one[name], one["place"]))["place"]
        for one in members:
            if one["professional"] is None and one["technical"] is None:
                one["unit"] = None
                continue
            professional, technical = one["professional"] or Decimal(0), one["technical"] or Decimal(0)
            less = cents(professional * Decimal("0.95")) if kind == "4" else professional
            least = cents(technical * TECHNICAL[kind])
            first_p = professional if leaders.get("professional") == one["place"] else less
            first_t = technical if leaders.get("technical") == one["place"] else least
            touched = first_t != technical or (kind == "4" and first_p != professional)
            touched = touched or any(
                one[name] is not None and leaders[name] != one["place"]
                for name in (("professional", "technical") if kind == "4" else ("technical",))
            )
            limit = one["technical_cap"]
            if one["cap"] is None:
                total = first_p + first_t if touched else one["unit"]
                one["total"] = total + cents((one["n"] - 1) * (less + least))
            else:
                total = first_p + min(first_t, first_t if limit is None else limit)
                total = total if touched else min(one["unit"], one["cap"])
                one["total"] = total + cents((one["n"] - 1) * (less + min(least, least if limit is None else limit)))

    def _settled(self, one: dict[str, Any]) -> Decimal | None:
        if one["unit"] is None:
            return Decimal("0.00") if one["zero"] else None
        allowed = cents(one["total"] * one["factor"]) if one["factor"] != 1 else one["total"]
        return allowed if one["charge"] is None else min(allowed, one["charge"])


def plain_pricer(reference: Reference, release: str = "2026-04") -> PlainPricer:
    """The peer with one release of the fee schedule and the indices of one locality."""
    (schedule,) = [r for r in reference.of("fee_schedule") if r.name == release]
    (indices,) = [r for r in reference.of("gpci") if r.name == release[:4]]
    index = next(
        row
        for row in pq.read_table(indices.path).to_pylist()
        if (row["carrier"], row["locality"]) == (CARRIER, LOCALITY)
    )
    place = pq.read_table(reference.of("place")[-1].path).to_pylist()
    gpci: tuple[Decimal, Decimal, Decimal] = (index["work_gpci"], index["pe_gpci"], index["mp_gpci"])
    return PlainPricer(pq.read_table(schedule.path).to_pylist(), gpci, {r["code"]: r["facility"] for r in place})


def peer_rows(claims: pa.Table, lines: pa.Table, reference: Reference) -> list[dict]:
    """Lines as the peer takes them: dicts with the patient, physician and date as `group`."""
    read = prepare(claims, lines, reference, {}).line_read
    columns = ["code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "charge", "units", "place_of_service"]
    rows = lines.select(columns).to_pylist()
    for place, (row, group) in enumerate(zip(rows, read["group_no"].to_pylist(), strict=True)):
        row["group"], row["place"] = group, place
    return rows
