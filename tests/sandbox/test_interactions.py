"""Interactions: buttons, forms, waiting, and the rules about responding."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import ui

from bot.sandbox import ActingMember, Impossible, Sandbox
from bot.sandbox import Interaction as Sent
from bot.sandbox.client import Values
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import SmallServer

Interaction = discord.Interaction[Any]


class Form(ui.Modal, title="Ask the editors"):
    """A form with a label around each field."""

    why: ui.Label[Form] = ui.Label(
        text="Why", component=ui.TextInput(custom_id="why", max_length=20)
    )
    about: ui.Label[Form] = ui.Label(
        text="About",
        description="Choose",
        component=ui.Select(
            custom_id="about", options=[discord.SelectOption(label=x) for x in ("text", "bot")]
        ),
    )

    async def on_submit(self, interaction: Interaction) -> None:
        """Say back what was sent."""
        why, about = self.why.component, self.about.component
        assert isinstance(why, ui.TextInput)
        assert isinstance(about, ui.Select)
        said = f"{why.value} / {about.values}"
        await interaction.response.send_message(said, ephemeral=True)


class Buttons(ui.View):
    """A button for everything that can be done with one."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Button(label="Shut", custom_id="shut", disabled=True))

    @ui.button(label="Private", custom_id="private")
    async def private(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        """Answer for one person."""
        await interaction.response.send_message("for you", ephemeral=True)

    @ui.button(label="Change", custom_id="change")
    async def change(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        """Change the message."""
        await interaction.response.edit_message(content="changed")

    @ui.button(label="Form", custom_id="form")
    async def form(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        """Open a form."""
        await interaction.response.send_modal(Form())

    @ui.button(label="Later", custom_id="later")
    async def later(self, interaction: Interaction, _: ui.Button[Buttons]) -> None:
        """Change the message after a while."""
        await interaction.response.defer()
        await interaction.edit_original_response(content="changed later")


async def many_ways(bot: Bot) -> None:
    """Commands that respond in every way there is."""

    @bot.tree.command(description="Buttons")
    async def buttons(interaction: Interaction) -> None:
        await interaction.response.send_message("choose", view=Buttons())

    @bot.tree.command(description="Thinking, then an answer")
    async def think(interaction: Interaction, private: bool) -> None:
        await interaction.response.defer(thinking=True, ephemeral=private)
        await interaction.edit_original_response(content="thought")
        await interaction.followup.send("and more", ephemeral=not private)
        more = await interaction.followup.send("and less", wait=True)
        await more.delete()

    @bot.tree.command(description="Thinking, answered by a follow-up")
    async def late(interaction: Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.followup.send("late")

    @bot.tree.command(description="Shows nothing for long")
    async def gone(interaction: Interaction) -> None:
        await interaction.response.send_message("soon gone")
        await interaction.delete_original_response()

    @bot.tree.command(description="A layout of Components V2")
    async def layout(interaction: Interaction) -> None:
        view = ui.LayoutView(timeout=None)
        row: ui.ActionRow[Any] = ui.ActionRow(ui.Button(label="Why", custom_id="why"))
        view.add_item(ui.Container(ui.TextDisplay("# Answer"), row))
        response = await interaction.response.send_message(view=view)
        assert isinstance(response.resource, discord.InteractionMessage)
        assert response.resource.flags.components_v2

    await bot.tree.sync()


@pytest.fixture
async def ready(sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    async with running(sandbox, Bot(many_ways)):
        yield sandbox
        assert sandbox.journal.all_valid, list(map(str, sandbox.journal.refused))


@pytest.mark.usefixtures("ready")
async def test_a_button_answers_privately(
    server: SmallServer, alice: ActingMember, bob: ActingMember
) -> None:
    """An ephemeral answer is seen by who pressed the button and by nobody else."""
    shown = await alice.ask_command("buttons")
    done = await bob.click(shown.shown, "Private")
    assert done.shown.content == "for you"
    assert done.ephemeral
    assert done.shown in bob.seen(server.general)
    assert done.shown not in alice.seen(server.general)
    with pytest.raises(Impossible, match="does not see"):
        await alice.click(done.shown, "any")


@pytest.mark.usefixtures("ready")
async def test_buttons_change_their_message(alice: ActingMember) -> None:
    """A button can change the message it stands on, at once or after a defer."""
    message = (await alice.ask_command("buttons")).shown
    await alice.click(message, "change")
    assert message.content == "changed"
    await alice.click(message, "Later")
    assert message.content == "changed later"
    with pytest.raises(Impossible, match="is disabled"):
        await alice.click(message, "Shut")


@pytest.mark.usefixtures("ready")
async def test_a_form_is_opened_filled_in_and_sent(alice: ActingMember) -> None:
    """A form checks what goes in, and its values reach the bot by label or custom_id."""
    shown = await alice.ask_command("buttons")
    opened = await alice.click(shown.shown, "Form")
    assert opened.modal is not None
    assert opened.modal["title"] == "Ask the editors"
    wrong: list[tuple[Values, str]] = [
        ({"About": ["text"]}, "needs 'Why'"),
        ({"Why": "x" * 21, "About": ["bot"]}, "takes 0 to 20"),
        ({"Why": "so", "About": ["sun"]}, "'sun' is no option"),
        ({"Why": "so", "About": ["bot"], "Who": "I"}, "no field 'Who'"),
    ]
    for values, said in wrong:
        with pytest.raises(Impossible, match=said):
            await alice.submit_modal(opened, values)
    done = await alice.submit_modal(opened, {"Why": "so", "about": ["bot"]})
    assert done.shown.content == "so / ['bot']"


async def deleted(sandbox: Sandbox, server: SmallServer, done: Sent) -> None:
    """Wait until the second follow-up came and went."""
    await sandbox.events.until(
        lambda: (
            len(done.followups) == 2 and done.followups[1] not in sandbox.messages(server.general)
        ),
        "the second follow-up to go",
    )


async def test_thinking_ends_in_the_promised_privacy(
    ready: Sandbox, server: SmallServer, alice: ActingMember, bob: ActingMember
) -> None:
    """Who alone sees the answer is settled by the defer; follow-ups settle it for themselves."""
    for private in (False, True):
        done = await alice.ask_command("think", private=private)
        assert (done.shown.content, done.ephemeral) == ("thought", private)
        await deleted(ready, server, done)
        assert [f.ephemeral for f in done.followups] == [not private, False]
        assert (done.shown in bob.seen(server.general)) is not private
    late = await alice.ask_command("late")
    assert (late.shown.content, late.ephemeral, late.followups) == ("late", True, [])
    gone = await alice.ask_command("gone", until="answered")
    await ready.events.until(lambda: gone.original is None, "the deletion")


@pytest.mark.usefixtures("ready")
async def test_a_layout_keeps_its_flag_and_takes_clicks(alice: ActingMember) -> None:
    """Components V2 stand in a message with their flag, their text and their buttons."""
    done = await alice.ask_command("layout")
    assert done.shown.text == "# Answer"
    assert done.shown.body.flags & (1 << 15)
    assert [b["label"] for b in done.shown.buttons] == ["Why"]
    assert all(c["id"] for c in done.shown.components)


async def test_who_answers_after_three_seconds_answers_nobody(
    sandbox: Sandbox, alice: ActingMember
) -> None:
    """After its time the member reads of a failure, and the bot gets 10062."""
    interactions, codes, late = sandbox.services.interactions, list[int](), asyncio.Event()
    assert (interactions.seconds_to_respond, interactions.seconds_of_token) == (3, 15 * 60)

    async def slow(bot: Bot) -> None:
        @bot.tree.command(description="Too slow")
        async def sleep(interaction: Interaction) -> None:
            await late.wait()
            try:
                await interaction.response.send_message("good morning")
            except discord.NotFound as error:
                codes.append(error.code)
            sandbox.events.publish("noted")

        await bot.tree.sync()

    async with running(sandbox, Bot(slow)):
        interactions.seconds_to_respond = 0
        done = await alice.ask_command("sleep")
        late.set()
        await sandbox.events.until(lambda: codes or None, "the error")
    assert (done.state, done.message, codes) == ("failed", None, [10062])


async def test_a_token_dies_after_its_time(sandbox: Sandbox, alice: ActingMember) -> None:
    """Follow-ups are possible while the token lives and not after."""
    kept: list[Interaction] = []

    async def keep(bot: Bot) -> None:
        @bot.tree.command(description="Keeps the interaction")
        async def hold(interaction: Interaction) -> None:
            await interaction.response.send_message("first")
            kept.append(interaction)
            sandbox.events.publish("noted")

        await bot.tree.sync()

    async with running(sandbox, Bot(keep)):
        await alice.ask_command("hold")
        await sandbox.events.until(lambda: kept or None, "the interaction")
        await kept[0].followup.send("second")
        sandbox.services.interactions.seconds_of_token = 0
        with pytest.raises(discord.HTTPException) as late:
            await kept[0].followup.send("third")
    assert late.value.code == 50027
