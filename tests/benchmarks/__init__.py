"""Benchmarks: one command each; they print ratios to a floor measured in the same run."""
