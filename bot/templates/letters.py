"""What a message becomes where only agreed words go: a template, its values, a payload for each button."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.templates.files import Template, templates
from handlers.dates import moment
from handlers.talk import Say, speaking
from handlers.talk.model import Choice, Go
from handlers.talk.stored import say_from_json, say_to_json
from storage.forums import ForumRow

LONGEST_VALUE = 200  # networks take more, but the whole must stay short
DIGEST, MESSAGE = "digest_ready", "message_waiting"
OF_A_FORUM: Mapping[str, str] = {"invitation": "forum_invitation", "forum_reminder": "forum_reminder"}
_OF_STATE = {
    "proposed": "case_answered",
    "needs_data": "case_needs_data",
    **dict.fromkeys(("fixed", "silent", "unfixed", "archived", "not_ours"), "case_closed"),
}


@dataclass(frozen=True)
class Letter:
    """Any of these templates would do, the first that the network has approved is taken."""

    any_of: tuple[str, ...]
    values: Mapping[str, str]
    buttons: tuple[str, ...]  # what comes back when one is tapped

    def possible(self) -> Iterable[Template]:
        """Those that there are and that these values and buttons fill."""
        known = (templates().get(name) for name in self.any_of)
        return [one for one in known if one is not None and self._fills(one)]

    def filled(self, template: Template) -> tuple[str, ...]:
        """The values in the template's order, as networks take them: no line breaks, no runs of spaces."""
        return tuple(" ".join(self.values[name].split())[:LONGEST_VALUE] for name in template.values)

    def _fills(self, template: Template) -> bool:
        buttons = len(next(iter(template.wordings.values())).buttons)
        return set(template.values) <= self.values.keys() and buttons == len(self.buttons)


def of_forum(purpose: str, body: str, forum: ForumRow, language: str, zone: ZoneInfo) -> Letter:
    """An invitation or a reminder; its buttons are those of the message itself."""
    say, _ = say_from_json(body)
    with speaking(language):
        when = moment(forum.starts_at.astimezone(zone))
    values = {"topic": forum.topic, "when": when, "place": forum.place}
    return Letter((OF_A_FORUM[purpose],), values, tuple(choice.id for choice in say.choices))


def of_waiting(purpose: str, number: str, state: str) -> Letter:
    """What says that something waits, as plainly as its kind allows.

    `number` and `state` of the case that a reporter hears of; empty: it is about something else.
    """
    if purpose == "digest":
        names: Sequence[str] = (DIGEST, MESSAGE)
    elif number:
        of_state = _OF_STATE.get(state, "") if purpose == "answer" else ""
        names = (*((of_state,) if of_state else ()), "answer_waiting", MESSAGE)
    else:
        names = (MESSAGE,)
    return Letter(tuple(names), {"number": number}, (str(Go("wait")),))


def to_body(letter: Letter, language: str) -> str:
    """A message that carries its letter: the words of the first template, and what any of them needs."""
    template = next(iter(letter.possible()))
    wording = template.wordings.get(language, template.wordings["id"])
    words = wording.body.format(**letter.values)
    choices = tuple(map(Choice, letter.buttons, wording.buttons))
    body = json.loads(say_to_json(Say(words, choices)))
    carried = {"any_of": letter.any_of, "values": letter.values, "buttons": letter.buttons}
    return json.dumps({**body, "letter": carried}, ensure_ascii=False, separators=(",", ":"))


def in_body(body: str) -> Letter | None:
    """The letter that a message carries; None: it carries none."""
    carried = json.loads(body).get("letter")
    if carried is None:
        return None
    return Letter(tuple(carried["any_of"]), carried["values"], tuple(carried["buttons"]))
