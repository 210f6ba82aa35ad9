"""What is said about photos that show a closing: looked at, refused, and shown to those who oversee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.talk import Go, Media, Say, _, later, ngettext, paragraphs
from handlers.talk.model import Choice

# Why a photo shows nothing: it is the same as another one, or it could not be looked at.
WHY: Mapping[str, str] = {
    "complaint": later("It is the same picture that came with the report."),
    "proof": later("It is the same picture that was already used to close a report."),
    "broken": later("The file could not be read as a photo."),
    "small": later("It is too small to see anything on it."),
    "large": later("It is too large to be opened."),
    "blank": later("Nothing can be seen on it."),
    "lost": later("It could not be fetched from the chat."),
}


@dataclass(frozen=True)
class Refusal:
    """Why a photo was refused; `number`: of the report it closed before, where its reader may know it."""

    why: str
    number: str = ""


def being_looked_at(number: str) -> str:
    """The officer has sent the photo; what happens next."""
    return _(
        "📷 I am checking that the photo for {number} is a new one. Then the reporter is asked.",
        number=number,
    )


def refused(number: str, photos: int, why: Refusal) -> Say:
    """To the officer: the report stays open, and what to do."""
    return Say(
        paragraphs(
            ngettext(
                "📷 The photo for {number} does not count.",
                "📷 None of the {count} photos for {number} counts.",
                photos,
                number=number,
            ),
            _reason(why),
            _("The report stays open. Please take a new photo there, and propose the closing again with it."),
        ),
        (_button(Go("work", _("📂 Open the report"), number)),),
        case=number,
    )


def shared(number: str, unit: str, words: str, before: tuple[Media, ...], after: tuple[Media, ...]) -> Say:
    """To those who oversee: one of those drawn, before and after."""
    return Say(
        paragraphs(
            _("🔎 Drawn at random for you: {number} is proposed as done.", number=number),
            _("Office: {unit}", unit=unit or _("not known")),
            words,
            _in_order(len(before), len(after)),
            _("Does it look right to you? If not, open the report and ask."),
        ),
        (_button(Go("work", _("📂 Open the report"), number)),),
        case=number,
        media=(*before, *after),
    )


def _reason(why: Refusal) -> str:
    if why.number:
        return _("It is the same picture with which {number} was closed.", number=why.number)
    return _(WHY[why.why])


def _in_order(before: int, after: int) -> str:
    if not before + after:
        return _("The photos came by another channel and cannot be shown here.")
    if not before:
        return _("Above: the photo that shows it done. None came with the report.")
    seen = ngettext("{count} photo from before", "{count} photos from before", before)
    return _("Above, in this order: {before}, then the new ones.", before=seen) if after else seen


def _button(go: Go) -> Choice:
    return Choice(str(go), go.label)
