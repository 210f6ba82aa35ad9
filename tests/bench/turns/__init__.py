"""The comparison of turns: the same citizens talk over HTTP to us and to plain bots."""
