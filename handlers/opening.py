"""What is said once, above whichever question comes first."""

from __future__ import annotations

from handlers.talk import paragraphs


class Opening:
    """Words that wait for the first question. Made anew in every replay, so the replay stays pure."""

    def __init__(self, *parts: str) -> None:
        self._words = paragraphs(*parts)

    def above(self, question: str) -> str:
        """The question under the opening, if nothing took the opening before."""
        words, self._words = self._words, ""
        return paragraphs(words, question)
