"""Tests of the house itself: sizes, versions, locks, set-up."""
