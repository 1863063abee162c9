"""The proof that an entry can be shown: its cards are drawn and counted before anybody asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discord import ui

from bot.answering.decision import OTHERS
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Closest, DidYouMean
from bot.discord.buttons import ButtonState, reference_of, resolve
from bot.discord.cards import Audience, CardHead, card, rest_card
from bot.discord.limits import CHOICE, excesses, walk
from bot.discord.paging import context_card
from bot.discord.service import response_of

QUESTION = "*" * 400  # the longest question by default, all of it to be escaped
ASKER = (1 << 63) - 1
MOST_PAGES = 100


def excess(knowledge: Knowledge, entry: Entry) -> str | None:
    """What Discord would refuse of the cards that can show an entry, or what can't be shown whole.

    It is in words for an editor; None if all is well.
    """
    return next(_excesses(knowledge, entry), None)


def _excesses(knowledge: Knowledge, entry: Entry) -> Iterator[str]:
    if not entry.question.strip():
        yield "its question is empty"
    if len(entry.question) > CHOICE:
        yield f"its question has {len(entry.question)} characters; Discord shows {CHOICE} of them"
    if resolve(reference_of(entry), knowledge) is not entry:
        yield "its id can't be told from another's on a button"
    for view in _cards(knowledge, entry):
        yield from excesses(_sent(view))


def _cards(knowledge: Knowledge, entry: Entry) -> Iterator[ui.LayoutView]:
    """Every card that can show the entry."""
    answer = response_of(entry.question, [Answer(entry)], knowledge)
    asked = CardHead.by(ASKER, QUESTION)
    public = card(answer, Audience(asked))
    yield public
    yield card(answer, Audience(asked, private=True, may_send=True))
    yield _offered(knowledge, entry)
    closest = response_of(QUESTION, [Closest(entry, knowledge.entries[:OTHERS])], knowledge)
    yield card(closest, Audience(asked))
    state = ButtonState("ctx", ASKER, knowledge.fingerprint, "", reference_of(entry))
    yield context_card(entry.citations, state)
    yield from _rest(entry, public)


def _offered(knowledge: Knowledge, entry: Entry) -> ui.LayoutView:
    response = response_of(QUESTION, [DidYouMean((entry,))], knowledge)
    return card(response, Audience(CardHead.by(ASKER, QUESTION)))


def _rest(entry: Entry, shown: ui.LayoutView) -> Iterator[ui.LayoutView]:
    """The pages behind "More", one after the other."""
    for _ in range(MOST_PAGES):
        states = (ButtonState.read(part.get("custom_id", "")) for part in walk(_sent(shown)))
        more = next((state for state in states if state and state.action == "more"), None)
        if more is None:
            return
        shown = rest_card(Answer(entry), more)
        yield shown


def _sent(view: ui.LayoutView) -> list[Any]:
    """What is sent of a card."""
    # discord.py leaves it untyped.
    components: list[Any] = view.to_components()  # type: ignore[no-untyped-call]
    return components
