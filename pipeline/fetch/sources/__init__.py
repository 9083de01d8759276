"""One module a kind of source: how to ask it, and pure parsers of what it answers."""
