"""Remembers: rows and transactions. The only room that speaks SQLAlchemy."""
