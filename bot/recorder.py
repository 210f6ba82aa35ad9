"""What a conversation decided becomes rows: one function for each event, in the turn's transaction."""

from __future__ import annotations

from functools import singledispatch

from bot import optout
from bot.attending.record import STEPS as COMING
from bot.desk import browsing, cards, casework
from bot.desk import record as desk_record
from bot.desk.entitled import NotDone
from bot.forums.judging import STEPS as JUDGING
from bot.forums.minutes_desk import STEPS as MINUTES
from bot.forums.polling import STEPS as POLLING
from bot.forums.questioning import STEPS as QUESTIONS
from bot.forums.record import STEPS as ORGANISING
from bot.offices import hushing, owning
from bot.organisations.record import STEPS as ORGANISATIONS
from bot.organisations.record import in_office
from bot.outside import asking
from bot.oversight.telling import announce
from bot.recording import Recording, keep_media
from bot.subjects.record import STEPS as SUBJECTS
from bot.subjects.record import withdrawn
from bot.untraceable import filing
from handlers.events import (
    AgeStated,
    BrowserAsked,
    BrowsersSignedOut,
    CardDropped,
    CardWritten,
    CaseOpened,
    CaseSupplemented,
    ConsentGiven,
    Event,
    KnownAsChosen,
    LanguageChosen,
    NoticeShown,
    OfficialBound,
    PushesStopped,
    RatingExplained,
    RatingGiven,
    ReceiptUsed,
    ReportAsked,
    SurveyAnswered,
)
from handlers.talk import Recorded
from handlers.untraceable import WAY
from storage import citizens, consents, ratings, surveys


def record(event: Event, here: Recording) -> Recorded:
    """Store the event; what only storage can know of it comes back, also why it could not be stored."""
    if not isinstance(event, (RatingGiven, RatingExplained)):
        here.gathered.write(here.tx)  # what comes now may look at what came before
    try:
        return _record(event, here)
    except NotDone as why:
        return Recorded(done=False, problem=why.problem, name=why.name)


@singledispatch
def _record(event: object, here: Recording) -> Recorded:
    raise NotImplementedError(f"no row for {type(event).__name__}")


# --- ratings and surveys ------------------------------------------------------------------------------


@_record.register
def _(event: RatingGiven, here: Recording) -> Recorded:
    channel, whose = here.incoming.channel, (here.person.id, here.talk)
    new = ratings.NewRating(*whose, event.unit, event.service, event.score, channel, here.now)
    here.gathered.give(here.tx, new)
    return Recorded()


@_record.register
def _(event: RatingExplained, here: Recording) -> Recorded:
    words = ratings.Explanation(here.person.id, here.talk, event.words.text, event.service)
    here.gathered.explain(here.tx, words)
    if event.words.media:
        here.gathered.write(here.tx)
        rating = ratings.of_talk(here.tx, here.person.id, here.talk)
        if rating is not None:
            keep_media(here, "rating", rating, event.words.media)
    return Recorded()


@_record.register
def _(event: SurveyAnswered, here: Recording) -> Recorded:
    survey = surveys.answer(
        here.tx,
        here.person.id,
        here.talk,
        event.unit,
        event.service,
        event.elements,
        event.profile,
        event.words.text,
        here.incoming.channel,
        here.now,
    )
    keep_media(here, "survey", survey, event.words.media)
    return Recorded()


# --- cases ----------------------------------------------------------------------------------------------


@_record.register
def _(event: CaseOpened, here: Recording) -> Recorded:
    if event.known_as == WAY:
        return filing.left(event, here)
    return casework.open_case(event, here)


@_record.register
def _(event: KnownAsChosen, here: Recording) -> Recorded:
    return Recorded()  # from here on the talk is kept with all others, and that is all


_record.register(CaseSupplemented, casework.supplemented)
_record.register(ReceiptUsed, filing.words_left)
_record.register(ReportAsked, asking.asked)
_record.register(CardWritten, cards.written)
_record.register(CardDropped, cards.dropped)
_record.register(BrowserAsked, browsing.asked)
_record.register(BrowsersSignedOut, browsing.signed_out)


# --- the desk ---------------------------------------------------------------------------------------------

for _of_desk, _taken in desk_record.STEPS.items():
    _record.register(_of_desk, _taken)


# --- the person -----------------------------------------------------------------------------------------


@_record.register
def _(event: NoticeShown, here: Recording) -> Recorded:
    channel = here.incoming.channel
    consents.add(here.tx, here.person.id, "notice", True, event.version, event.text_hash, channel, here.now)
    citizens.set_noticed(here.tx, here.person.id, event.version)
    return Recorded()


@_record.register
def _(event: ConsentGiven, here: Recording) -> Recorded:
    withdrawn(event, here)
    channel = here.incoming.channel
    consents.add(
        here.tx,
        here.person.id,
        event.purpose,
        event.given,
        event.version,
        event.text_hash,
        channel,
        here.now,
    )
    if event.purpose == "invitations" and not event.given:
        optout.uninvited(here.tx, here.person.id, here.now)
    return Recorded()


@_record.register
def _(event: AgeStated, here: Recording) -> Recorded:
    citizens.set_age(here.tx, here.person.id, event.is_minor, event.guardian_agreed)
    return Recorded()


@_record.register
def _(event: LanguageChosen, here: Recording) -> Recorded:
    citizens.set_language(here.tx, here.person.id, event.language)
    return Recorded()


@_record.register
def _(event: PushesStopped, here: Recording) -> Recorded:
    citizens.set_stopped(here.tx, here.person.id, event.stopped, here.now)
    if event.stopped:
        optout.stopped(here.tx, here.person.id, here.now)
    return Recorded()


for _of_subjects, _done in SUBJECTS.items():
    _record.register(_of_subjects, _done)


# --- forums and officials ---------------------------------------------------------------------------------

for _of_organising, _organised in ORGANISING.items():
    _record.register(_of_organising, _organised)

for _of_organisations, _registered in ORGANISATIONS.items():
    _record.register(_of_organisations, _registered)

for _of_minutes, _minuted in {**MINUTES, **QUESTIONS, **POLLING, **JUDGING}.items():
    _record.register(_of_minutes, _minuted)

for _of_coming, _came in COMING.items():
    _record.register(_of_coming, _came)


@_record.register
def _(event: OfficialBound, here: Recording) -> Recorded:
    official = hushing.bind(here.tx, event.code, here.person.id, here.now)
    if official is None:
        return Recorded(done=False)
    announce(here.tx, "joined", official, here.now, f"{here.person.id}")
    in_office(here)
    owning.own_strays(here.tx, here.house, here.now, here.tell)  # what nobody could have has an owner now
    unit = here.house.city.units.get(official.unit or "")
    return Recorded(name=unit.name if unit else here.house.city.name, reader=official.role)
