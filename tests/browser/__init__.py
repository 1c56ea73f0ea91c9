"""A real browser for the pages that the program serves."""
