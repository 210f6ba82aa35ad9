"""What is known of the account: which templates are approved, and how many new people it may write to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.templates.files import Template
from storage.network_facts import Fact

State = Literal["approved", "waits", "gone"]
# The network's own names. What is flagged is at risk of being paused and still goes out.
_APPROVED = frozenset({"APPROVED", "FLAGGED", "REINSTATED", "UNPAUSED", "UNLOCKED"})
_WAITS = frozenset({"PENDING", "IN_APPEAL", "PAUSED", "LIMIT_EXCEEDED", "LOCKED"})
QUALITY, PEOPLE, ACCOUNT = "quality", "people_a_day", "account"
# How much of what the account may do we do, by how the network calls the quality of what we send.
_SHARES = {"YELLOW": 0.5, "FLAGGED": 0.5, "RED": 0.1}


def fact_name(template: Template, language: str) -> str:
    """Under which name the state of a template in one language is kept."""
    return named(template.remote_name, language)


def named(remote_name: str, language: str) -> str:
    return f"template:{remote_name}:{language}"


def category_name(remote_name: str, language: str) -> str:
    """Under which name another category than ours is kept."""
    return f"category:{remote_name}:{language}"


@dataclass(frozen=True)
class Standing:
    """The account as the network described it last."""

    facts: Mapping[str, Fact]

    def state(self, template: Template, language: str) -> State:
        """Whether it may be sent; `waits`: it may be approved later; `gone`: it is missing or was refused."""
        fact = self.facts.get(fact_name(template, language))
        if fact is None:
            return "gone"
        return "approved" if fact.value in _APPROVED else "waits" if fact.value in _WAITS else "gone"

    def category(self, template: Template, language: str) -> str:
        """As what the network counts it, which it may decide against what was asked for."""
        fact = self.facts.get(category_name(template.remote_name, language))
        return fact.value if fact else template.category

    @property
    def pace(self) -> float:
        """Which share of what we may send we do send: less while people are unhappy with what they get."""
        quality = self.facts.get(QUALITY)
        return _SHARES.get(quality.value, 1.0) if quality else 1.0

    def people_a_day(self, configured: int) -> int:
        """New people in 24 hours: what is configured or what the network allows, at our pace."""
        allowed = self.facts.get(PEOPLE)
        limit = min(configured, int(allowed.value)) if allowed else configured
        return max(1, int(limit * self.pace))
