"""Templates: the wordings a network takes at any time, as files, in its account, and filled in."""
