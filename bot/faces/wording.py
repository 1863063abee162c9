"""The words that the bot says itself, the same on every face."""

from __future__ import annotations

from typing import assert_never

from bot.core.reply import Answer, DidYouMean, NotCovered, Passage, Reply, SmallTalk, Topic

PASSAGE = "No entry of the FAQ fits, but the article says this:"
DID_YOU_MEAN = "Did you mean one of these?"
DID_YOU_MEAN_ONE = "Did you mean this?"
NOT_COVERED = "The article doesn't say."
NEAR = "It does answer these:"
OFFERS = "Questions I can answer:"
SMALL_TALK: dict[Topic, str] = {
    "hello": "Hello! Ask me about the article, and I'll answer with sentences quoted from it.",
    "thanks": "You're welcome.",
    "bye": "Goodbye!",
    "who": "I'm Footnote, a bot. I answer from one article and cite every sentence. No guessing.",
    "help": "Ask a question in your own words. I answer with sentences quoted from the article, "
    "and when the article doesn't say, I say so.",
    "chat": "I only know what the article says. Ask me about it!",
}


def lead(reply: Reply) -> str:
    """The first words of a reply: the answer's text, or what the bot has to say instead.

    Empty for an answer whose cited sentences speak for themselves.
    """
    match reply:
        case Answer():
            return reply.entry.answer or ""
        case Passage():
            return PASSAGE
        case DidYouMean():
            return DID_YOU_MEAN if len(reply.entries) > 1 else DID_YOU_MEAN_ONE
        case NotCovered():
            return NOT_COVERED
        case SmallTalk():
            return SMALL_TALK[reply.topic]
        case _:
            assert_never(reply)
