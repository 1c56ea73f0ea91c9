"""The SQLite journal: one file per noun. Engine thread."""
