"""Those whose data this is: what they ask for, what must rest or stay, who must be told of a leak."""
