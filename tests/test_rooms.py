"""The rooms of docs/architecture.md, read from the imports: no circle, no arrow up, no room that is too large."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
TESTS = Path(__file__).parent
#: From the bottom to the top: what is in a row may import from its own row and those before it. A name is a folder of
#: src/sightline or a module beside them.
ORDER = (
    ("collection", "days", "durable", "errors", "names", "extras", "tables"),
    ("engines",),
    ("claims", "reference", "payers"),
    ("edits",),
    ("pricing", "provenance", "doctor"),
    ("batches", "rates", "remits", "reports", "safe_fixes"),
    ("pages", "spark", "sweep", "run", "learn", "denied"),
    ("outputs",),
    ("web", "commands"),
    ("cli", "__main__"),
)
MOST_LINES, MOST_FILES = 400, 20
#: Longer modules, and why.
LONG = {
    "tests/claims/x12/test_read.py": "one page of 837P for everything that the reader keeps",
    "tests/claims/json/test_fhir.py": "the resources are long",
    "tests/reference/test_sources.py": "one test a published file",
}
#: Folders of more modules than MOST_FILES, and why.
LARGE = {
    "src/sightline/commands": "one module a command",
    "src/sightline/reference/sources": "one module a published file",
    "src/sightline/web": "the machinery of the service beside pages/ and api/: to be divided by jobs and guard",
}


def _modules() -> dict[str, Path]:
    found = {}
    for path in SRC.rglob("*.py"):
        name = ".".join(path.relative_to(SRC).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


def _imports(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """What a module imports of ours, within functions and for types too."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                if inner in known or source in known:
                    yield inner if inner in known else source


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """The imports of each module. The package's own door is left out: it hands out names of all rooms when asked, and is
    imported for its version only."""
    known = _modules()
    graph = {name: set(_imports(name, path, known)) - {name, "sightline"} for name, path in known.items()}
    del graph["sightline"]
    return graph


def test_no_circle(imports: dict[str, set[str]]) -> None:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_imports_run_downward(imports: dict[str, set[str]]) -> None:
    floor = {room: number for number, rooms in enumerate(ORDER) for room in rooms}
    rooms = {name: name.split(".")[1] for name in imports}
    assert {room for room in rooms.values() if room not in floor} == set(), "say in ORDER where it belongs"
    upward = [
        f"{name} imports {other}"
        for name, others in imports.items()
        for other in others
        if floor[rooms[name]] < floor[rooms[other]]
    ]
    assert upward == []


def test_an_engine_is_known_to_its_room_only_by_name() -> None:
    """duckdb and sqlite3 are imported in engines/, and where files or errors of theirs are handled."""
    beside = {
        "edits.check": "the errors of a damaged index",
        "pricing.price": "the errors of a damaged index",
        "reference.add": "the errors of a damaged index",
        "reference.pairs": "the errors of a damaged index",
        "reference.index": "writes the SQLite file beside the Parquet",
        "rates.nppes": "reads a CSV file of nine million rows",
        "web.workspace.store": "the database of a workspace, which no engine reads",
        "sweep.run": "the errors of a full disk and of too little memory",
    }
    importing = set()
    for name, path in _modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import) and {alias.name for alias in node.names} & {"duckdb", "sqlite3"}:
                importing.add(name.removeprefix("sightline."))
    assert {name for name in importing if not name.startswith("engines.")} == set(beside)


def test_no_module_is_too_long() -> None:
    long = {
        path.relative_to(SRC.parent).as_posix(): count
        for root in (SRC, TESTS)
        for path in root.rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert {path: count for path, count in long.items() if path not in LONG} == {}


def test_no_folder_is_too_full() -> None:
    full = set()
    for root in (SRC, TESTS):
        for folder in (root, *(path for path in root.rglob("*") if path.is_dir())):
            modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
            if len(modules) > MOST_FILES:
                full.add(folder.relative_to(SRC.parent).as_posix())
    assert full == set(LARGE), "divide the folder, or say in LARGE why it is so large"
