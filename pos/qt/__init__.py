"""The only importer of PySide6."""
