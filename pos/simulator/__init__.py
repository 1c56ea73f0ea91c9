"""CLICK on loopback, written from its documentation alone."""
