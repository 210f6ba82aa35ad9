"""Pages that people open in a browser: what they may send, how it is read, and how it is shown."""
