"""The peer: the same rules as a plain Python pricer, line by line, with dictionary look-ups and Decimal.

Written apart from the relations and from CMS's own words, so that it also tells whether these are right: the tests hold
the two against each other to the cent. One locality for all lines; options are left out. A line may have the term of a contract:
a percent of Medicare, a factor per RVU, a fee table, a percent of the charge, each with Medicare's reductions or none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

CENT = Decimal("0.01")
HALF, FULL = Decimal("0.5"), Decimal(1)
TECHNICAL = {"4": HALF, "6": Decimal("0.75"), "7": Decimal("0.80")}
ASSISTING = {"80", "81", "82", "AS"}
HOSPITAL = {"19", "21", "22", "23"}
#: SSA 1848(b)(9), PAMA 218(a), as of 2023: off the technical part.
OLD_MACHINES = {"FX": Decimal("0.80"), "FY": Decimal("0.90"), "CT": Decimal("0.85")}
SURGEON = {"62": Decimal("0.625"), "AS": Decimal("0.136"), **dict.fromkeys(("80", "81", "82"), Decimal("0.16"))}


class Agreed(NamedTuple):
    """What a contract pays for a line. `percent`: of Medicare, of `fees` (by code) or the charge; `factor`: dollars per RVU."""

    pay: str = "medicare"
    percent: Decimal = FULL
    factor: Decimal | None = None
    reductions: bool = True
    fees: dict[str, tuple[Decimal, Decimal]] | None = None  # outside, and in a facility

    @property
    def commercial(self) -> bool:
        """Whether the published RVUs of codes that Medicare does not pay are paid."""
        return self.pay in ("percent", "factor")


MEDICARE = Agreed()


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
        self.amounts: dict[tuple[str, str, bool, Decimal | None], tuple[Decimal, Decimal, Decimal]] = {}

    def amount(
        self, row: dict[str, Any], facility: bool, own: Decimal | None = None
    ) -> tuple[Decimal, Decimal, Decimal]:
        """The fee, the fee with half the practice expense, and the OPPS cap (-1: none)."""
        key = (row["code"], row["modifier"], facility, own)
        if key not in self.amounts:
            work, pe, mp = self.gpci
            side = "facility" if facility else "nonfacility"
            factor = own or row["conversion_factor"]
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
        seconds = self._sides(ready)
        for one in ready:
            if one["unit"] is not None:
                days[one["group"]].append(one)
                if one["class"] and one["place"] not in seconds:
                    groups[one["group"] if one["class"] in "SA" else one["team"], one["class"]].append(one)
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
                bundled = one["status"] == "T" and "fixed" not in one
                if bundled and any(other["status"] not in ("T", None) for other in members):
                    one["total"], one["factor"] = Decimal(0), FULL
        for first, second in seconds.values():
            if first["unit"] is None:
                second["unit"] = None
                continue
            whole = first["total"]
            first["total"] = cents(whole * 2 / 3) if first["twice"] == Decimal("1.5") else whole
            second["total"] = whole - first["total"]
        allowed = [self._settled(one) for one in ready]
        for first, second in seconds.values():  # the lower of charge and allowed is over both sides
            if first["charge"] is None or second["charge"] is None or first["unit"] is None:
                continue
            before = [self._settled({**one, "charge": None}) for one in (first, second)]
            both = sum(before) <= first["charge"] + second["charge"]
            for one, amount in zip((first, second), before, strict=True):
                allowed[one["place"]] = amount if both else one["charge"]
        return allowed

    def _sides(self, ready: list[dict[str, Any]]) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
        """LT and RT lines of one procedure by the place of the second; the first takes the amount of both."""
        sided: dict[Any, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: {"LT": [], "RT": []})
        for one in ready:
            if one["unit"] is not None and one["side"] and one["n"] == 1:
                sided[one["group"], one["same"]][one["side"]].append(one)
        found = {}
        for sides in sided.values():
            for pair in zip(sides["LT"], sides["RT"], strict=False):
                first, second = sorted(pair, key=lambda one: one["place"])
                found[second["place"]] = first, second
                first["twice"] = Decimal("1.5") if first["bilateral"] == "1" else FULL
                for name in ("unit", "cap", "professional", "technical", "technical_cap"):
                    if first[name] is not None:
                        first[name] = cents(first[name] * first["twice"])
                first["total"] = first["unit"] if first["cap"] is None else min(first["unit"], first["cap"])
        return found

    def _unit(self, line: dict[str, Any]) -> dict[str, Any]:
        one: dict[str, Any] = {
            "unit": None,
            "zero": False,
            "group": line["group"],
            "class": "",
            "charge": line["charge"],
            "team": line["team"],
            "place": line["place"],
            "side": "",
        }
        modifiers = [line[f"modifier_{n}"] for n in range(1, 5)]
        component = "26" if "26" in modifiers else "TC" if "TC" in modifiers else ""
        if "53" in modifiers and not component:
            component = "53" if (line["code"], "53") in self.rows else ""
        term: Agreed = line.get("term") or MEDICARE
        row = self.rows.get((line["code"], component))
        facility = self.facility.get(line["place_of_service"])
        if term.pay == "charge":
            if line["charge"] is None:
                return one
            paid = cents(line["charge"] * term.percent)
            return {**one, "unit": paid, "status": row["status"] if row else None, "fixed": paid, "total": paid}
        if term.fees is not None and (component or line["code"] not in term.fees):
            return one
        if (line["code"], "") not in self.rows or row is None:
            return one
        status = row["status"]
        worthless = row["nonfacility_total"] == 0 and row["facility_total"] == 0
        if term.fees is None:
            if status in "BPNIMDFGH":
                if not term.commercial:
                    return {**one, "zero": True}
                if worthless:
                    return one
            elif status not in "ART" or worthless:
                return one
        if facility is None or {"26", "TC"} <= set(modifiers):
            return one
        if term.fees is None and facility and row["facility_na"] and row["pctc"] in "13" and component != "26":
            one["zero"] = True
            return one
        surgeon = next((m for m in ("AS", "80", "81", "82", "66", "62") if m in modifiers), "")
        if surgeon == "66" and term.fees is None:
            one["zero"] = row["team"] not in "12"
            return one
        if term.fees is None and (
            (surgeon == "62" and row["cosurgeon"] not in "12")
            or (surgeon in ASSISTING and row["assistant"] not in "02")
        ):
            one["zero"] = True
            return one
        if "52" in modifiers or ("53" in modifiers and component != "53"):
            return one
        hospital = line["place_of_service"]
        private = line["specialties"] and line["specialties"] <= {"65", "67"}
        if term.fees is None and (
            (row["pctc"] == "7" and hospital in HOSPITAL and private)
            or (row["pctc"] == "8" and hospital not in {"21", "51", "61"})
        ):
            one["zero"] = True
            return one
        times, twice, units = FULL, FULL, line["units"]
        left, right = "LT" in modifiers, "RT" in modifiers
        if "50" in modifiers:
            times = {"1": Decimal("1.5"), "3": Decimal(2)}.get(row["bilateral"], FULL)
        elif units == 2 and left == right and row["bilateral"] in "12":
            twice, units = Decimal("1.5") if row["bilateral"] == "1" else FULL, Decimal(1)
        if left != right and "50" not in modifiers and row["bilateral"] in "012" and row["multiple"] != "5":
            one["side"] = "LT" if left else "RT"
            one["same"] = (line["code"], component, facility, surgeon)
        fee, half, cap = self.amount(row, facility, term.factor)
        if term.fees is not None:
            fee, cap = term.fees[line["code"]][facility], Decimal(-1)
        both = [self.rows.get((line["code"], part)) for part in ("26", "TC")]
        professional = technical = technical_cap = None
        if term.fees is not None:
            pass
        elif row["pctc"] == "1" and component == "26":
            professional = fee
        elif component == "TC" or row["pctc"] == "3":
            technical, technical_cap = fee, cap
        elif (
            row["pctc"] == "1"
            and not component
            and all(part and (term.commercial or part["status"] in "AR") for part in both)
        ):
            professional = self.amount(both[0], facility, term.factor)[0]
            technical, _, technical_cap = self.amount(both[1], facility, term.factor)
        base = self.rows.get((row["endoscopic_base"], ""))
        multiple = row["multiple"]
        if not term.reductions:
            cap = Decimal(-1)
        elif multiple in "23":
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
            share = cents(value * term.percent) * times if name == "unit" and value is not None else None
            if share is None and value is not None:
                share = value * term.percent * times
            one[name] = None if share is None else cents(cents(share) * twice)
        one.update(
            n=units, bilateral=row["bilateral"], code=line["code"], endoscopy=multiple == "3", status=status,
            family=row["endoscopic_base"] if multiple == "3" else line["code"] if line["code"] in self.bases else "",
            base=cents(self.amount(base, facility, term.factor)[0] * term.percent) if base else None, total=None,
            left=None, share=FULL if surgeon == "AS" or not term.reductions else line["share"], aged=FULL, assisted=FULL,
            factor=SURGEON.get(surgeon, FULL),
        )  # fmt: skip
        if not term.reductions:
            pass
        elif ("CQ" in modifiers and "GP" in modifiers) or ("CO" in modifiers and "GO" in modifiers):
            one["assisted"] = Decimal("0.85")
        elif component != "26" and row["pctc"] in "13":
            one["aged"] = min((OLD_MACHINES[m] for m in modifiers if m in OLD_MACHINES), default=FULL)
            if one["aged"] != 1 and technical is None:
                return {**one, "unit": None}
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
            bounds = [first_t, least] if limit is None else [min(first_t, limit), min(least, limit)]
            one["left"] = bounds[0] + cents((one["n"] - 1) * bounds[1])
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
        if "fixed" in one:
            return Decimal(one["total"])
        allowed = cents(cents(one["total"] * one["factor"]) * one["share"])
        allowed = cents(allowed * one["assisted"])
        if one["aged"] != 1 and allowed:
            technical = one["left"]
            if technical is None:
                limit = one["technical_cap"]
                technical = cents((one["technical"] if limit is None else min(one["technical"], limit)) * one["n"])
            technical *= one["factor"] * one["share"]
            allowed = allowed - cents(technical) + cents(technical * one["aged"])
        return allowed if one["charge"] is None else min(allowed, one["charge"])
