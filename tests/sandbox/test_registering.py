"""Registering commands one by one, and what else a bot asks of Discord about itself."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from bot.sandbox import ActingMember, Portal, Sandbox, World
from tests.sandbox.clients import Bot, pointed_at, running
from tests.sandbox.conftest import House
from tests.sandbox.test_commands import some_commands

Interaction = discord.Interaction[Any]


async def test_commands_are_registered_one_by_one(sandbox: Sandbox, house: House) -> None:
    """A command is created, replaced by its like, changed, read and taken back."""
    bot = Bot()
    with pointed_at(sandbox):
        await bot.login(sandbox.token)
        http, app = bot.http, house.world.application_id
        made = await http.upsert_global_command(app, {"name": "ask", "description": "Ask"})  # type: ignore[arg-type]  # type and options have defaults
        again = await http.upsert_global_command(app, {"name": "ask", "description": "Anew"})  # type: ignore[arg-type]  # as above
        assert made["id"] == again["id"]
        command = (await bot.tree.fetch_commands())[0]
        await command.edit(description="Changed", default_member_permissions=None)
        fetched = await bot.tree.fetch_command(command.id)
        assert fetched.description == "Changed"
        with pytest.raises(discord.HTTPException) as bad:
            await command.edit(name="Not A Name")
        await command.delete()
        with pytest.raises(discord.NotFound) as gone:
            await command.delete()
        for number in range(100):
            house.world.commands.everywhere[number] = {"name": str(number), "type": 1}
        with pytest.raises(discord.HTTPException) as many:
            await http.upsert_global_command(app, {"name": "more", "description": "M"})  # type: ignore[arg-type]  # as above
        with pytest.raises(discord.NotFound) as nowhere:
            await bot.tree.sync(guild=discord.Object(1))
        await bot.close()
    assert (bad.value.code, gone.value.code) == (50035, 10063)
    assert (many.value.code, nowhere.value.code) == (30032, 10004)


async def test_a_user_menu_and_every_kind_of_option(
    sandbox: Sandbox, house: House, alice: ActingMember, bob: ActingMember
) -> None:
    """Users, channels, roles, numbers and choices arrive as what they are."""

    async def setup(bot: Bot) -> None:
        @bot.tree.context_menu(name="Who is this")
        async def who(interaction: Interaction, user: discord.Member) -> None:
            await interaction.response.send_message(f"{user.name} since {user.joined_at:%Y}")

        @bot.tree.command(description="Everything")
        @app_commands.choices(tone=[app_commands.Choice(name="Loud", value="loud")])
        async def everything(
            interaction: Interaction,
            where: discord.TextChannel,
            role: discord.Role,
            share: app_commands.Range[float, 0.0, 1.0],
            tone: app_commands.Choice[str],
        ) -> None:
            said = f"{where.name} {role.name} {share} {tone.value}"
            await interaction.response.send_message(said)

        await bot.tree.sync()

    moderators = house.guild.role("moderators")
    async with running(sandbox, Bot(setup)):
        shown = await alice.user_menu("Who is this", bob.user)
        done = await alice.ask_command(
            "everything", where=house.general.id, role=moderators.id, share=0.5, tone="Loud"
        )
    assert shown.message is not None
    assert shown.message.content.startswith("bob since ")
    assert done.message is not None
    assert done.message.content == "general moderators 0.5 loud"


async def test_autocomplete_in_time_or_not_at_all(sandbox: Sandbox, alice: ActingMember) -> None:
    """Choices that do not come are a wait in vain, told as such."""

    async def setup(bot: Bot) -> None:
        await some_commands(bot)
        sandbox.faults.fail("POST", "/interactions/*", 404, code=10062)

    async with running(sandbox, Bot(setup)):
        sandbox.realm.interactions.deadlines = type(sandbox.realm.interactions.deadlines)(0.05)
        with pytest.raises(TimeoutError, match="no choices in time"):
            await alice.autocomplete("ask", question="wh")


async def test_members_and_guilds_are_listed(house: House) -> None:
    """With the members intent granted the bot lists members; it can leave a guild."""
    house.world.portal = Portal(members=True)
    async with Sandbox(house.world) as sandbox:
        intents = discord.Intents.default()
        intents.members = True
        async with running(sandbox, Bot(intents=intents)) as bot:
            said = await sandbox.member("alice").say(house.general, sandbox.bot_mention)
            await sandbox.next_message(house.general, after=said)
            guild = bot.get_guild(house.guild.id)
            assert guild is not None
            names = {m.name async for m in guild.fetch_members()}
            assert names == {"owner", "bot", "alice", "bob", "mona"}
            assert [g.name async for g in bot.fetch_guilds()] == ["Reading room"]
            assert "@everyone" in {r.name for r in await guild.fetch_roles()}
            await guild.leave()
            with pytest.raises(discord.Forbidden):
                await bot.fetch_guild(house.guild.id)


async def test_an_answer_can_be_lost_after_the_work_is_done(sandbox: Sandbox, house: House) -> None:
    """An error that comes afterwards leaves the message standing: who tries again says it twice."""
    sandbox.faults.fail("POST", "/channels/*/messages", 503, afterwards=True)
    async with running(sandbox, Bot()) as bot:
        channel = bot.get_partial_messageable(house.general.id)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("once")
        await channel.send("once")
    assert [m.content for m in sandbox.messages(house.general)] == ["once", "once"]


async def test_mentions_are_those_that_are_allowed(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """The bot pings only whom `allowed_mentions` names; everyone only with the permission."""
    moderators = house.guild.role("moderators")
    text = f"@everyone <@{alice.user.id}> <@&{moderators.id}>"
    async with running(sandbox, Bot()) as bot:
        channel = bot.get_partial_messageable(house.general.id)
        await channel.send(text)
        everything = discord.AllowedMentions.all()
        await channel.send(text, allowed_mentions=everything)
        role = house.guild.role("Bot")
        sandbox.admin.permit(house.guild, role, role.permissions | 1 << 17)
        await channel.send(text, allowed_mentions=everything)
        named = discord.AllowedMentions(
            everyone=False, users=[discord.Object(alice.user.id)], roles=False
        )
        await channel.send(text, allowed_mentions=named)
    found = [m.mentions for m in sandbox.messages(house.general)]
    assert [f.everyone for f in found] == [False, False, True, False]
    assert [f.users for f in found] == [[], *[[alice.user.id]] * 3]
    assert [bool(f.roles) for f in found] == [False, True, True, False]


async def test_a_form_of_the_older_kind(sandbox: Sandbox, alice: ActingMember) -> None:
    """A form with a field in an action row works as one with labels does."""

    class Old(discord.ui.Modal, title="Old"):
        name: discord.ui.TextInput[Old] = discord.ui.TextInput(label="Name", required=False)

        async def on_submit(self, interaction: Interaction) -> None:
            """Say back what was sent."""
            await interaction.response.send_message(f"[{self.name.value}]")

    async def setup(bot: Bot) -> None:
        @bot.tree.command(description="Old form")
        async def old(interaction: Interaction) -> None:
            await interaction.response.send_modal(Old())

        await bot.tree.sync()

    async with running(sandbox, Bot(setup)):
        opened = await alice.ask_command("old")
        first = await alice.submit_modal(opened, {"Name": "kiln"})
        opened = await alice.ask_command("old")
        second = await alice.submit_modal(opened)
    assert first.message is not None
    assert second.message is not None
    assert (first.message.content, second.message.content) == ("[kiln]", "[]")


def test_a_world_is_plain_data() -> None:
    """A world is plain data: it is built and read without a loop, a port or a clock of its own."""
    world = World()
    guild = world.add_guild("Hall")
    with pytest.raises(KeyError):
        guild.role("nobody")
    assert [c.name for c in world.channels_of(guild)] == []
