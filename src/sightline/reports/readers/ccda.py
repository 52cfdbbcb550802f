"""Reports in C-CDA: the sections of a procedure note and who authenticated it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from sightline.reports.document import Document

from .content import NotText, of_html

_V3 = "{urn:hl7-org:v3}"


def read_ccda(text: str, name: str) -> Document:
    """A C-CDA document as text: each section under its title. Raises NotText when it cannot be read."""
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text[:100_000]):
        raise NotText("XML with a document type of its own is not read")
    try:
        root = ElementTree.fromstring(text.encode())
    except (ElementTree.ParseError, ValueError) as error:
        raise NotText(f"not XML that can be read ({type(error).__name__})") from None
    lines = [*_head(root), ""]
    for section in root.iter(f"{_V3}section"):
        title, prose = section.find(f"{_V3}title"), section.find(f"{_V3}text")
        words = of_html(_plain(prose)).strip() if prose is not None else ""
        if words:
            lines += [f"{''.join(title.itertext()).strip().upper()}:" if title is not None else "", words, ""]
    return Document("\n".join([*lines, *_signed(root)]).strip("\n") + "\n", name, 1, "ccda")


def _plain(prose: ElementTree.Element) -> str:
    """The narrative block without namespaces."""
    return re.sub(r"(</?)\w+:", r"\1", ElementTree.tostring(prose, encoding="unicode"))


def _head(root: ElementTree.Element) -> list[str]:
    person = root.find(f".//{_V3}patient/{_V3}name")
    event = root.find(f".//{_V3}serviceEvent")
    code = event.find(f"{_V3}code") if event is not None else None
    when = event.find(f".//{_V3}effectiveTime") if event is not None else None
    when = when if when is not None else root.find(f"{_V3}effectiveTime")
    stamp = _value(when)
    pairs = (
        ("Patient", " ".join("".join(person.itertext()).split()) if person is not None else ""),
        ("Order", " ".join(filter(None, (code.get("code"), code.get("displayName")))) if code is not None else ""),
        ("Date of service", f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}" if len(stamp) >= 8 else ""),
    )
    return [f"{label}: {value}" for label, value in pairs if value]


def _signed(root: ElementTree.Element) -> list[str]:
    signer = root.find(f"{_V3}legalAuthenticator")
    if signer is None or signer.find(f"{_V3}signatureCode") is None:
        return []
    name = signer.find(f".//{_V3}assignedPerson/{_V3}name")
    who = " ".join("".join(name.itertext()).split()) if name is not None else ""
    return [f"Result status: final, authenticated by {who}"] if who else ["Result status: final"]


def _value(element: ElementTree.Element | None) -> str:
    if element is None:
        return ""
    low = element.find(f"{_V3}low")
    return str(element.get("value") or (low.get("value") if low is not None else "") or "")
