"""The failure of whoever asked for something that cannot be done."""


class Mistaken(Exception):
    """What was asked cannot be done; the message says what to do."""
