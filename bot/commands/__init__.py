"""The command line, group by group: arguments in, lines of words out."""
