"""What a code is, in words composed from facts: never the AMA's descriptor, unless the user loaded it."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.pages.record import Cite
from sightline.pages.subject import Subject
from sightline.pages.words import EDITORIAL, in_use, known_labels, labels, range_of

#: What a range of services is called before its group: "a surgical procedure (breast)".
_SERVICES = {
    "anesthesia": "anesthesia for a procedure",
    "surgery": "a surgical procedure ({group})",
    "radiology": "a radiology service ({group})",
    "laboratory": "a laboratory test ({group})",
    "medicine": "a medical service ({group})",
    "visit": "a visit or a service of care management",
    "measure": "a performance measure, which reports quality and pays nothing",
    "emerging technology": "a temporary code for emerging technology",
}
#: HCPCS level II by the first letter: what it is, and who bills it.
_LEVEL_TWO = {
    "A": "{group}",
    "B": "enteral or parenteral nutrition, billed by suppliers",
    "C": "an item or service of the hospital outpatient department, billed by hospitals",
    "D": "a dental service, billed by dentists",
    "E": "medical equipment, billed by suppliers",
    "G": "a service that Medicare describes itself",
    "H": "a behavioral health service, billed to Medicaid programs",
    "J": "a drug, billed by the unit of its code",
    "K": "medical equipment, billed by suppliers",
    "L": "an orthosis or prosthesis, billed by suppliers",
    "M": "a medical service or measure",
    "P": "a pathology service or blood product",
    "Q": "a temporary code of Medicare ({group})",
    "R": "transport of portable imaging equipment",
    "S": "a code of commercial payers, which Medicare does not take",
    "T": "a code of state Medicaid programs, which Medicare does not take",
    "U": "a laboratory test (public health)",
    "V": "vision, hearing or speech",
}
_GLOBAL = {
    "000": "with the care of its day included",
    "010": "with 10 days of care after it included",
    "090": "with the day before and 90 days of care after it included",
    "MMM": "with the care of the pregnancy included as far as it says",
}


@dataclass(frozen=True)
class Described:
    """A title of a few words, a sentence about the code, and where both are from."""

    title: str
    sentence: str
    cites: tuple[Cite, ...]


def described(subject: Subject) -> Described:
    """What a code is: by our label, the descriptor that CMS publishes or the user loaded, names in use, or its kind."""
    code = subject.code
    kind, cites = composed(subject), [Cite(EDITORIAL)]
    official = subject.descriptor
    label = known_labels().get(code)
    if label:
        title, sentence = label, f"{code} is {label}." if code in labels() else f"{code}: {label}; {kind}."
    elif official:
        title, sentence = official[0], f"{code}: {official[0]}; {kind}."
    elif names := in_use(code):
        title = names[0]
        sentence = f"{code} is {kind}; in use it is called {' or '.join(names[:3])}."
    else:
        title, sentence = kind.removeprefix("a ").removeprefix("an "), f"{code} is {kind}."
    if official:
        cites.append(official[1])
        if label:
            sentence += f" Its descriptor: {official[0]}."
    return Described(title, sentence, tuple(cites))


def composed(subject: Subject) -> str:
    """The kind of code with what its facts add: "a surgical procedure (breast) with 90 days of care after it included"."""
    code, main, found = subject.code, subject.main, range_of(subject.code)
    if found.service == "HCPCS":
        words = _LEVEL_TWO.get(code[0], "{group}").format(group=found.group)
    else:
        words = _SERVICES.get(found.service, "a procedure code").format(group=found.group)
    parts = [words]
    if main.get("global_days") == "ZZZ" or subject.addon:
        parts.append("reported beside another procedure and never alone")
    elif found.service in ("surgery", "emerging technology", "HCPCS") and main.get("global_days") in _GLOBAL:
        parts.append(_GLOBAL[main["global_days"]])
    elif main.get("pctc") == "1":
        parts.append("with a professional and a technical component")
    return ", ".join(parts) if parts[1:] and parts[1].startswith("reported") else " ".join(parts)
