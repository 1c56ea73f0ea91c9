"""Hypothesis machines: the real flow over a real journal file, driven step by step in virtual time."""
