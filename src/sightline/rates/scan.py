"""Find the selected parts of an in-network file without parsing the rest, in one pass and whatever its order.

Three keys mark everything of interest: an item has one `negotiated_rates`, a rate one `negotiated_prices`, a provider
reference one `provider_group_id`. The scan looks for these, goes back to the `{` of the object in which the key stands,
and proves it by parsing what lies between: the text from a `{` up to a key is the beginning of an object for the
innermost open brace only. Selection items are cut out and handed on, in parts where they are long; what lies between is
never looked at.
"""

from __future__ import annotations

import re
import tempfile
from json import JSONDecodeError, JSONDecoder
from typing import IO, Protocol

from sightline.errors import SightlineError
from sightline.rates.shapes import Head, Item, NotJson, anything_of, head_of, item_of
from sightline.rates.window import Window

ITEM, RATE, REFERENCE = b'"negotiated_rates"', b'"negotiated_prices"', b'"provider_group_id"'
TAIL = 4 << 20  # how far back the `{` of a skipped stretch is looked for
LIMIT = 1 << 20  # an item longer than this is handed on in parts
_AHEAD = 512  # bytes needed behind a marker: the colon and the value of an id
#: The value of an id; and what lies between it and the next reference, when it is the last of its own.
_ID = re.compile(rb'\s*:\s*("(?:[^"\\]|\\.)*"|[^\s,}\]"]+)(\s*\}\s*,\s*(?=\{))?')
_ARRAY = re.compile(rb"\s*:\s*\[\s*")
_CLOSER = JSONDecoder(parse_float=str, parse_int=str, strict=False)


class DamagedError(SightlineError):
    """The file ends too early or is not JSON where it must be."""


class Sink(Protocol):
    """Who takes what the scan finds."""

    def is_selected(self, head: Head) -> bool:
        """Whether the rates of an item are selected; its `billing_code` is known."""

    def rates(self, head: Head, raw: bytes) -> None:
        """Rates of a selected item: a JSON array of some or all of them."""

    def reference(self, token: bytes, ahead: int) -> None:
        """A provider reference with this id (the bytes of the file) begins `ahead` bytes behind what was spooled."""

    def spool(self, data: bytes) -> None:
        """The text of provider references; commas and what follows a section's last one included."""

    def top(self, data: bytes) -> None:
        """Text that holds keys of the file itself, such as last_updated_on."""


