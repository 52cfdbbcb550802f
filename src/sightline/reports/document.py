"""What a reader gives: the decoded text of one report, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from sightline.errors import SightlineError


class ReportError(SightlineError):
    """A report cannot be read, or something that reports need is not installed; the message says what to do."""


@dataclass(frozen=True)
class Document:
    """One report as text. All offsets of evidence and facts count characters of `text`.

    What a format states outside its prose (the code ordered, the result status, who authenticated) is written into
    `text` as lines of its own, so that it can be quoted like everything else.
    """

    text: str
    name: str  # the file as given, or "stdin"
    number: int = 1  # 1, 2, … within the file
    format: str = "text"  # text, rtf, pdf, hl7, fhir, ccda


@dataclass(frozen=True)
class Unread:
    """A file, or a part of one, that holds no report that could be read, and why."""

    name: str
    reason: str
    number: int = field(default=0)
