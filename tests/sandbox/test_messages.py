"""Ordinary messages, threads, forums and direct messages, and who reads what."""

from __future__ import annotations

import discord
import pytest

from bot.sandbox import ActingMember, Impossible, Permission, Sandbox
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import SmallServer


async def test_content_is_blank_without_the_intent_except_where_it_is_not(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """Without the intent the bot reads mentions, pinging replies and direct messages."""
    async with running(sandbox, Bot()) as bot:
        await alice.say(server.general, "nothing for a bot")
        await alice.say(server.general, f"{sandbox.bot_mention} one")
        answer = await sandbox.next_message(server.general)
        await alice.say(server.general, "two", reply_to=answer)
        await sandbox.next_message(server.general)
        await alice.say(server.general, "three", reply_to=answer, ping=False)
        direct = await alice.direct()
        await alice.say(direct, "four")
        await sandbox.next_message(direct)
    texts = [m.content for m in bot.heard]
    assert texts == ["", f"{sandbox.bot_mention} one", "two", "", "four"]


async def test_replies_to_an_interactions_answer_are_blank(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """A reply with ping to the answer of a command mentions nobody, so its content is blank."""

    async def setup(bot: Bot) -> None:
        @bot.tree.command(description="Ask")
        async def ask(interaction: discord.Interaction[Bot]) -> None:
            await interaction.response.send_message("answered")

        await bot.tree.sync()

    async with running(sandbox, Bot(setup)) as bot:
        done = await alice.ask_command("ask")
        reply = await alice.say(server.general, "and why?", reply_to=done.shown)
        await alice.say(server.general, sandbox.bot_mention, reply_to=reply)
        await sandbox.next_message(server.general)
        channel = bot.get_partial_messageable(server.general.id)
        fetched = await anext(m async for m in channel.history() if m.id == reply.id)
    assert [m.content for m in bot.heard] == ["", sandbox.bot_mention]
    quoted = bot.heard[1].reference
    assert quoted is not None
    assert isinstance(quoted.resolved, discord.Message)
    assert (quoted.resolved.content, fetched.content) == ("", "")


async def test_a_channel_that_the_bot_does_not_see_is_silent(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """Nothing of a hidden channel reaches the bot, or members without access."""
    owner = sandbox.member("owner")
    async with running(sandbox, Bot()) as bot:
        await owner.say(server.quiet, f"{sandbox.bot_mention} secret")
        await alice.say(server.general, f"{sandbox.bot_mention} open")
        await sandbox.next_message(server.general)
    assert [m.channel.id for m in bot.heard] == [server.general.id]
    assert alice.seen(server.quiet) == []
    with pytest.raises(Impossible):
        await alice.say(server.quiet, "let me in")


async def test_messages_are_edited_deleted_and_found(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """The bot edits and deletes its own messages, and reads the history."""
    async with running(sandbox, Bot()) as bot:
        channel = bot.get_partial_messageable(server.general.id, guild_id=server.guild.id)
        sent = await channel.send("first")
        await sent.edit(content="second")
        assert sandbox.messages(server.general)[-1].content == "second"
        theirs = await alice.say(server.general, "mine")
        assert [m.id async for m in channel.history(limit=2)] == [theirs.id, sent.id]
        with pytest.raises(discord.Forbidden) as not_mine:
            await channel.get_partial_message(theirs.id).edit(content="yours")
        with pytest.raises(discord.Forbidden) as not_allowed:
            await channel.get_partial_message(theirs.id).delete()
        await sent.delete()
        with pytest.raises(discord.NotFound) as gone:
            await sent.delete()
    assert (not_mine.value.code, not_allowed.value.code, gone.value.code) == (50005, 50013, 10008)


async def test_threads_have_their_own_permission(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """In a thread it is the permission for threads that counts, not that for channels."""
    thread = await alice.open_thread(server.general, "talk")
    async with running(sandbox, Bot()) as bot:
        inside = bot.get_partial_messageable(thread.id)
        await inside.send("inside")
        everyone = server.guild.roles[server.guild.id]
        threads = Permission.SEND_MESSAGES_IN_THREADS
        sandbox.admin.overwrite(server.general, everyone, deny=threads)
        with pytest.raises(discord.Forbidden) as refused:
            await inside.send("not any more")
        await bot.get_partial_messageable(server.general.id).send("still here")
    assert refused.value.code == 50013
    assert [m.content for m in sandbox.messages(thread)] == ["inside"]


async def test_archived_threads_wake_and_locked_ones_are_for_moderators(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """A message wakes an archived thread; who may not manage threads does not write in a locked."""
    thread = await alice.open_thread(server.general, "talk")
    assert thread.thread is not None
    async with running(sandbox, Bot()) as bot:
        inside = bot.get_partial_messageable(thread.id)
        sent = await inside.send("first")
        sandbox.services.messages.archive(thread, archived=True)
        with pytest.raises(discord.HTTPException) as asleep:
            await sent.edit(content="second")
        await inside.send("awake")
        assert not thread.thread.archived
        sandbox.admin.lock(thread, locked=True)
        with pytest.raises(discord.Forbidden):
            await inside.send("hello")
    with pytest.raises(Impossible, match="locked"):
        await alice.say(thread, "hello")
    with pytest.raises(Impossible, match="not in the forum"):
        await alice.say(server.forum, "text")
    assert asleep.value.code == 50083
    sandbox.admin.delete_channel(server.general)
    assert thread.id not in server.world.channels


async def test_a_forum_post_is_told_of_before_its_message(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """A new post comes as a thread with its title; the first message comes after, with its id."""
    seen: list[tuple[str, bool]] = []

    class Watcher(Bot):
        async def on_thread_create(self, thread: discord.Thread) -> None:
            try:
                await thread.get_partial_message(thread.id).edit(content="x")
            except discord.NotFound:
                seen.append((thread.name, False))
            except discord.Forbidden:
                pass
            await thread.send("welcome")

    async with running(sandbox, Watcher()):
        post = await alice.open_thread(server.forum, "How do I start?")
        welcome = await sandbox.next_message(post)
        assert seen == [("How do I start?", False)]
        other = await alice.post(server.forum, "And then?", "What comes next")
        await sandbox.next_message(other)
    first = sandbox.messages(other)[0]
    assert (first.id, first.content) == (other.id, "What comes next")
    assert welcome.content == "welcome"


async def test_a_thread_that_the_bot_merely_joins_is_not_new(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """A thread event without `newly_created` means access, not a new thread."""
    joined: list[str] = []

    class Watcher(Bot):
        async def on_thread_join(self, thread: discord.Thread) -> None:
            joined.append(thread.name)
            await thread.send("hello")

    async with running(sandbox, Watcher()):
        old = server.world.add_thread(server.general, "old talk", alice.user)
        sandbox.admin.add_bot_to_thread(old)
        await sandbox.next_message(old)
    assert joined == ["old talk"]


async def test_the_bot_writes_to_members(sandbox: Sandbox, alice: ActingMember) -> None:
    """The bot can write to a member, in the channel that both share."""
    async with running(sandbox, Bot()) as bot:
        direct = await bot.create_dm(discord.Object(alice.user.id))
        await direct.send("psst")
    assert alice.seen(await alice.direct())[-1].content == "psst"


async def test_mentions_are_those_that_are_allowed(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """The bot pings only kinds that `allowed_mentions` names; everyone only with permission."""
    moderators = server.guild.role("moderators")
    text = f"@everyone <@{alice.user.id}> <@&{moderators.id}>"
    async with running(sandbox, Bot()) as bot:
        channel = bot.get_partial_messageable(server.general.id)
        await channel.send(text)
        everything = discord.AllowedMentions.all()
        await channel.send(text, allowed_mentions=everything)
        role = server.guild.role("Bot")
        sandbox.admin.permit(server.guild, role, role.permissions | 1 << 17)
        await channel.send(text, allowed_mentions=everything)
        users = discord.AllowedMentions(everyone=False, users=True, roles=False)
        await channel.send(text, allowed_mentions=users)
    found = [m.mentions for m in sandbox.messages(server.general)]
    assert [f.everyone for f in found] == [False, False, True, False]
    assert [f.users for f in found] == [[], *[[alice.user.id]] * 3]
    assert [bool(f.roles) for f in found] == [False, True, True, False]
