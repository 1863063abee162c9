"""Where a moderator switched it on, the bot answers unasked: an answer, once, or nothing."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord.options import CooldownLimits
from bot.ledger.ledger import Ledger
from bot.ledger.records import Listening
from bot.sandbox import Channel, ChannelType
from bot.sandbox.message_payloads import message as payload
from tests.discord.conftest import Room, Running, Starter

HOT = "How hot did the kiln get?"


async def listen(room: Room, switch: str, channel: Channel) -> str:
    done = await room.mona.ask_command(
        "faq listen", in_channel=room.general, switch=switch, channel=channel.id
    )
    assert done.message is not None
    assert done.message.ephemeral
    return done.message.text


async def test_listening_needs_the_intent(room: Room, running: Running) -> None:
    """Without message content the switch refuses, and names the setting and the portal's switch."""
    said = await listen(room, "on", room.general)
    assert "FOOTNOTE_MESSAGE_CONTENT=true" in said
    assert "Message Content Intent" in said
    assert running.client.service.listening == set()


async def test_an_answer_is_given_without_a_mention(room: Room, start: Starter) -> None:
    """Where it listens the bot answers a question that the article answers."""
    await start(message_content=True)
    assert "Now I listen" in await listen(room, "on", room.general)
    await room.alice.say(room.general, HOT)
    assert "1,240 degrees" in (await room.sandbox.next_message(room.general)).text


async def test_listening_outlives_a_restart(room: Room, start: Starter) -> None:
    """The switch is kept, until it is switched off."""
    first = await start(message_content=True)
    await listen(room, "on", room.general)
    await first.stop()
    await start(message_content=True)
    await room.alice.say(room.general, HOT)
    await room.sandbox.next_message(room.general)
    assert "no longer" in await listen(room, "off", room.general)
    await room.alice.say(room.general, HOT)
    assert await room.silent(room.general)


@pytest.fixture
async def hall(room: Room, start: Starter, ledger: Ledger) -> Channel:
    """A channel in which the bot listens."""
    ledger.listen(Listening(room.guild.id, room.general.id))
    await start(message_content=True)
    return room.general


@pytest.mark.parametrize(
    "text", ["how much did the kiln cost", "hello", "thanks!", "nice weather today", "kiln"]
)
async def test_everything_but_an_answer_is_silence(room: Room, hall: Channel, text: str) -> None:
    """What is not covered, unsure or small talk gets no word where nobody asked the bot."""
    await room.alice.say(hall, text)
    assert await room.silent(hall)


async def test_a_reply_to_a_person_is_left_to_them(room: Room, hall: Channel) -> None:
    """A reply to somebody else is their conversation."""
    first = await room.bob.say(hall, "morning")
    await room.alice.say(hall, HOT, reply_to=first)
    assert await room.silent(hall)


async def test_a_question_to_a_named_person_is_left_to_them(room: Room, hall: Channel) -> None:
    """Who mentions another member asks them and not the room."""
    await room.alice.say(hall, f"<@{room.bob.user.id}> {HOT}")
    assert await room.silent(hall)


@pytest.mark.parametrize(
    "text",
    [
        "the kiln reached 1,240 degrees lol",
        f"{HOT} never mind, found it",
        f"bob, {HOT}",
        f"@mods {HOT}",
        "how hot is it here",
        f"> {HOT}\n1,240",
    ],
)
async def test_talk_is_left_alone(room: Room, hall: Channel, text: str) -> None:
    """A statement, a question taken back, to somebody, about the place, or quoted gets no word."""
    await room.alice.say(hall, text)
    assert await room.silent(hall)


async def test_who_spoke_before_may_be_called_by_name(room: Room, hall: Channel) -> None:
    """A question that begins with the name of who spoke just before is for them."""
    room.sandbox.world.add_member(room.guild, "will")
    await room.sandbox.member("will").say(hall, "morning")
    await room.alice.say(hall, f"Will, {HOT}")
    assert await room.silent(hall)


async def test_who_writes_much_is_not_even_looked_up(
    room: Room, start: Starter, ledger: Ledger
) -> None:
    """The cool-down comes before the work, and what is only looked at does not count as asked."""
    ledger.listen(Listening(room.guild.id, room.general.id))
    await start(message_content=True, cooldown=CooldownLimits(member=1, channel=9, seconds=1_000.0))
    await room.bob.say(room.general, "why did the kiln burst?")
    await room.bob.say(room.general, HOT)
    assert await room.silent(room.general)
    assert "Mara" in (await room.asked("Who built the kiln?", by="bob")).text


async def test_talk_uses_no_cool_down_up(room: Room, start: Starter, ledger: Ledger) -> None:
    """What can't be for the bot is not even counted."""
    ledger.listen(Listening(room.guild.id, room.general.id))
    await start(message_content=True, cooldown=CooldownLimits(member=1, channel=9, seconds=1_000.0))
    await room.bob.say(room.general, "the kiln is hot")
    await room.bob.say(room.general, HOT)
    assert "1,240" in (await room.sandbox.next_message(room.general)).text


