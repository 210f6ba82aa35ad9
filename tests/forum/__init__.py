"""Programs for others than us: a journalist checks a lot with one of them."""