class Scan:
    """One pass over a file. `items` counts the items seen."""

    def __init__(self, window: Window, sink: Sink, *, limit: int = LIMIT, tail: int = TAIL) -> None:
        self.items = 0
        self._window = window
        self._sink = sink
        self._limit = limit
        self._tail = tail
        self._after = 0  # markers are looked for from here on
        self._floor = 0  # behind the last marker that was a key: its object's end and the next one's beginning
        self._kind = b""  # of the last marker
        self._start = 0  # of the object in which the last marker stands
        self._hint = -1  # where the next provider reference begins, if it is known
        self._item: _OpenItem | None = None
        self._spooled = -1  # provider references are handed on up to here; -1: none is open

    def run(self) -> None:
        """Read to the end. Raises DamagedError when the file is cut short or no JSON."""
        window = self._window
        while True:
            at, kind = self._next()
            if at < 0:
                self._relieve()
                if window.ended:
                    break
                window.more()
                continue
            head = self._go_back(at, kind)
            if head is not None:
                self._open(at, kind, head)
        self._close(window.end)
        self._check_end()

    def _next(self) -> tuple[int, bytes]:
        """The next marker that is a key, and its kind; -1 when none is in memory.

        No provider reference lies between an item and the one behind its comma: nothing is looked for there.
        """
        window = self._window
        item = window.find(ITEM, self._after)
        if self._kind is ITEM:
            if item < 0 and not window.ended and window.end - self._after < self._tail:
                return -1, b""
            if item >= 0 and self._is_behind_an_item(item):
                return item, ITEM
        found = [(at, kind) for at, kind in ((item, ITEM), (window.find(REFERENCE, self._after), REFERENCE)) if at >= 0]
        if not found:
            return -1, b""
        at, kind = min(found)
        window.reach(at + len(kind) + _AHEAD)
        return at, kind

    def _is_behind_an_item(self, at: int) -> bool:
        """Whether the object with the marker at `at` follows another in the same list."""
        self._window.reach(at + len(ITEM) + _AHEAD)
        start, _ = self._opening(at, ITEM, self._floor)
        before = self._before(start) if start >= 0 else b""
        return before.endswith(b",") and before[:-1].rstrip().endswith(b"}")

    def _before(self, at: int) -> bytes:
        """A little of what stands before `at`, behind the last marker; no white space at its end."""
        return self._window.slice(max(at - _AHEAD, self._floor, self._window.begin), at).rstrip()

    def _go_back(self, at: int, kind: bytes) -> Head | None:
        """Close what was open before the object of this marker; its head, None when the marker is no key."""
        window = self._window
        behind = window.slice(at + len(kind), min(at + len(kind) + _AHEAD, window.end)).lstrip()
        if not behind.startswith(b":"):
            self._after = at + len(kind)
            return None
        start, head = self._opening(at, kind, self._floor)
        if start < 0:
            raise DamagedError(
                f"no object begins in the {self._tail >> 20} MiB before the key {kind.decode()} at byte {at:,}"
            )
        if not self._kind:
            self._sink.top(window.slice(window.begin, start))
        if kind is ITEM or self._spooled < 0:  # references are spooled together
            self._close(start)
        self._start, self._kind = start, kind
        return head

    def _opening(self, at: int, kind: bytes, floor: int) -> tuple[int, Head]:
        """The `{` of the object with a key at `at`, and its head; -1 when there is none from `floor` on."""
        window = self._window
        if kind is REFERENCE and (start := self._beginning(at)) >= 0:
            return start, Head()
        floor = max(floor, window.begin)
        place = at
        while (place := window.rfind(b"{", floor, place)) >= 0:
            try:
                return place, head_of(window.slice(place, at) + b'"":0}')
            except NotJson:
                continue
        return -1, Head()

    def _open(self, at: int, kind: bytes, head: Head) -> None:
        window, behind = self._window, at + len(kind)
        self._hint = -1
        self._after = self._floor = behind
        if kind is REFERENCE:
            if self._spooled < 0:
                self._spooled = window.keep = self._start
            if not self._reference(self._start, behind):
                raise DamagedError(f"provider_group_id has no value at byte {behind:,}")
            self._follow()
            return
        self.items += 1
        window.keep = self._start
        if head.billing_code is None or self._sink.is_selected(head):
            self._item = _OpenItem(head, self._start, behind)

    def _reference(self, start: int, behind: int) -> bool:
        """Hand on the id of the reference that begins at `start`, whose key ends at `behind`; False when none is there."""
        window = self._window
        if not (match := window.match(_ID, behind)):
            return False
        self._sink.reference(match[1], start - self._spooled)
        self._start, self._after, self._floor = start, behind, behind
        self._hint = window.begin + match.end() if match[2] else -1
        return True

    def _follow(self) -> None:
        """The references in memory that follow an open one, as long as it is plain where each begins."""
        window = self._window
        item = window.find(ITEM, self._after)
        stop = min(item if item >= 0 else window.end, window.end - len(REFERENCE) - _AHEAD)
        while 0 <= (at := window.find(REFERENCE, self._after)) < stop:
            start = self._beginning(at)
            if start < 0 or not self._reference(start, at + len(REFERENCE)):
                return

    def _beginning(self, at: int) -> int:
        """Where the reference with its key at `at` begins, when that is plain: -1 when it is not."""
        if self._hint >= 0:
            return self._hint
        brace = self._window.rfind(b"{", max(self._floor, at - _AHEAD), at)
        return brace if brace >= 0 and not self._window.slice(brace + 1, at).strip() else -1

    def _relieve(self) -> None:
        """No marker in memory: pass on what can be passed on, and drop what is not needed."""
        window = self._window
        if not self._kind and window.begin == 0 and window.end > self._tail:
            self._sink.top(window.slice(0, window.end))
        back = window.end - self._tail
        if self._item is not None:
            if window.end - self._item.start > self._item.limit(self._limit):
                self._hand_on(self._item)
        elif self._spooled >= 0:
            if back > self._spooled:
                self._sink.spool(window.slice(self._spooled, back))
                self._spooled = window.keep = back
        else:
            window.keep = max(window.keep, back)

    def _hand_on(self, item: _OpenItem) -> None:
        """Hand on the rates of a long item that are complete; the rest remains."""
        window = self._window
        first = item.first
        if first < 0:
            match = _ARRAY.match(window.slice(item.behind, item.behind + _AHEAD))
            first = item.behind + (match.end() if match else 0)
        last = window.rfind(RATE, first, window.end)
        start = self._opening(last, RATE, first)[0] if last >= 0 else -1
        raw = window.slice(first, start).rstrip().rstrip(b",") if start > first else b""
        if not raw.strip():
            item.widened = 2 * item.limit(self._limit)  # one rate is longer than the limit
            return
        item.take(b"[" + raw + b"]", self._sink)
        item.start = item.first = window.keep = start

    def _close(self, stop: int) -> None:
        """Whatever is open ends before `stop`."""
        window = self._window
        if self._item is not None:
            item, self._item = self._item, None
            item.finish(window.slice(item.start, stop), self._sink)
        elif self._spooled >= 0:
            self._sink.spool(window.slice(self._spooled, stop))
            self._spooled = -1
        window.keep = stop

    def _check_end(self) -> None:
        """The end of the file must close what stands open at the last marker: else it was cut."""
        window = self._window
        start, opened = self._start, b'{"":[' if self._kind else b""
        if start < window.begin:  # a skipped object longer than the window: from the last list in it
            inner = RATE if self._kind is ITEM else b'"tin"'
            last = window.rfind(inner, window.begin, window.end)
            start = self._opening(last, inner, window.begin)[0] if last >= 0 else -1
            opened = b'{"":[{"":['
        text = window.slice(max(start, window.begin), window.end)
        if start < 0 or not _is_json(opened + text):
            raise DamagedError(f"ends too early, or is damaged near its end (byte {window.end:,})")
        self._sink.top(text)


