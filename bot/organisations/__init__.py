"""Organisations: looked at, decided on, handed over, and told the numbers of their topics each month."""
