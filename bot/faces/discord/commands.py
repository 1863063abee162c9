"""The members' commands: `/ask`, `/privacy`, and "Answer this" in a message's menu."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.faq import Entry
from bot.core.reply import Answer, Passage
from bot.core.turn import Turn
from bot.faces.discord import words
from bot.faces.discord.addressing import without_mention
from bot.faces.discord.asked import Asked
from bot.faces.discord.buttons import Interaction
from bot.faces.discord.cards import Scene, card
from bot.faces.discord.consent import Consent
from bot.faces.discord.cutting import shortened
from bot.faces.discord.escaping import one_line
from bot.faces.discord.faults import fault
from bot.faces.discord.limits import CHOICE, CHOICES
from bot.faces.discord.presses import reference_of, resolve
from bot.faces.discord.replies import announce, show
from bot.faces.discord.service import Place, Service
from bot.faces.discord.slowly import unfit

CHOSEN = "faq:"
"""What the value of an autocompleted choice begins with; an entry's reference follows."""


class Asking(commands.Cog):
    """Asking by command. All of it works without any privileged intent."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._consent = Consent(service)
        self.menu = app_commands.ContextMenu(name=words.ANSWER_THIS, callback=self._answer_this)

    @app_commands.command(name="ask", description="Ask about the article in your own words.")
    @app_commands.describe(
        question="Your question; pick one or write your own",
        private="Show the answer to you alone (you can share it afterwards)",
    )
    async def ask(self, interaction: Interaction, question: str, private: bool = False) -> None:
        """Answer a question, or show the entry that was chosen while typing."""
        knowledge = self._service.desk.knowledge
        chosen = resolve(question.removeprefix(CHOSEN), knowledge)
        entry = chosen if question.startswith(CHOSEN) and isinstance(chosen, Entry) else None
        text = entry.question if entry else one_line(question)
        if await unfit(interaction, self._service, text):
            return
        place = Place(interaction.user.id, interaction.channel_id or 0)
        if entry:
            turn = self._service.chosen(entry, knowledge, place)
        else:
            await announce(interaction, self._service.turnstile, private=private)
            turn = await self._service.answer(text, place)
        scene = Scene(Asked(interaction.user.id, text), knowledge.by_id, private=private)
        await show(interaction, card(turn, scene), private=private)

    @ask.autocomplete("question")
    async def complete(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Natural questions by the ranker that answers; for an empty field the most useful ones."""
        typed = one_line(current)[: self._service.options.question_length]
        try:
            scope = await self._service.scope_in(interaction.channel_id or 0)
            offered = self._service.desk.complete(typed, CHOICES, scope)
        except Exception as error:  # noqa: BLE001  else discord.py logs who was typing
            fault("autocompletion", error)
            return []
        return [
            app_commands.Choice(
                name=shortened(entry.question, CHOICE), value=CHOSEN + reference_of(entry)
            )
            for entry in offered
        ]

    @app_commands.command(name="privacy", description="What I keep, and what I keep of you.")
    async def privacy(self, interaction: Interaction) -> None:
        """Tell what is kept, show the member's own, and offer to erase it."""
        await self._consent.show_own(interaction)

    async def _answer_this(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer a message in place of the helper who would type it again."""
        said = without_mention(message.content, interaction.application_id)
        text = said[: self._service.options.question_length]
        if await unfit(interaction, self._service, text):
            return
        by_id = self._service.desk.knowledge.by_id
        await announce(interaction, self._service.turnstile, private=False)
        turn = await self._service.answer(text, Place(message.author.id, message.channel.id))
        private = not _answered(turn)  # only an answer is worth showing to all
        for_another = message.author.id != interaction.user.id
        asked = Asked(message.author.id, text)
        scene = Scene(asked, by_id, private=private, for_another=private and for_another)
        if private and interaction.response.is_done():
            await interaction.delete_original_response()  # announced to all, but for one alone
        await show(interaction, card(turn, scene), private=private)


def _answered(turn: Turn) -> bool:
    return any(isinstance(part.reply, Answer | Passage) for part in turn.parts)
