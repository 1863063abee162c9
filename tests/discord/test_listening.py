"""Where a moderator switched it on, the bot answers unasked: an answer, once, or nothing."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord.options import CooldownLimits
from bot.ledger.ledger import Ledger
from bot.ledger.records import Listening
from bot.sandbox import Channel
from bot.sandbox.payloads import message_payload as payload
from tests.discord.conftest import DiscordServer, Running, Starter

HOT = "How hot did the kiln get?"


async def test_listening_needs_the_intent(server: DiscordServer, running: Running) -> None:
    """Without message content the switch refuses, and names the setting and the portal's switch."""
    said = await server.listens(server.general)
    assert "FOOTNOTE_MESSAGE_CONTENT=true" in said
    assert "Message Content Intent" in said
    assert running.client.service.listening == set()


async def test_an_answer_is_given_without_a_mention(server: DiscordServer, start: Starter) -> None:
    """Where it listens it answers what the article answers; the switch outlives a restart."""
    first = await start(message_content=True)
    assert "Now I listen" in await server.listens(server.general)
    for again in (True, False):
        await server.alice.say(server.general, HOT)
        assert "1,240 degrees" in (await server.sandbox.next_message(server.general)).text
        if again:
            await first.stop()
            await start(message_content=True)
    assert "no longer" in await server.listens(server.general, "off")
    await server.alice.say(server.general, HOT)
    assert await server.silent(server.general)


@pytest.fixture
async def hall(server: DiscordServer, start: Starter, ledger: Ledger) -> Channel:
    """A channel in which the bot listens."""
    ledger.listen(Listening(server.guild.id, server.general.id))
    await start(message_content=True)
    return server.general


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
async def test_everything_but_an_answer_is_silence(
    server: DiscordServer, hall: Channel, text: str
) -> None:
    """Where nobody asked the bot, it says nothing to talk, nor to what is said to a person."""
    await server.alice.say(hall, text.replace("BOB", str(server.bob.user.id)))
    assert await server.silent(hall)


async def test_a_reply_to_a_person_is_left_to_them(server: DiscordServer, hall: Channel) -> None:
    """A reply to somebody else is their conversation."""
    first = await server.bob.say(hall, "morning")
    await server.alice.say(hall, HOT, reply_to=first)
    assert await server.silent(hall)


async def test_who_spoke_before_may_be_called_by_name(server: DiscordServer, hall: Channel) -> None:
    """A question that begins with the name of who spoke just before is for them."""
    server.sandbox.world.add_member(server.guild, "will")
    await server.sandbox.member("will").say(hall, "morning")
    await server.alice.say(hall, f"Will, {HOT}")
    assert await server.silent(hall)


@pytest.mark.parametrize(
    ("before", "answered"), [("the kiln is hot", True), ("why did the kiln burst?", False)]
)
async def test_who_writes_much_is_not_even_looked_up(
    server: DiscordServer, start: Starter, ledger: Ledger, before: str, *, answered: bool
) -> None:
    """The cool-down comes before the work; what can't be for the bot does not even count.

    What is only looked at does not count as asked.
    """
    ledger.listen(Listening(server.guild.id, server.general.id))
    await start(message_content=True, cooldown=CooldownLimits(member=1, channel=9, seconds=1_000.0))
    await server.bob.say(server.general, before)
    await server.bob.say(server.general, HOT)
    if answered:
        assert "1,240" in (await server.sandbox.next_message(server.general)).text
    else:
        assert await server.silent(server.general)
        assert "Mara" in (await server.asked("Who built the kiln?", by="bob")).text


async def test_a_deleted_channel_is_listened_to_no_more(
    server: DiscordServer, hall: Channel, ledger: Ledger, start: Starter
) -> None:
    """What is deleted is forgotten, so that nobody has to switch off what is not there."""
    server.sandbox.admin.delete_channel(hall)
    await server.asked(HOT, channel=await server.alice.direct())
    await start.running[0].client.service.recorder.do(lambda _: None)
    assert ledger.listening() == ()


