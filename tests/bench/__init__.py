"""Benchmarks: they print what they measured; no timing decides anything."""
