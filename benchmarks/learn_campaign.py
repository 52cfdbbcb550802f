"""Does `learn` find what a payer does, and nothing else: remitted lines with hidden rules of every kind, and with none.

    python benchmarks/learn_campaign.py [--lines 1000000] [--seeds 1 2 3]

For each seed the history of a practice is made up (claims, lines, diagnoses, and what the payer decided), once with 50
hidden rules and once with none. 2 % of lines are denied for no reason, one line in twelve breaks a hidden rule that it
meets, and rules begin on different days. A rule found counts as right where it is the hidden one (code, kind and value) or
fits nine tenths of the same lines; every other is false. Prints what was found, missed and false, and the seconds.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from generate_claims import _money, _table

from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.learn.evidence import DECISION
from sightline.learn.run import learned

PLACES = ("11", "22", "19", "23", "24", "12")
TAXONOMIES = ("2085R0202X", "207RP1001X", "363A00000X", "363L00000X", "207Q00000X", "2085R0204X")
MODIFIERS = ("", "", "", "", "", "", "26", "59", "25", "RT", "LT", "76", "52", "XS", "GT", "KX")
DENIALS = ("CO 16", "CO 45", "CO 22", "CO 29", "CO 197", "CO 27")
DAYS = 730
FIRST = date(2024, 6, 1)
#: How many hidden rules there are of each kind; `percent` is the payer's usual percent of Medicare.
KINDS = {
    "code": 5, "beside": 7, "modifier": 4, "alone-modifier": 1, "diagnosis": 5, "category": 3, "place": 5, "taxonomy": 4,
    "again-within": 3, "more-in-day": 1, "factor-code": 3, "factor-modifier": 1, "factor-alone-rank": 1, "percent": 1,
    "modifier+place": 3, "category+taxonomy": 2, "place+taxonomy": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Hidden:
    """A rule that the generator follows."""

    code: str
    kind: str
    value: str
    since: int  # days after FIRST
    factor: str = ""  # of an amount, "" for a denial


def made(lines: int, seed: int, kinds: dict[str, int]) -> tuple[tuple[pa.Table, ...], list[Hidden], np.ndarray]:
    """Tables of claims, lines, diagnoses and decisions; the hidden rules; and which of them each line meets (-1: none)."""
    rng = np.random.default_rng(seed)
    codes = np.array([f"{n:05d}" for n in rng.choice(np.arange(10021, 99499), 400, replace=False)])
    diagnoses = np.array([
        f"{letter}{n:02d}{tail}" for letter in "CJKMRI" for n in rng.choice(90, 12, replace=False) for tail in ("0", "1", "9")
    ])  # fmt: skip
    claims = lines // 3
    of_line = np.repeat(np.arange(claims), 3)
    lines = len(of_line)
    patient = rng.integers(0, max(claims // 4, 1), claims)
    day = rng.integers(0, DAYS, claims)
    # Codes as practices bill them: a few often, most seldom; and clinics that bill some of them together.
    weight = 1 / np.arange(1, len(codes) + 1) ** 0.7
    weight /= weight.sum()
    code = rng.choice(len(codes), lines, p=weight)
    habit = rng.integers(0, len(codes), len(codes))
    follows = (np.arange(lines) % 3 == 1) & (rng.random(lines) < 0.3)
    code[follows] = habit[code[np.flatnonzero(follows) - 1]]
    place = np.where(rng.random(claims) < 0.6, 0, rng.integers(0, len(PLACES), claims))
    taxonomy = np.where(rng.random(claims) < 0.5, 0, rng.integers(0, len(TAXONOMIES), claims))
    modifier = rng.integers(0, len(MODIFIERS), lines)
    pointed = rng.integers(0, len(diagnoses), (claims, 2))
    medicare = np.round(rng.uniform(20, 900, len(codes)), 2)
    habitual = rng.random(claims) < 0.5  # of a code's usual diagnosis
    own = rng.integers(0, len(diagnoses), len(codes))
    pointed[habitual, 0] = own[code[::3][habitual]]
    facts = {
        "place": place[of_line], "taxonomy": taxonomy[of_line], "modifier": modifier, "day": day[of_line],
        "first": pointed[of_line, 0], "second": pointed[of_line, 1], "patient": patient[of_line],
    }  # fmt: skip
    order = np.lexsort((np.arange(lines), -medicare[code], facts["day"], facts["patient"]))
    first = np.r_[True, np.any([np.diff(facts[name][order]) != 0 for name in ("patient", "day")], axis=0)]
    facts["rank"] = np.empty(lines, int)
    facts["rank"][order] = np.arange(lines) - np.maximum.accumulate(np.where(first, np.arange(lines), 0)) + 1
    same = _beside(patient, day, of_line, code)
    hidden = _hidden(rng, kinds, codes, diagnoses, code, facts, same)
    rule = np.full(lines, -1)
    # A line that two rules meet is denied: a denial comes before any price. (Prices once came first where they were hidden
    # first; a rule of two conditions was then broken by every line that a price rule took.)
    for number, each in sorted(enumerate(hidden), key=lambda pair: bool(pair[1].factor)):
        met = _met(each, codes, diagnoses, code, facts, same) & (facts["day"] >= each.since) & (rule < 0)
        rule[met] = number
    kept = (rule >= 0) & (rng.random(lines) > 1 / 12)
    is_denial = np.array([not each.factor for each in hidden] + [False])[rule]
    denied = (kept & is_denial) | (rng.random(lines) < 0.02)
    percent = np.full(lines, 1.0)
    for each in hidden:
        if each.kind == "percent":
            percent[facts["day"] >= each.since] = float(each.factor)
    factor = np.array(
        [float(each.factor) if each.factor and each.kind != "percent" else 1.0 for each in hidden] + [1.0]
    )
    expected = medicare[code]
    paid = expected * percent * np.where(kept, factor[rule], 1.0)
    strange = rng.random(lines) < 0.03  # amounts that nothing explains
    paid[strange] *= rng.uniform(0.3, 1.2, int(strange.sum()))
    reason = np.where(denied, np.array(DENIALS)[rng.integers(0, len(DENIALS), lines)], "")
    key = np.arange(1, claims + 1)
    dates = np.array(FIRST, "datetime64[D]") + day
    tables = (
        _table(CLAIM, claims, claim_key=key, patient=[f"P{n}" for n in patient], place_of_service=np.array(PLACES)[place]),
        _table(
            LINE, lines, claim_key=key[of_line], line_no=np.arange(lines) % 3 + 1, code=codes[code],
            modifier_1=np.array(MODIFIERS)[modifier], place_of_service=np.array(PLACES)[facts["place"]],
            rendering_taxonomy=np.array(TAXONOMIES)[facts["taxonomy"]], date_from=dates[of_line], pointer_1=np.full(lines, 1),
            pointer_2=np.full(lines, 2),
        ),
        _table(
            DIAGNOSIS, 2 * claims, claim_key=np.repeat(key, 2), position=np.tile([1, 2], claims),
            code=diagnoses[pointed.reshape(-1)],
        ),
        pa.table({
            "claim_key": key[of_line], "line_no": pa.array(np.arange(lines) % 3 + 1, pa.int32()), "denied": denied,
            "explained": np.zeros(lines, bool), "reason": reason.tolist(),
            "allowed": _money(np.round(np.where(denied, 0, paid) * 100).astype(np.int64)),
            "expected": _money(np.round(expected * 100).astype(np.int64)), "place": pa.nulls(lines, pa.int32()),
        }).cast(DECISION),
    )  # fmt: skip
    return tables, hidden, rule


def _beside(
    patient: np.ndarray, day: np.ndarray, of_line: np.ndarray, code: np.ndarray
) -> dict[tuple[int, int], set[int]]:
    """The codes of each patient and day."""
    found: dict[tuple[int, int], set[int]] = {}
    for who, when, what in zip(patient[of_line].tolist(), day[of_line].tolist(), code.tolist(), strict=True):
        found.setdefault((who, when), set()).add(what)
    return found


def _hidden(rng, kinds, codes, diagnoses, code, facts, same) -> list[Hidden]:
    """Hidden rules of the kinds, each with lines enough that somebody could know it."""
    found: list[Hidden] = []
    used: set[str] = set()
    fewest = 80  # lines that meet it
    for kind, count in kinds.items():
        tries = 0
        while count and tries < 3_000:
            tries += 1
            if kind == "percent":
                found.append(Hidden("", kind, "", int(rng.integers(60, 400)), "1.25"))
                count -= 1
                continue
            value, plain = "", kind.removeprefix("factor-").removeprefix("alone-")
            name = "" if "alone" in kind else codes[int(rng.integers(0, len(codes)))]
            if name in used:
                continue
            if plain == "beside":
                value = codes[int(rng.integers(0, len(codes)))]
            elif plain == "modifier":
                value = MODIFIERS[int(rng.integers(6, len(MODIFIERS)))]
            elif plain in ("diagnosis", "category"):
                value = diagnoses[int(rng.integers(0, len(diagnoses)))]
                value = value[:3] if plain == "category" else value
            elif plain == "place":
                value = PLACES[int(rng.integers(0, len(PLACES)))]
            elif plain == "taxonomy":
                value = TAXONOMIES[int(rng.integers(0, len(TAXONOMIES)))]
            elif plain == "again-within":
                value = str(rng.choice([30, 90, 365]))
            elif plain == "more-in-day":
                value = "1"
            elif plain == "rank":
                value = "2"
            elif "+" in plain:
                value = "+".join(_value(rng, part, diagnoses) for part in plain.split("+"))
            factor = f"{rng.choice([0.5, 0.75, 0.85, 1.4]):.2f}" if kind.startswith("factor") else ""
            rule = Hidden(name, plain, value, int(rng.integers(0, 500)), factor)
            met = _met(rule, codes, diagnoses, code, facts, same) & (facts["day"] >= rule.since)
            if met.sum() < fewest:
                continue
            found.append(rule)
            used.update({name} - {""})
            count -= 1
        if count:
            print(f"    {count} of kind {kind} could not be hidden: too few lines")
    return found


def _value(rng, kind, diagnoses) -> str:
    """A value of one of two conditions."""
    categories = sorted({each[:3] for each in diagnoses})
    values = {"modifier": MODIFIERS[6:], "place": PLACES, "taxonomy": TAXONOMIES, "category": categories}[kind]
    return str(values[int(rng.integers(0, len(values)))])


def _met(rule: Hidden, codes, diagnoses, code, facts, same) -> np.ndarray:
    """Which lines meet the condition of a hidden rule, whatever their day."""
    if rule.kind == "percent":
        return np.zeros(len(code), bool)
    if "+" in rule.kind:
        both = [
            _met(Hidden(rule.code, kind, value, 0), codes, diagnoses, code, facts, same)
            for kind, value in zip(rule.kind.split("+"), rule.value.split("+"), strict=True)
        ]
        return both[0] & both[1]
    number = int(np.flatnonzero(codes == rule.code)[0]) if rule.code else -1
    met = code == number if rule.code else np.ones(len(code), bool)
    if rule.kind == "rank":
        return facts["rank"] == int(rule.value)
    if rule.kind == "place":
        return met & (np.array(PLACES)[facts["place"]] == rule.value)
    if rule.kind == "taxonomy":
        return met & (np.array(TAXONOMIES)[facts["taxonomy"]] == rule.value)
    if rule.kind == "modifier":
        return met & (np.array(MODIFIERS)[facts["modifier"]] == rule.value)
    if rule.kind in ("diagnosis", "category"):
        of = np.char.startswith(diagnoses.astype(str), rule.value)
        return met & (of[facts["first"]] | of[facts["second"]])
    at = np.flatnonzero(met)
    if rule.kind == "beside":
        other = int(np.flatnonzero(codes == rule.value)[0])
        for line in at:
            met[line] = other != number and other in same[int(facts["patient"][line]), int(facts["day"][line])]
        return met
    if rule.kind in ("again-within", "more-in-day"):
        order = at[np.lexsort((at, facts["day"][at], facts["patient"][at]))]
        again = np.zeros(len(order), bool)
        alike = facts["patient"][order][1:] == facts["patient"][order][:-1]
        gap = facts["day"][order][1:] - facts["day"][order][:-1]
        again[1:] = alike & (gap <= int(rule.value) if rule.kind == "again-within" else gap == 0)
        met[:] = False
        met[order[again]] = True
    return met


def judge(lines: int, seed: int, kinds: dict[str, int]) -> tuple[int, int, int]:
    """Make one history, learn from it and print what came of it: rules hidden, found, false."""
    tables, hidden, rule = made(lines, seed, kinds)
    began = time.perf_counter()
    found = learned(*tables)
    seconds = time.perf_counter() - began
    wanted = {(h.code, h.kind, h.value, h.factor): n for n, h in enumerate(hidden) if h.kind != "percent"}
    right: set[int] = set()
    false = []
    for each in found.rules:
        key = (
            each.condition.code,
            each.condition.kind,
            each.condition.value,
            "" if each.label == "denied" else each.label,
        )
        number = wanted.get(key, -1)
        if number < 0:
            at = each.members.to_numpy() - 1
            values, counts = np.unique(rule[at], return_counts=True)
            best = int(values[counts.argmax()])
            size = int((rule == best).sum()) if best >= 0 else 1
            if best >= 0 and counts.max() >= 0.9 * max(len(at), size):
                number = best
        if number < 0:
            false.append(each)
        else:
            right.add(number)
    for number, each in enumerate(hidden):
        if each.kind == "percent" and any(
            f"{p.percent:.2f}" == each.factor and abs((p.begins - (FIRST + timedelta(days=each.since))).days) <= 31
            for p in found.percents
        ):
            right.add(number)
    print(
        f"  seed {seed}: {len(hidden)} hidden, {len(right)} found, {len(false)} false, {seconds:.1f} s, tried {found.tried:,}"
    )
    for number, each in enumerate(hidden):
        if number not in right:
            print(f"    missed: {each}, {int((rule == number).sum())} lines")
    for each in false:
        print(f"    false: {each}")
    return len(hidden), len(right), len(false)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    for title, kinds in (("50 hidden rules", KINDS), ("none hidden", {})):
        print(f"{options.lines:,} lines, {title}:")
        for seed in options.seeds:
            judge(options.lines, seed, kinds)


if __name__ == "__main__":
    main()
