"""A case by its receipt: how it stands, what was said to whoever holds it, and what they add."""

from __future__ import annotations

from handlers import offers, untraceable
from handlers.case_states import CLOSED, STATES
from handlers.complaint_words import KIND_NAMES
from handlers.dates import day
from handlers.events import ReceiptUsed
from handlers.facts import Facts, ReceiptView
from handlers.talk import Outcome, Script, Talk, _, choose, ngettext, paragraphs, write


def rcpt(facts: Facts, receipt: str = "") -> Talk[Outcome]:
    """Shows the case of this receipt and takes up what its holder adds; no chat is kept with it."""
    seen = facts.receipt
    if seen is None:
        return Outcome(words=not_found(), next=(offers.menu(),))
    if seen.state in CLOSED:
        return Outcome(words=standing(seen), next=(offers.menu(),))
    wish = yield from choose(
        "wish",
        standing(seen),
        {"add": _("✏️ Answer or add something"), "done": _("👌 That is all")},
    )
    if wish == "done":
        return Outcome(words=_("All right. Send me the receipt again whenever you want to look."))
    words = yield from write("what", _asking(seen), many=True)
    words = yield from untraceable.masked(facts, words, untraceable.WAY, "mask")
    return Outcome(ReceiptUsed(seen.receipt, words), words=_left())


def not_found() -> str:
    """Wrong, of another city, or tried too often: which of them is nobody's business."""
    return _(
        "I do not find a report with this receipt. Please look at each character once more (SW- and twelve "
        "more); after five wrong tries it takes an hour until you can try again. A receipt is only good with "
        "the city that gave it."
    )


def standing(seen: ReceiptView) -> str:
    """How the case stands, and all that was said to its reporter."""
    return paragraphs(
        _("Your report of {day}", day=day(seen.opened)),
        "\n".join(line for line in _lines(seen) if line),
        *(_("💬 {words}", words=words) for words in seen.answers),
        _photos(seen),
        "" if seen.state in CLOSED or not seen.state else _asked(seen),
    )


def _lines(seen: ReceiptView) -> list[str]:
    kind = _(KIND_NAMES[seen.kind]) if seen.kind in KIND_NAMES else seen.kind
    state = _(STATES[seen.state]) if seen.state in STATES else _("In the letterbox until tonight")
    return [
        " · ".join(part for part in (kind, seen.unit) if part),
        _("State: {state}", state=state),
        _("Answer by {due}", due=day(seen.answer_due)) if seen.answer_due and not seen.answers else "",
    ]


def _photos(seen: ReceiptView) -> str:
    waiting = (
        ngettext(
            "📷 {count} photo is still being fetched.",
            "📷 {count} photos are still being fetched.",
            seen.waits_for,
        )
        if seen.waits_for
        else ""
    )
    lost = (
        ngettext(
            "⚠️ {count} photo could not be fetched. Please send it once more here.",
            "⚠️ {count} photos could not be fetched. Please send them once more here.",
            seen.lost,
        )
        if seen.lost
        else ""
    )
    return "\n".join(line for line in (waiting, lost) if line)


def _asked(seen: ReceiptView) -> str:
    if seen.state == "needs_data":
        return _("❓ They need to know something: please answer below.")
    if seen.state == "proposed":
        return _("They hold it settled. If it is not, write why; without a word it closes by itself.")
    return ""


def _asking(seen: ReceiptView) -> str:
    if seen.state == "needs_data":
        return _("Your answer? A photo helps too. It reaches them tonight.")
    return _("What would you like to add? Photos are welcome too. It reaches them tonight.")


def _left() -> str:
    return _(
        "Thank you, it is in the letterbox and reaches them tonight. Send me the receipt again to look; and "
        "delete this chat on your phone."
    )


RCPT = Script(
    "rcpt", lambda: offers.title("rcpt"), rcpt, reads=frozenset({"receipt"}), arg="receipt", apart=True
)
