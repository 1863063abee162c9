"""From a message to a turn: which entries answer it, or that the article does not say."""

from bot.core.answering.answer import answer
from bot.core.answering.completion import complete

__all__ = ["answer", "complete"]
