"""Keys: opened with, changed while all goes on, and retired once nothing needs them."""
