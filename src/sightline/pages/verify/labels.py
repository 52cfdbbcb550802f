"""Whether the label that a document gives a code is the code's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sightline.pages.record import Cite
from sightline.pages.sections.dotted import dotted
from sightline.pages.verify.code_sets import CodeSets, taxonomy_title
from sightline.pages.verify.concepts import Reading, concepts
from sightline.pages.verify.diagnoses import Diagnoses
from sightline.pages.verify.find.mention import Mention
from sightline.pages.verify.meaning import SIDES, Compared, compare, score
from sightline.pages.verify.procedures import better, called, is_drug, names_another_drug, same_drug, understood
from sightline.pages.verify.record import Remark
from sightline.pages.words import EDITORIAL, rows
from sightline.reference.titles import Title

UNREAD = Remark("label", "label not read", "the file has no label of it that could be read")
_OTHER = 0.5  # how much the words of a sentence must share with the meaning of another modifier
_BETTER = 0.2  # how much better another modifier's meaning fits a label
_LIKELY = 0.7  # how well another code must fit for a label that has something of the code's to be wrong
_LITTLE = 0.35
_VERY_NEARLY = 0.88
_NEARLY = 0.75  # a label that nearly is


def read(mention: Mention) -> bool:
    """Whether the document has a label of the code, with words in it."""
    return bool(concepts(mention.label))


class Labels:
    """Holds labels against titles, and names the code that a wrong label means."""

    def __init__(self, sets: CodeSets) -> None:
        self._sets = sets
        self._diagnoses = Diagnoses(sets)
        self._judged: dict[tuple[str, str, str, bool, bool], tuple[tuple[str, str], ...]] = {}  # rows repeat

    def judge(self, mention: Mention, title: Title | None) -> Iterator[Remark]:
        """What is to be said of a mention's label; nothing when it agrees."""
        if not read(mention):
            yield UNREAD
            return
        if title is None:
            yield Remark("label", "not checked", "no title of the code is loaded")
            return
        cites = self._sets.title_cite(mention.system, title)
        of_system = {
            "procedure": self._procedure, "diagnosis": self._diagnosis, "modifier": self._modifier,
            "taxonomy": self._taxonomy, "place": self._place,
        }  # fmt: skip
        key = (mention.system, mention.code, mention.label, mention.listed, mention.sure)
        if key not in self._judged:
            self._judged[key] = tuple(of_system[mention.system](mention, title.text))
        for verdict, text in self._judged[key]:
            if verdict == UNREAD.verdict:
                yield UNREAD
            else:
                yield Remark("label", verdict, text, cites)

    def instead(self, mention: Mention) -> str:
        """What an unknown code may have been meant to be, as the end of a sentence."""
        if mention.system == "diagnosis":
            for end in range(len(mention.code) - 1, 2, -1):
                if self._sets.diagnoses.get(mention.code[:end], (False, 0))[0]:
                    return f"; {dotted(mention.code[:end])} is complete without more characters"
            found = self._diagnoses.better(mention.code, mention.label, 0.0)
            return f"; {found.title} is {dotted(found.code)}" if found and found.alone else ""
        other = self._sets.better(mention.system, mention.label, 0.0)
        return f"; {other[1]} is {other[0]}" if other else ""

    def _procedure(self, mention: Mention, title: str) -> Iterator[tuple[str, str]]:
        label = mention.label
        found = compare(label, title, ours=True)
        if found.says == "differs" and called(label, mention.code):
            found = Compared("agrees", 1.0)
        another = better(label, mention.code, self._sets.deleted)
        instead = f"; {another.label} is {another.code}" if another else ""
        means = f"the label means something else: {mention.code} is {title}{instead}"
        if found.amount and is_drug(mention.code) and not names_another_drug(label, mention.code):
            # A list may name the dose that is given; the code of another amount of the drug it does not.
            other = same_drug(label, mention.code)
            yield (
                "wrong" if other else "look",
                f"{mention.code} is {title}" + (f"; {label} is {other}" if other else ""),
            )
        elif found.says == "contradicts" or (is_drug(mention.code) and names_another_drug(label, mention.code)):
            yield "wrong", means
        elif not mention.sure or (not mention.listed and found.says != "agrees"):
            if found.says != "agrees":
                yield "wrong" if another and mention.sure else UNREAD.verdict, means
        elif another:
            yield "wrong", means
        elif found.says != "agrees":
            if understood(label):
                yield "look", means
            else:
                yield "not checked", "none of the label's words is in our labels of procedures"

    def _diagnosis(self, mention: Mention, title: str) -> Iterator[tuple[str, str]]:
        code, label = mention.code, mention.label
        found, labeled = self._diagnoses.compare(code, label, title)
        if found.says in ("agrees", "incomplete") and self._adds_side(labeled, title, code):
            found = Compared("contradicts", 0.0, ("unspecified",))
        if found.says == "agrees":
            other = None
            if found.score < 1.0 and mention.sure:
                other = (
                    self._diagnoses.sibling(code, labeled, found.score, 1.0, 0.02)
                    or self._diagnoses.sibling(code, labeled, found.score, _VERY_NEARLY, 0.12)
                    or self._diagnoses.sibling(code, labeled, found.score, _NEARLY, 0.2)
                    or self._diagnoses.exact(code, labeled, found.score)
                )
            if other is None:
                return
            found, likely = Compared("differs", found.score), True
            instead = f"; {other.title} is {dotted(other.code)}" if other.alone else ""
        elif found.says == "incomplete" and found.words == ("unspecified",):
            if not re.search(r"\b(?:right|left|bilateral)\b", title.lower()) and self._diagnoses.sided(code):
                yield "look", f"the label leaves out unspecified: {title}"
            return
        else:
            if not mention.sure and found.says != "contradicts":
                yield UNREAD.verdict, ""
                return
            named = self._diagnoses.better(code, label, found.score)
            instead = f"; {named.title} is {dotted(named.code)}" if named and named.alone else ""
            likely = named is not None and (named.score >= _LIKELY or found.score < _LITTLE)
        if found.says == "incomplete":
            level = "wrong" if mention.listed else "look"
            yield level, f"the label leaves out {' and '.join(found.words)}: {title}{self._note(code)}"
            return
        certain = found.says == "contradicts" or likely or (mention.listed and found.score == 0)
        text = f"the label means something else: {dotted(code)} is {title}{instead}{self._note(code)}"
        yield "wrong" if certain else "look", text

    def _adds_side(self, labeled: Reading, title: str, code: str) -> bool:
        """Whether a label names a side, and the code is the one for no side said beside those for the right and left."""
        return bool(labeled.words & SIDES) and not concepts(title) & SIDES and self._diagnoses.sided(code)

    def _taxonomy(self, mention: Mention, title: str) -> Iterator[tuple[str, str]]:
        row = self._sets.taxonomies[mention.code]
        names = (taxonomy_title(row), row["specialization"] or row["classification"])
        yield from self._named(mention, title, [compare(mention.label, name) for name in names])

    def _place(self, mention: Mention, title: str) -> Iterator[tuple[str, str]]:
        yield from self._named(mention, title, [compare(mention.label, title)])

    def _named(self, mention: Mention, title: str, found: list[Compared]) -> Iterator[tuple[str, str]]:
        """A label of a small code set, held against every way to name the code."""
        fits = max(one.score for one in found[1:] or found)
        other = self._sets.better(mention.system, mention.label, fits)
        if any(one.says in ("agrees", "incomplete") for one in found) and not other:
            return
        if not mention.sure and not any(one.says == "contradicts" for one in found):
            yield UNREAD.verdict, ""
            return
        instead = f"; {other[1]} is {other[0]}" if other else ""
        certain = other or all(one.says == "contradicts" for one in found)
        yield "wrong" if certain else "look", f"the label means something else: {mention.code} is {title}{instead}"

    def _modifier(self, mention: Mention, title: str) -> Iterator[tuple[str, str]]:
        labeled = concepts(mention.label)
        meant = self._sets.modifier_labels
        lower = mention.label.lower()
        fits = {code: score(labeled, concepts(row["label"])) for code, row in meant.items()}
        best = max(fits, key=lambda code: (fits[code], code == mention.code))
        right = any(fragment in lower for fragment in meant[mention.code]["must"].split(";"))
        least = _NEARLY if right else _OTHER
        another = best != mention.code and fits[best] >= least and fits[best] - fits[mention.code] >= _BETTER
        if right and not another:
            return
        # What a sentence says of a modifier need not be its meaning, unless it is the meaning of another one.
        if not mention.listed and not another:
            yield UNREAD.verdict, ""
            return
        instead = f"; {meant[best]['label']} is {best}" if another else ""
        yield "wrong", f"the label misses what it means: {title}{instead}"

    def _note(self, code: str) -> str:
        notes = [row["note"] for row in rows("diagnosis_notes") if row["first"] <= code[:3] <= row["last"]]
        return f" ({notes[0]})" if notes else ""


def uses(mention: Mention) -> Iterator[Remark]:
    """What the words beside a diagnosis say that does not go with it, though its label is right."""
    if mention.system != "diagnosis":
        return
    for row in rows("diagnosis_uses"):
        if re.match(row["code"], mention.code) and re.search(row["words"], mention.row, re.IGNORECASE):
            yield Remark("use", "look", row["note"], (Cite(EDITORIAL),))
