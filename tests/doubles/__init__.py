"""Doubles: small real servers and scripted people that stand in for the outside world in tests."""
