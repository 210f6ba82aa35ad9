"""The product run from outside: real processes, real HTTP, a real database, scripted people."""
