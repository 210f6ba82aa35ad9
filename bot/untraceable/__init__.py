"""Reports that nothing at rest links to a chat: kept apart while written, in a letterbox until night."""
