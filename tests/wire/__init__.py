"""Faults of the wire, over real TLS sockets: the client, the flow and the journal against a spoiled line."""
