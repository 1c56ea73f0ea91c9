"""Power cuts (L4) and disk faults (L5): the real process, a model of its disk, a checker from outside."""
