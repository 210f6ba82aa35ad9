"""Reports that nothing at rest links to a chat: kept apart while they are written, in a letterbox until night."""
