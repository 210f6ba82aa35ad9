"""Lets `python -m bot` be the same as `suara`."""

from bot.cli import app

app()
