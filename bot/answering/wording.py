"""The words of a reply, the same in the terminal, in Discord and wherever else it is shown."""

from __future__ import annotations

from typing import NamedTuple, assert_never

from bot.answering.reply import (
    Answer,
    DidYouMean,
    NotCovered,
    Passage,
    Reply,
    SmallTalk,
    Topic,
)

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


class Wording(NamedTuple):
    """What the bot says around the quotations and suggestions of a reply.

    `lead` comes first; it is empty for an answer whose cited sentences speak for themselves.
    `before_suggestions` comes between the quotations and the suggestions, if anything does.
    """

    lead: str
    before_suggestions: str = ""


def wording_of(reply: Reply) -> Wording:
    """The words of a reply."""
    match reply:
        case Answer():
            return Wording(reply.entry.answer or "")
        case Passage():
            return Wording(PASSAGE)
        case DidYouMean():
            return Wording(DID_YOU_MEAN if len(reply.entries) > 1 else DID_YOU_MEAN_ONE)
        case NotCovered():
            return Wording(NOT_COVERED, NEAR if reply.near else "")
        case SmallTalk():
            return Wording(SMALL_TALK[reply.topic], OFFERS if reply.offers else "")
        case _:
            assert_never(reply)
