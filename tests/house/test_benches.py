"""The benchmarks run seldom; that they still find what they measure is seen with every change."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

BENCHES = sorted(path.stem for path in Path("tests/bench").glob("bench_*.py"))


@pytest.mark.parametrize("name", BENCHES)
def test_a_benchmark_finds_everything_it_uses(name: str) -> None:
    module = importlib.import_module(f"tests.bench.{name}")
    assert [one for one in vars(module) if one.startswith("bench_")]
