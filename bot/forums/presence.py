"""Who counts as being at a forum: whoever checked in, or says they come where it is only on the net."""

from __future__ import annotations

from bot.attending.offering import reach
from bot.attending.record import WEB
from storage import poll_votes
from storage.citizens import Reach
from storage.forums import ForumRow
from storage.store import Tx


def there(tx: Tx, row: ForumRow, *, checked_in: bool = False) -> list[Reach]:
    """All who can be addressed; `checked_in`: only at the door, also of a forum on the net.

    In a browser only who was invited: a fresh one costs nothing, and the door's code is known to all inside.
    """
    found = poll_votes.present(tx, row.id, online=not row.place and not checked_in)
    return [one for one in reach(tx, found.keys()) if found[one.id] or one.channel != WEB]


def barred(tx: Tx, row: ForumRow, citizen_id: int, channel: str, *, checked_in: bool = False) -> str:
    """Why somebody is not among them: uninvited or browser; nothing when they are."""
    online = not row.place and not checked_in
    found = poll_votes.present(tx, row.id, online=online, citizen_id=citizen_id)
    if citizen_id not in found:
        return "uninvited"
    return "" if found[citizen_id] or channel != WEB else "browser"
