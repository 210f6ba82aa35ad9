"""What people write rests sealed: a column of plain text called like words must say why it is none."""

from __future__ import annotations

from sqlalchemy import String

from storage.models import Base

CALLED_LIKE_WORDS = {
    *("words", "text", "body", "message", "note", "summary", "said", "did", "why", "motive", "comment"),
    *("name", "title", "contact", "address", "value", "detail", "topic", "topics", "place", "question"),
}
# In the clear, and why that gives nobody away.
PLAIN = {
    "canned.title": "by which an office finds a ready answer",
    "cards.did": "for everybody, on the public page",
    "cards.said": "for everybody, on the public page",
    "data_requests.did": "a key",
    "documents.name": "made by us: an office and a week",
    "forum_agreements.words": "for everybody, in the minutes",
    "forum_minutes.summary": "for everybody, in the minutes",
    "forum_polls.question": "an organiser's, for everybody who is there",
    "forum_steps.detail": "what was changed of an announcement that is for everybody",
    "forums.place": "for everybody, in the announcement",
    "forums.topic": "for everybody, in the announcement",
    "forums.words": "for everybody, in the announcement",
    "letters_taken.name": "drawn by lot",
    "network_facts.detail": "of our own account with a network",
    "network_facts.name": "of our own account with a network",
    "network_facts.value": "of our own account with a network",
    "organisations.topics": "keys",
    "policies.name": "for everybody",
    "services.name": "for everybody",
    "talks.name": "which conversation it is, not what was said in it",
    "trainings.topic": "a key",
    "units.name": "for everybody",
}


def test_whatever_is_called_like_words_is_sealed_or_says_why_not() -> None:
    found = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and column.name in CALLED_LIKE_WORDS and not column.foreign_keys
    }
    assert found <= PLAIN.keys()
