"""Where an X12 file may be cut, and how a reader will stand there: found without reading the claims.

A file is cut before an ISA or an ST. What a reader carries over such a cut is in the envelopes, which are looked up, and
in counts. That is a forecast: whoever reads the piece before the cut tells how the reader does stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sightline.claims.x12.delimiters import ISA_ROOM, parse_isa
from sightline.claims.x12.envelope import Envelopes
from sightline.claims.x12.segments import HEAD, LOWER, Place, Source, encoding_of
from sightline.claims.x12.state import PADDING, Checkpoint

SIZE = 1 << 20  # of a piece, about
LARGEST = 16 << 20  # a piece


class Piece(NamedTuple):
    """What a file holds between two cuts, and the forecast of how a reader stands at them."""

    data: bytes
    before: Checkpoint
    after: Checkpoint


class Pieces:
    """Cut a stream into pieces for as long as it is plain X12; what is left of it can be read as from a stream."""

    def __init__(self, source: Source, first_claim_key: int) -> None:
        self._source = source
        self._held = b""
        self._ended = False
        self._next: Checkpoint | None = None  # at the start of what is held; None when it is not to be cut
        self._fill(HEAD)
        if LOWER.search(head := self._held[:HEAD].decode("latin-1")) or any(encoding_of(self._held)):
            return
        isa = parse_isa(head[:ISA_ROOM])
        if isa is None or isa[0].terminator in "\r\n":
            return
        delimiters, length = isa
        after = head[length : length + 2]
        line_end = after[: len(after) - len(after.lstrip("\r\n"))]
        self._terminator, self._end, self._element = (
            each.encode("latin-1")
            for each in (delimiters.terminator, delimiters.terminator + line_end, delimiters.element)
        )
        end, element, terminator = (re.escape(each) for each in (self._end, self._element, self._terminator))
        self._start = re.compile(rb"%b(?=(?:ISA|ST)%b)" % (end, element))
        self._envelope = re.compile(rb"%b((?:ISA|GS|ST|BHT|SE|GE|IEA)%b[^%b]*)" % (end, element, terminator))
        place = Place(0, 0, delimiters, lower=False)
        envelopes = Envelopes(lambda *_: None, lambda: None, lambda index: 0).checkpoint()
        self._next = Checkpoint(place, delimiters.component, False, first_claim_key, envelopes)

    def take(self) -> Piece | None:
        """The next piece; None when there is none, or none that can be cut from the rest."""
        if self._next is None or not (at := self._cut()):
            return None
        data, self._held = self._held[:at], self._held[at:]
        before, self._next = self._next, self._forecast(self._next, data)
        return Piece(data, before, self._next)

    def give_back(self, pieces: Sequence[Piece], checkpoint: Checkpoint | None) -> None:
        """Put the last pieces back, and go on from how a reader really stands; None: cut no more."""
        self._held = b"".join(piece.data for piece in pieces) + self._held
        self._next = checkpoint

    def read(self, size: int) -> bytes:
        """As of a stream: what is not cut into pieces."""
        if self._held:
            found, self._held = self._held[:size], self._held[size:]
            size -= len(found)
            return found + self._source.read(size) if size else found
        return self._source.read(size)

    def _fill(self, size: int) -> None:
        """Hold so many bytes, or all that are left."""
        parts, held = [self._held], len(self._held)
        while held < size and not self._ended:
            parts.append(self._source.read(size - held))
            held += len(parts[-1])
            self._ended = not parts[-1]
        self._held = b"".join(parts)

    def _cut(self) -> int:
        """Where the next piece ends in what is held; 0 without one."""
        self._fill(SIZE * 2)
        at = 0
        while True:
            for found in self._start.finditer(self._held, max(at, 1)):
                # The delimiters of an ISA are known only with what follows it.
                if b"ISA" not in self._held[max(found.end() - ISA_ROOM, 1) : found.end()]:
                    at = found.end()
                    if at >= SIZE:
                        return at
            if at or self._ended or len(self._held) >= LARGEST:
                return at
            self._fill(len(self._held) * 2)

    def _forecast(self, checkpoint: Checkpoint, data: bytes) -> Checkpoint:
        """How a reader stands after a piece before which it stood so."""
        place = checkpoint.place
        envelopes = Envelopes(lambda *_: None, lambda: None, lambda index: 0)
        envelopes.resume(checkpoint.envelopes)
        any_isa = False
        for found in self._envelope.finditer(self._end + data):
            text = found[1].decode("latin-1").replace("\r", "").replace("\n", "")
            elements = [each.strip() for each in text.split(place.delimiters.element)] + PADDING
            handler = envelopes.handlers[elements[0]]
            assert handler is not None
            handler(elements, 0)
            any_isa = any_isa or elements[0] == "ISA"
        segments = place.segments + data.count(self._terminator)
        return Checkpoint(
            place=replace(place, byte=place.byte + len(data), segments=segments),
            component=place.delimiters.component if any_isa else checkpoint.component,
            checked=True,
            next_key=checkpoint.next_key + data.count(self._end + b"CLM" + self._element),
            envelopes=envelopes.checkpoint(),
        )
