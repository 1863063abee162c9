"""Ordinary messages, threads, forums and direct messages, and who reads what."""

from __future__ import annotations

import io

import discord
import pytest

from bot.sandbox import ActingMember, ChannelType, Impossible, Portal, Sandbox
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import House


async def test_a_mention_is_answered_with_a_reply(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """The bot reads a message that mentions it and replies to it, pinging its author."""
    async with running(sandbox, Bot()):
        said = await alice.say(house.general, f"{sandbox.bot_mention} hello")
        answer = await sandbox.next_message(house.general)
    assert answer.content == f"echo: {said.content}"
    assert answer.reference is not None
    assert answer.reference.message_id == said.id
    assert answer.mentions.users == [alice.user.id]


async def test_content_is_blank_without_the_intent_except_where_it_is_not(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """Without the intent the bot reads mentions, pinging replies and direct messages."""
    async with running(sandbox, Bot()) as bot:
        await alice.say(house.general, "nothing for a bot", files=["a.png"])
        await alice.say(house.general, f"{sandbox.bot_mention} one")
        answer = await sandbox.next_message(house.general)
        await alice.say(house.general, "two", reply_to=answer)
        await sandbox.next_message(house.general)
        await alice.say(house.general, "three", reply_to=answer, ping=False)
        direct = await alice.direct()
        await alice.say(direct, "four")
        await sandbox.next_message(direct)
    texts = [m.content for m in bot.heard]
    assert texts == ["", f"{sandbox.bot_mention} one", "two", "", "four"]
    assert bot.heard[0].attachments == []


async def test_replies_to_an_interactions_answer_are_blank(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """A reply with ping to the answer of a command mentions nobody, so its content is blank."""

    async def setup(bot: Bot) -> None:
        @bot.tree.command(description="Ask")
        async def ask(interaction: discord.Interaction[Bot]) -> None:
            await interaction.response.send_message("answered")

        await bot.tree.sync()

    async with running(sandbox, Bot(setup)) as bot:
        done = await alice.ask_command("ask")
        assert done.message is not None
        reply = await alice.say(house.general, "and why?", reply_to=done.message)
        await alice.say(house.general, sandbox.bot_mention, reply_to=reply)
        await sandbox.next_message(house.general)
        channel = bot.get_partial_messageable(house.general.id)
        fetched = await channel.fetch_message(reply.id)
    assert [m.content for m in bot.heard] == ["", sandbox.bot_mention]
    quoted = bot.heard[1].reference
    assert quoted is not None
    assert isinstance(quoted.resolved, discord.Message)
    assert (quoted.resolved.content, fetched.content) == ("", "")


async def test_content_is_there_with_the_intent(house: House) -> None:
    """With message content granted and asked for, the bot reads every message it can see."""
    house.world.portal = Portal(message_content=True)
    intents = discord.Intents.default()
    intents.message_content = True
    async with Sandbox(house.world) as sandbox:
        alice = sandbox.member("alice")
        async with running(sandbox, Bot(intents=intents)) as bot:
            await alice.say(house.general, "for everybody")
            await alice.say(house.general, sandbox.bot_mention)
            await sandbox.next_message(house.general)
    assert bot.heard[0].content == "for everybody"


async def test_a_channel_that_the_bot_does_not_see_is_silent(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """Nothing of a hidden channel reaches the bot, or members without access."""
    owner = sandbox.member("owner")
    async with running(sandbox, Bot()) as bot:
        await owner.say(house.quiet, f"{sandbox.bot_mention} secret")
        await alice.say(house.general, f"{sandbox.bot_mention} open")
        await sandbox.next_message(house.general)
    assert [m.channel.id for m in bot.heard] == [house.general.id]
    assert sandbox.messages(house.quiet, seen_by=alice) == []
    with pytest.raises(Impossible):
        await alice.say(house.quiet, "let me in")


async def test_messages_are_edited_deleted_and_found(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """The bot edits and deletes its own messages, reads the history, and shows that it writes."""
    async with running(sandbox, Bot()) as bot:
        channel = bot.get_partial_messageable(house.general.id, guild_id=house.guild.id)
        async with channel.typing():
            sent = await channel.send("first")
        await sent.edit(content="second")
        assert sandbox.messages(house.general)[-1].content == "second"
        assert (await channel.fetch_message(sent.id)).content == "second"
        theirs = await alice.say(house.general, "mine")
        assert [m.id async for m in channel.history(limit=2)] == [theirs.id, sent.id]
        with pytest.raises(discord.Forbidden) as not_mine:
            await channel.get_partial_message(theirs.id).edit(content="yours")
        with pytest.raises(discord.Forbidden) as not_allowed:
            await channel.get_partial_message(theirs.id).delete()
        await sent.delete()
        with pytest.raises(discord.NotFound) as gone:
            await channel.fetch_message(sent.id)
    assert (not_mine.value.code, not_allowed.value.code, gone.value.code) == (50005, 50013, 10008)


async def test_files_come_with_a_message(sandbox: Sandbox, house: House) -> None:
    """A message with a file arrives as a form with the JSON beside it."""
    async with running(sandbox, Bot()) as bot:
        channel = bot.get_partial_messageable(house.general.id)
        sent = await channel.send("see", file=discord.File(io.BytesIO(b"abc"), "report.txt"))
    assert [(a.filename, a.size) for a in sent.attachments] == [("report.txt", 3)]


async def test_threads_have_their_own_permission(sandbox: Sandbox, house: House) -> None:
    """In a thread it is the permission for threads that counts, not that for channels."""
    async with running(sandbox, Bot()) as bot:
        channel = await bot.fetch_channel(house.general.id)
        assert isinstance(channel, discord.TextChannel)
        start = await channel.send("start")
        thread = await start.create_thread(name="talk", auto_archive_duration=60)
        assert thread.id == start.id
        await thread.send("inside")
        sandbox.admin.overwrite(house.general, house.guild.roles[house.guild.id], deny=1 << 38)
        with pytest.raises(discord.Forbidden) as refused:
            await thread.send("not any more")
        await channel.send("still here")
        with pytest.raises(discord.HTTPException) as twice:
            await start.create_thread(name="again")
    assert refused.value.code == 50013
    assert twice.value.code == 160004
    assert [m.content for m in sandbox.messages(sandbox.channel("talk"))] == ["inside"]


async def test_a_forum_post_is_told_of_before_its_message(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """A new post comes as a thread with its title; the first message comes after, with its id."""
    seen: list[tuple[str, bool]] = []

    class Watcher(Bot):
        async def on_thread_create(self, thread: discord.Thread) -> None:
            try:
                await thread.fetch_message(thread.id)
            except discord.NotFound:
                seen.append((thread.name, False))
            await thread.send("welcome")

    async with running(sandbox, Watcher()):
        post = await alice.open_thread(house.forum, "How do I start?")
        welcome = await sandbox.next_message(post)
        assert seen == [("How do I start?", False)]
        other = await alice.post(house.forum, "And then?", "What comes next")
        await sandbox.next_message(other)
    first = sandbox.messages(other)[0]
    assert (first.id, first.content) == (other.id, "What comes next")
    assert welcome.content == "welcome"


async def test_a_thread_that_the_bot_merely_joins_is_not_new(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """A thread event without `newly_created` means access, not a new thread."""
    joined: list[str] = []

    class Watcher(Bot):
        async def on_thread_join(self, thread: discord.Thread) -> None:
            joined.append(thread.name)
            await thread.send("hello")

    async with running(sandbox, Watcher()):
        old = house.world.add_thread(
            house.general, "old talk", alice.user, ChannelType.PUBLIC_THREAD
        )
        sandbox.admin.add_bot_to_thread(old)
        await sandbox.next_message(old)
    assert joined == ["old talk"]


async def test_the_bot_opens_posts_and_direct_messages(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """The bot can open a forum post and write to a member; who takes no messages is left alone."""
    async with running(sandbox, Bot()) as bot:
        forum = await bot.fetch_channel(house.forum.id)
        assert isinstance(forum, discord.ForumChannel)
        made = await forum.create_thread(name="News", content="first")
        assert made.message.id == made.thread.id
        user = await bot.fetch_user(alice.user.id)
        await user.send("psst")
        assert sandbox.messages(await alice.direct(), seen_by=alice)[-1].content == "psst"
        alice.user.takes_direct_messages = False
        with pytest.raises(discord.Forbidden) as shut:
            await user.send("psst again")
    assert shut.value.code == 50007
