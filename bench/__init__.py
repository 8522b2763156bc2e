"""Benchmarks: whole processes, in pairs, as ratios of medians against a named reference in the same run."""
