"""What the tests of prices share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "benchmarks"))

from pricing.bills import bill
from sightline.pricing import one_engine
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced
from sightline.reference.add import add_files
from sightline.reference.store import Reference, open_reference


@pytest.fixture(scope="module", autouse=True, params=[1_000_000, -1], ids=["sqlite", "duckdb"])
def engine_of_prices(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test of this folder prices on SQLite, and then on DuckDB."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_engine, "FEW", request.param)
        yield


@pytest.fixture(scope="session")
def starter() -> Reference:
    """The package's own reference."""
    return Reference(tuple(r for r in open_reference().releases if "starter" in str(r.path)))


@pytest.fixture(scope="session")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The whole fee schedules, indices and anesthesia factors of 2025 and 2026."""
    folder = tmp_path_factory.mktemp("whole")
    names = ("2025-10/PPRRVU2025_Oct.csv", "2025-10/GPCI2025.csv", "2025-10/ANES2025.csv",
             "2026-04/PPRRVU2026_Apr_nonQPP.txt", "2026-04/GPCI2026.csv")  # fmt: skip
    add_files([shared / "data" / "mpfs" / name for name in names], folder)
    return open_reference(folder)


@pytest.fixture(scope="session")
def price(starter: Reference) -> Callable[..., Priced]:
    """Price one claim written as in bills.py, with the options of a run as keywords `locality`, `apm` and so on."""
    known = Options.__dataclass_fields__.keys()

    def run(*lines: str, **given: Any) -> Priced:
        options = Options(**{name: value for name, value in given.items() if name in known})
        return Pricer(starter, options).price(*bill(*lines, **{k: v for k, v in given.items() if k not in known}))

    return run


@pytest.fixture(scope="session")
def allowed(price: Callable[..., Priced]) -> Callable[..., list[str | None]]:
    """The allowed amounts of one claim as texts; None where there is none."""

    def run(*lines: str, **given: Any) -> list[str | None]:
        amounts = price(*lines, **given).amounts["allowed"].to_pylist()
        return [None if amount is None else str(amount) for amount in amounts]

    return run
