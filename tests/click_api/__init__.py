"""CLICK's Merchant API as we call it: the words, the wire, and what a lost answer means."""
