"""What an organiser reads of a broadcast: whom it reaches, how far it is, and what became of everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handlers.broadcast_views import BroadcastView
from handlers.dates import moment
from handlers.organise_words import STEPS
from handlers.talk import Go, Say, _, later, ngettext, paragraphs
from handlers.talk.model import Choice

PURPOSES: Mapping[str, str] = {
    "invitation": later("📣 Invitations"),
    "moved": later("📣 News that it was moved"),
    "cancelled": later("📣 News that it is not held"),
    "agenda": later("📣 Agenda"),
    "minutes": later("📣 Minutes"),
    "followup": later("📣 What became of the agreements"),
    "survey": later("📣 Survey"),
    "forum_survey": later("📣 Survey of the forum"),
    "numbers": later("📣 Numbers of the month"),
    "visit": later("📣 Survey after a visit"),
    "handling": later("📣 How reports were handled"),
}
STATES: Mapping[str, str] = {
    "selecting": later("🔎 Looking whom it reaches"),
    "ready": later("📝 Ready, nothing was sent"),
    "asked": later("🖐 Waits for a second person's yes"),
    "going": later("▶️ Going out"),
    "paused": later("⏸ Paused"),
    "stopped": later("⏹ Stopped"),
    "done": later("🏁 Through"),
}
REASONS: Mapping[str, str] = {
    "blocked": later("has blocked us"),
    "stopped by the organiser": later("you stopped it"),
    "cancelled": later("the forum was cancelled"),
    "moved again": later("the forum was moved again"),
    "no more answers are taken": later("no more answers are taken"),
    "the forum has begun": later("the forum has begun"),
    "enough for this month": later("had enough from us this month"),
    "wants no news any more": later("wants no news any more"),
    "wants no invitations any more": later("wants no invitations any more"),
    "no address": later("cannot be reached any more"),
    "had it before": later("had it before"),
    "has answered already": later("has answered already"),
    "was asked not long ago": later("was asked not long ago"),
    "quiet hours": later("waits for the end of the quiet hours"),
    "paused": later("paused"),
    "waits for the window": later("waits until they write"),
}
CONTROLS: Mapping[str, str] = {
    "pause": later("⏸ Pause"),
    "resume": later("▶️ Go on"),
    "stop": later("⏹ Stop"),
    "send": later("▶️ Send"),
    "agree": later("✅ I agree"),
    "reasons": later("📄 List of reasons"),
}
OFFERED: Mapping[str, tuple[str, ...]] = {
    "ready": ("send", "stop"),
    "asked": ("stop",),
    "going": ("pause", "stop"),
    "paused": ("resume", "stop"),
    "stopped": ("reasons",),
    "done": ("reasons",),
}


def progress(seen: BroadcastView) -> Say:
    """How far it is, with what can be done about it; drawn anew every few seconds while it goes out."""
    buttons = [control(seen.id, act) for act in OFFERED.get(seen.state, ())]
    if seen.state == "ready" and seen.forum:
        buttons += [Go("orga", _(STEPS[step]), f"{seen.forum}.{step}") for step in ("me", "test")]
    return Say(told(seen), tuple(Choice(str(go), go.label) for go in buttons), columns=2)


def reasons_csv(seen: BroadcastView) -> str:
    """What became of everybody, as a table that adds up; nobody is named."""
    lines = [("sent", "", seen.sent), ("unknown", "", seen.unknown), ("pending", "", seen.pending)]
    lines += [("failed", why, count) for why, count in sorted(seen.failed.items())]
    lines += [("skipped", why, count) for why, count in sorted(seen.skipped.items())]
    rows = [f'{state},"{why}",{count}' for state, why, count in lines if count]
    return "\n".join(["state,reason,count", *rows, ""])


def control(broadcast_id: int, act: str) -> Go:
    """One thing that can be done about it."""
    return Go("bcst", _(CONTROLS[act]), f"{broadcast_id}.{act}")


def told(seen: BroadcastView) -> str:
    """Everything that is known of it."""
    heading = f"{_(PURPOSES.get(seen.purpose, seen.purpose))} · {seen.topic}\n{_(STATES[seen.state])}"
    if seen.problem:
        return paragraphs(heading, _("⚠️ Nobody was selected: {why}", why=seen.problem))
    if seen.state in ("ready", "asked"):
        return paragraphs(heading, _reach(seen), _cost(seen), _yes(seen))
    return paragraphs(heading, _account(seen), _waits(seen), _finish(seen))


def trial(letter: Say) -> Say:
    """The letter itself, with a line that says that it is a trial."""
    return replace(letter, words=paragraphs(_("🧪 A trial, nobody else gets this:"), letter.words))


def asks_for_yes(seen: BroadcastView, name: str) -> Say:
    """To those who may say yes; `name`: of who asks, nothing where it goes out by itself."""
    words = paragraphs(
        _("🖐 {name} would like to send this, and a second person has to agree:", name=name)
        if name
        else _("🖐 This is due, as config.yaml says, and so many people are asked only with somebody's yes:"),
        told(seen),
    )
    buttons = [control(seen.id, "agree"), control(seen.id, "stop")]
    return Say(words, tuple(Choice(str(go), go.label) for go in buttons), columns=2)


def _reach(seen: BroadcastView) -> str:
    lines = [ngettext("👥 It reaches {count} person.", "👥 It reaches {count} people.", seen.selected)]
    lines += [f"• {_network(name)}: {count}" for name, count in sorted(seen.channels.items())]
    if seen.says.get("tickets"):
        lines.append(
            _(
                "🎲 Drawn by lot: {places} of {tickets}.",
                places=seen.says["places"],
                tickets=seen.says["tickets"],
            )
        )
    if seen.says.get("tired"):
        lines.append(
            ngettext(
                "😴 {count} more fits and had enough from us this month.",
                "😴 {count} more fit and had enough from us this month.",
                seen.says["tired"],
            )
        )
    return "\n".join(lines)


def _cost(seen: BroadcastView) -> str:
    return _("💰 It costs at most Rp {price}.", price=_thousands(seen.price)) if seen.price else ""


def _yes(seen: BroadcastView) -> str:
    if seen.state == "asked":
        return _("The other coordinators have been asked.")
    return _("Send it to the test group first; then a second person has to agree.") if seen.needs_yes else ""


def _account(seen: BroadcastView) -> str:
    lines = [
        _("👥 Selected: {count}", count=_thousands(seen.selected)),
        _("✅ Sent: {count}", count=_thousands(seen.sent)),
        *_by_reason(_("❌ Failed: {count}"), seen.failed),
        *_by_reason(_("⏭ Skipped: {count}"), seen.skipped),
    ]
    if seen.unknown:
        lines.append(_("❓ Not known whether it arrived: {count}", count=_thousands(seen.unknown)))
    lines.append(_("⏳ Left: {count}", count=_thousands(seen.pending)))
    return "\n".join(lines)


def _by_reason(heading: str, reasons: Mapping[str, int]) -> list[str]:
    if not reasons:
        return []
    total = heading.format(count=_thousands(sum(reasons.values())))
    return [total, *(f"   • {reason(why)}: {_thousands(count)}" for why, count in sorted(reasons.items()))]


def reason(why: str) -> str:
    """Why somebody did not get it; what a network said of it stays in its own words."""
    return _(REASONS[why]) if why in REASONS else why


def _waits(seen: BroadcastView) -> str:
    return "\n".join(f"💤 {reason(why)}: {_thousands(count)}" for why, count in sorted(seen.not_yet.items()))


def _finish(seen: BroadcastView) -> str:
    if seen.finish is None:
        return ""
    return _("🏁 Through at about {when}", when=moment(seen.finish))


def _network(name: str) -> str:
    names = {"telegram": "Telegram", "whatsapp": "WhatsApp", "web": _("in the browser"), "none": _("nowhere")}
    return names.get(name, name)


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", ".")
