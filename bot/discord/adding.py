"""Adding to the FAQ from a message's menu: for moderators of the operator's own servers.

The form asks for what an entry needs; the entry is proven as the files are, written as `accept`
writes, and answers at once.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import discord
from discord import app_commands, ui

from bot.answering.reply import Answer, Response
from bot.article.article import Citation
from bot.discord import words
from bot.discord.buttons import Interaction, reference_of, resolve
from bot.discord.cards import Audience, CardHead, card, question_on
from bot.discord.limits import CHOICE, escape, one_line, shortened
from bot.discord.logs import log
from bot.discord.messages import asked_in
from bot.discord.permissions import refused
from bot.discord.replies import apologise, may_write, patiently, show, tell
from bot.discord.service import Service, response_of
from bot.errors import FootnoteError
from bot.faq.model import ANSWER, SHOWN

OFFERED = 15  # sentences to choose from: what one scrolls through on a phone
CITED = 5  # at most: more make no answer
FORM = "add:"
"""What the name of every form begins with; clients fill in again what had a name before."""
NOTHING = "-"
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
            response = await patiently(interaction, adding)
        except FootnoteError as error:
            kept = "\n".join(f"> {escape(one_line(one))}" for one in (filled[0], filled[2]) if one)
            said = f"{words.NOT_ADDED}\n{escape(str(error))}\n{words.ADD_KEPT}\n{kept}"
            await tell(interaction, said)
            return
        reply = response.first.reply
        name = reply.entry.id if isinstance(reply, Answer) else ""
        log.info("entry %s was added to the FAQ from server %s", name, interaction.guild_id)
        await tell(interaction, words.ADDED.format(id=name))
        asked = CardHead(interaction.user.id, response.question)
        private = not may_write(interaction)
        view = card(response, Audience(asked, private=private))
        await show(interaction, view, private=private)

    def _added(self, filled: FilledForm) -> Response:
        """The new entry's answer. Raises FootnoteError with the reason; then none is there."""
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
        entry = serving.by_id[edit.id]
        return response_of(entry.question, [Answer(entry)], serving)


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
        options=[_option(citation) for citation in nearest] or [_nothing()],
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


def _nothing() -> discord.SelectOption:
    return discord.SelectOption(label=words.ADD_NO_SENTENCE, value=NOTHING)
