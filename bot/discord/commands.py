"""The members' commands: `/ask`, `/privacy`, and "Answer this" in a message's menu."""

from __future__ import annotations

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.entry import Entry
from bot.discord import words
from bot.discord.buttons import (
    ButtonState,
    Interaction,
    boxed,
    button,
    finished,
    reference_of,
    resolve,
    rows,
)
from bot.discord.cards import SUGGESTIONS, Audience, CardHead, answers, card
from bot.discord.gaps import Gaps
from bot.discord.logs import fault
from bot.discord.messages import asked_in
from bot.discord.replies import may_write, patiently, show, tell, unannounce
from bot.discord.service import Asker, Service
from bot.discord.text import CHOICE, CHOICES, lines, one_line, shortened

CHOSEN = "faq:"
"""What the value of an autocompleted choice begins with; an entry's reference follows."""
GONE = re.compile(rf"{CHOSEN}(?:[A-Za-z0-9_.-]+|#[0-9a-f]+)")


class MemberCommands(commands.Cog):
    """Asking by command. All of it works without any privileged intent."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._gaps = Gaps(service)
        self.menu = app_commands.ContextMenu(name=words.ANSWER_THIS, callback=self._answer_this)

    @app_commands.command(name="ask", description="Ask about the article in your own words.")
    @app_commands.describe(
        question="Your question; pick one or write your own",
        private="Show the answer to you alone (you can share it afterwards)",
    )
    async def ask(self, interaction: Interaction, question: str, private: bool = False) -> None:
        """Answer a question, or show the entry that was chosen while typing."""
        knowledge = self._service.answerer.knowledge
        named = question.startswith(CHOSEN)
        chosen = resolve(question.removeprefix(CHOSEN), knowledge) if named else None
        entry = chosen if isinstance(chosen, Entry) else None
        if chosen is None and GONE.fullmatch(question):
            await self._offer_near(interaction, question.removeprefix(CHOSEN))
            return
        text = entry.question if entry else lines(question)
        if await self._service.refused_question(interaction, text):
            return
        private = private or not may_write(interaction)
        asker = Asker.of(interaction)
        if entry:
            response = self._service.chosen(entry, knowledge, asker)
        else:
            answering = self._service.answer(text, asker)
            response = await patiently(interaction, answering, private=private)
        audience = Audience(CardHead.by(interaction.user.id, text), private=private)
        await show(interaction, card(response, audience), private=private)

    async def _offer_near(self, interaction: Interaction, reference: str) -> None:
        """Tell a member that what they chose is gone, and offer what its name is nearest to."""
        if await self._service.asked_too_fast(interaction):
            return
        scope = self._service.scope_of(interaction.channel_id or 0)
        knowledge = self._service.answerer.knowledge
        typed = "" if reference.startswith("#") else re.sub(r"[^a-z0-9]+", " ", reference.lower())
        near = self._service.answerer.complete(typed, SUGGESTIONS, scope)
        text = f"{words.CHOICE_GONE} {words.CHOICE_NEAR}" if near else words.CHOICE_GONE
        asker, mark = interaction.user.id, knowledge.fingerprint
        box, placed = boxed(text), set[str]()
        for one in near:
            state = ButtonState("pick", asker, mark, "", reference_of(one))
            for row in rows([button(state, one.question)], placed):
                box.add_item(row)
        await show(interaction, finished(box), private=True)

    @ask.autocomplete("question")
    async def complete(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Natural questions by the ranker that answers; for an empty field the most useful ones."""
        try:
            scope = self._service.scope_of(interaction.channel_id or 0)
            typed = one_line(current)
            offered = self._service.complete(typed, interaction.user.id, CHOICES, scope)
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
        if not await self._service.clicked_too_fast(interaction):
            await self._gaps.show_own(interaction)

    async def _answer_this(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer a message in place of the helper who would type it again."""
        said = asked_in(message, interaction.application_id)
        text = self._service.bounded(said.text)
        if await self._service.refused_question(interaction, text):
            return
        alone = not may_write(interaction)
        question = self._service.answered_messages.question(message.id)
        # Of two helpers at once the second is shown the first's answer.
        await patiently(interaction, question.lock.acquire(), private=alone)
        try:
            if question.answer is not None and question.is_answer:
                await unannounce(interaction)
                link = question.answer.jump_url
                await tell(interaction, words.ANSWERED_ALREADY.format(link=link))
                return
            asker = Asker.of(message)
            answering = self._service.answer(text, asker, said.before)
            response = await patiently(interaction, answering, private=alone)
            private = alone or not answers(response)  # only an answer is worth showing to all
            for_another = private and message.author.id != interaction.user.id
            asked = CardHead.by(message.author.id, text)
            audience = Audience(asked, private=private, for_another=for_another)
            if private and not alone:
                await unannounce(interaction)
            shown = await show(interaction, card(response, audience), private=private)
            if not private:
                question.text, question.asker, question.asked = text, asker, True
                await self._service.answered_messages.answered(
                    question, message, shown, is_answer=True
                )
        finally:
            question.lock.release()