async def test_it_is_answered_once_though_told_twice(server: DiscordServer, hall: Channel) -> None:
    """The same message sent again by the gateway gets no second answer."""
    message = await server.alice.say(hall, HOT)
    await server.sandbox.next_message(hall)
    server.sandbox.services.sessions.dispatch_in_channel(
        "MESSAGE_CREATE", hall, payload(server.sandbox.world, message)
    )
    assert await server.silent(hall)


async def test_a_person_who_answered_first_has_the_word(
    server: DiscordServer, hall: Channel
) -> None:
    """What the bot hears late is not answered if a person has answered meanwhile."""
    await server.asked(HOT, channel=hall)
    server.sandbox.gateway.drop()
    question = await server.alice.say(hall, "who built the kiln?")
    await server.bob.say(hall, "Mara did!", reply_to=question)
    await server.sandbox.gateway.connected()
    assert await server.silent(hall)


async def test_a_thread_of_a_listening_channel_is_listened_to(
    server: DiscordServer, hall: Channel
) -> None:
    """Threads belong to their channel."""
    thread = await server.alice.open_thread(hall, "about kilns")
    await server.alice.say(thread, HOT)
    assert "1,240" in (await server.sandbox.next_message(thread)).text


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("title", [HOT, "Kiln temperature"])
async def test_a_forum_post_is_answered_from_its_title(server: DiscordServer, title: str) -> None:
    """Without message content a new post is answered once, from the title; it asks by being."""
    assert "from their titles" in await server.listens(server.forum)
    post = await server.alice.post(server.forum, title, "I would like to know.")
    answer = await server.sandbox.next_message(post)
    assert "1,240 degrees" in answer.text
    await server.alice.say(post, "who built the kiln?")
    assert await server.silent(post)


async def test_a_forum_post_is_answered_from_its_text(
    server: DiscordServer, start: Starter, ledger: Ledger
) -> None:
    """With message content the text counts where the title does not say enough."""
    ledger.listen(Listening(server.guild.id, server.forum.id))
    await start(message_content=True)
    post = await server.alice.post(server.forum, "A question", "Who built the kiln?")
    assert "Mara" in (await server.sandbox.next_message(post)).text


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(("by", "title"), [("alice", "What is the weather like?"), ("feed", HOT)])
async def test_a_forum_post_gets_an_answer_or_silence(
    server: DiscordServer, by: str, title: str
) -> None:
    """What is not covered gets no word, and nothing is said to a bot."""
    await server.listens(server.forum)
    world = server.sandbox.world
    world.add_member(server.guild, world.add_user("feed", bot=True))
    post = await server.sandbox.member(by).post(server.forum, title, "Just asking.")
    assert await server.untouched(post)


@pytest.mark.usefixtures("running")
async def test_a_forum_post_without_a_message_is_waited_for(server: DiscordServer) -> None:
    """The title may come before the first message stands there."""
    await server.listens(server.forum)
    post = await server.alice.open_thread(server.forum, HOT)
    await asyncio.sleep(0)
    await server.alice.say(post, "It is all in the title.")
    assert "1,240" in (await server.sandbox.next_message(post)).text


@pytest.mark.usefixtures("running")
async def test_a_post_that_a_person_has_answered_is_left_alone(server: DiscordServer) -> None:
    """Whoever was there first has the word."""
    await server.listens(server.forum)
    post = await server.alice.open_thread(server.forum, HOT)
    await server.bob.say(post, "1,240 degrees!")
    await server.alice.say(post, "Thank you.")
    assert await server.silent(post)


@pytest.mark.usefixtures("running")
async def test_access_to_an_old_post_is_no_new_post(server: DiscordServer) -> None:
    """When the bot merely gains access to a post, it is not answered."""
    await server.listens(server.forum)
    world = server.sandbox.world
    post = world.add_thread(server.forum, HOT, server.alice.user)
    server.sandbox.admin.add_bot_to_thread(post)
    assert await server.untouched(post)


@pytest.mark.usefixtures("running")
async def test_a_post_that_mentions_the_bot_gets_one_answer(server: DiscordServer) -> None:
    """A mention in the first message of a post is answered as a mention, and that is all."""
    await server.listens(server.forum)
    post = await server.alice.post(server.forum, HOT, f"{server.sandbox.bot_mention} {HOT}")
    await server.sandbox.next_message(post)
    assert await server.silent(post)
