"""Officials and whose a case is: invited, away, replaced, gone; no open case without an owner."""
