"""Decides: conversations and every word people read. Pure; nothing here can fail for an outside reason."""
