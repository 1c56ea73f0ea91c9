"""Presenters driven without Qt."""
