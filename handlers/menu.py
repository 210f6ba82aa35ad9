"""What is said outside a conversation: the menu, greetings answered in kind, danger, and small apologies."""

from __future__ import annotations

from functools import lru_cache

from handlers import offers, units
from handlers.facts import Facts
from handlers.talk import Go, Input, Outcome, Say, Script, Talk, _, paragraphs, speaking
from handlers.talk.matching import chosen, plain
from handlers.talk.model import Choice
from handlers.talk.words import FIRST

FIRST_LANGUAGE = FIRST
MENU_COMMANDS = ("/menu",)
HELP_COMMANDS = ("/bantuan", "/help")
# Whoever writes nothing but this wants no pushes, in the middle of whatever conversation.
STOP_WORDS = frozenset({"stop", "berhenti", "unsubscribe"})
CANCEL_COMMANDS = ("/batal", "/cancel")

SENTENCE = 2  # words; less at the menu is a slip rather than a report
LONGEST_GREETING = 8  # words
POLITE = frozenset(
    "pak bapak bpk bu ibu mas mbak mba kak kang teh min admin bot ya yah banyak banget sekali semua "
    "semuanya atas bantuannya infonya jawabannya informasinya wr wb warahmatullahi wabarakatuh "
    "warohmatullohi wabarokatuh nya dan "
    "so much very sir madam there".split()
)
THANKS = ("kasih", "makas", "mksh", "trims", "thank", "tq", "nuhun", "nuwun", "suwun")
NODS = frozenset("ok oke okay okey siap baik baiklah sip mantap mantul ya iya iyah yes y tidak no".split())


# --- the menu  ---


def menu(facts: Facts, intro: str = "") -> Say:
    """All one can do, under words of one's own or the usual ones."""
    words = intro or _("What would you like to do? Tap a button, or simply write what is on your mind.")
    return _say(words, offers.everything(facts))


def show_menu(facts: Facts) -> Talk[Outcome]:
    """The menu behind its button."""
    yield from ()  # asks nothing, and is a conversation all the same
    return Outcome(words=menu(facts).words, next=offers.everything(facts))


def help_text(facts: Facts) -> Say:
    """What this is for and how to talk to it."""
    words = paragraphs(
        _("Suara Warga carries your voice to the offices of {city}.", city=facts.city.name),
        _(
            "⭐ /rate: rate a service, two taps\n"
            "📣 /report: a complaint, suggestion, question or praise; you get a number and an answer\n"
            "📋 /status: what became of your reports\n"
            "📝 /survey: nine questions, three minutes\n"
            "🔒 /data: see, copy or delete what is kept of you\n"
            "🔕 /stop: no more invitations"
        ),
        _(
            "While you answer: “back” goes one question back, “cancel” stops. You can also type instead "
            "of tapping."
        ),
        _("In danger? Call {emergency}.", emergency=facts.city.emergency),
    )
    return _say(words, offers.everything(facts))


def unknown_command(facts: Facts) -> Say:
    return menu(facts, _("I do not know that command. This is what I can do:"))


def chosen_from_menu(facts: Facts, text: str) -> Go | None:
    """The menu's button meant by something typed: its number, its label, a command's word, or an office."""
    said = plain(text)
    if go := offers.COMMAND_WORDS.get(said):
        return go
    labels = {str(go): go.label for go in offers.everything(facts)}
    if option := chosen(text, tuple(labels), labels):
        return Go.parse(option)
    unit = units.found(facts.city, text) if said else ""
    return Go("rate", arg=unit) if unit else None


def ends_pushes(said: Input) -> bool:
    """Whether this is the one word by which people on every network ask for no more news."""
    return not said.media and plain(said.text) in STOP_WORDS


def opens_a_case(said: Input) -> bool:
    """Whether something said at the menu is the beginning of a report."""
    return bool(said.media or said.place or len(_real_words(said.text)) >= SENTENCE)


