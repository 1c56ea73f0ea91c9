"""Hand-written stand-ins at ports."""
