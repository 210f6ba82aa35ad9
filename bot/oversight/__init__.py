"""Who handles a case and who may know its reporter: stepping out, pulling up, opening an identity."""
