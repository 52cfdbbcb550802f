"""What is done with the claims of one request: read, checked, written. In the thread of a service that has no checking
processes, or in one of these: python -m sightline.web.checking [REFERENCE], whose messages web/pool.py sends."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims import read_stream
from sightline.claims.reading import Read, gathered
from sightline.edits.after.overrides import Override, with_overrides
from sightline.edits.code_rules import CodeRules
from sightline.edits.divide import Claims
from sightline.edits.result import Result, with_input
from sightline.edits.rule.load import choose, load
from sightline.errors import SightlineError
from sightline.outputs.check import json as as_json
from sightline.outputs.price import json as price_json
from sightline.pricing.denials import denials
from sightline.pricing.fee import Fee
from sightline.pricing.price import Options
from sightline.web import results
from sightline.web.desk.claim import judge
from sightline.web.desk.code_page import code_json, code_page
from sightline.web.jobs import Job
from sightline.web.messages import LENGTH, READY, packed, unpacked
from sightline.web.problems import Problem, fault
from sightline.web.warm import Warm

#: What a process has done before it takes messages: a page and a claim.
_CODE = "77012"
_CLAIM = f"claim_id,line,code,date_from,charge\nA,1,{_CODE},{date.today()},100.00\n".encode()


def read_claims(data: bytes, name: str, key: int = 1) -> Read:
    """The claims in `data`, a small body, which origins show as the file `name`; their keys count from `key`."""
    return gathered(read_stream(io.BytesIO(data), name, key))


def claims_of(read: Read) -> Claims:
    """What was read, as the edits take it."""
    return Claims(read.tables["claims"], read.tables["lines"], read.tables["diagnoses"])


def require_claims(result: Result | Read) -> None:
    """Raise Problem 422, with the reason, when no claim at all could be read."""
    rows = result.tables["claims"].num_rows if isinstance(result, Read) else result.claims.num_rows
    if result.unreadable and not rows:
        issues = result.tables["issues"] if isinstance(result, Read) else result.issues
        reason = issues["message"][0].as_py() if issues.num_rows else "there is none in it"
        raise Problem(422, f"No claim could be read: {reason}.")


def chosen(result: Result, select: str | Sequence[str], ignore: str | Sequence[str]) -> Result:
    """A result of the whole catalogue as of the edits that a user chose. Raises CatalogueError."""
    if not select and not ignore:
        return result
    edits = choose(load(), select, ignore)
    if len(edits) == len(result.edits):
        return result
    ids = pa.array([edit.id for edit in edits], pa.string())
    found, gaps = (t.filter(pc.is_in(t["edit"], ids)) for t in (result.findings, result.not_checked))
    return replace(result, findings=found, gaps=gaps, older=result.older.slice(0, 0), edits=edits)


def answer(
    warm: Warm,
    data: bytes,
    name: str,
    payer: str,
    select: Sequence[str],
    ignore: Sequence[str],
    overrides: Sequence[Override],
) -> bytes:
    """The claims of a body checked, as JSON. Raises Problem 422 when none can be read."""
    read = read_claims(data, name)
    require_claims(read)
    return _shown(with_input(warm.check(claims_of(read), payer), read), select, ignore, overrides)


def answers(warm: Warm, *requests: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a message of `answer` for each of some requests would be answered: those for the same payer are checked together,
    each as if there was no other."""
    try:
        checked = _checked_together(warm, requests)
    except Exception:  # whose fault it is shows when each is checked alone
        checked = {}
    return [
        _outcome(_shown, checked[at], *given[3:]) if at in checked else _outcome(answer, warm, *given)
        for at, given in enumerate(requests)
    ]


def _checked_together(warm: Warm, requests: Sequence[Sequence[Any]]) -> dict[int, Result]:
    """The results of requests of `answer`, by their place; of those without a claim there is none."""
    reads: dict[int, Read] = {}
    of_payer: dict[str, list[int]] = {}
    key = 1
    for at, (data, name, payer, *_) in enumerate(requests):
        reads[at] = read_claims(data, name, key)
        if count := reads[at].tables["claims"].num_rows:
            key += count
            of_payer.setdefault(payer, []).append(at)
    checked: dict[int, Result] = {}
    for payer, places in of_payer.items():
        results = warm.check_each([claims_of(reads[at]) for at in places], payer)
        checked |= {at: with_input(result, reads[at]) for at, result in zip(places, results, strict=True)}
    return checked


