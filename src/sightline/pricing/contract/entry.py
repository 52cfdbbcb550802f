"""What a key of a contract may hold: every value is read here, and what cannot be one raises ValueError in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sightline.pricing.contract.tables import PLACES, SCALES
from sightline.reference.release import BEGINNING, FOREVER

ALL_CODES = ("00000", "ZZZZZ")
COMPONENTS = ("global", "26", "TC")
#: Kinds of provider, and how their taxonomies begin (NUCC health care provider taxonomy).
PROVIDERS = {
    "physician": ("20*",), "nurse practitioner": ("363L*",), "physician assistant": ("363A*",),
    "clinical nurse specialist": ("364S*",), "nurse-midwife": ("367A*",), "nurse anesthetist": ("3675*",),
    "social worker": ("1041*",), "psychologist": ("103*",), "counselor": ("101Y*",), "marriage and family therapist": ("106H*",),
    "dietitian": ("133*",), "physical therapist": ("2251*",), "occupational therapist": ("225X*",),
    "speech-language pathologist": ("235Z*",), "chiropractor": ("111N*",), "optometrist": ("152W*",), "podiatrist": ("213E*",),
}  # fmt: skip
_SCALES = ("multiple", *SCALES)


class Entry:
    """One [[term]] of a file, key by key. `place` is the key that was read last: an error is about it."""

    def __init__(self, stated: Mapping[str, Any]) -> None:
        self._stated = stated
        self.place = ""

    def __contains__(self, key: str) -> bool:
        return key in self._stated

    def _value(self, key: str, default: Any) -> Any:
        self.place = key if key in self._stated else ""
        return self._stated.get(key, default)

    def number(self, key: str, *, above: int = 0, most: int = 10_000, default: str = "") -> Decimal:
        """A number above `above` and at most `most`."""
        return number(key, self._value(key, default), above, most)

    def text(self, key: str, default: str = "") -> str:
        """A text; a number is taken as one."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise ValueError(f"{key} is {value!r}; write a text in quotes")
        return str(value).strip()

    def one_of(self, key: str, words: tuple[str, ...], default: str = "") -> str:
        """One of these words."""
        value = self._value(key, default)
        if value not in words:
            raise ValueError(f"{key} is one of {', '.join(words)}" + (f", not {value!r}" if value else ""))
        return str(value)

    def yes(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise ValueError(f"{key} is true or false, without quotes; not {value!r}")
        return value

    def whole(self, key: str, least: int, most: int, default: int) -> int:
        """A whole number from `least` to `most`."""
        value = self._value(key, default)
        if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", str(value)) or not least <= int(value) <= most:
            raise ValueError(f"{key} is {value!r}; write a whole number from {least} to {most}")
        return int(value)

    def days(self) -> tuple[date, date]:
        """The first day, and the day after the last."""
        begins, last = self._value("from", BEGINNING), self._stated.get("to", FOREVER)
        self.place = "from" if "from" in self._stated else "to"
        if type(begins) is not date or type(last) is not date or begins > last:
            raise ValueError("from and to are dates such as 2026-01-01, from not after to")
        return begins, FOREVER if last >= FOREVER else last + timedelta(days=1)

    def words(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts, without blanks around them."""
        value = self._value(key, [])
        stated = [value] if isinstance(value, (str, int)) else value
        if not isinstance(stated, list) or (key in self._stated and not stated):
            raise ValueError(f'{key} is a list such as ["a", "b"]')
        for each in stated:
            if isinstance(each, bool) or not isinstance(each, (str, int)) or not str(each).strip():
                raise ValueError(f"{key} holds {each!r}; write a text in quotes")
        return tuple(str(each).strip() for each in stated)

    def codes(self, key: str) -> tuple[tuple[str, str], ...]:
        """Codes, families and ranges as first and last code; all codes when there is no such key."""
        return tuple(code_range(key, text) for text in self.words(key)) or (ALL_CODES,)

    def places(self) -> tuple[str, ...]:
        """Places of service: two digits, or facility and non-facility."""
        found = tuple(each.lower() for each in self.words("places"))
        for each in found:
            if not re.fullmatch(r"\d\d|facility|non-facility", each):
                raise ValueError(f"places holds {each!r}; write two digits such as 11, facility or non-facility")
        return found

    def components(self) -> tuple[str, ...]:
        """Parts of a service: global, 26, TC."""
        found = tuple("global" if each.lower() == "global" else each.upper() for each in self.words("components"))
        for each in found:
            if each not in COMPONENTS:
                raise ValueError(f"components holds {each!r}; write global, 26 or TC")
        return found

    def providers(self) -> tuple[str, ...]:
        """Taxonomies and beginnings of taxonomies (363L*); kinds of provider stand for theirs."""
        found: list[str] = []
        for each in self.words("providers"):
            plain = each.lower()
            if plain not in PROVIDERS and not re.fullmatch(r"[0-9A-Z]{10}|[0-9A-Z]{1,9}\*", each.upper()):
                known = ", ".join(PROVIDERS)
                raise ValueError(
                    f"providers holds {each!r}; write a taxonomy, the beginning of one such as 363L*, or: {known}"
                )
            found += PROVIDERS.get(plain, (each.upper(),))
        return tuple(found)

    def locality(self) -> str:
        """Carrier and locality, national, or "" for where the service was done."""
        found = self.text("locality")
        if found not in {"", "national"} and not re.fullmatch(r"\d{5}-\d\d", found):
            raise ValueError(f"locality is {found!r}; write carrier and locality such as 10112-00, or national")
        return found

    def scales(self) -> dict[str, tuple[Decimal, ...]]:
        """The contract's own figures as factors: absent as Medicare's, empty or 1 for none."""
        stated = self._value("scales", {})
        if not isinstance(stated, dict):
            raise ValueError('scales is a table such as { multiple = [100, 50, 25], assistant = 20, "22" = 125 }')
        found: dict[str, tuple[Decimal, ...]] = {}
        for key, value in stated.items():
            if key not in _SCALES:
                raise ValueError(f"scales has no {key}; its keys are {', '.join(_SCALES)}")
            if value == "medicare":
                continue
            if value == "none":
                found[key] = () if key == "multiple" else (Decimal(1),)
                continue
            figures = value if key == "multiple" and isinstance(value, list) else [value]
            if not 1 <= len(figures) <= PLACES:
                raise ValueError(f"scales.multiple has up to {PLACES} figures, the last for all that follow")
            found[key] = tuple(factor(f"scales.{key}", each) for each in figures)
        return found

    def escalators(self) -> list[tuple[date, Decimal]]:
        """From which day the rates are which factor of those before, in the order of the days."""
        stated = self._value("escalators", [])
        if not isinstance(stated, list):
            raise ValueError("escalators is a list such as [{ from = 2027-01-01, percent = 103 }]")
        found: list[tuple[date, Decimal]] = []
        for each in stated:
            if not isinstance(each, dict) or set(each) != {"from", "percent"} or type(each["from"]) is not date:
                raise ValueError(f"escalators holds {each!r}; write {{ from = 2027-01-01, percent = 103 }}")
            found.append((each["from"], factor("escalators.percent", each["percent"])))
        if len({day for day, _ in found}) < len(found):
            raise ValueError("escalators has one day twice")
        return sorted(found)


def number(key: str, value: Any, above: int, most: int) -> Decimal:
    """A number above `above` and at most `most`. Raises ValueError in words."""
    try:
        found = Decimal("x" if isinstance(value, bool) else str(value))
    except InvalidOperation:
        raise ValueError(f"{key} is {value!r}; write a number such as 125") from None
    if not found.is_finite() or not above < found <= most:
        raise ValueError(f"{key} is {value}; it is above {above} and at most {most}")
    return found


def factor(key: str, percent: Any) -> Decimal:
    """A percent as a factor of four decimals: 62.5 is 0.6250."""
    return (number(key, percent, -1, 1000) / 100).quantize(Decimal("0.0001"))


def code_range(key: str, text: str) -> tuple[str, str]:
    """`*`, a code, a family such as 7* or a range such as 70000-79999, as first and last code."""
    plain = text.strip().upper()
    if plain == "*":
        return ALL_CODES
    if match := re.fullmatch(r"([0-9A-Z]{1,4})\*", plain):
        return match[1].ljust(5, "0"), match[1].ljust(5, "Z")
    if match := re.fullmatch(r"([0-9A-Z]{5})(?:-([0-9A-Z]{5}))?", plain):
        if match[2] and match[2] < match[1]:
            raise ValueError(f"{key} holds {text!r}, whose last code is before its first")
        return match[1], match[2] or match[1]
    raise ValueError(f"{key} holds {text!r}; write 77012, 77*, 70000-79999 or *")
