"""Changes that keep an input's structure: of segments and elements, of JSON, of zips and of Parquet.

A mutator takes an input, the most bytes that it may answer with, and a seed; the same three give the same answer. One
time of three it changes bytes, as the fuzzer itself does.
"""

from __future__ import annotations

import copy
import io
import json
import random
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import atheris

Mutator = Callable[[bytes, int, int], bytes]
#: What readers stumble over.
ODD = [
    b"", b" ", b"0", b"-1", b"1", b"1.005", b"99999999999999999999", b"1e400", b"NaN", b"{}", b"{0}", b"%s", b"\xff",
    b"\xc3\xa9", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\0", b'"', b"'", b"\\", b"20260230", b"00000000", b"99991231", b"2026-13-01",
    b"12/31/9999", b"A" * 300, b"\xd9\xa3", b"\xc2\xb2", b"ISA", b"ST", b"SE", b"HL", b"CLM", b"SV1", b"HC:77012:26", b"837",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, "", " ", "x", "{0}", "\ud800", "\0", "²", 0, -1, 0.1, 1e308, 10**30, float("nan"), float("inf"), [], {},
    [[]], [None], {"": ""}, "9" * 40, "2026-02-30", "DEEP",
]  # fmt: skip
DEEP = b"[" * 3000 + b"]" * 3000


