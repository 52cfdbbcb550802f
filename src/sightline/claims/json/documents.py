"""JSON files of claims: one document, an array, several one after the other, or one a line (NDJSON, streamed).

A `Taken` is what a reader of one kind of JSON makes of a document: the rows of its claims in the documented columns.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pyarrow as pa

from sightline.claims.batch import Batch, Counts
from sightline.claims.json.values import exact
from sightline.claims.lines_of_text import encoding_of
from sightline.claims.rows.block import Block
from sightline.claims.rows.flat import Flat

LINES = 10_000  # rows in a batch, about
WORD = "claim"
BLANK = b" \t\r\n"


@dataclass
class Taken:
    """One claim of a document: its rows (a dict for each line, in the documented columns), or why it has none.

    `set_aside` names the kind of a claim that is not professional, `rejected` says why a claim could not be read,
    `lines` how many lines such a claim has; `issues` are sentences.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    set_aside: str = ""
    rejected: str = ""
    claim_id: str = ""
    lines: int = 0


@dataclass(frozen=True)
class Document:
    """A JSON value of a file, or why there is none; `byte` is where it starts."""

    value: Any
    byte: int
    problem: str = ""


class OtherDocument(str):
    """Said by a taker in the place of a claim: what a document without claims is (such as "3 Patient")."""


Take = Callable[[Any], Iterator[Taken | OtherDocument]]


def documents(source: BinaryIO) -> Iterator[Document]:
    """The JSON values of a stream: line by line when the first line is one by itself, otherwise read whole."""
    first = b""
    start = 0
    for line in source:
        if line.strip(BLANK + b"\xef\xbb\xbf"):
            first = line
            break
        start += len(line)
    mark, encoding = encoding_of(first)
    if not encoding.startswith("utf-16"):
        text = first[len(mark) :]
        if text.lstrip(BLANK).startswith(b"{"):
            value, problem = decoded(text)
            if not problem:
                yield Document(value, start)
                yield from _lines(source, start + len(first))
                return
    yield from _whole(first[len(mark) :] + source.read(), start + len(mark), encoding or "utf-8")


def decoded(text: bytes | str) -> tuple[Any, str]:
    """The value of a JSON text (whole numbers as texts, others exact), and what is wrong with it ("" = nothing)."""
    try:
        return json.loads(text, parse_float=exact, parse_int=str), ""
    except json.JSONDecodeError as error:
        return None, f"not JSON: {error.msg.lower()} (line {error.lineno}, column {error.colno})"
    except UnicodeDecodeError:
        return None, "not JSON: the encoding is not UTF-8"
    except RecursionError:
        return None, "the JSON is nested too deeply"
    except (ValueError, ArithmeticError):
        return None, "the JSON holds a number that cannot be read"


def _lines(source: BinaryIO, at: int) -> Iterator[Document]:
    for line in source:
        if line.strip(BLANK):
            value, problem = decoded(line)
            yield Document(value, at, problem)
        at += len(line)


def _whole(raw: bytes, start: int, encoding: str) -> Iterator[Document]:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    decoder = json.JSONDecoder(parse_float=exact, parse_int=str)
    at = 0
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n\0"))
        if at >= len(text):
            return
        byte = start + (len(text[:at].encode(encoding, "replace")) if at else 0)
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError:
            yield Document(None, byte, "the JSON is nested too deeply")
            return
        except ValueError:
            yield Document(None, byte, decoded(text[at:])[1] or "not JSON")
            return
        if isinstance(value, list):
            yield from (Document(each, byte if not k else 0) for k, each in enumerate(value))
        else:
            yield Document(value, byte)


def read_documents(source: BinaryIO, name: str, first_claim_key: int, take: Take, nothing: str) -> Iterator[Batch]:
    """Stream the claims that `take` finds in the documents of a file; `nothing` is said when there is none in it."""
    flat = Flat(name, first_claim_key, WORD, together=True)
    number = 0
    others: dict[str, int] = {}
    aside: dict[str, int] = {}
    rows: list[tuple[dict[str, str], int, int]] = []
    counts = Counts()
    for document in documents(source):
        taken: Iterable[Taken | OtherDocument] = take(document.value)
        if document.problem:
            taken = [Taken(rejected=document.problem)]
        for found in taken:
            if isinstance(found, OtherDocument):
                others[found] = others.get(found, 0) + 1
                continue
            number += 1
            for issue in found.issues:
                flat.note("{}", number, issue, byte=document.byte)
            if found.set_aside:
                aside[found.set_aside] = aside.get(found.set_aside, 0) + 1
                counts += _aside(found.lines)
            elif found.rejected:
                flat.reject("claim", found.claim_id, found.rejected, number, document.byte)
                counts += Counts(rejected_claims=1, claims_in_file=1)
            else:
                rows += [(row, number, document.byte) for row in found.rows]
        if len(rows) >= LINES:
            yield flat.add(block_of(rows), counts)
            rows, counts = [], Counts()
    for kind, count in aside.items():
        flat.note("{} {} set aside: not professional", 0, f"{count:,} {kind}", "claim" if count == 1 else "claims")
    if others:
        listed = ", ".join(f"{count:,} {kind}" for kind, count in others.items())
        flat.note("passed over: {}", 0, listed)
    if not number:
        flat.note(nothing, 0)
    if rows:
        yield flat.add(block_of(rows), counts)
        counts = Counts()
    yield flat.finish(counts + Counts(bytes=_length(source)))


def _aside(lines: int) -> Counts:
    return Counts(set_aside=1, set_aside_lines=lines, claims_in_file=1, lines_in_file=lines)


def _length(source: BinaryIO) -> int:
    try:
        return source.tell()
    except OSError:
        return 0


def block_of(rows: list[tuple[dict[str, str], int, int]]) -> Block:
    """Rows with the number of their claim and its byte offset as a block."""
    names = dict.fromkeys(name for row, _, _ in rows for name in row)
    return Block(
        {name: pa.array([row.get(name, "").strip() for row, _, _ in rows], pa.string()) for name in names},
        pa.array([str(number) for _, number, _ in rows], pa.string()),
        pa.array([number for _, number, _ in rows], pa.int64()),
        pa.array([byte for _, _, byte in rows], pa.int64()),
    )
