"""The windows, drawn offscreen."""