class _OpenItem:
    """An item that is being read; what is known of it and how far it is handed on."""

    def __init__(self, head: Head, start: int, behind: int) -> None:
        self.head = head
        self.start = start
        self.behind = behind  # the key `negotiated_rates`
        self.first = -1  # where the rates that are not handed on begin; -1: nothing is
        self.widened = 0
        self._held: list[int] = []  # lengths of parts that wait for the rest of the head
        self._file: IO[bytes] | None = None

    def limit(self, limit: int) -> int:
        """How long the part in memory may become."""
        return max(limit, self.widened)

    def take(self, raw: bytes, sink: Sink) -> None:
        """Hand on an array of rates, or hold it until the whole head is known."""
        if self.head.whole():
            sink.rates(self.head, raw)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="sightline-")  # noqa: SIM115 - closed by `finish`
        self._held.append(self._file.write(raw))

    def finish(self, text: bytes, sink: Sink) -> None:
        """`text` begins with the item's brace, or with its rates where some were handed on, and holds its end."""
        if self.first >= 0:
            text = b'{"negotiated_rates":[' + text
        item = _whole(text)
        for name in Head.__struct_fields__:
            if getattr(self.head, name) is None:
                setattr(self.head, name, getattr(item, name))
        selected = sink.is_selected(self.head)
        if self._file is not None:
            with self._file as held:
                held.seek(0)
                for length in self._held if selected else ():
                    sink.rates(self.head, held.read(length))
        if selected:
            sink.rates(self.head, bytes(item.negotiated_rates))


def _is_json(text: bytes) -> bool:
    try:
        anything_of(text)
    except NotJson:
        return False
    return True


def _whole(text: bytes) -> Item:
    """The item with which `text` begins; what follows it is left aside."""
    try:
        return item_of(text[: text.rfind(b"}") + 1])
    except NotJson:
        try:
            return item_of(text[: end_of(text)])
        except NotJson:
            raise DamagedError("an item is cut short or damaged") from None


def end_of(text: bytes) -> int:
    """The length of the JSON value with which `text` begins. Raises DamagedError when it does not end."""
    try:
        # Byte for byte, so that the length is one in bytes; numbers stay text, for nothing but the end is needed.
        return _CLOSER.raw_decode(text.decode("latin-1"))[1]
    except (JSONDecodeError, RecursionError):
        raise DamagedError("an object is cut short or damaged") from None
