"""Clicks: what each button does, for whoever presses it, also long after a restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import discord
from discord import ui

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Evidence, Part, Passage, Reply, Response
from bot.discord import words
from bot.discord.addressing import Asked, question_on
from bot.discord.buttons import SEVERAL, Action, Cited, Interaction, Press, resolve
from bot.discord.cards import Scene, card, finished, rest_card
from bot.discord.consent import Consent
from bot.discord.context import context_card
from bot.discord.cooldown import Once
from bot.discord.faults import fault
from bot.discord.gaps import GapPages
from bot.discord.recorder import today
from bot.discord.replies import apologise, may_write, patiently, show, tell
from bot.discord.service import Place, Service, hasty, slow_down
from bot.ledger.ledger import Ledger
from bot.ledger.records import Click, Verdict

Handler: TypeAlias = Callable[[Interaction, Press], Awaitable[None]]


class _Chosen(NamedTuple):
    """An entry that a member chose by a button, with its turn, of one knowledge."""

    entry: Entry
    response: Response
    knowledge: Knowledge


class Clicks:
    """Handles each press; the state comes from the button and from the card it is on."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._consent = Consent(service)
        gap_pages = GapPages(service)
        self._voted = Once()
        self._shared = Once()
        self._handlers: Mapping[Action, Handler] = {
            "ctx": self._context,
            "more": self._more,
            "up": self._up,
            "down": self._down,
            "del": self._delete,
            "share": self._share,
            "follow": self._follow,
            "pick": self._pick,
            "editors": self._consent.send,
            "erase": self._consent.erase,
            "gaps": gap_pages.response,
            "settle": gap_pages.settle,
        }

    async def press(self, interaction: Interaction, custom_id: str) -> None:
        """Handle a press; whatever goes wrong is told to the one who pressed."""
        press = Press.read(custom_id)
        try:
            if press is None:
                await tell(interaction, words.OUTDATED)
            elif not self._service.seen.first(interaction.id):
                return
            elif not await hasty(interaction, self._service):
                await self._handlers[press.action](interaction, press)
        except Exception as error:  # noqa: BLE001  one click's fault must not stop the others
            await apologise(interaction, f"button {press.action if press else '?'}", error)

    # --- Reading on ---

    async def _context(self, interaction: Interaction, press: Press) -> None:
        shown = resolve(press.reference, self._service.answerer.knowledge)
        cited = shown.citations if isinstance(shown, Entry) else shown
        if not cited:
            await tell(interaction, words.OUTDATED)
        else:
            await show(interaction, context_card(cited, press), private=True)

    async def _more(self, interaction: Interaction, press: Press) -> None:
        reply = _reply(resolve(press.reference, self._service.answerer.knowledge))
        if reply is None:
            await tell(interaction, words.OUTDATED)
        else:
            await show(interaction, rest_card(reply, press), private=True)

    # --- Opinions ---

    async def _up(self, interaction: Interaction, press: Press) -> None:
        await self._opinion(interaction, press, "up")
        await tell(interaction, words.THANKS)

    async def _down(self, interaction: Interaction, press: Press) -> None:
        await self._opinion(interaction, press, "down")
        asked = question_on(_components(interaction))
        if asked and interaction.user.id == press.asker:
            await self._consent.offer(interaction, press, asked)
        else:
            await tell(interaction, words.THANKS)

    async def _opinion(self, interaction: Interaction, press: Press, verdict: Verdict) -> None:
        """Count a click once per member and card, also over a restart."""
        message = interaction.message.id if interaction.message else 0
        vote = Click(interaction.user.id, message, press.reference, verdict, today())
        if not self._voted.first(vote):
            return
        shown = resolve(press.reference, self._service.answerer.knowledge)
        name = shown.id if isinstance(shown, Entry) else press.reference

        def work(ledger: Ledger) -> None:
            ledger.add_opinion_once(vote, name, press.fingerprint)

        try:
            await patiently(interaction, self._service.clerk.do(work))
        except Exception:
            self._voted.forget(vote)
            raise

    # --- Deleting and sharing ---

    async def _delete(self, interaction: Interaction, press: Press) -> None:
        if not _may_delete(interaction, press):
            await tell(interaction, words.NOT_YOURS_TO_DELETE)
            return
        await interaction.response.defer()
        try:
            await interaction.delete_original_response()
        except discord.NotFound:
            await tell(interaction, words.GONE)

    async def _share(self, interaction: Interaction, press: Press) -> None:
        knowledge = self._service.answerer.knowledge
        references = press.reference.split("+")
        replies = [_reply(resolve(one, knowledge)) for one in references]
        found = [reply for reply in replies if reply is not None]
        if len(found) < len(replies):
            await tell(interaction, words.OUTDATED)
        elif not may_write(interaction):
            await tell(interaction, words.NO_SHARE_HERE)
        elif not self._shared.first(interaction.message.id if interaction.message else 0):
            await tell(interaction, words.SHARED_ALREADY)
        else:
            asked = Asked(interaction.user.id, question_on(_components(interaction)))
            parts = tuple(Part(_question(one), one, 1.0, (), Evidence()) for one in found)
            response = Response(asked.question, parts, knowledge.fingerprint, knowledge.by_id)
            view = card(response, Scene(asked, response.by_id))
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

    async def _follow(self, interaction: Interaction, press: Press) -> None:
        """A follow-up: a card of its own, seen by all if the asker clicked on what all see."""
        chosen = await self._chosen(interaction, press)
        if chosen is not None:
            theirs = interaction.user.id == press.asker and may_write(interaction)
            private = _is_private(interaction) or not theirs
            asked = Asked(interaction.user.id, chosen.entry.question)
            view = card(chosen.response, Scene(asked, chosen.knowledge.by_id, private=private))
            await show(interaction, view, private=private)

    async def _pick(self, interaction: Interaction, press: Press) -> None:
        """A pick: the asker's replaces the card they were asked on; another's is theirs alone."""
        if interaction.user.id != press.asker or press.place == SEVERAL:
            await self._follow(interaction, press)
            return
        chosen = await self._chosen(interaction, press)
        if chosen is not None:
            await interaction.response.edit_message(view=_picked(interaction, chosen))
            try:
                await self._opinion(interaction, press, "picked")
            except Exception as error:  # noqa: BLE001  the answer is shown; that's what was wanted
                fault("counting a pick", error)

    async def _chosen(self, interaction: Interaction, press: Press) -> _Chosen | None:
        """What a press names, as a turn; None once the member was told why there is none."""
        knowledge = self._service.answerer.knowledge
        entry = resolve(press.reference, knowledge)
        if not isinstance(entry, Entry):
            await tell(interaction, words.OUTDATED)
            return None
        if await slow_down(interaction, self._service):
            return None
        place = Place(interaction.user.id, interaction.channel_id or 0)
        return _Chosen(entry, self._service.chosen(entry, knowledge, place), knowledge)


