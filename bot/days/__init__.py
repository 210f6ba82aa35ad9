"""Deadlines that hold: how they are counted, reminders that climb, promises, and silence."""
