"""What overseers are told of the keys with which everything personal is sealed."""

from __future__ import annotations

from handlers.talk import Say, _, paragraphs


def changed(key: str, why: str) -> Say:
    """Another key seals from now on."""
    return Say(
        paragraphs(
            _("🔑 The key that seals texts and identities was changed. The new one is {key}.", key=key),
            _("Why: {why}", why=why) if why else "",
            _("It stands in the log. If you did not expect this, ask who runs the system."),
        )
    )


def retired(key: str, why: str) -> Say:
    """The former key is needed no more."""
    return Say(
        paragraphs(
            _("🔑 The former key was taken away. Everything is sealed with {key} now.", key=key),
            _("Why: {why}", why=why) if why else "",
        )
    )
