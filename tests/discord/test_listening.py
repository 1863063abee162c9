"""Where a moderator switched it on, the bot answers unasked: an answer, once, or nothing."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord.options import CooldownLimits
from bot.discord.servers import OWNER, forget_others, switch_on
from bot.ledger.records import Listening
from bot.sandbox import Channel
from bot.sandbox.payloads import message_payload as payload
from tests.discord.server import HOT, Running, Server

ANSWER = "1,240 degrees"


async def listening(server: Server, channel: Channel, **options: object) -> Channel:
    """Start the bot, which listens in a channel and may read what is said there."""
    server.ledger.listen(Listening(server.guild.id, channel.id))
    await server.start(message_content=True, **options)
    return channel


@pytest.fixture
async def hall(server: Server) -> Channel:
    """A channel in which the bot listens."""
    return await listening(server, server.general)


@pytest.fixture
async def forum(server: Server, running: Running) -> Channel:
    """A forum in which the bot listens, which may not read what is said there."""
    del running
    assert "from their titles" in await server.listens(server.forum)
    return server.forum


@pytest.mark.usefixtures("running")
async def test_listening_needs_the_intent(server: Server) -> None:
    """Without message content the switch refuses, and names the setting and the portal's switch."""
    said = await server.listens(server.general)
    assert "FOOTNOTE_MESSAGE_CONTENT=true" in said
    assert "Message Content Intent" in said
    assert server.service.listening == set()


async def test_an_answer_is_given_without_a_mention(server: Server) -> None:
    """Where it listens it answers what the article answers; the switch outlives a restart."""
    await server.start(message_content=True)
    assert "Now I listen" in await server.listens(server.general)
    assert ANSWER in (await server.overheard()).text
    await server.start.again(message_content=True)
    assert ANSWER in (await server.overheard()).text
    assert "no longer" in await server.listens(server.general, "off")
    assert await server.silent(server.general, after=HOT)


@pytest.mark.parametrize(
    "text",
    [
        # Not covered, small talk, unsure.
        *("how much did the kiln cost", "hello", "thanks!", "nice weather today", "kiln"),
        # A statement, a question taken back, to somebody, about the place, or quoted.
        *("the kiln reached 1,240 degrees lol", f"{HOT} never mind, found it", f"bob, {HOT}"),
        *(f"@mods {HOT}", "how hot is it here", f"> {HOT}\n1,240", f"<@BOB> {HOT}"),
    ],
)
async def test_all_but_an_answer_is_silence(server: Server, hall: Channel, text: str) -> None:
    """Where nobody asked the bot, it says nothing to talk, nor to what is said to a person."""
    assert await server.silent(hall, after=text.replace("BOB", str(server.bob.user.id)))


async def test_what_is_said_to_somebody_is_left_to_them(server: Server, hall: Channel) -> None:
    """Neither a reply to somebody nor a question that begins with their name is for the bot."""
    server.sandbox.world.add_member(server.guild, "will")
    morning = await server.sandbox.member("will").say(hall, "morning")
    assert await server.silent(hall, after=f"Will, {HOT}")
    await server.alice.say(hall, HOT, reply_to=morning)
    assert await server.silent(hall)


@pytest.mark.parametrize(
    ("before", "answered"), [("the kiln is hot", True), ("why did the kiln burst?", False)]
)
async def test_who_writes_much_is_not_looked_up(
    server: Server, before: str, *, answered: bool
) -> None:
    """The cool-down comes before the work; what is not for the bot, or only looked at, is free."""
    limits = CooldownLimits(member=1, channel=9, seconds=1_000.0)
    hall = await listening(server, server.general, cooldown=limits)
    await server.bob.say(hall, before)
    await server.bob.say(hall, HOT)
    if answered:
        assert ANSWER in (await server.next_message()).text
    else:
        assert await server.silent(hall)
        assert "Mara" in (await server.asked("Who built the kiln?", by="bob")).text


async def test_it_is_answered_once_though_told_twice(server: Server, hall: Channel) -> None:
    """The same message sent again by the gateway gets no second answer."""
    message = await server.alice.say(hall, HOT)
    await server.next_message(hall)
    again = payload(server.sandbox.world, message)
    server.sandbox.services.sessions.dispatch_in_channel("MESSAGE_CREATE", hall, again)
    assert await server.silent(hall)


async def test_a_person_who_answered_first_has_the_word(server: Server, hall: Channel) -> None:
    """What the bot hears late is not answered if a person has answered meanwhile."""
    await server.asked(channel=hall)
    server.sandbox.gateway.drop()
    question = await server.alice.say(hall, "who built the kiln?")
    await server.bob.say(hall, "Mara did!", reply_to=question)
    await server.sandbox.gateway.connected()
    assert await server.silent(hall)


async def test_a_thread_of_such_a_channel_is_listened_to(server: Server, hall: Channel) -> None:
    """Threads belong to their channel."""
    thread = await server.alice.open_thread(hall, "about kilns")
    assert ANSWER in (await server.overheard(HOT, thread)).text


# --- Posts of a forum ---


@pytest.mark.parametrize("title", [HOT, "Kiln temperature"])
async def test_a_post_is_answered_by_its_title(server: Server, forum: Channel, title: str) -> None:
    """Without message content a new post is answered once, from the title; it asks by being."""
    post = await server.alice.post(forum, title, "I would like to know.")
    assert ANSWER in (await server.next_message(post)).text
    assert await server.silent(post, after="who built the kiln?")


