"""Hold each mention against the reference: existence, label, deletion, billing, the page's subject, repetition."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sightline.pages.gather import source_of
from sightline.pages.record import Cite
from sightline.pages.sections.modifiers import verdict
from sightline.pages.subject import Subject
from sightline.pages.verify.code_sets import CodeSets
from sightline.pages.verify.concepts import concepts
from sightline.pages.verify.find.mention import Mention
from sightline.pages.verify.labels import UNREAD, Labels, read, uses
from sightline.pages.verify.record import Judged, Remark
from sightline.pages.words import LAYOUT, meaning, range_of, runs

#: Statuses of the fee schedule of which nothing is paid beside another service, or at all.
_NOT_PAID = ("B", "P", "N", "I", "M", "D", "F")  # drugs and laboratory tests, E and X, are paid by other schedules

#: The codes of which the fee schedule lists every one, paid or not: CPT's, and HCPCS's of these letters. Supplies, equipment and
#: payers' own codes it lists in part, laboratory codes that end in M or U not at all.
_SCHEDULED = re.compile(r"\d{4}[0-9FT]|[AGJMPQRV]\d{4}")
#: What follows a code whose use the sentence says: for a visceral abscess.
_PURPOSE = re.compile(r"\s*(?:\([^)]*\)\s*)?(?:(?:is|are)\s+(?:used\s+)?)?(?:for|when|if)\b", re.IGNORECASE)


class Judge:
    """Judges mentions as of a date. `subjects` are the procedures that the document names, by code."""

    def __init__(self, sets: CodeSets, subjects: Mapping[str, Subject], subject: str) -> None:
        self._sets = sets
        self._labels = Labels(sets)
        self._subjects = subjects
        self._subject = subject
        self._beside: dict[tuple[str, int], list[str]] = defaultdict(list)  # the procedures that a row names

    def judge(self, mentions: Sequence[Mention]) -> tuple[Judged, ...]:
        """Every mention judged, in their order."""
        titles = {
            system: self._sets.titles(system, sorted({m.code for m in mentions if m.system == system}))
            for system in ("procedure", "modifier", "diagnosis", "taxonomy", "place")
        }
        repeated = _repeated(mentions)
        for mention in mentions:
            if mention.system == "procedure" and mention.code not in (
                beside := self._beside[mention.row, mention.line]
            ):
                beside.append(mention.code)
        judged = []
        for number, mention in enumerate(mentions):
            title = titles[mention.system].get(mention.code)
            remarks = [*self._exists(mention), *self._said(mention), *uses(mention)]
            if title or not any(remark.check == "exists" for remark in remarks):
                remarks[:0] = self._labels.judge(mention, title)
            elif not read(mention):
                remarks.append(UNREAD)
            if number in repeated:
                first = mentions[repeated[number]]
                remarks.append(Remark("duplicate", "wrong", f"listed already on line {first.line}"))
            judged.append(
                Judged(
                    mention, title.text if title else "", mention.system in ("procedure", "modifier"), tuple(remarks)
                )
            )
        return tuple(judged)

    # whether the code is one, on the date

    def _exists(self, mention: Mention) -> Iterator[Remark]:
        if mention.system == "procedure":
            yield from self._procedure(mention)
        elif mention.system == "diagnosis":
            yield from self._diagnosis(mention)
        else:
            known = {"taxonomy": self._sets.taxonomies, "place": self._sets.places, "modifier": self._sets.modifiers}
            name = {"taxonomy": "NUCC taxonomy", "place": "place of service", "modifier": "modifier"}[mention.system]
            if not known[mention.system]:
                yield Remark("exists", "not checked", f"no list of {name} codes is loaded")
            elif mention.code not in known[mention.system]:
                text = f"not a {name} code" + self._labels.instead(mention)
                yield Remark("exists", "wrong", text, self._sets.cite(mention.system, None))

    def _procedure(self, mention: Mention) -> Iterator[Remark]:
        subject = self._subjects.get(mention.code)
        if subject is None:
            whole = [r for r in self._sets.reference.of("fee_schedule") if r.scope == "all"]
            if whole and _SCHEDULED.fullmatch(mention.code):
                newest = max(whole, key=lambda r: r.period_to)
                text = f"in no loaded release, the whole fee schedule {newest.name} among them"
                yield Remark("exists", "look", text, (Cite(source_of(newest)),))
            else:
                missing = "" if whole else "; load the fee schedule to check it"
                yield Remark("exists", "not checked", f"in no loaded release{missing}")
            return
        gone = subject.deleted_on
        if gone:
            after = [row["successor"] for row in subject.background.successors[mention.code] if row["successor"]]
            text = f"deleted: valid until {gone - timedelta(days=1)}" + (
                f", replaced by {runs(after)}" if after else ""
            )
            row = subject.background.successors[mention.code][0]
            outcome = "agrees" if mention.negated and not mention.together else "wrong"
            yield Remark("deleted", outcome, text, (Cite(subject.background.source("lineage"), row["source_row"]),))
        elif not subject.main and not mention.negated and self._ended(subject):
            yield self._no_longer(subject)
        elif not subject.main and (release := subject.gathered.release("fee_schedule", mention.code)):
            before = any(
                subject.gathered.of("fee_schedule", mention.code, r)
                for r in subject.gathered.reference.of("fee_schedule")
            )
            listed = release.scope == "all" and _SCHEDULED.fullmatch(mention.code)
            if (before or listed) and not mention.negated:
                text = f"{'no longer' if before else 'not'} in the fee schedule {release.name}"
                yield Remark("deleted", "look", text, (subject.gathered.cite(release, None),))

    def _ended(self, subject: Subject) -> bool:
        """Whether edits name the code and every one has ended."""
        code, seen = subject.code, subject.gathered
        return bool(seen.ended.get(code)) and not seen.over.get(code) and not seen.under.get(code)

    def _no_longer(self, subject: Subject) -> Remark:
        release = subject.gathered.release("fee_schedule", subject.code)
        pairs = subject.gathered.release("ptp", subject.code)
        cites = tuple(Cite(source_of(one)) for one in (pairs, release) if one)
        if release is None or release.scope != "all":
            return Remark(
                "deleted", "look", "every NCCI edit that names it has ended, as those of deleted codes do", cites
            )
        text = f"deleted: every NCCI edit that names it has ended, and the fee schedule {release.name} does not list it"
        return Remark("deleted", "wrong", text, cites)

    def _diagnosis(self, mention: Mention) -> Iterator[Remark]:
        sets, code = self._sets, mention.code
        if not sets.diagnoses:
            yield Remark("exists", "not checked", "ICD-10-CM is not loaded")
        elif code in sets.diagnoses and sets.diagnoses[code][0]:
            return
        elif code in sets.diagnoses or code in sets.categories:
            if mention.listed:
                yield Remark(
                    "billable",
                    "wrong",
                    "not billable: a category, more characters are needed",
                    sets.cite("diagnosis", None),
                )
        elif mention.listed or "." in mention.written:
            yield Remark(
                "exists",
                "wrong",
                "not an ICD-10-CM code on the date" + self._labels.instead(mention),
                sets.cite("diagnosis", None),
            )

    # whether what the document says of it holds for its subject

    def _said(self, mention: Mention) -> Iterator[Remark]:
        if mention.system == "modifier":
            yield from self._modifier(mention)
        elif mention.system == "procedure" and mention.code != self._subject:
            yield from self._pair(mention)
            yield from self._payable(mention)

    def _modifier(self, mention: Mention) -> Iterator[Remark]:
        subject = self._subjects.get(mention.procedure or self._subject)
        if subject is None or subject.deleted_on:
            return
        found = verdict(subject, mention.code)
        if found is None or not (mention.listed or mention.procedure):
            return
        word, why, cites = found
        if word == "does not apply" and not mention.negated:
            yield Remark("applies", "wrong", f"does not apply to {subject.code}: {why}", cites)
        elif word == "applies" and mention.negated and mention.applies:
            yield Remark("applies", "wrong", f"applies to {subject.code}: {why}", cites)
        elif word == "not known":
            yield Remark("applies", "not checked", f"whether it applies to {subject.code}: {why}")
        if mention.code == "TC" and not mention.negated:
            yield from self._technical(mention, subject)

    def _technical(self, mention: Mention, subject: Subject) -> Iterator[Remark]:
        """A facility is not who bills TC: its own payment has the technical part in it."""
        words = mention.row.lower()
        billed = any(w in words for w in ("bill", "report", "paid to", "charge", "claim"))
        if (
            not billed
            or not any(w in words for w in ("facility", "hospital", "asc"))
            or "non-facility" in words
            or "nonfacility" in words
        ):
            return
        if subject.main.get("facility_na") and subject.main.get("pctc") == "1":
            hospital = next(iter(subject.gathered.of("opps_status", subject.code)), None)
            packaged = f", OPPS {hospital['status']} ({meaning('opps_status', hospital['status'])})" if hospital else ""
            cites = (
                *subject.schedule_cite("TC"),
                *(subject.gathered.cites("opps_status", subject.code, hospital["source_row"]) if hospital else ()),
            )
            yield Remark(
                "applies",
                "wrong",
                f"a facility does not bill TC: its own payment covers it{packaged}; TC is for places outside a facility",
                cites,
            )

    def _pair(self, mention: Mention) -> Iterator[Remark]:
        """A document that says that two codes are billed together, and an edit that says they are not."""
        if not mention.together:
            return
        beside = self._beside[mention.row, mention.line]
        others = beside[: beside.index(mention.code)] if self._subject not in beside else [self._subject]
        if not others and len(beside) == 1 and self._subject:
            others = [self._subject]
        for other in others:
            subject = self._subjects.get(other)
            release = subject.gathered.release("ptp", other) if subject else None
            if subject is None or release is None or _choice(mention, other):
                continue
            for pairs, words in (
                (subject.gathered.under.get(other, ()), f"denies {other} beside {mention.code}"),
                (subject.gathered.over.get(other, ()), f"denies {mention.code} beside {other}"),
            ):
                for pair in pairs:
                    if pair.partner == mention.code and not _excused(mention, pair.indicator):
                        bypass = (
                            "a modifier may bypass it with records"
                            if pair.indicator == "1"
                            else "no modifier bypasses it"
                        )
                        text = f"a PTP edit of indicator {pair.indicator} {words}; {bypass}"
                        yield Remark("pair", "wrong", text, (subject.gathered.cite(release, pair.row),))

    def _payable(self, mention: Mention) -> Iterator[Remark]:
        """A document that says that a code is billed separately, which the fee schedule never pays."""
        other = self._subjects.get(mention.code)
        if other is None or not mention.together or not other.main:
            return
        status = other.main["status"]
        if status in _NOT_PAID:
            text = f"not paid separately: status {status}, {meaning('status', status)}"
            yield Remark("payable", "wrong", text, (*other.schedule_cite(), Cite(LAYOUT, place="Attachment A")))


def _choice(mention: Mention, other: str) -> bool:
    """Whether the row offers two codes of one kind to choose from: report 49405 for one abscess and 49406 for another."""
    if range_of(mention.code) != range_of(other):
        return False
    named = {code: [m.span() for m in re.finditer(rf"\b{code}\b", mention.row)] for code in (other, mention.code)}
    each = all(any(_PURPOSE.match(mention.row, end) for _, end in spans) for spans in named.values())
    between = [mention.row[end:start] for _, end in named[other] for start, _ in named[mention.code]]
    return each or any(re.fullmatch(r"\s*,?\s*or\s+(?:CPT\s+)?", text) for text in between)


def _excused(mention: Mention, indicator: str) -> bool:
    """Whether the row itself names the way around an edit that has one."""
    words = mention.row.lower()
    return indicator == "1" and any(
        word in words for word in ("unrelated", "separate site", "different lesion", "modifier 59", "-59", " xs")
    )


def _repeated(mentions: Sequence[Mention]) -> dict[int, int]:
    """The mentions that repeat an earlier row of their table: index to the index of the first."""
    seen: dict[tuple[object, ...], int] = {}
    found: dict[int, int] = {}
    for number, mention in enumerate(mentions):
        if not mention.listed or not mention.table or mention.procedure:
            continue
        key: tuple[object, ...] = (mention.table, mention.system, mention.code, concepts(mention.label))
        if mention.system == "procedure":
            key = (*key, mention.modifiers, mention.label.lower(), mention.row.lower())
        elif mention.system not in ("modifier", "taxonomy", "diagnosis"):
            continue
        if key in seen and mentions[seen[key]].line != mention.line:
            found[number] = seen[key]
        seen.setdefault(key, number)
    return found
