"""The consent notice: one line, the full text, and the proof of which text was shown."""

from __future__ import annotations

import hashlib

from handlers.dates import how_long
from handlers.events import NoticeShown
from handlers.facts import City, Facts
from handlers.talk import Talk, _, paragraphs, record


def line() -> str:
    """The notice in one line, with the way to the whole of it."""
    return _("🔒 We keep only what is needed, and you can delete it at any time. In full: /privacy")


def text(city: City) -> str:
    """The whole notice as UU 27/2022 wants it: ground, purpose, kinds, collection, duration, rights."""
    return paragraphs(
        _(
            "🔒 How {city} looks after your data (notice {version})",
            city=city.name,
            version=city.consent_version,
        ),
        _ground(),
        _kinds(),
        _readers(),
        _duration(city),
        _rights(),
        _children(city),
        _(
            "Good to know: the chat network you are using, such as Telegram, can itself see that you "
            "write here."
        ),
    )


def text_hash(city: City) -> str:
    """SHA-256 of the whole notice in the language spoken: proves which text somebody was shown."""
    return hashlib.sha256(text(city).encode()).hexdigest()


def shown(facts: Facts) -> Talk[str]:
    """The line for those who have not seen the present notice, recorded as shown; else nothing."""
    if facts.citizen.noticed:
        return ""
    yield from record(NoticeShown(facts.city.consent_version, text_hash(facts.city)))
    return line()


def _ground() -> str:
    return _(
        "What for: your ratings and reports help the city to serve you better. That is its public task, "
        "so we need no permission for them. Two things happen only if you say yes, each on its own: "
        "questions about your age, education and work in the survey, and invitations to forums and short "
        "surveys. This follows the Personal Data Protection Act (UU 27/2022)."
    )


def _kinds() -> str:
    return _(
        "What is kept: what you send here (scores, words, photos, voice, places), the address of this "
        "chat so that answers reach you, your language, and when it was. We never ask for your NIK. Your "
        "name only if you want the officer to know it."
    )


def _readers() -> str:
    return _(
        "Who reads it: a report is read by the office it concerns, without your name unless you give it. "
        "Reports of bribes, illegal charges, abuse of office or about the head of an office are read by "
        "the oversight team only. From ratings the offices see numbers, and sometimes a sentence without "
        "names."
    )


def _duration(city: City) -> str:
    return _(
        "How long: the words of a rating {words}, reports {case} after they are closed, photos {media}, "
        "what was left unfinished {draft}. After that the words go and only numbers stay.",
        words=how_long(city.words_days),
        case=how_long(city.case_days),
        media=how_long(city.media_days),
        draft=how_long(city.draft_days),
    )


def _rights() -> str:
    return _(
        "Your rights: see, copy, correct or delete your data, take back a yes, and stop messages. Use "
        "/data and /stop. Most of it happens at once, all of it within three days."
    )


def _children(city: City) -> str:
    return _(
        "Younger than {age}? For a complaint or the questions about yourself, please have a parent or "
        "guardian agree. You can rate on your own.",
        age=city.guardian_age,
    )
