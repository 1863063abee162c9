"""From a message to a turn: which entries answer it, or that the article does not say."""

from bot.core.answering.answer import answer
from bot.core.answering.completion import complete
from bot.core.answering.unasked import may_ask, unasked

__all__ = ["answer", "complete", "may_ask", "unasked"]
