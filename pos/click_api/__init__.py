"""CLICK's Merchant API, called by us.

wire (JSON to dataclasses, sum to tiyin) · exchange (one request, and how far it got) · client (one method per
endpoint) · gateway (what the flow asks for).
"""
