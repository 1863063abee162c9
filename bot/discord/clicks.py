"""Clicks: what each button does, for whoever presses it, also long after a restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Closest, DidYouMean, NotCovered, Passage, Reply, Response
from bot.discord import words
from bot.discord.buttons import (
    CHOSEN,
    CLOSEST,
    SEVERAL,
    Action,
    ButtonState,
    Interaction,
    entry_id,
    finished,
    resolve,
)
from bot.discord.cards import Audience, asked_on, card
from bot.discord.gaps import Gaps
from bot.discord.logs import logged
from bot.discord.reading_on import context_card, rest_card
from bot.discord.replies import apologise, may_write, show, tell
from bot.discord.service import Asker, Service, response_of, today
from bot.discord.tracking import Once
from bot.ledger.ledger import Ledger
from bot.ledger.records import Click, Verdict


class _Outdated(Exception):
    """What a button stood for is not there any more, since the editor took it out."""


Handler: TypeAlias = Callable[[Interaction, ButtonState], Awaitable[None]]


class Clicks:
    """Handles each click; the state comes from the button and from the card it is on."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._gaps = Gaps(service)
        self._shared = Once()
        self._handlers: Mapping[Action, Handler] = {
            "ctx": self._context,
            "more": self._more,
            "up": self._up,
            "down": self._down,
            "unmeant": self._unmeant,
            "del": self._delete,
            "share": self._share,
            "follow": self._follow,
            "pick": self._pick,
            "editors": self._gaps.send,
            "erase": self._gaps.erase,
            "gaps": self._gaps.show_page,
            "settle": self._gaps.settle,
        }

    async def handle(self, interaction: Interaction) -> None:
        """Handle a click on a button; whatever goes wrong is told to the one who clicked.

        A button of another version of the bot gets an answer too.
        """
        state = ButtonState.read(_pressed(interaction))
        try:
            if state is None:
                await tell(interaction, words.OUTDATED)
            elif not self._service.handled.first(interaction.id):
                return
            elif not await self._service.clicked_too_fast(interaction):
                await self._handlers[state.action](interaction, state)
        except _Outdated:
            await tell(interaction, words.OUTDATED)
        except Exception as error:  # noqa: BLE001  one click's fault must not stop the others
            await apologise(interaction, f"button {state.action if state else '?'}", error)

    # --- Reading on ---

    async def _context(self, interaction: Interaction, state: ButtonState) -> None:
        shown = resolve(state.reference, self._service.answerer.knowledge)
        cited = shown.citations if isinstance(shown, Entry) else shown
        if not cited:
            raise _Outdated
        await show(interaction, context_card(cited, state), private=True)

    async def _more(self, interaction: Interaction, state: ButtonState) -> None:
        reply = _reply(state.reference, self._service.answerer.knowledge)
        await show(interaction, rest_card(reply, state), private=True)

    # --- Opinions ---

    async def _up(self, interaction: Interaction, state: ButtonState) -> None:
        await self._opinion(interaction, state, "up")
        await tell(interaction, words.THANKS)

    async def _down(self, interaction: Interaction, state: ButtonState) -> None:
        await self._opinion(interaction, state, "down")
        asked = asked_on(interaction)
        if asked and interaction.user.id == state.asker:
            await self._gaps.offer(interaction, state, asked)
        else:
            await tell(interaction, words.THANKS)

    async def _unmeant(self, interaction: Interaction, state: ButtonState) -> None:
        """The asker meant another question: what else was near takes the card's place."""
        if interaction.user.id != state.asker:
            await tell(interaction, words.NOT_YOURS_TO_MEAN)
            return
        view = _unmeant(interaction, self._service.answerer.knowledge)
        await self._replace(interaction, state, view, "down")

    async def _replace(
        self, interaction: Interaction, state: ButtonState, view: ui.LayoutView, verdict: Verdict
    ) -> None:
        """Put another card in the place of the one that was clicked on, and count the click."""
        await interaction.response.edit_message(view=view)
        with logged(f"counting a click ({verdict})"):  # the card is shown: that's what was wanted
            await self._opinion(interaction, state, verdict)

    async def _opinion(
        self, interaction: Interaction, state: ButtonState, verdict: Verdict
    ) -> None:
        """Count a click; the ledger knows who has clicked so on this card before."""
        message = interaction.message.id if interaction.message else 0
        click = Click(interaction.user.id, message, state.reference, verdict, today())
        name = entry_id(state.reference, self._service.answerer.knowledge)

        def work(ledger: Ledger) -> None:
            ledger.add_opinion_once(click, name, state.fingerprint)

        await self._service.in_ledger(interaction, work)

    # --- Deleting and sharing ---

    async def _delete(self, interaction: Interaction, state: ButtonState) -> None:
        if not _may_delete(interaction, state):
            await tell(interaction, words.NOT_YOURS_TO_DELETE)
            return
        await interaction.response.defer()
        try:
            await interaction.delete_original_response()
        except discord.NotFound:
            await tell(interaction, words.GONE)

    async def _share(self, interaction: Interaction, state: ButtonState) -> None:
        knowledge = self._service.answerer.knowledge
        found = [_reply(one, knowledge) for one in state.reference.split("+")]
        if not may_write(interaction):
            await tell(interaction, words.NO_SHARE_HERE)
        elif not self._shared.first(interaction.message.id if interaction.message else 0):
            await tell(interaction, words.SHARED_ALREADY)
        else:
            asked = asked_on(interaction)
            response = response_of(asked, found, knowledge)
            view = card(response, Audience(interaction.user.id, asked))
            await self._post(interaction, view)

    async def _post(self, interaction: Interaction, view: ui.LayoutView) -> None:
        """Show what is shared, and on the private card that it is; else it may be tried again."""
        try:
            await interaction.response.edit_message(view=_shared_card(interaction))
            await show(interaction, view, private=False)
        except Exception:
            self._shared.forget(interaction.message.id if interaction.message else 0)
            if interaction.response.is_done():
                await interaction.edit_original_response(view=_same_card(interaction))
            raise

    # --- Going on ---

    async def _follow(self, interaction: Interaction, state: ButtonState) -> None:
        """A follow-up: a card of its own, seen by all if the asker clicked on what all see."""
        if (response := await self._chosen(interaction, state)) is not None:
            theirs = interaction.user.id == state.asker and may_write(interaction)
            private = _is_private(interaction) or not theirs
            view = card(response, Audience(interaction.user.id, response.question, private))
            await show(interaction, view, private=private)

    async def _pick(self, interaction: Interaction, state: ButtonState) -> None:
        """A pick: the asker's replaces the card they were asked on; another's is theirs alone."""
        if interaction.user.id != state.asker or state.place == SEVERAL:
            await self._follow(interaction, state)
            return
        if (response := await self._chosen(interaction, state)) is not None:
            view = _picked(interaction, response)
            await self._replace(interaction, state, view, "picked")

    async def _chosen(self, interaction: Interaction, state: ButtonState) -> Response | None:
        """The response that shows the entry on a button; None if the member was told why not."""
        knowledge = self._service.answerer.knowledge
        entry = resolve(state.reference, knowledge)
        if not isinstance(entry, Entry):
            raise _Outdated
        if await self._service.asked_too_fast(interaction):
            return None
        return self._service.chosen(entry, knowledge, Asker.of(interaction))


