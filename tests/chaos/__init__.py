"""What must hold when the product is killed: accounts kept outside of it, and the system calls it makes."""
