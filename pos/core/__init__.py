"""The rules of the shop. Pure: no clock, no I/O, no threads."""
