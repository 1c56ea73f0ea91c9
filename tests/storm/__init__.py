"""Proofs of the server that CLICK calls, on the real program: `python -m tests.storm`."""
