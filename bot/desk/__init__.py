"""Cases as they are worked: who may do what, every step as rows and messages, and what is seen of them."""
