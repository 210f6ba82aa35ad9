"""Networks at work: each hears and sends in its own way; the rest of the program sees no difference."""
