"""In-network files of the Transparency in Coverage rule, made up, of any size, as a stream in little memory.

A fifth of the bytes are provider references (about 6 kB each), then come items of about 400 kB, as payers publish them.
The text of the items repeats after a while; their codes do not, and every item is a valid one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

#: The codes that the benchmark asks for.
CODES = ("77012", "32408", "76942", "77002", "10005", "10009", "47000", "49406", "50200", "60100")
_HEAD = (
    '{"reporting_entity_name":"Example Health","reporting_entity_type":"insurer",'
    '"last_updated_on":"2026-04-01","version":"2.0.0","provider_references":['
)
_PRICES = (
    '{"negotiated_type":"negotiated","negotiated_rate":%s,"expiration_date":"9999-12-31","service_code":["11","22","24"],'
    '"billing_class":"professional","setting":"both","billing_code_modifier":[%s]}'
)


def pieces(size: int, *, items_of: int = 400_000, giant: int = 0, seed: int = 1) -> Iterator[bytes]:
    """The text of a file of about `size` bytes. `giant` makes the item of the first code that many bytes long."""
    rng = random.Random(seed)
    yield _HEAD.encode()
    references = max(size // 5 // 6_000, 10)
    some = [_groups(rng) for _ in range(500)]
    for number in range(references):
        yield f'{"," if number else ""}{{"provider_group_id":{number},"provider_groups":{some[rng.randrange(500)]}}}'.encode()
    yield b'],"in_network":['
    rates = [_rate(rng, references) for _ in range(20_000)]
    items = max(int(size * 0.8) // items_of, 2 * len(CODES))
    every = items // len(CODES)
    for number in range(items):
        wanted, place = divmod(number, every)
        code = CODES[wanted] if place == every // 2 and wanted < len(CODES) else f"{10_000 + number % 80_000}X"
        yield (
            f'{"," if number else ""}{{"negotiation_arrangement":"ffs","name":"Example {number}","billing_code_type":"CPT",'
            f'"billing_code_type_version":"2026","billing_code":"{code}","description":"Example","negotiated_rates":['
        ).encode()
        yield from _rates(rates, rng, giant if giant and code == CODES[0] else items_of)
        yield b"]}"
    yield b"]}\n"


def _rates(rates: list[str], rng: random.Random, size: int) -> Iterator[bytes]:
    step, first = 256, True
    while size > 0:
        start = rng.randrange(len(rates) - step)
        text = ",".join(rates[start : start + max(min(step, size // len(rates[start])), 1)])
        yield (("" if first else ",") + text).encode()
        size, first = size - len(text), False


def _groups(rng: random.Random) -> str:
    groups = []
    for _ in range(rng.randrange(1, 8)):
        npis = ",".join(str(rng.randrange(1_000_000_000, 2_000_000_000)) for _ in range(rng.randrange(20, 220)))
        tin = f"{rng.randrange(10, 99)}-{rng.randrange(10**7):07}"
        groups.append(f'{{"npi":[{npis}],"tin":{{"type":"ein","value":"{tin}","business_name":"Example Group"}}}}')
    return f"[{','.join(groups)}]"


def _rate(rng: random.Random, references: int) -> str:
    numbers = ",".join(str(rng.randrange(references)) for _ in range(rng.randrange(2, 20)))
    prices = ",".join(
        _PRICES % (f"{rng.randrange(3_000, 90_000) / 100:.2f}", modifier)
        for modifier in ("", '"26"', '"TC"')[: rng.randrange(1, 4)]
    )
    return f'{{"provider_references":[{numbers}],"negotiated_prices":[{prices}]}}'
