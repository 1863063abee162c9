"""Commands for all, `/ask` and `/privacy`, and a message's menu: "Answer this", "Add to the FAQ".

Adding is for moderators of the operator's own servers. Its form asks for what an entry needs; the
entry is proven as the files are, written as `accept` writes, and answers at once.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer
from bot.article.article import Citation
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
from bot.discord.cards import SUGGESTIONS, Audience, answers, card, question_on
from bot.discord.gaps import Gaps
from bot.discord.logs import fault, log
from bot.discord.messages import asked_in
from bot.discord.replies import apologise, may_write, patiently, refused, show, tell, unannounce
from bot.discord.service import Asker, Service, response_of
from bot.discord.text import CHOICE, CHOICES, escape, lines, one_line, shortened
from bot.errors import FootnoteError
from bot.faq.model import ANSWER, SHOWN

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
        audience = Audience(interaction.user.id, text, private)
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
            audience = Audience(message.author.id, text, private, for_another)
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


OFFERED = 15  # sentences to choose from: what one scrolls through on a phone
CITED = 5  # at most: more make no answer
FORM = "add:"
"""What the name of every form begins with; clients fill in again what had a name before."""
NOTHING = "-"
NOTHING_NEAR = discord.SelectOption(label=words.ADD_NO_SENTENCE, value=NOTHING)
"""The only choice where no sentence of the article is near."""


class FilledForm(NamedTuple):
    """What a moderator filled in; `quotes` holds the references of the sentences chosen."""

    question: str
    quotes: Sequence[str]
    answer: str


class AddToFaq:
    """Opens the form, and makes an entry of what comes back."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.menu = app_commands.ContextMenu(name=words.ADD_TO_FAQ, callback=self._show_form)
        self.menu.default_permissions = discord.Permissions(manage_guild=True)
        self.menu.guild_only = True
        self.guilds = [discord.Object(guild) for guild in sorted(service.options.operator_guilds)]

    async def _show_form(self, interaction: Interaction, message: discord.Message) -> None:
        """Show the form with the message's question and the sentences nearest to it."""
        if await refused(interaction, self._service.options.operator_guilds):
            return
        said = asked_in(message, interaction.application_id).text
        question = question_on(message.components) or one_line(said)
        articles = self._service.answerer.knowledge.articles
        asked = self._service.bounded(question) or " "
        # Over a large article it takes a second.
        from bot.editing.proposal import nearest_sentences  # with all that edits: seldom needed

        nearest = await asyncio.to_thread(nearest_sentences, articles, asked, OFFERED)
        await interaction.response.send_modal(_form(question, nearest))

    async def sent(self, interaction: Interaction) -> None:
        """Take a form, also one that was opened before the bot was started."""
        data: Any = interaction.data or {}
        if not self._service.handled.first(interaction.id):
            return
        try:
            if str(data.get("custom_id", "")).startswith(FORM) and self._service.options.writes_to:
                await self._add(interaction, _filled_form(data))
            else:
                await tell(interaction, words.FORM_GONE)
        except Exception as error:  # noqa: BLE001  one form's fault must not stop the others
            await apologise(interaction, "adding to the FAQ", error)

    async def _add(self, interaction: Interaction, filled: FilledForm) -> None:
        """Add the entry and answer with it, or say why not."""
        if await refused(interaction, self._service.options.operator_guilds):
            return
        adding = asyncio.to_thread(self._added, filled)
        try:
            entry, knowledge = await patiently(interaction, adding)
        except FootnoteError as error:
            kept = "\n".join(f"> {escape(one_line(one))}" for one in (filled[0], filled[2]) if one)
            said = f"{words.NOT_ADDED}\n{escape(str(error))}\n{words.ADD_KEPT}\n{kept}"
            await tell(interaction, said)
            return
        log.info("entry %s was added to the FAQ from server %s", entry.id, interaction.guild_id)
        await tell(interaction, words.ADDED.format(id=entry.id))
        private = not may_write(interaction)
        response = response_of(entry.question, [Answer(entry)], knowledge)
        audience = Audience(interaction.user.id, entry.question, private)
        await show(interaction, card(response, audience), private=private)

    def _added(self, filled: FilledForm) -> tuple[Entry, Knowledge]:
        """The new entry. Raises FootnoteError with the reason; then none is there."""
        service, knowledge = self._service, self._service.answerer.knowledge
        chosen = [resolve(value, knowledge) for value in filled.quotes]
        if None in chosen and filled.quotes != [NOTHING]:
            raise FootnoteError(words.ADD_CHANGED)
        cited = [one for found in chosen if isinstance(found, tuple) for one in found]
        from bot.editing.proposal import new_entry, propose

        file, edit = new_entry(knowledge, one_line(filled.question), cited, filled.answer)
        proposal = propose(service.options.writes_to or Path(file), file, [edit])
        proposal.write()
        service.source.reload()
        serving = service.answerer.knowledge
        if edit.id not in serving.by_id:
            serving = proposal.knowledge
        return serving.by_id[edit.id], serving


def _form(question: str, nearest: Sequence[Citation]) -> ui.Modal:
    """The question, the sentences it is answered from, and the answer if they need one.

    Its fields have lasting names, so that it can be read also by a bot that was started since.
    """
    form = ui.Modal(title=words.ADD_TO_FAQ, custom_id=FORM + secrets.token_hex(8))
    asked = ui.TextInput[ui.Modal](
        custom_id="question", default=shortened(question, SHOWN), max_length=SHOWN
    )
    quotes = ui.Select[ui.Modal](
        custom_id="quotes",
        options=[_option(citation) for citation in nearest] or [NOTHING_NEAR],
        max_values=min(CITED, len(nearest) or 1),
    )
    answer = ui.TextInput[ui.Modal](
        custom_id="answer",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=ANSWER,
    )
    for text, field, note in (
        (words.ADD_QUESTION, asked, None),
        (words.ADD_QUOTES, quotes, words.ADD_NEAREST),
        (words.ADD_ANSWER, answer, words.ADD_OPTIONAL),
    ):
        form.add_item(ui.Label(text=text, component=field, description=note))
    form.stop()  # discord.py need not keep it: what is sent comes by `sent`
    return form


def _filled_form(data: Any) -> FilledForm:
    """What stands in the fields of a form, as Discord sends it."""
    fields = [one.get("component", {}) for one in data.get("components", [])]
    named = {field.get("custom_id"): field for field in fields}
    question, quotes, answer = (named.get(name, {}) for name in ("question", "quotes", "answer"))
    return FilledForm(question.get("value", ""), quotes.get("values", []), answer.get("value", ""))


def _option(citation: Citation) -> discord.SelectOption:
    quote = " ".join(citation.quote.split())
    source = f"{citation.article.title}, {words.SENTENCE} {citation.number}"
    return discord.SelectOption(
        label=shortened(quote, CHOICE),
        description=shortened(source, CHOICE),
        value=reference_of((citation,)),
    )
