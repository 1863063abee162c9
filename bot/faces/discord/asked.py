"""Who asked what: the line at the head of a card, and how it is read back from a clicked card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.faces.discord import words
from bot.faces.discord.escaping import escape, one_line, unescape

ASKED_ID = 70_001
"""The id of the text that holds the question; Discord sends it back with the card.

Discord numbers from 1 what has no id, so that a high number is nobody else's.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what; `asker` is 0 and `question` empty where nobody or nothing is to be shown."""

    asker: int = 0
    question: str = ""

    @classmethod
    def by(cls, asker: int, text: str) -> Asked:
        """The question that somebody typed, as one line."""
        return cls(asker, one_line(text))

    def shown(self, *, private: bool) -> str:
        """The head of a card."""
        if not self.question:
            return ""
        who = words.YOU_ASKED if private else f"<@{self.asker}> {words.ASKED}"
        return f"-# {who}\n**{escape(self.question)}**"


def question_on(components: Iterable[Any]) -> str:
    """The question that a card shows, from its message's components; empty if it shows none."""
    for component in components:
        if getattr(component, "id", None) == ASKED_ID and hasattr(component, "content"):
            return _read(component.content)
        found = question_on(getattr(component, "children", ()))
        if found:
            return found
    return ""


def _read(head: str) -> str:
    _, _, line = head.partition("\n")
    bold = line.startswith("**") and line.endswith("**") and len(line) > len("****")
    return unescape(line[2:-2]) if bold else ""