def _same_card(interaction: Interaction) -> ui.LayoutView:
    """The card that was clicked on, as it is."""
    if interaction.message is None:
        return finished()
    view = ui.LayoutView.from_message(interaction.message, timeout=None)
    view.stop()
    return view


def _shared_card(interaction: Interaction) -> ui.LayoutView:
    """The card that was clicked on, with nothing to share any more: also after a restart."""
    view, data = _same_card(interaction), dict[str, Any](interaction.data or {})
    for item in view.walk_children():
        if isinstance(item, ui.Button) and item.custom_id == data.get("custom_id"):
            item.label, item.disabled = words.SHARED, True
    return view


def _picked(interaction: Interaction, chosen: _Chosen) -> ui.LayoutView:
    """The card that takes the place of the one that was picked on."""
    typed = question_on(_components(interaction))
    scene = Scene(
        Asked(interaction.user.id, typed or chosen.entry.question),
        chosen.knowledge.by_id,
        private=_is_private(interaction),
        may_send=bool(typed) and typed != chosen.entry.question,
    )
    return card(chosen.response, scene)


def _reply(shown: Entry | Cited | None) -> Reply | None:
    """The reply that a button's reference stands for."""
    if shown is None:
        return None
    return Answer(shown) if isinstance(shown, Entry) else Passage(shown)


def _question(reply: Reply) -> str:
    return reply.entry.question if isinstance(reply, Answer) else ""


def _components(interaction: Interaction) -> list[object]:
    return list(interaction.message.components) if interaction.message else []


def _is_private(interaction: Interaction) -> bool:
    return bool(interaction.message and interaction.message.flags.ephemeral)


def _may_delete(interaction: Interaction, press: Press) -> bool:
    """The one who asked, the one who had it answered, and moderators."""
    made = interaction.message.interaction_metadata if interaction.message else None
    mine = interaction.user.id in {press.asker, made.user.id if made else press.asker}
    return mine or interaction.permissions.manage_messages