def separated(*levels: bytes) -> Mutator:
    """Of text whose parts are separated by `levels`, the widest first; for X12 the input's own come first."""

    def change(data: bytes, rng: random.Random) -> bytes:
        own = list(levels)
        if data.startswith(b"ISA") and len(data) > 105:
            own = [data[105:106], data[3:4], data[104:105]]
        if rng.random() < 0.05:
            new = bytes([rng.choice(b"~*:|^!'\n\r\t>\x1c,;&$_")])
            return data.replace(rng.choice(own), new)
        if rng.random() < 0.03:
            return data.decode("latin-1").encode(rng.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"]))
        for _ in range(rng.randint(1, 3)):
            data = _parted(data, own, rng)
        return data

    return _sometimes_bytes(change)


def _parted(data: bytes, levels: Sequence[bytes], rng: random.Random) -> bytes:
    """One change of a part at some level: dropped, doubled, exchanged with another, moved, or another put in place."""
    level = rng.randrange(len(levels))
    for separator in levels[:level]:  # into one part of the wider level
        parts = data.split(separator)
        at = rng.randrange(len(parts))
        if level:
            parts[at] = _parted(parts[at], levels[level : level + 1], rng)
            return separator.join(parts)
    separator = levels[level]
    parts = data.split(separator)
    at, other = rng.randrange(len(parts)), rng.randrange(len(parts))
    kind = rng.randrange(7)
    if kind == 0:
        del parts[at]
    elif kind == 1:
        parts.insert(other, parts[at])
    elif kind == 2:
        parts[at], parts[other] = parts[other], parts[at]
    elif kind == 3:
        parts.insert(other, parts.pop(at))
    elif kind == 4:
        parts[at] = rng.choice(ODD)
    elif kind == 5:
        del parts[min(at, other) : max(at, other)]
    else:
        parts[at:at] = parts[min(at, other) : max(at, other)] * rng.choice([1, 1, 2])
    return separator.join(parts)


def of_json(data: bytes, rng: random.Random) -> bytes:
    """Some value of a JSON text dropped, doubled, replaced, moved under another key or into a list."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        lines = data.splitlines()  # one a line
        if len(lines) < 2:
            return data + rng.choice(ODD)
        at = rng.randrange(len(lines))
        lines[at] = of_json(lines[at], rng)
        return b"\n".join(lines)
    for _ in range(rng.randint(1, 3)):
        places = list(_places(value))
        if not places:
            break
        holder, key = rng.choice(places)
        other, their = rng.choice(places)
        kind = rng.randrange(6)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            holder[key] = json.loads(json.dumps(other[their]))
        elif kind == 2:
            holder[key] = copy.deepcopy(rng.choice(VALUES))
        elif kind == 3:
            holder[key] = [holder[key]]
        elif kind == 4 and isinstance(holder, dict):
            holder[their if isinstance(their, str) else "x"] = holder.pop(key)
        elif kind == 5 and isinstance(holder, list):
            holder[key:key] = [holder[key]] * rng.choice([1, 3])
    layout = rng.choice([{"indent": 1}, {"separators": (",", ":")}, {}, {"ensure_ascii": True}])
    text = json.dumps(value, **{"ensure_ascii": False, **layout}).encode("utf-8", "surrogatepass")
    return text.replace(b'"DEEP"', DEEP)


def _places(value: Any) -> Any:
    todo = [value]
    while todo:
        holder = todo.pop()
        inside = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, each in inside:
            yield holder, key
            todo.append(each)


def zipped(inner: Callable[[bytes, random.Random], bytes]) -> Mutator:
    """Of a zip: some member changed by `inner`, dropped, doubled, or renamed."""

    def change(data: bytes, rng: random.Random) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = [(info.filename, archive.read(info)) for info in archive.infolist()]
        except Exception:
            return data + rng.choice(ODD)
        if not members:
            return data
        at = rng.randrange(len(members))
        name, content = members[at]
        kind = rng.randrange(8)
        if kind == 0:
            del members[at]
        elif kind == 1:
            members.append((rng.choice(members)[0] + rng.choice([".csv", ".txt", ".zip", "/", "../x"]), content))
        elif name.lower().endswith(".zip"):
            members[at] = (name, change(content, rng))
        else:
            members[at] = (name, inner(content, rng))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
            for each, inside in members:
                archive.writestr(each.replace("\0", ""), inside)
        return out.getvalue()

    return _sometimes_bytes(change)


def of_text(data: bytes, rng: random.Random) -> bytes:
    """A table in a zip, or a sheet's XML."""
    levels = (b"<", b">") if data.startswith(b"<") else (b"\n", b"\t" if data.count(b"\t") > data.count(b",") else b",")
    return _parted(data, levels, rng)


def of_parquet(data: bytes, rng: random.Random) -> bytes:
    """Some column of a Parquet file with values of another type, dropped, doubled, or under another's name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(data), use_threads=False)
    except Exception:
        return data + rng.choice(ODD)
    if not table.num_columns:
        return data
    at, rows = rng.randrange(table.num_columns), table.num_rows
    names, columns = list(table.column_names), list(table.columns)
    kind = rng.randrange(5)
    if kind == 0:
        del names[at], columns[at]
    elif kind == 1:
        names[at] = rng.choice([*names, "code", "claim_id", "dx_more", "modifiers", "", "line_no", "charge"])
    elif kind == 2:
        columns[at] = rng.choice(columns)
    else:
        values, of = rng.choice([
            ([1.5, float("nan"), 1e300], pa.float64()), ([1, -1, None], pa.int64()), ([2**63], pa.uint64()),
            ([b"\xff", b"26"], pa.binary()), ([["26", None], None, []], pa.list_(pa.string())), ([True, None], pa.bool_()),
            (["26", "R91.1", "x\0"], pa.string()), ([None], pa.null()), ([{"a": 1}, None], pa.struct([("a", pa.int64())])),
            ([10**17, -1], pa.timestamp("us")), ([2**31 - 1, 0], pa.date32()), ([253402300800000], pa.date64()),
            ([[("a", "b")]], pa.map_(pa.string(), pa.string())), ([0, 86399], pa.time32("s")), ([10**15], pa.duration("us")),
            (["26", "59"], pa.dictionary(pa.int8(), pa.string())), (["x"], pa.large_string()),
        ])  # fmt: skip
        columns[at] = pa.array([rng.choice(values) for _ in range(rows)], of)
    out = io.BytesIO()
    try:
        pq.write_table(pa.table(columns, names=names), out, compression=rng.choice(["none", "zstd", "snappy"]))
    except pa.ArrowException:
        return data
    return out.getvalue()


def _sometimes_bytes(change: Callable[[bytes, random.Random], bytes]) -> Mutator:
    def mutate(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.random() < 0.33:
            return atheris.Mutate(data, most)
        return change(data, rng)[:most]

    return mutate


X12 = separated(b"~", b"*", b":")
JSON = _sometimes_bytes(of_json)
#: The mutator of a target; the fuzzer's own where there is none.
MUTATORS: dict[str, Mutator] = {
    **dict.fromkeys(("837p", "837p-pieces", "rewrite", "fix", "835", "835-pieces", "any", "head"), X12),
    **dict.fromkeys(("fhir", "cms1500", "reports", "rates-scan", "rates-in-network", "rates-contents"), JSON),
    **dict.fromkeys(("rates-hospital-json", "rates-add"), JSON),
    **dict.fromkeys(("csv", "rates-hospital-csv", "reference-csv"), separated(b"\n", b",")),
    "hl7": separated(b"\r", b"|", b"^", b"&"),
    "reference-text": separated(b"\n", b"\t"),
    **dict.fromkeys(("reference-zip", "reference-xlsx"), zipped(of_text)),
    "parquet": _sometimes_bytes(of_parquet),
}
