"""Commands: registered, shown to whom they concern, completed and used."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from bot.sandbox import ActingMember, Impossible, Sandbox
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import SmallServer

Interaction = discord.Interaction[Any]


async def some_commands(bot: Bot) -> None:
    """A slash command with autocomplete, a context menu, and a group for moderators."""

    @bot.tree.command(description="Ask the article")
    async def ask(interaction: Interaction, question: str) -> None:
        await interaction.response.send_message(f"asked {question}")

    @ask.autocomplete("question")
    async def complete(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}{n}", value=f"value {n}") for n in range(25)]

    @bot.tree.context_menu(name="Answer this")
    async def answer_this(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"it says {message.content}", ephemeral=True)

    group = app_commands.Group(
        name="faq",
        description="For editors",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )
    gaps = app_commands.Group(name="gaps", description="What was asked in vain", parent=group)

    @gaps.command(name="list", description="List them")
    async def list_gaps(
        interaction: Interaction,
        channel: discord.TextChannel,
        order: str = "new",
    ) -> None:
        await interaction.response.send_message(f"{channel.name} {order}")

    bot.tree.add_command(group)
    await bot.tree.sync()


async def test_commands_are_completed_and_used(sandbox: Sandbox, alice: ActingMember) -> None:
    """A member types, gets choices, sends what is no choice, and reads the answer."""
    async with running(sandbox, Bot(some_commands)):
        choices = await alice.autocomplete("ask", question="wh")
        done = await alice.ask_command("/ask", question="why?")
    assert len(choices) == 25
    assert choices[0] == {"name": "wh0", "value": "value 0"}
    assert (done.state, done.shown.content) == ("answered", "asked why?")
    assert done.shown.interaction is not None
    assert done.shown.interaction["name"] == "ask"
    assert sandbox.journal.all_valid


async def test_default_permissions_decide_who_sees_a_command(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """A command for those who manage the guild is shown to them and to nobody else."""
    async with running(sandbox, Bot(some_commands)):
        mona = sandbox.member("mona")
        assert {c["name"] for c in alice.commands()} == {"ask", "Answer this"}
        assert {c["name"] for c in mona.commands()} == {"ask", "Answer this", "faq"}
        direct = await mona.direct()
        assert {c["name"] for c in mona.commands(direct)} == {"ask", "Answer this"}
        with pytest.raises(Impossible, match="shown no command 'faq'"):
            await alice.ask_command("faq gaps list", channel=1)
        done = await mona.ask_command("faq gaps list", channel=server.general.id, order="old")
    assert done.shown.content == "general old"


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("ask", {}, "needs its option 'question'"),
        ("ask", {"question": "?", "loud": True}, "no option 'loud'"),
        ("ask", {"question": "?" * 6001}, "0 to 6000 characters"),
        ("tell", {}, "shown no command 'tell'"),
        ("faq gaps", {}, "not complete without one of: list"),
        ("faq gaps shut", {}, "no subcommand 'shut'"),
        ("faq gaps list", {"channel": 0}, "is no channel"),
    ],
)
async def test_the_client_of_a_member_refuses_what_does_not_fit(
    sandbox: Sandbox, command: str, options: dict[str, Any], said: str
) -> None:
    """What Discord's client would not send does not reach the bot."""
    async with running(sandbox, Bot(some_commands)):
        with pytest.raises(Impossible, match=said):
            await sandbox.member("mona").ask_command(command, **options)


async def test_commands_of_a_guild_stand_beside_the_global_ones(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """A guild's command and a global one of the same name show twice; ids survive a new sync."""

    async def both(bot: Bot) -> None:
        await some_commands(bot)
        guild = discord.Object(server.guild.id)
        bot.tree.copy_global_to(guild=guild)
        first = await bot.tree.sync(guild=guild)
        again = await bot.tree.sync(guild=guild)
        assert [c.id for c in first] == [c.id for c in again]
        assert len(await bot.tree.fetch_commands(guild=guild)) == 3

    async with running(sandbox, Bot(both)) as bot:
        assert [c["name"] for c in alice.commands()].count("ask") == 2
        assert (await alice.ask_command("ask", question="here")).answered
        bot.tree.clear_commands(guild=None)
        await bot.tree.sync()
    assert [c["name"] for c in alice.commands()].count("ask") == 1


async def test_autocomplete_in_time_or_not_at_all(sandbox: Sandbox, alice: ActingMember) -> None:
    """Choices that do not come are a wait in vain, told as such."""

    async def setup(bot: Bot) -> None:
        await some_commands(bot)
        sandbox.faults.fail("POST", "/interactions/*", 404, code=10062)

    async with running(sandbox, Bot(setup)):
        sandbox.services.interactions.seconds_to_respond = 0.05
        with pytest.raises(TimeoutError, match="no choices in time"):
            await alice.autocomplete("ask", question="wh")