def _shown(result: Result, select: Sequence[str], ignore: Sequence[str], overrides: Sequence[Override]) -> bytes:
    """A result of the whole catalogue as JSON: of the edits chosen, with the overrides that hold today."""
    result = chosen(result, select, ignore)
    if overrides:
        result = with_overrides(result, overrides, date.today())
    return _written(lambda out: as_json.write_result(result, out))


def run(warm: Warm, job: Job) -> None:
    """Check an accepted upload, and write its result beside it. Raises FileNotFoundError when it was deleted."""
    read = read_claims(job.files.read(job.upload), job.name)
    options = job.options
    result = with_input(warm.check(claims_of(read), options.get("payer", "")), read)
    result = chosen(result, options.get("select", ()), options.get("ignore", ()))
    results.save(result, job, warm.reference)


def check(warm: Warm, claims: Claims, payer: str) -> tuple[dict[str, pa.Table], dict[str, Any]]:
    """Claims checked: the tables of the result, and what else it has as results.py describes it."""
    result = warm.check(claims, payer)
    return {name: getattr(result, name) for name in results.TABLES}, results.about(result, warm.reference)


def price(warm: Warm, data: bytes, name: str, payer: str, options: Options) -> bytes:
    """The claims of a body checked and priced, as JSON. Raises Problem 422 when none can be read, and PriceError."""
    read = read_claims(data, name)
    require_claims(read)
    checked = with_input(warm.check(claims_of(read), payer), read)
    priced = warm.price(checked.claims, checked.lines, denials(checked), options)
    priced = replace(priced, check=checked, rejected=checked.rejected, issues=checked.issues)
    return _written(lambda out: price_json.write_prices(priced, out))


def rules(warm: Warm, code: str, on: date) -> CodeRules:
    """The payer rules and edits that bear on a code; see Warm.rules."""
    return warm.rules(code, on)


def fee(warm: Warm, code: str, modifier: str, locality: str, zip_code: str, on: date) -> Fee:
    """What the fee schedule pays for a code; see Warm.fee."""
    return warm.fee(code, modifier, locality, zip_code, on)


def _written(write: Callable[[TextIO], None]) -> bytes:
    out = io.StringIO()
    write(out)
    return out.getvalue().encode()


#: What a message may request.
TASKS: Mapping[str, Callable[..., Any]] = {
    "answer": answer,
    "answers": answers,
    "run": run,
    "check": check,
    "price": price,
    "judge": judge,
    "code_page": code_page,
    "code_json": code_json,
    "rules": rules,
    "fee": fee,
}


def main(directory: Path | None) -> None:
    """Answer one message after another, until the service that sends them is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the service, which ends this
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed gets among the messages
    warm, generation = Warm(directory), 0
    warm_up(warm)
    gc.collect()
    gc.freeze()  # what is there now stays: it need not be looked through again and again
    _send(outgoing, READY)
    while message := _next(incoming):
        task, now, *given = unpacked(message)
        if now != generation:
            warm.reload()
            generation = now
        _send(outgoing, packed(_outcome(TASKS[task], warm, *given)))


def warm_up(warm: Warm) -> None:
    """Do once what takes long the first time: nobody is to wait for it."""
    claims, lines, diagnoses = claims_of(read_claims(_CLAIM, "claims"))
    warm.check(Claims(claims, lines, diagnoses))
    warm.price(claims, lines, None, Options())
    with contextlib.suppress(
        Exception
    ):  # of a store that has no such page, or is damaged: a request for it is answered with the reason
        warm.rules(_CODE, date.today())
        code_page(warm, _CODE, date.today(), "")


def _outcome(task: Callable[..., Any], *given: Any) -> tuple[Any, ...]:
    """("done", what the task returned), ("refused", why, for the user), or ("problem", what it has)."""
    try:
        return "done", task(*given)
    except Problem as problem:
        return _described(problem)
    except SightlineError as error:
        return "refused", str(error)
    except Exception as error:
        return _described(fault(error))


def _described(problem: Problem) -> tuple[Any, ...]:
    return "problem", problem.status, problem.detail, problem.headers, problem.members


def _send(outgoing: BinaryIO, data: bytes) -> None:
    outgoing.write(LENGTH.pack(len(data)) + data)
    outgoing.flush()


def _next(incoming: BinaryIO) -> bytes:
    """The next message; empty when there will be none."""
    head = incoming.read(LENGTH.size)
    return incoming.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
