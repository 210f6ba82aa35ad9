"""Acts: hears, sends and keeps time; the only room that knows the other three."""