def _pressed(interaction: Interaction) -> str:
    """The custom_id of the button that was clicked on."""
    data: Any = interaction.data or {}
    return str(data.get("custom_id", ""))


def _same_card(interaction: Interaction) -> ui.LayoutView:
    """The card that was clicked on, as it is."""
    if interaction.message is None:
        return finished()
    view = ui.LayoutView.from_message(interaction.message, timeout=None)
    view.stop()
    return view


def _shared_card(interaction: Interaction) -> ui.LayoutView:
    """The card that was clicked on, with nothing to share any more: also after a restart."""
    view = _same_card(interaction)
    for item in view.walk_children():
        if isinstance(item, ui.Button) and item.custom_id == _pressed(interaction):
            item.label, item.disabled = words.SHARED, True
    return view


def _picked(interaction: Interaction, response: Response) -> ui.LayoutView:
    """The card that takes the place of the one that was picked on."""
    typed = asked_on(interaction)
    audience = Audience(
        interaction.user.id,
        typed or response.question,
        private=_is_private(interaction),
        may_send=bool(typed) and typed != response.question,
    )
    return card(response, audience)


def _unmeant(interaction: Interaction, knowledge: Knowledge) -> ui.LayoutView:
    """The card that takes the place of one whose closest question was not meant.

    It offers what that one offered beside it.
    """
    offered: list[Entry] = []
    for item in _same_card(interaction).walk_children():
        state = ButtonState.read(item.custom_id or "") if isinstance(item, ui.Button) else None
        entry = resolve(state.reference, knowledge) if state and state.action == "pick" else None
        if isinstance(entry, Entry):
            offered.append(entry)
    asked = asked_on(interaction)
    reply = DidYouMean(tuple(offered)) if offered else NotCovered()
    response = response_of(asked, [reply], knowledge)
    return card(response, Audience(interaction.user.id, asked, _is_private(interaction)))


def _reply(reference: str, knowledge: Knowledge) -> Reply:
    """The reply that a button's reference stands for."""
    shown = resolve(reference, knowledge)
    if isinstance(shown, Entry):
        if reference.startswith(CLOSEST):
            return Closest(shown)
        return Answer(shown, "model" if reference.startswith(CHOSEN) else "matcher")
    if not shown:
        raise _Outdated
    return Passage(shown)


def _is_private(interaction: Interaction) -> bool:
    return bool(interaction.message and interaction.message.flags.ephemeral)


def _may_delete(interaction: Interaction, state: ButtonState) -> bool:
    """The one who asked, the one who had it answered, and moderators."""
    made = interaction.message.interaction_metadata if interaction.message else None
    mine = interaction.user.id in {state.asker, made.user.id if made else state.asker}
    return mine or interaction.permissions.manage_messages
