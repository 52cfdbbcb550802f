"""Inputs on which a reader once failed, and the seeds of the fuzzer: none may raise anything but what it promises."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOUND = sorted(path for path in (Path(__file__).parent / "found").glob("*") if path.is_file())


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "fuzz" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def targets():
    return loaded("targets")


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_found_input(path, targets):
    name = max((name for name in targets.NAMES if path.name.startswith(f"{name}-")), key=len)
    targets.run(name, path.read_bytes())


def test_every_target_takes_every_example(targets):
    for path in sorted((ROOT / "examples").glob("*")):
        if path.is_file():
            for name in targets.NAMES:
                targets.run(name, path.read_bytes())


def test_every_target_takes_its_seeds(targets):
    seeds = loaded("seeds")
    for name in targets.NAMES:
        for data in seeds.seeds(name)[: 1 if name == "fix" else None]:
            targets.run(name, data)
