"""The tables' history, from the first one on."""
