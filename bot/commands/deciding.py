"""How a command ends: every failure a person can mend becomes one clear line and the right exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.logs import set_up_logs
from bot.settings import BadSettings, Settings, load_settings

FAILED, USAGE = 1, 2


@contextmanager
def settled(*, config: bool = True) -> Iterator[Settings]:
    """The settings, for a command that runs inside; its mendable failures end it with a line of words.

    `config` False: the command needs no settings, so a broken config.yaml does not hinder it.
    """
    # Loaded here, so that `suara --help` need not wait for the database's library.
    from analytics.period import BadPeriod
    from analytics.sheet_rows import BadSheet
    from bot.channels.base import Undelivered
    from bot.offices.office import Mistaken
    from storage.failures import BackupRefused, FromNewerVersion, NotUpgraded, Outage
    from storage.vault import Tampered, WrongKey

    storage = (Outage, NotUpgraded, FromNewerVersion, WrongKey, Tampered, BackupRefused)
    failed = (*storage, BadSheet, Undelivered, OSError)
    try:
        settings = load_settings() if config else None
        secrets = settings.secret_values() if settings else ()
        set_up_logs(secrets=secrets)
        yield settings  # type: ignore[misc]  # without config nobody looks at it
    except (BadSettings, BadPeriod, Mistaken) as error:
        _end(error, USAGE)
    except failed as error:
        _end(error, FAILED)


def _end(error: Exception, status: int) -> None:
    print(error, file=sys.stderr)  # noqa: T201 - a command's last words
    sys.exit(status)
