"""What was odd about a file: rows of the ISSUE schema, with repetitions cut short."""

from __future__ import annotations

from collections.abc import Iterable

Envelope = tuple[str, str, str]  # control numbers: ISA13, GS06, ST02
Row = tuple[str, str, str, str, int, int]
LIMIT = 24  # of one kind in one file
#: After the reason why an earlier claim or line could not be read, before which of them it is: what that means.
NOT_COMPARED = "; nothing is compared with this earlier "


class Issues:
    """The issues of one file. A kind is the sentence before its blanks are filled."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._seen: dict[str, int] = {}
        self._last: dict[str, tuple[Envelope, int, int]] = {}

    def has_room(self, kind: str) -> bool:
        """Count one more of a kind; whether it is still to be shown."""
        self._seen[kind] = self._seen.get(kind, 0) + 1
        return self._seen[kind] <= LIMIT

    def add(self, kind: str, values: Iterable[object], envelope: Envelope, segment: int, byte: int) -> None:
        """Note `kind` filled with `values` at a segment and byte offset; segment 0 is the file as a whole."""
        if self.has_room(kind):
            message = kind.format(*values)
            if segment:
                message = f"segment {segment:,} (byte {byte:,}): {message}"
            self.rows.append((message, *envelope, segment, byte))
        else:
            self._last[kind] = (envelope, segment, byte)

    def join(self, part: Noted) -> None:
        """Note the issues of the next part of the file."""
        for issue in part.noted:
            self.add(*issue)
        for kind, last in part._last.items():
            self._seen[kind] += part._seen[kind] - LIMIT - 1
            self._last[kind] = last

    def close(self) -> None:
        """Say how many of each kind were not shown."""
        for kind, (envelope, segment, byte) in self._last.items():
            more = self._seen[kind] - LIMIT
            sentence = kind.replace("{:,}", "{}").replace("{}", "…")
            self.rows.append((f"and {more:,} more like it: {sentence}", *envelope, segment, byte))
        self._last.clear()

    def take(self) -> list[Row]:
        """The rows since the last time."""
        rows, self.rows = self.rows, []
        return rows


class Noted(Issues):
    """The issues of a part of a file, for `Issues.join`: of each kind so many that those of the file can show enough."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[tuple[str, tuple[object, ...], Envelope, int, int]] = []

    def add(self, kind: str, values: Iterable[object], envelope: Envelope, segment: int, byte: int) -> None:
        """As of any issues."""
        self.has_room(kind)
        if self._seen[kind] <= LIMIT + 1:  # with the first that is not shown: it decides the order of `close`
            self.noted.append((kind, tuple(values), envelope, segment, byte))
        else:
            self._last[kind] = (envelope, segment, byte)
