"""A conversation is bounded in size and in time."""

from __future__ import annotations

from bot.answering.answerer import Conversation, Conversations


def test_questions_are_forgotten_after_the_time_limit() -> None:
    """Earlier questions count within a time limit."""
    conversation = Conversation(seconds=10)
    conversation.remember("who owns it", now=0)
    conversation.remember("since when", now=8)
    assert conversation.history(now=10) == ("who owns it", "since when")
    assert conversation.history(now=11) == ("since when",)
    assert conversation.history(now=30) == ()


def test_only_the_last_questions_count() -> None:
    """A conversation holds a bounded number of questions."""
    conversation = Conversation(questions=2)
    for now, question in enumerate("abcde"):
        conversation.remember(question, now=now)
    assert conversation.history(now=5) == ("d", "e")


def test_conversations_of_different_people_stay_apart() -> None:
    """Only the same person's questions in the same place count."""
    conversations = Conversations()
    conversations.remember(("ann", "general"), "who", now=0)
    assert conversations.history(("ann", "general"), now=1) == ("who",)
    assert conversations.history(("bob", "general"), now=1) == ()
    assert conversations.history(("ann", "random"), now=1) == ()


def test_the_longest_silent_conversation_is_forgotten_first() -> None:
    """The number of conversations kept at once is bounded."""
    conversations = Conversations(people=2)
    for person in ("ann", "bob", "ann", "cat"):
        conversations.remember(person, person, now=0)
    assert conversations.history("bob", now=0) == ()
    assert conversations.history("ann", now=0) == ("ann", "ann")
    conversations.forget("ann")
    assert conversations.history("ann", now=0) == ()


def test_what_is_over_is_dropped_when_anybody_asks() -> None:
    """Questions are kept in memory only as long as they count."""
    conversations = Conversations(seconds=10)
    conversations.remember("ann", "who", now=0)
    conversations.remember("bob", "what", now=11)
    assert list(conversations._open) == ["bob"]  # noqa: SLF001 - what is kept is the point
