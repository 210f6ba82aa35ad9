"""Broadcasts: selected once, agreed to, fed into the outbox bit by bit, paused and stopped at will."""
