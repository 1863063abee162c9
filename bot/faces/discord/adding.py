"""Adding to the FAQ from a message's menu: for moderators of the operator's own servers.

The form asks for what an entry needs; the entry is proven as the files are, written as `accept`
writes, and answers at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import discord
from discord import app_commands, ui

from bot.care.proposal import nearest_sentences, new_entry, propose
from bot.core.article import Citation
from bot.core.errors import FootnoteError
from bot.core.faq import Entry
from bot.core.reply import Answer
from bot.faces.discord import words
from bot.faces.discord.asked import Asked, question_on
from bot.faces.discord.buttons import Interaction
from bot.faces.discord.cards import Scene, card
from bot.faces.discord.cutting import shortened
from bot.faces.discord.escaping import escape, one_line
from bot.faces.discord.faults import log
from bot.faces.discord.limits import CHOICE
from bot.faces.discord.permitting import refused
from bot.faces.discord.presses import reference_of, resolve
from bot.faces.discord.replies import apologise, patiently, show, tell
from bot.faces.discord.service import Service, turn_of
from bot.store.faq_file import ANSWER, SHOWN

OFFERED = 15  # sentences to choose from: what one scrolls through on a phone
CITED = 5  # at most: more make no answer


class Adding:
    """Opens the form, and makes an entry of what comes back."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.menu = app_commands.ContextMenu(name=words.ADD_TO_FAQ, callback=self._open)
        self.menu.default_permissions = discord.Permissions(manage_guild=True)
        self.menu.guild_only = True
        self.guilds = [discord.Object(guild) for guild in sorted(service.options.operator_guilds)]

    async def _open(self, interaction: Interaction, message: discord.Message) -> None:
        """Show the form with the message's question and the sentences nearest to it."""
        if await refused(interaction, self._service.options.operator_guilds):
            return
        question = question_on(message.components) or one_line(message.content)
        articles = self._service.desk.knowledge.articles
        nearest = nearest_sentences(articles, question or " ", OFFERED)
        await interaction.response.send_modal(Form(self._service, question, nearest))


class Form(ui.Modal):
    """The question, the sentences it is answered from, and the answer if they need one."""

    def __init__(self, service: Service, question: str, nearest: Sequence[Citation]) -> None:
        super().__init__(title=words.ADD_TO_FAQ)
        self._service = service
        self._question: ui.TextInput[Form] = ui.TextInput(
            default=shortened(question, SHOWN), max_length=SHOWN
        )
        self._quotes: ui.Select[Form] = ui.Select(
            options=[_option(citation) for citation in nearest] or [_nothing()],
            max_values=min(CITED, len(nearest) or 1),
        )
        self._answer: ui.TextInput[Form] = ui.TextInput(
            style=discord.TextStyle.paragraph, required=False, max_length=ANSWER
        )
        self.add_item(ui.Label(text=words.ADD_QUESTION, component=self._question))
        self.add_item(
            ui.Label(text=words.ADD_QUOTES, description=words.ADD_NEAREST, component=self._quotes)
        )
        self.add_item(
            ui.Label(text=words.ADD_ANSWER, description=words.ADD_OPTIONAL, component=self._answer)
        )

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Add the entry and answer with it, or say why not."""
        if await refused(interaction, self._service.options.operator_guilds):
            return
        adding = asyncio.to_thread(self._added)
        try:
            entry = await patiently(interaction, adding)
        except FootnoteError as error:
            await tell(interaction, f"{words.NOT_ADDED}\n{escape(str(error))}")
            return
        log.info("entry %s was added to the FAQ from server %s", entry.id, interaction.guild_id)
        await tell(interaction, words.ADDED.format(id=entry.id))
        await self._answer_with(interaction, entry)

    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]  # the base names no client
        """Log a fault and tell the moderator its reference."""
        await apologise(interaction, "adding to the FAQ", error)

    def _added(self) -> Entry:
        """The new entry as it serves. Raises FootnoteError with the reason; then none is there."""
        service, knowledge = self._service, self._service.desk.knowledge
        chosen = [resolve(value, knowledge) for value in self._quotes.values]
        cited = [one for found in chosen if isinstance(found, tuple) for one in found]
        question = one_line(self._question.value)
        file, edit = new_entry(knowledge, question, cited, self._answer.value or "")
        proposal = propose(service.options.writes_to or Path(file), file, [edit])
        proposal.write()
        service.shelf.reload()
        return service.desk.pick(edit.id) or proposal.knowledge.by_id[edit.id]

    async def _answer_with(self, interaction: Interaction, entry: Entry) -> None:
        knowledge = self._service.desk.knowledge
        turn = turn_of(Answer(entry), entry.question, knowledge)
        asked = Asked(interaction.user.id, entry.question)
        await show(interaction, card(turn, Scene(asked, knowledge.by_id)), private=False)


def _option(citation: Citation) -> discord.SelectOption:
    quote = " ".join(citation.quote.split())
    source = f"{citation.article.title}, {words.SENTENCE} {citation.number}"
    return discord.SelectOption(
        label=shortened(quote, CHOICE),
        description=shortened(source, CHOICE),
        value=reference_of((citation,)),
    )


def _nothing() -> discord.SelectOption:
    return discord.SelectOption(label=words.ADD_NO_SENTENCE, value="-")
