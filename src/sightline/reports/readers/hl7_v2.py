"""Reports in HL7 v2: ORU^R01 and MDM messages, one or a batch of them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from sightline.extras import install
from sightline.reports.document import Document, ReportError, Unread
from sightline.reports.sections import kind_of

from .content import NotText, text_of

_STATUS = {
    "F": "final", "C": "corrected", "A": "partial", "P": "preliminary", "R": "preliminary", "I": "registered",
    "S": "preliminary", "X": "cancelled", "LA": "final", "AU": "final", "DI": "preliminary", "DO": "preliminary",
    "IN": "preliminary", "IP": "preliminary", "PA": "preliminary",
}  # fmt: skip
#: Suffixes of OBX-3 and the sections they stand for (HL7 v2 chapter 7, observation identifier suffixes).
_PARTS = {"IMP": "impression", "GDT": "findings", "ADT": "addendum", "REC": "recommendation", "MAN": "findings"}
#: Segments whose text belongs to the order before them.
_TEXT = ("OBX", "NTE")


def read_hl7(text: str, name: str) -> Iterator[Document | Unread]:
    """The reports of HL7 v2 messages: a report for each message, or for each order with text of its own.

    Order codes, dates, status and signer are written into the text as lines. Raises ReportError without the package.
    """
    try:
        import hl7
    except ImportError:
        raise ReportError(f"reading HL7 v2 needs hl7: {install('report')}") from None
    number = 0
    for message in re.split(
        r"^(?=MSH[^\w\s])",
        text.replace("\x0b", "").replace("\x1c", "").replace("\n", "\r").replace("\r", "\n"),
        flags=re.M,
    ):
        if not message.startswith("MSH"):
            continue
        lines = [line for line in message.split("\n") if re.match(r"[A-Z][A-Z0-9]{2}[^\w\s]", line)]
        lines = [line for line in lines if not line.startswith(("BTS", "FTS", "BHS", "FHS"))]
        try:
            parsed = hl7.parse("\r".join(lines) + "\r")
            found = _reports(parsed)
        except Exception as error:  # whatever a damaged message makes it raise
            number += 1
            yield Unread(name, f"damaged HL7 message ({type(error).__name__})", number)
            continue
        for words in found:
            number += 1
            yield Document(words, name, number, "hl7")
        if not found:
            number += 1
            yield Unread(name, "an HL7 message without the text of a report (no OBX with text)", number)
    if not number:
        raise NotText("no HL7 message (MSH) in it")


def _reports(message: Any) -> list[str]:
    """The texts of a message: head lines, then the words of each order."""
    patient: list[str] = []
    orders: list[list[str]] = []
    bodies: list[list[str]] = []
    ends: list[list[str]] = []
    head: list[str] = []
    end: list[str] = []
    before = ""  # the label of the last OBX
    for segment in message:
        kind = str(segment[0])
        if kind == "PID":
            patient = _patient(message, segment)
        elif kind == "OBR":
            orders.append(_order(message, segment))
            bodies.append([])
            ends.append(
                _signed(
                    _STATUS.get(_field(message, segment, 25), ""),
                    _person(message, segment, 32),
                    _date(_field(message, segment, 22)),
                )
            )
        elif kind == "TXA":
            head += [f"Date of service: {_date(_field(message, segment, 4))}"] if _field(message, segment, 4) else []
            end = _signed(
                _STATUS.get(_field(message, segment, 17), ""),
                _person(message, segment, 22),
                _date(_component(message, segment, 22, 15)),
            )
        elif kind in _TEXT:
            if not bodies:
                bodies.append([])
                orders.append([])
                ends.append([])
            label = _label(message, segment) if kind == "OBX" else ""
            bodies[-1] += _words(message, segment, kind, label if label != before else "")
            before = label
    with_words = [n for n, body in enumerate(bodies) if any(line.strip() for line in body)]
    ordered = list(dict.fromkeys(line for order in orders for line in order))
    texts = []
    for n in with_words:
        own = orders[n] if len(with_words) > 1 else ordered
        last = end or ends[n] or next((e for e in ends if e), [])
        texts.append("\n".join([*patient, *head, *own, "", *bodies[n], "", *last]).strip("\n") + "\n")
    return texts


def _patient(message: Any, segment: Any) -> list[str]:
    name = ", ".join(part for part in (_component(message, segment, 5, 1), _component(message, segment, 5, 2)) if part)
    born, record = _date(_field(message, segment, 7)), _component(message, segment, 3, 1)
    pairs = (("Patient", name), ("MRN", record), ("Date of birth", born))
    return [f"{label}: {value}" for label, value in pairs if value]


def _order(message: Any, segment: Any) -> list[str]:
    code = " ".join(part for part in (_component(message, segment, 4, 1), _component(message, segment, 4, 2)) if part)
    pairs = (
        ("Order", code),
        ("Accession", _component(message, segment, 3, 1)),
        ("Date of service", _date(_field(message, segment, 7))),
    )
    return [f"{label}: {value}" for label, value in pairs if value]


def _signed(status: str, who: str, when: str) -> list[str]:
    """The line that says who stands behind the result; a final one without anybody is only its status."""
    if not status:
        return []
    return [
        f"Result status: {status}"
        + (f", authenticated by {who}" if who and status in ("final", "corrected") else "")
        + (f" on {when}" if when and who else "")
    ]


def _words(message: Any, segment: Any, kind: str, label: str) -> list[str]:
    """The lines of an OBX or NTE, under `label` when they have no heading themselves; an attached document is read."""
    if kind == "NTE":
        return _lines(message, segment, 3)
    if _field(message, segment, 2) == "ED":
        data = _component(message, segment, 5, 5) or _component(message, segment, 5, 4)
        try:
            return text_of(base64.b64decode(data, validate=False))[0].splitlines()
        except (binascii.Error, ValueError, NotText):
            return []
    lines = _lines(message, segment, 5)
    headed = kind_of(lines[0].partition(":")[0]) if lines else ""
    return [f"{label.upper()}:", *lines] if label and lines and not headed else lines


def _label(message: Any, segment: Any) -> str:
    """The section that an OBX says its text is (its OBX-3); "" when it says none."""
    code, _, part = _component(message, segment, 3, 1).partition("&")
    label = _PARTS.get(part.upper()) or _component(message, segment, 3, 2) or code
    return label if kind_of(label) not in ("", "title", "technique") else ""


def _lines(message: Any, segment: Any, place: int) -> list[str]:
    raw = str(segment[place]) if len(segment) > place else ""
    broken = raw.replace("~", "\n") if "\\" not in raw or "~" in raw else raw
    broken = re.sub(r"\\\.(?:br|sp|ce|in)[^\\]*\\", "\n", broken)
    plain: str = message.unescape(broken)
    return plain.replace("\r", "\n").split("\n")


def _field(message: Any, segment: Any, place: int) -> str:
    return _component(message, segment, place, 1)


def _component(message: Any, segment: Any, place: int, component: int) -> str:
    """A component of the first repetition of a field; "" when it is not there."""
    if len(segment) <= place:
        return ""
    first = str(segment[place]).split("~")[0]
    parts = first.split("^")
    value: str = message.unescape(parts[component - 1]) if len(parts) >= component else ""
    return value.strip()


def _person(message: Any, segment: Any, place: int) -> str:
    """A person's name; XCN has it in its components, NDL (OBR-32) in subcomponents of its first."""
    if len(segment) <= place:
        return ""
    first = str(segment[place]).split("~")[0].split("^")
    parts = first[0].split("&") if "&" in first[0] else first
    return " ".join(part for part in parts[1:3] if part).strip() or parts[0].strip()


def _date(stamp: str) -> str:
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}" if re.match(r"\d{8}", stamp) else ""
