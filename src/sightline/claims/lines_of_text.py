"""A text file of unknown encoding as a stream of UTF-8."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Line ends that may be looked for in bytes of UTF-8 and of single-byte encodings.
NEWLINE = (10, 13)


def head_of_text(head: bytes) -> str:
    """The first bytes of a file as text, for a look at it."""
    mark, encoding = encoding_of(head)
    return head[len(mark) :].decode(encoding or "utf-8", "replace")


def encoding_of(head: bytes) -> tuple[bytes, str]:
    """The byte order mark of a file and its encoding; "" without one (UTF-8, or Windows-1252 where it is not)."""
    return next(((mark, encoding) for mark, encoding in MARKS if head.startswith(mark)), (b"", ""))


class LinesOfText(io.RawIOBase):
    """The rest of a text file after its first line that is not blank, as UTF-8.

    `before` is how many lines stood before that line, `taken` how many bytes were read so far.
    """

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source
        self._kept = b""  # read and decoded, not yet handed out
        self._raw = b""  # read, cut inside a line
        self._decoder: codecs.IncrementalDecoder | None = None
        self._started = self._ended = False
        self.taken = 0
        self.before = 0

    def head(self) -> str:
        """What comes first, as far as it was read at once; it stays to be read."""
        self._kept = self._kept or self._next()
        return self._kept[: 1 << 16].decode("utf-8", "replace")

    def first_line(self, after: int = 0) -> str:
        """The first line that is not blank `after` so many such lines, without its end; "" when there is none."""
        ended = False
        while True:
            while True:
                text = self._kept
                ends = [at for at in (text.find(b"\n"), text.find(b"\r")) if at >= 0]
                if not ends or (min(ends) == len(text) - 1 and not ended):
                    break
                end = min(ends)
                line = text[:end]
                end += 2 if text[end : end + 2] == b"\r\n" else 1
                self._kept = text[end:]
                if line.strip():
                    if not after:
                        return line.decode("utf-8", "replace")
                    after -= 1
                self.before += 1
            if ended:
                line, self._kept = self._kept, b""
                return line.decode("utf-8", "replace")
            piece = self._next()
            ended = not piece
            self._kept += piece

    def at_end(self) -> bool:
        """Whether nothing is left to read."""
        self._kept = self._kept or self._next()
        return not self._kept

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """As io.RawIOBase."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if not self._kept:
            self._kept = self._next()
        chunk = self._kept[: len(view)]
        self._kept = self._kept[len(chunk) :]
        view[: len(chunk)] = chunk
        return len(chunk)

    def _next(self) -> bytes:
        """More of the text as UTF-8; b"" at the end."""
        while not self._ended:
            read = self._source.read(CHUNK)
            self.taken += len(read)
            if not self._started:
                self._started = True
                mark, encoding = encoding_of(read)
                read = read[len(mark) :]
                if encoding.startswith("utf-16"):
                    self._decoder = codecs.getincrementaldecoder(encoding)("replace")
            if self._decoder is not None:
                self._ended = not read
                piece = self._decoder.decode(read, final=self._ended).encode()
            else:
                raw = self._raw + read
                self._ended = not read
                cut = len(raw) if self._ended else max(raw.rfind(end) for end in (b"\n", b"\r")) + 1
                piece, self._raw = utf8(raw[:cut]), raw[cut:]
            piece = piece.replace(b"\0", b"").replace(b"\x1a", b"")  # and the mark that DOS ends a file with
            if piece:
                return piece
        return b""


def utf8(lines: bytes) -> bytes:
    """Lines as UTF-8: as they are where they are that, otherwise read as Windows-1252, each for itself."""
    try:
        lines.decode("utf-8")
        return lines
    except UnicodeDecodeError:
        return b"\n".join(_line(line) for line in lines.split(b"\n"))


def _line(line: bytes) -> bytes:
    try:
        line.decode("utf-8")
        return line
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace").encode()
