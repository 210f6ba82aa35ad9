"""The log from outside: checked, and its heads listed."""
