"""Connections to one database, for queries that run at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, TypeVar

import pyarrow as pa

from sightline.engines.duckdb import DuckDB

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")


class Connections:
    """A connection, and as many beside it as the database has threads; all see its shared relations and `tables`.

    Most queries of edits are short: planning them is half of what they cost, which one query does with one thread.
    """

    def __init__(self, engine: DuckDB, tables: Mapping[str, pa.Table]) -> None:
        self.engine = engine
        self._beside = [DuckDB(beside=engine) for _ in range(engine.threads)] if engine.threads > 1 else []
        self._free: SimpleQueue[DuckDB] = SimpleQueue()
        for each in self._beside:
            self._free.put(each)
            for name, table in tables.items():
                each.register(name, table)
        self._pool = ThreadPoolExecutor(engine.threads)

    def __enter__(self) -> Connections:
        return self

    def __exit__(self, *_: Any) -> None:
        self._pool.shutdown()
        for each in self._beside:
            each.close()

    def each(self, ask: Callable[[DuckDB, _Item], _Answer], items: Iterable[_Item]) -> list[_Answer]:
        """The answers of all items in their order, each by some connection. Relations made in `ask` must be shared."""
        if not self._beside:
            return [ask(self.engine, item) for item in items]

        def answer(item: _Item) -> _Answer:
            engine = self._free.get()
            try:
                return ask(engine, item)
            finally:
                self._free.put(engine)

        self.engine.use(1)  # each thread that calls works itself; more than there are cores get in each other's way
        try:
            return list(self._pool.map(answer, items))
        finally:
            self.engine.use(self.engine.threads)
