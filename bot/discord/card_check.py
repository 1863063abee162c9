"""The proof that an entry can be shown: its cards are drawn and counted before anybody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from discord import ui

from bot.answering.entry import Entry
from bot.answering.knowledge import OTHERS, Knowledge
from bot.answering.reply import Answer, Closest, DidYouMean
from bot.discord.buttons import ButtonState, reference_of, resolve
from bot.discord.cards import Audience, card
from bot.discord.reading_on import context_card, rest_card
from bot.discord.service import response_of
from bot.discord.text import (
    CHOICE,
    COMPONENTS,
    CUSTOM_ID,
    LABEL,
    LAYOUT_TEXT,
    LINK_URL,
    ROW_BUTTONS,
)

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
    asked = Audience(ASKER, QUESTION)
    public = card(answer, asked)
    yield public
    yield card(answer, replace(asked, private=True, may_send=True))
    yield _offered(knowledge, entry)
    closest = response_of(QUESTION, [Closest(entry, knowledge.entries[:OTHERS])], knowledge)
    yield card(closest, asked)
    state = ButtonState("ctx", ASKER, knowledge.fingerprint, "", reference_of(entry))
    yield context_card(entry.citations, state)
    yield from _rest(entry, public)


def _offered(knowledge: Knowledge, entry: Entry) -> ui.LayoutView:
    response = response_of(QUESTION, [DidYouMean((entry,))], knowledge)
    return card(response, Audience(ASKER, QUESTION))


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


Raw = Mapping[str, Any]


def walk(components: list[Any]) -> Iterator[Raw]:
    """Each component of a payload, nested ones after their parent."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        if "accessory" in component:
            yield component["accessory"]


def excesses(components: list[Any]) -> tuple[str, ...]:
    """What Discord would refuse in a Components V2 message, in words; empty if it is fine."""
    parts = list(walk(components))
    return (*_of_whole(parts), *(fault for part in parts for fault in _of_part(part)))


def _of_whole(parts: list[Raw]) -> Iterator[str]:
    text = sum(len(part.get("content", "")) for part in parts)
    if text > LAYOUT_TEXT:
        yield f"{text} characters of text, {LAYOUT_TEXT} are allowed"
    if len(parts) > COMPONENTS:
        yield f"{len(parts)} components, {COMPONENTS} are allowed"
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    for repeated in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"the custom_id {repeated!r} twice"


def _of_part(part: Raw) -> Iterator[str]:
    if not 1 <= len(part.get("custom_id", "x")) <= CUSTOM_ID:
        yield f"a custom_id of {len(part['custom_id'])} characters, 1 to {CUSTOM_ID} are allowed"
    if len(part.get("label") or "") > LABEL:
        yield f"a label of {len(part['label'])} characters, {LABEL} are allowed"
    if len(part.get("url") or "") > LINK_URL:
        yield f"a link of {len(part['url'])} characters, {LINK_URL} are allowed"
    if part.get("type") == 1 and not 1 <= len(part["components"]) <= ROW_BUTTONS:
        yield f"a row of {len(part['components'])} buttons, 1 to {ROW_BUTTONS} are allowed"
    if part.get("type") == 10 and not part["content"].strip():
        yield "an empty text"
