"""Public forums: organised by one, agreed to by another, announced, moved, called off, and held."""
