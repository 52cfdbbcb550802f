"""Sweeps of few claims in many parts."""

from __future__ import annotations

import pytest

from sightline.sweep import divide, run


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(run, "MOST_LINES", 60)
    monkeypatch.setattr(divide, "LAYER", 150)
