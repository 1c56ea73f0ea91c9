"""CLICK's Merchant API, called by us."""
