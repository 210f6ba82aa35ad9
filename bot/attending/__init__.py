"""Coming to a forum: seats and their line, reminders, the calendar file, the door."""
