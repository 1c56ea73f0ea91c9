"""Use cases over ports. No I/O of its own."""
