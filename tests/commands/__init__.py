"""The commands of `pos`, run in this process."""