def not_understood(said: Input) -> str:
    """Why something said at the menu opened nothing."""
    if said.other == "deleted":
        return _("What you deleted in the chat I have read already. /data shows what is kept and deletes it.")
    if said.other or not _real_words(said.text):
        return _("I cannot read that, I am sorry. Words, photos and voice messages I can.")
    return _("I did not quite get that. Please tap a button, or tell me in a sentence what is the matter.")


def going_on() -> str:
    """Stands above an open question that is shown again."""
    return _("Let us go on where we were:")


def _real_words(text: str) -> list[str]:
    return [word for word in plain(text).split() if any(c.isalpha() for c in word)]


def _say(words: str, buttons: tuple[Go, ...]) -> Say:
    return Say(words, tuple(Choice(str(go), go.label) for go in buttons), columns=2)


# --- greetings  ---


def greeting(facts: Facts, text: str) -> Say | None:
    """An answer in kind to a greeting, thanks or a nod; None when more than that was said."""
    said = plain(text)
    if not said or len(said.split()) > LONGEST_GREETING or not _is_greeting(facts, said):
        return None
    return menu(facts, paragraphs(_in_kind(said), _("What can I do for you?")))


def _is_greeting(facts: Facts, said: str) -> bool:
    rest = f" {said} "
    for phrase in sorted(map(plain, facts.city.greetings), key=len, reverse=True):
        rest = rest.replace(f" {phrase} ", "  ")
    return rest.split() != said.split() and not set(rest.split()) - POLITE


def _in_kind(said: str) -> str:
    joined = said.replace(" ", "")
    if ("alaikum" in joined and not joined.startswith("wa")) or said in ("ass", "aslm"):
        return _("Wa'alaikumussalam.")
    if any(word in joined for word in THANKS):
        return _("You are welcome!")
    if set(said.split()) <= NODS | POLITE:
        return _("All right.")
    return _("Hello!")


# --- danger  ---


def is_danger(facts: Facts, text: str) -> bool:
    """Whether the text speaks of danger to life."""
    said = f" {plain(text)} "
    return any(word in said for word in _sounds(facts.city.danger))


@lru_cache(maxsize=4)  # the city's own words, asked about in every turn
def _sounds(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" {plain(word)} " for word in words)


def danger(facts: Facts) -> Say:
    """The emergency number before anything else."""
    return Say(
        _(
            "🚨 Is somebody in danger? Call {emergency} now. It costs nothing and is answered day and "
            "night.\n"
            "I am only a bot: I cannot send help, but they can. If it is about yourself: you are not "
            "alone, they listen to you too.",
            emergency=facts.city.emergency,
        )
    )


# --- small words  ---


def joined_group() -> str:
    """The one sentence for a group, before we leave it."""
    return _(
        "Thank you for adding me, but I can only talk with one person at a time: please write to me directly."
    )


def apology() -> str:
    """For somebody whose message our own code could not deal with."""
    return _(
        "I am sorry, I could not deal with your last message. We are looking at it; nothing else was lost."
    )


def lost_apart(facts: Facts) -> Say:
    """An unfinished report that was kept apart is gone, and nothing of it was sent."""
    words = _(
        "The report that you had begun here and not finished is gone: what is kept apart is destroyed after "
        "a while, and cannot be brought back. Nothing of it was sent. To begin again: /report"
    )
    return Say(words)


def apology_apart() -> str:
    """The same where nothing may be kept to be looked at."""
    return _(
        "I am sorry, I could not deal with your last message, and as your report is untraceable nothing of "
        "that message was kept. Please say it once more; the rest of your report is still there."
    )


def safe_with_network(language: str = FIRST) -> str:
    """While we cannot store anything."""
    with speaking(language):
        return _(
            "We have a short break. Your message is safe, you need not send it again: I answer as soon as "
            "I can."
        )


def old_button() -> str:
    return _("That button is from earlier; nothing has changed.")


def already_noted() -> str:
    return _("Already noted.")


MENU = Script("menu", lambda: offers.title("menu"), show_menu)


def terminal_greeting() -> Say:
    """What somebody sees first who talks in a terminal."""
    with speaking(FIRST):
        return Say(_("This is the conversation as citizens have it. Type /start to begin; Ctrl-D ends it."))
