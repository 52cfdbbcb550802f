"""Sedation: when it began and ended, and how many minutes that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .context import AFFIRMED
from .judge import Answer, Quote, Reading, with_status

#: Least minutes for which moderate sedation may be reported (CPT, moderate sedation).
LEAST_MINUTES = 10
_CLOCK = (
    r"(?:(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?|(?:[01]\d|2[0-3])[0-5]\d)(?:\s?(?:a\.?m\b\.?|"
    r"p\.?m\b\.?|hours|hrs?\b|h\b))?"
)
_BETWEEN = r"[^.;\n]{0,45}?"
_START = r"(?:start\w*|beg[aiu]n\w*|commenc\w+|initiat\w+|induc\w+|from|(?:time[ -]?)?in\b|first dose|on\b|onset)"
_STOP = (
    r"(?:stop\w*|end(?:ed|ing|s|point)?|finish\w*|complet\w+|conclu\w+|terminat\w+|discontinu\w+|"
    r"cease\w*|(?:time[ -]?)?out\b|until|off\b)"
)
_PAIR = re.compile(
    rf"\b{_START}\b[^.;\n]{{0,45}}?(?<!\d)(?P<a>{_CLOCK})(?:[^.\n]|\.(?=\d)){{0,60}}?\b{_STOP}\b[^.;\n]{{0,45}}?(?<!\d)(?P<b>{_CLOCK})(?!\d)"
    rf"|(?<![\d/])(?P<c>{_CLOCK})\s*(?:hours|hrs?)?\s*(?:-|–|—|to|until|till|through|thru|and)\s*(?:{_BETWEEN}\bat\s)?(?P<d>{_CLOCK})(?![\d/])",
    re.I,
)
_BEGAN = re.compile(rf"\b{_START}\b{_BETWEEN}(?<!\d)(?P<at>{_CLOCK})(?!\d)", re.I)
_ENDED = re.compile(rf"\b{_STOP}\b{_BETWEEN}(?<!\d)(?P<at>{_CLOCK})(?!\d)", re.I)
_MINUTES = re.compile(r"(?<!\d)(\d{1,3})[\s-]?min(?:ute)?s?\b", re.I)
_OTHER_TIME = re.compile(
    r"\b(?:sign|dictat|transcri|time-?out|arriv|scan|needle|skin|procedure (?:start|end|time|"
    r"began|stop)|biopsy (?:start|end)|fluoro|electronic|images?)\w*",
    re.I,
)


@dataclass(frozen=True)
class Times:
    """When sedation began and ended, with the words; a None is not stated. `minutes` from the two, else as stated."""

    start: Quote | None
    stop: Quote | None
    minutes: int | None
    stated: Quote | None  # the words that state the minutes


def times(reading: Reading) -> Times:
    """The times of sedation that a report states."""
    start = stop = stated = None
    stated_minutes = None
    for sentence in _about_sedation(reading):
        a, b = reading.sentences[sentence].start, reading.sentences[sentence].end
        pair = _PAIR.search(reading.text, a, b)
        if pair and start is None:
            first, last = ("a", "b") if pair["a"] else ("c", "d")
            start, stop = _quote(reading, pair, first), _quote(reading, pair, last)
            continue
        began, ended = _BEGAN.search(reading.text, a, b), _ENDED.search(reading.text, a, b)
        if began and start is None and not _OTHER_TIME.search(reading.text, a, b):
            start = _quote(reading, began, "at")
        if ended and stop is None and not _OTHER_TIME.search(reading.text, a, b):
            stop = _quote(reading, ended, "at")
        minutes = _MINUTES.search(reading.text, a, b)
        if minutes and stated is None:
            stated = Quote(minutes[0], minutes.start(), minutes.end())
            stated_minutes = int(minutes[1])
    between = _minutes(start.text, stop.text) if start and stop else None
    return Times(start, stop, stated_minutes if between is None else between, stated)


def check_times(reading: Reading, answer: Answer) -> Answer:
    """Met with both times and minutes enough; contradicted by less, or by "no sedation"; unclear with minutes only."""
    denied = [
        place
        for place, found in enumerate(reading.mentions)
        if any(m.concept == "no-sedation" and m.assertion in (AFFIRMED, "negated") for m in found)
    ]
    found = times(reading)
    words = [quote for quote in (found.start, found.stop) if quote] or [q for q in (found.stated,) if q]
    places = {
        place
        for place, sentence in enumerate(reading.sentences)
        for quote in words
        if sentence.start <= quote.start < sentence.end
    }
    evidence = [reading.quote(place) for place in sorted(places)]
    if found.start and found.stop:
        if found.minutes is not None and found.minutes < LEAST_MINUTES:
            return with_status(answer, "contradicted", evidence)
        return with_status(answer, "met", evidence)
    if denied:
        return with_status(answer, "contradicted", [reading.quote(place) for place in denied])
    if found.stated and found.minutes is not None and found.minutes < LEAST_MINUTES:
        return with_status(answer, "contradicted", evidence)
    return with_status(answer, "unclear" if evidence else "missing", evidence)


def _about_sedation(reading: Reading) -> Iterator[int]:
    """The sentences about sedation: those that name it, those of its section, and up to four after one with a time."""
    left = 0
    for place, sentence in enumerate(reading.sentences):
        mentions = reading.mentions[place]
        names = [m for m in mentions if m.concept == "sedation"]
        clocks = [m for m in mentions if m.concept in ("clock", "minutes")]
        if sentence.kind in ("template", "prior", "comparison", "history", "indication", "signature"):
            left = 0
            continue
        if any(m.assertion in ("template", "historical", "hypothetical") for m in (*names, *clocks)):
            continue
        if names or sentence.kind == "sedation":
            left = 4
            if names and all(m.assertion == "negated" for m in names):
                continue
        elif left and clocks and not _OTHER_TIME.search(reading.text, sentence.start, sentence.end):
            left -= 1
        else:
            left = max(left - 1, 0)
            continue
        yield place


def _quote(reading: Reading, match: re.Match[str], group: str) -> Quote:
    return Quote(match[group], match.start(group), match.end(group))


def _minutes(start: str, stop: str) -> int:
    """Minutes from one clock time to another, over midnight when the second is the earlier.

    A start without am or pm ("1:40 - 2:05 pm") takes the half of the day that makes the time shorter.
    """
    end = _of_day(stop, _half(stop))
    halves = [_half(start)] if _half(start) or not _half(stop) else ["a", "p"]
    return min((end - _of_day(start, half)) % (24 * 60) for half in halves)


def _half(clock: str) -> str:
    """The half of the day that a clock time names: a, p, or "" when it names none."""
    found = re.search(r"([ap])\.?m", clock, re.I)
    return found[1].lower() if found else ""


def _of_day(clock: str, half: str) -> int:
    """The minute of the day."""
    digits = re.findall(r"\d+", clock)
    hours, minutes = (
        (int(digits[0][:-2]), int(digits[0][-2:])) if len(digits[0]) > 2 else (int(digits[0]), int(digits[1]))
    )
    if half and hours <= 12:
        hours = hours % 12 + 12 * (half == "p")
    return hours * 60 + minutes
