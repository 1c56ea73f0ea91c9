"""Presenters without Qt, one per screen, and the words."""
