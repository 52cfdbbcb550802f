"""In-network files in many layouts, and the rows that ijson, a reader by others, finds in them."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from decimal import Decimal, InvalidOperation

import ijson

CODES = ["77012", "32408", "70450", "10005", "47000"]
ITEM_ORDERS = [
    ["negotiation_arrangement", "name", "billing_code_type", "billing_code_type_version", "billing_code", "description",
     "bundled_codes", "negotiated_rates"],
    ["negotiated_rates", "description", "billing_code", "bundled_codes", "billing_code_type",
     "negotiation_arrangement", "name", "billing_code_type_version"],
    ["bundled_codes", "billing_code", "negotiated_rates", "billing_code_type", "negotiation_arrangement", "name",
     "description", "billing_code_type_version"],
]  # fmt: skip
NASTY = ['a "quoted" one', "brace { in it", "} and ]", '{"negotiated_rates":[', 'back\\slash "negotiated_rates": [{',
         "négocié", "negotiated_rates", "{\"", '"provider_group_id": 7', "77012"]  # fmt: skip


class Number(float):
    """A number that is written as its text."""

    def __new__(cls, text):
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __repr__(self):
        return self.text


def document(seed: int, *, style: str = "references", order: int = 0, references_last: bool = False, ids: str = "int",
             items: int = 6, rates: int = 4, shuffle: bool = False) -> tuple[dict, dict[str, dict]]:  # fmt: skip
    """A document, and the remote provider references it names (address -> content)."""
    rng = random.Random(seed)
    remote: dict[str, dict] = {}

    def mixed(pairs):
        pairs = list(pairs)
        if shuffle:
            rng.shuffle(pairs)
        return dict(pairs)

    def groups():
        return [
            mixed({
                "npi": rng.choice([[0], [rng.randrange(1_000_000_000, 9_999_999_999) for _ in range(rng.randrange(1, 6))]]),
                "tin": mixed({"type": "ein", "value": f"{rng.randrange(100):02}-{rng.randrange(10**7):07}"}.items()),
            }.items())
            for _ in range(rng.randrange(1, 4))
        ]  # fmt: skip

    def group_id(number):
        return {"int": number, "float": Number(f"{number}.10"), "text": f"G{number}"}[ids]

    def price():
        facts = {
            "negotiated_type": rng.choice(["negotiated", "percentage", "fee schedule", "derived"]),
            "negotiated_rate": rng.choice([Number(f"{rng.randrange(10**6)}.{rng.randrange(100):02}"), rng.randrange(900),
                                           Number("123.4567890123456789"), Number("1.5E+2"), Number("0.1")]),
            "expiration_date": rng.choice(["9999-12-31", "2026-12-31"]),
            "service_code": rng.choice([["11", "22"], ["CSTM-00"], None, []]),
            "billing_class": rng.choice(["professional", "institutional", "both"]),
            "setting": rng.choice(["inpatient", "outpatient", "both"]),
            "billing_code_modifier": rng.choice([None, [], ["26"], ["TC"], ["52,53"], ["26", "59"]]),
            "additional_information": rng.choice(NASTY),
        }  # fmt: skip
        for name in ("service_code", "billing_code_modifier", "setting"):
            if rng.random() < 0.2:
                del facts[name]
        return mixed(facts.items())

    def rate():
        facts = {"negotiated_prices": [price() for _ in range(rng.randrange(1, 4))]}
        if style == "inline" or (style == "mixed" and rng.random() < 0.5):
            facts["provider_groups"] = groups()
        else:
            facts["provider_references"] = [group_id(n) for n in rng.sample(range(1, 9), rng.randrange(1, 4))]
        return mixed(reversed(facts.items()))

    def item():
        facts = {
            "negotiation_arrangement": rng.choice(["ffs", "bundle"]), "name": rng.choice(NASTY),
            "billing_code_type": "CPT", "billing_code_type_version": "2026", "billing_code": rng.choice(CODES),
            "description": rng.choice(NASTY),
            "bundled_codes": [{"billing_code_type": "CPT", "billing_code": rng.choice(CODES), "description": rng.choice(NASTY)}
                              for _ in range(rng.randrange(3))],
            "negotiated_rates": [rate() for _ in range(rng.randrange(rates + 1))],
        }  # fmt: skip
        if shuffle:
            return mixed(facts.items())
        return {name: facts[name] for name in ITEM_ORDERS[order]}

    def reference(number):
        facts = {"provider_group_id": group_id(number), "network_name": [rng.choice(NASTY)]}
        if style == "remote" and number % 2:
            address = f"https://rates.example/groups-{number}.json"
            remote[address] = {"provider_groups": groups()}
            facts["location"] = address
        else:
            facts["provider_groups"] = groups()
        pairs = list(facts.items())
        return mixed(reversed(pairs) if order == 1 else pairs)

    head = {"reporting_entity_name": "Example", "reporting_entity_type": "payer"}
    sections = {
        "provider_references": [reference(n) for n in range(1, 8)],
        "in_network": [item() for _ in range(items)],
    }
    if style == "inline":
        del sections["provider_references"]
    names = reversed(sections) if references_last else list(sections)
    ordered = {name: sections[name] for name in names}
    dates = {"last_updated_on": "2026-04-01", "version": "1.0.0"}
    return ({**ordered, **head, **dates} if references_last else {**head, **dates, **ordered}), remote


def as_bytes(doc: dict, *, indent: int | None = None, compact: bool = False) -> bytes:
    return json.dumps(doc, indent=indent, separators=(",", ":") if compact else None, ensure_ascii=False).encode()


def rows_by_ijson(data: bytes, remote: dict[str, dict], codes=None) -> Counter:
    """Every row (price and group) as (code, type, arrangement, modifiers, rate, method, class, setting, places, tin, NPIs)."""
    known: dict[str, list] = {}
    for reference in ijson.items(io.BytesIO(data), "provider_references.item"):
        groups = reference.get("provider_groups") or remote.get(reference.get("location"), {}).get(
            "provider_groups", []
        )
        known.setdefault(str(reference["provider_group_id"]), []).extend(groups)
    rows: Counter = Counter()
    for item in ijson.items(io.BytesIO(data), "in_network.item"):
        if codes is not None and item["billing_code"] not in codes:
            continue
        for rate in item["negotiated_rates"]:
            groups = [
                g for r in dict.fromkeys(map(str, rate.get("provider_references") or [])) for g in known.get(r, [])
            ]
            groups += rate.get("provider_groups") or []
            for price in rate["negotiated_prices"]:
                try:
                    amount = Decimal(price["negotiated_rate"])
                except (InvalidOperation, TypeError):
                    continue
                modifiers = sorted({p for m in price.get("billing_code_modifier") or [] for p in m.split(",")})
                places = sorted(set(price.get("service_code") or []))
                for group in groups:
                    rows[
                        item["billing_code"], item["billing_code_type"], item["negotiation_arrangement"],
                        " ".join(modifiers), amount.normalize(), price["negotiated_type"], price["billing_class"],
                        price.get("setting", ""), " ".join(places), group["tin"]["value"],
                        tuple(sorted({int(n) for n in group["npi"]} - {0})),
                    ] += 1  # fmt: skip
    return rows