async def test_a_forum_post_is_answered_from_its_text(server: Server) -> None:
    """With message content the text counts where the title does not say enough."""
    forum = await listening(server, server.forum)
    post = await server.alice.post(forum, "A question", "Who built the kiln?")
    assert "Mara" in (await server.next_message(post)).text


@pytest.mark.parametrize(("by", "title"), [("alice", "What is the weather like?"), ("feed", HOT)])
async def test_a_forum_post_gets_an_answer_or_silence(
    server: Server, forum: Channel, by: str, title: str
) -> None:
    """What is not covered gets no word, and nothing is said to a bot."""
    world = server.sandbox.world
    world.add_member(server.guild, world.add_user("feed", bot=True))
    post = await server.sandbox.member(by).post(forum, title, "Just asking.")
    assert await server.untouched(post)


async def test_a_forum_post_without_a_message_is_waited_for(server: Server, forum: Channel) -> None:
    """The title may come before the first message stands there."""
    post = await server.alice.open_thread(forum, HOT)
    await asyncio.sleep(0)
    assert ANSWER in (await server.overheard("It is all in the title.", post)).text


async def test_a_post_that_a_person_answered_is_left_alone(server: Server, forum: Channel) -> None:
    """Whoever was there first has the word."""
    post = await server.alice.open_thread(forum, HOT)
    await server.bob.say(post, "1,240 degrees!")
    assert await server.silent(post, after="Thank you.")


async def test_access_to_an_old_post_is_no_new_post(server: Server, forum: Channel) -> None:
    """When the bot merely gains access to a post, it is not answered."""
    post = server.sandbox.world.add_thread(forum, HOT, server.alice.user)
    server.sandbox.admin.add_bot_to_thread(post)
    assert await server.untouched(post)


async def test_a_post_that_mentions_the_bot_gets_one_answer(server: Server, forum: Channel) -> None:
    """A mention in the first message of a post is answered as a mention, and that is all."""
    post = await server.alice.post(forum, HOT, server.calling(HOT))
    await server.next_message(post)
    assert await server.silent(post)


# --- What is remembered goes with what it is about ---


async def until_left(server: Server, *channels: int) -> None:
    """Wait until so few channels are remembered, and listened to."""

    def so() -> bool:
        kept = {one.channel for one in server.ledger.listening()}
        return kept == {*channels} == server.service.listening

    async with asyncio.timeout(60):
        while not so():  # noqa: ASYNC110  the client tells no test when a handler has ended
            await asyncio.sleep(0.02)


def remember(server: Server, guild: int, channel: int) -> None:
    """Have all kept of a channel that is kept of one."""
    server.ledger.listen(Listening(guild, channel))
    server.ledger.keep_note(f"scope:{guild}:{channel}", "kiln.txt")
    switch_on(server.ledger, guild, channel)


async def test_a_deleted_channel_is_forgotten(server: Server) -> None:
    """So that nobody has to switch off listening, or set free, what is not there."""
    remember(server, server.guild.id, server.quiet.id)
    await server.start()
    server.sandbox.admin.delete_channel(server.quiet)
    await until_left(server)
    await server.service.recorder.do(lambda _: None)  # what was begun before it is done
    assert server.ledger.notes("scope:") == {}


async def test_a_server_that_removes_the_bot_is_forgotten(server: Server) -> None:
    """What is kept of its channels goes; that of a server that is merely unavailable stays."""
    world, here, general = server.sandbox.world, server.guild.id, server.general.id
    other = world.add_guild("Other room")
    remember(server, here, general)
    for name in ("hall", "yard"):
        remember(server, other.id, world.add_channel(other, name).id)
    await server.start()
    server.sandbox.admin.outage(server.guild)
    server.sandbox.admin.remove_bot(other)
    await until_left(server, general)
    assert set(server.ledger.notes("scope:")) == {f"scope:{here}:{general}"}
    assert set(server.service.scopes) == {general}
    assert set(server.ledger.notes("gaps-channel:")) == {f"gaps-channel:{here}"}


async def test_a_server_that_removed_the_bot_meanwhile_is_forgotten(server: Server) -> None:
    """Nobody tells of it; a server that is unavailable just then, and other shards', stay."""
    here = server.guild.id
    away = server.sandbox.world.add_guild("Away", with_id=here + (2 << 22))
    gone, elsewhere = here + (4 << 22), here + (1 << 22)
    for channel, guild in enumerate((here, away.id, gone, elsewhere), start=1):
        remember(server, guild, channel)
    away.available = False
    server.start.launch(shard_count=2, shard_ids=((here >> 22) % 2,))
    await server.sandbox.gateway.connected()
    await until_left(server, 1, 2, 4)
    assert set(server.service.scopes) == {1, 2, 4}


async def test_another_application_with_the_same_database_forgets_nothing(server: Server) -> None:
    """Who tries the bot with a second token leaves alone what was switched on for the first."""
    server.ledger.listen(Listening(server.guild.id + (1 << 22), 1))
    server.ledger.keep_note(OWNER, "1")
    client = (await server.start()).client
    await client.wait_until_ready()
    await forget_others(client)
    assert [one.channel for one in server.ledger.listening()] == [1]
    server.ledger.keep_note(OWNER, str(client.application_id))
    await forget_others(client)
    assert not server.ledger.listening()
