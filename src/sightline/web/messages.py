"""Messages between the service and its checking processes: the pickle of a tuple, behind its length in four bytes. Both ends
are Sightline's own. Tables go as Arrow streams: the pickle of one is several times as slow, field by field. Edits and payer
rules, which both ends have, go by their names."""

from __future__ import annotations

import copyreg
import io
import pickle
import struct
from typing import Any

import pyarrow as pa

from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import load
from sightline.payers.rules import Rule, load_rules

#: The length of a message, before it.
LENGTH = struct.Struct(">I")
#: What a process says before it takes messages.
READY = b"ready"


def packed(message: tuple[Any, ...]) -> bytes:
    """A message, without its length."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out, 5)
    pickler.dispatch_table = _REDUCED
    pickler.dump(message)
    return out.getvalue()


def unpacked(data: bytes) -> tuple[Any, ...]:
    """The message that was packed."""
    message: tuple[Any, ...] = pickle.loads(data)
    return message


def _stream(table: pa.Table) -> tuple[Any, ...]:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return _table, (bytes(out.getvalue()),)


def _table(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()


def _edit(number: str) -> Edit:
    return next(edit for edit in load() if edit.id == number)


def _rule(name: str) -> Rule:
    return next(rule for rule in load_rules() if rule.name == name)


#: How a message holds what is not pickled as it is.
_REDUCED = copyreg.dispatch_table | {
    pa.Table: _stream,
    Edit: lambda edit: (_edit, (edit.id,)),
    Rule: lambda rule: (_rule, (rule.name,)),
}
