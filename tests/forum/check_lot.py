"""Checks the lot of a forum, needing nothing but Python and the published file.

    suara forum lot --forum CODE --format csv > lot.csv        (or as the city publishes it)
    python check_lot.py lot.csv HASH

HASH is the one that was published when the forum was announced, before anybody was drawn. The program says
whether the seed in the file is the one that was promised, and whether exactly those tickets were drawn that
the seed draws: all tickets sorted by SHA-256 of "seed:ticket", and of these the first so many.
"""

import csv
import hashlib
import sys
from pathlib import Path


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def read(path: str) -> tuple[str, int, dict[int, bool]]:
    """Seed, places, and the tickets with what is said of each."""
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    head = dict(rows[:3])
    tickets = {int(ticket): drawn == "yes" for ticket, drawn in rows[4:]}
    return head["seed"], int(head["places"]), tickets


def check(path: str, promised: str) -> str:
    """What is wrong, in words; nothing when all is well."""
    seed, places, tickets = read(path)
    if sha(seed) != promised:
        return "The seed is not the one that was promised: its hash is " + sha(seed)
    if sorted(tickets) != list(range(1, len(tickets) + 1)):
        return "Tickets are missing: they should run from 1 to " + str(len(tickets))
    order = sorted(tickets, key=lambda ticket: sha(f"{seed}:{ticket}"))
    wrong = [ticket for rank, ticket in enumerate(order) if tickets[ticket] != (rank < places)]
    if wrong:
        return "Not drawn as the seed draws: tickets " + ", ".join(map(str, sorted(wrong)))
    return ""


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    problem = check(sys.argv[1], sys.argv[2].strip().lower())
    print(problem or "All is well: drawn as promised.")
    sys.exit(1 if problem else 0)
