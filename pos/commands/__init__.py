"""One module per command of `pos`; each imports its parts only when it runs."""
