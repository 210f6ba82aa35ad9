"""Somebody who has seized everything at rest, and tries to find out who handed in which report."""
