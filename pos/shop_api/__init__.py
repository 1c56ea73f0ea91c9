"""CLICK calls us: Prepare and Complete, the orders of the shop's site, and the tester that plays CLICK."""