async def test_a_deleted_channel_is_listened_to_no_more(
    room: Room, hall: Channel, ledger: Ledger, start: Starter
) -> None:
    """What is deleted is forgotten, so that nobody has to switch off what is not there."""
    room.sandbox.admin.delete_channel(hall)
    await room.asked(HOT, channel=await room.alice.direct())
    await start.running[0].client.service.recorder.do(lambda _: None)
    assert ledger.listening() == ()


async def test_it_is_answered_once_though_told_twice(room: Room, hall: Channel) -> None:
    """The same message sent again by the gateway gets no second answer."""
    message = await room.alice.say(hall, HOT)
    await room.sandbox.next_message(hall)
    room.sandbox.realm.switchboard.in_channel(
        "MESSAGE_CREATE", hall, payload(room.sandbox.world, message)
    )
    assert await room.silent(hall)


async def test_a_person_who_answered_first_has_the_word(room: Room, hall: Channel) -> None:
    """What the bot hears late is not answered if a person has answered meanwhile."""
    await room.asked(HOT, channel=hall)
    room.sandbox.gateway.drop()
    question = await room.alice.say(hall, "who built the kiln?")
    await room.bob.say(hall, "Mara did!", reply_to=question)
    await room.sandbox.gateway.connected()
    assert await room.silent(hall)


async def test_a_thread_of_a_listening_channel_is_listened_to(room: Room, hall: Channel) -> None:
    """Threads belong to their channel."""
    thread = await room.alice.open_thread(hall, "about kilns")
    await room.alice.say(thread, HOT)
    assert "1,240" in (await room.sandbox.next_message(thread)).text


@pytest.mark.usefixtures("running")
async def test_a_forum_post_is_answered_from_its_title(room: Room) -> None:
    """Without message content a new post is answered once, from the title alone."""
    assert "from their titles" in await listen(room, "on", room.forum)
    post = await room.alice.post(room.forum, HOT, "I would like to know.")
    answer = await room.sandbox.next_message(post)
    assert "1,240 degrees" in answer.text
    await room.alice.say(post, "who built the kiln?")
    assert await room.silent(post)


async def test_a_forum_post_is_answered_from_its_text(
    room: Room, start: Starter, ledger: Ledger
) -> None:
    """With message content the text counts where the title does not say enough."""
    ledger.listen(Listening(room.guild.id, room.forum.id))
    await start(message_content=True)
    post = await room.alice.post(room.forum, "A question", "Who built the kiln?")
    assert "Mara" in (await room.sandbox.next_message(post)).text


@pytest.mark.usefixtures("running")
async def test_a_title_needs_no_question_mark(room: Room) -> None:
    """A post in a forum asks by being there."""
    await listen(room, "on", room.forum)
    post = await room.alice.post(room.forum, "Kiln temperature", "Anybody?")
    assert "1,240 degrees" in (await room.sandbox.next_message(post)).text


@pytest.mark.usefixtures("running")
async def test_a_forum_post_that_is_not_covered_gets_silence(room: Room) -> None:
    """Only an answer is posted."""
    await listen(room, "on", room.forum)
    post = await room.alice.post(room.forum, "What is the weather like?", "Just asking.")
    assert await room.untouched(post)


@pytest.mark.usefixtures("running")
async def test_a_forum_post_of_a_bot_gets_silence(room: Room) -> None:
    """A forum post is never answered to a bot."""
    await listen(room, "on", room.forum)
    world = room.sandbox.world
    world.add_member(room.guild, world.add_user("feed", bot=True))
    post = await room.sandbox.member("feed").post(room.forum, HOT, "Posted by machine.")
    assert await room.untouched(post)


@pytest.mark.usefixtures("running")
async def test_a_forum_post_without_a_message_is_waited_for(room: Room) -> None:
    """The title may come before the first message stands there."""
    await listen(room, "on", room.forum)
    post = await room.alice.open_thread(room.forum, HOT)
    await asyncio.sleep(0)
    await room.alice.say(post, "It is all in the title.")
    assert "1,240" in (await room.sandbox.next_message(post)).text


@pytest.mark.usefixtures("running")
async def test_a_post_that_a_person_has_answered_is_left_alone(room: Room) -> None:
    """Whoever was there first has the word."""
    await listen(room, "on", room.forum)
    post = await room.alice.open_thread(room.forum, HOT)
    await room.bob.say(post, "1,240 degrees!")
    await room.alice.say(post, "Thank you.")
    assert await room.silent(post)


@pytest.mark.usefixtures("running")
async def test_access_to_an_old_post_is_no_new_post(room: Room) -> None:
    """When the bot merely gains access to a post, it is not answered."""
    await listen(room, "on", room.forum)
    world = room.sandbox.world
    post = world.add_thread(room.forum, HOT, room.alice.user, ChannelType.PUBLIC_THREAD)
    room.sandbox.admin.add_bot_to_thread(post)
    assert await room.untouched(post)


@pytest.mark.usefixtures("running")
async def test_a_post_that_mentions_the_bot_gets_one_answer(room: Room) -> None:
    """A mention in the first message of a post is answered as a mention, and that is all."""
    await listen(room, "on", room.forum)
    post = await room.alice.post(room.forum, HOT, f"{room.sandbox.bot_mention} {HOT}")
    await room.sandbox.next_message(post)
    assert await room.silent(post)
