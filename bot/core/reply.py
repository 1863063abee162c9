"""The reply is a value of a closed family; every face shows each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.article import Citation
from bot.core.faq import Entry

Topic = Literal["hello", "thanks", "bye", "who", "help", "chat"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The entry that answers, with its text and citations."""

    entry: Entry

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sentences that the answer stands on."""
        return self.entry.citations


@dataclass(frozen=True, slots=True)
class Passage:
    """No entry fits, but these sentences of the article plainly answer."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """One to five entries: too close to call, or near but unsure."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NotCovered:
    """The article does not say; `near` are the nearest entries, if any are near."""

    near: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Hello, thanks and the like; `offers` are questions that the bot can answer."""

    topic: Topic
    offers: tuple[Entry, ...] = ()


Reply: TypeAlias = Answer | Passage | DidYouMean | NotCovered | SmallTalk


def citations_of(reply: Reply) -> tuple[Citation, ...]:
    """What the reply quotes: nothing unless it answers."""
    match reply:
        case Answer() | Passage():
            return reply.citations
        case DidYouMean() | NotCovered() | SmallTalk():
            return ()


def suggestions_of(reply: Reply) -> tuple[Entry, ...]:
    """The entries that the reply puts forward to choose from."""
    match reply:
        case DidYouMean():
            return reply.entries
        case NotCovered():
            return reply.near
        case SmallTalk():
            return reply.offers
        case Answer() | Passage():
            return ()
