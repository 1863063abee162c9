"""An answer goes where its question goes: deleted, corrected, or answered a second time."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord.options import CooldownLimits
from bot.sandbox import Channel, Message, Permission
from tests.discord.conftest import Room, Running, Starter
from tests.discord.test_asking import ask
from tests.discord.test_clicks import pressed
from tests.discord.test_faults import MESSAGES, answers, mention

HOT = "How hot did the kiln get?"
BUILT = "Mara Lindqvist built it in 2019."


async def gone(room: Room, card: Message) -> None:
    """Wait until a card does not stand any more."""
    world = room.sandbox.world
    await room.sandbox.hub.until(lambda: not world.stands(card) or None, "the card to be gone")


async def changed(room: Room, card: Message, text: str) -> None:
    """Wait until a card says something."""
    await room.sandbox.hub.until(lambda: text in card.text or None, f"the card to say {text}")


def cards(room: Room, channel: Channel | None = None) -> list[Message]:
    bot = room.sandbox.bot.id
    said = room.sandbox.messages(channel or room.general)
    return [one for one in said if one.author_id == bot and not one.ephemeral]


async def caught_up(room: Room) -> None:
    """Let the bot deal with all that came before."""
    direct = await room.bob.direct()
    for _ in range(2):  # the first of them may overtake an answer
        await room.bob.say(direct, HOT)
        await room.sandbox.next_message(direct)


def called(room: Room, text: str) -> str:
    return f"{room.sandbox.bot_mention} {text}"


# --- Deleted ---


@pytest.mark.usefixtures("running")
async def test_a_deleted_question_is_quoted_no_more(room: Room) -> None:
    """Who deletes a question takes its card away with it; other cards stay."""
    asked = await mention(room)
    await mention(room, "who built the kiln?")
    card, other = await answers(room, room.general, 2)
    await room.alice.delete(asked)
    await gone(room, card)
    assert cards(room) == [other]


@pytest.mark.usefixtures("running")
async def test_many_questions_deleted_at_once_are_quoted_no_more(room: Room) -> None:
    """A moderator's purge takes the cards with it."""
    asked = [await mention(room), await mention(room, "who built the kiln?")]
    first, second = await answers(room, room.general, 2)
    room.sandbox.realm.posting.purge(asked)
    await gone(room, first)
    await gone(room, second)


@pytest.mark.usefixtures("running")
async def test_a_question_answered_from_the_menu_is_quoted_no_more(room: Room) -> None:
    """Whoever had it answered: when its author deletes the message, the card goes."""
    asked = await room.alice.say(room.general, "who built the kiln?")
    card = (await room.bob.context_menu("Answer this", asked)).message
    assert card is not None
    await room.alice.delete(asked)
    await gone(room, card)


async def test_a_question_deleted_while_it_is_answered_gets_no_card(
    room: Room, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that Discord takes in only after its question was deleted is taken away."""
    release, answered = room.sandbox.faults.hold("POST", MESSAGES), asyncio.Event()
    monkeypatch.setattr(running.client.service.recorder, "count", lambda _: answered.set())
    asked = await mention(room)
    await answered.wait()
    await room.alice.delete(asked)
    await ask(room, HOT, by="bob")  # by now the bot knows that the message is gone
    release.set()
    card = (await answers(room, room.general, 2))[-1]
    await gone(room, card)


@pytest.mark.usefixtures("running")
async def test_a_deleted_question_is_no_history(room: Room, running: Running) -> None:
    """What a member deleted does not count for what they ask next."""
    asked = await mention(room)
    (card,) = await answers(room, room.general, 1)
    await room.alice.delete(asked)
    await gone(room, card)
    conversations = running.client.service.conversations
    assert [one.history(0) for one in conversations._open.values()] == [()]  # noqa: SLF001


# --- Corrected ---


@pytest.mark.usefixtures("running")
async def test_a_corrected_question_is_answered_on_its_card(room: Room) -> None:
    """A correction within ten minutes brings the card up to date, and only the first one does."""
    asked = await mention(room, "how much did the kiln cost?")
    (card,) = await answers(room, room.general, 1)
    assert "The article doesn't say." in card.text
    await room.alice.edit(asked, called(room, "who built the kiln?"))
    await changed(room, card, BUILT)
    assert "asked\n**who built the kiln?**" in card.text
    await room.alice.edit(asked, called(room, HOT))
    await caught_up(room)
    assert BUILT in card.text
    assert cards(room) == [card]


@pytest.mark.usefixtures("running")
async def test_a_mention_that_was_forgotten_may_be_added(room: Room) -> None:
    """A message that calls the bot only since it was edited is answered."""
    asked = await room.alice.say(room.general, "who built the kiln?")
    await room.alice.edit(asked, called(room, "who built the kiln?"))
    (card,) = await answers(room, room.general, 1)
    assert BUILT in card.text
    assert card.reference is not None
    assert card.reference.message_id == asked.id


@pytest.mark.usefixtures("running")
async def test_a_message_that_says_the_same_is_not_answered_again(room: Room) -> None:
    """Discord tells of a message again when it shows a preview, pins it or mends a blank."""
    asked = await mention(room)
    await answers(room, room.general, 1)
    asked.body.content += " "
    room.sandbox.realm.posting.changed(asked, edited=False)
    await room.alice.edit(asked, called(room, f"  {HOT} "))
    quiet = await room.alice.say(room.general, HOT)
    room.sandbox.realm.posting.changed(quiet, edited=False)
    await caught_up(room)
    assert [card.edited_at for card in cards(room)] == [None]


@pytest.mark.usefixtures("running")
async def test_what_is_edited_later_is_left_alone(room: Room) -> None:
    """After ten minutes a card stays as it is."""
    asked = await mention(room)
    (card,) = await answers(room, room.general, 1)
    asked.body.content = called(room, "who built the kiln?")
    asked.edited_at = asked.created_at + 601
    room.sandbox.realm.posting.changed(asked, edited=False)
    await caught_up(room)
    assert card.edited_at is None


async def test_a_correction_counts_as_a_question(room: Room, start: Starter) -> None:
    """Who corrects faster than they may ask is told to wait, and the card stays."""
    await start(cooldown=CooldownLimits(member=1, channel=100, seconds=600))
    asked = await mention(room)
    (card,) = await answers(room, room.general, 1)
    await room.alice.edit(asked, called(room, "who built the kiln?"))
    assert "faster than I may answer" in (await answers(room, room.general, 2))[-1].text
    assert card.edited_at is None


@pytest.mark.usefixtures("running")
async def test_a_corrected_question_replaces_the_one_before(room: Room, running: Running) -> None:
    """The mistyped question does not count for what is asked next."""
    asked = await mention(room, "how much did the kiln cost?")
    (card,) = await answers(room, room.general, 1)
    await room.alice.edit(asked, called(room, "who built the kiln?"))
    await changed(room, card, BUILT)
    conversations = running.client.service.conversations
    (history,) = (one.history(0) for one in conversations._open.values())  # noqa: SLF001
    assert history == ("who built the kiln?",)


@pytest.mark.usefixtures("running")
async def test_a_card_that_was_deleted_does_not_come_back(room: Room) -> None:
    """Once somebody took the answer away, a correction brings none."""
    asked = await mention(room)
    (card,) = await answers(room, room.general, 1)
    await room.mona.delete(card)
    await room.alice.edit(asked, called(room, "who built the kiln?"))
    await caught_up(room)
    assert cards(room) == []


async def test_a_correction_where_the_bot_listens(room: Room, start: Starter) -> None:
    """There too the card follows its question, and goes if the article does not answer any more."""
    await start(message_content=True)
    await room.mona.ask_command(
        "faq listen", in_channel=room.general, switch="on", channel=room.general.id
    )
    first = await room.alice.say(room.general, HOT)
    card = await room.sandbox.next_message(room.general)
    await room.alice.edit(first, "who built the kiln?")
    await changed(room, card, BUILT)
    second = await room.alice.say(room.general, HOT)
    card = await room.sandbox.next_message(room.general)
    await room.alice.edit(second, "how much did the kiln cost?")
    await gone(room, card)


async def test_an_edit_behind_what_was_asked_changes_nothing(room: Room, start: Starter) -> None:
    """Of a long message its beginning was answered: that stays so until the beginning changes."""
    await start(question_length=50, message_content=True)
    long = "Who built the kiln?\n" + "I wonder and wonder. " * 5
    asked = await room.alice.say(room.general, long)
    card = (await room.bob.context_menu("Answer this", asked)).message
    assert card is not None
    assert BUILT in card.text
    assert not card.ephemeral
    await room.alice.edit(asked, f"{long} Really.")
    await caught_up(room)
    assert cards(room) == [card]


async def test_talk_that_is_overheard_puts_no_question_out_of_mind(
    room: Room, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the bot listens most is said to others: older answers still go with their question."""
    monkeypatch.setattr("bot.discord.tracking.KEPT", 1)
    await start(message_content=True)
    await room.mona.ask_command(
        "faq listen", in_channel=room.general, switch="on", channel=room.general.id
    )
    first = await room.alice.say(room.general, HOT)
    card = await room.sandbox.next_message(room.general)
    await room.bob.say(room.general, "thanks, that was hot")
    await room.alice.delete(first)
    await gone(room, card)


# --- Answered a second time ---


@pytest.mark.usefixtures("running")
async def test_a_second_helper_is_shown_the_answer_that_is_there(room: Room) -> None:
    """The menu's "Answer this" gives one card to a message; another press links to it."""
    asked = await room.alice.say(room.general, "who built the kiln?")
    card = (await room.bob.context_menu("Answer this", asked)).message
    assert card is not None
    again = (await room.mona.context_menu("Answer this", asked)).message
    assert again is not None
    assert again.ephemeral
    assert f"/{room.general.id}/{card.id}" in again.text
    assert cards(room) == [card]


@pytest.mark.usefixtures("running")
async def test_the_menu_links_to_the_answer_to_a_mention(room: Room) -> None:
    """It does not matter how the message was answered."""
    asked = await mention(room)
    (card,) = await answers(room, room.general, 1)
    again = (await room.bob.context_menu("Answer this", asked)).message
    assert again is not None
    assert f"/{room.general.id}/{card.id}" in again.text


@pytest.mark.usefixtures("running")
async def test_a_message_whose_card_is_gone_is_answered_again(room: Room) -> None:
    """A deleted card is none: the next press answers."""
    asked = await room.alice.say(room.general, "who built the kiln?")
    card = (await room.bob.context_menu("Answer this", asked)).message
    assert card is not None
    await room.bob.click(card, "Delete", until="acknowledged")
    await gone(room, card)
    again = (await room.mona.context_menu("Answer this", asked)).message
    assert again is not None
    assert BUILT in again.text
    assert not again.ephemeral


# --- Who may not write ---


@pytest.mark.usefixtures("running")
async def test_who_may_not_write_gets_answers_to_them_alone(room: Room) -> None:
    """A command, the menu and a follow-up are no way to have the bot write for all to see."""
    said = await room.bob.say(room.general, "who built the kiln?")
    before = await ask(room, HOT)
    assert not before.ephemeral
    room.sandbox.admin.overwrite(room.general, room.alice.user, deny=Permission.SEND_MESSAGES)
    assert (await ask(room, HOT)).ephemeral
    done = await room.alice.context_menu("Answer this", said)
    assert done.message is not None
    assert done.message.ephemeral
    assert BUILT in done.message.text
    assert (await pressed(room.alice, before, "Who built the kiln?")).ephemeral
    assert not (await ask(room, HOT, by="bob")).ephemeral


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("locked", [False, True])
async def test_in_a_thread_another_permission_counts(room: Room, *, locked: bool) -> None:
    """In threads it is Send Messages in Threads, and a lock keeps everybody else out."""
    thread = await room.bob.open_thread(room.general, "firing")
    room.sandbox.admin.overwrite(room.general, room.alice.user, deny=Permission.SEND_MESSAGES)
    done = await room.alice.ask_command("ask", in_channel=thread, question=HOT)
    assert not done.ephemeral
    if locked:
        room.sandbox.admin.lock(thread, locked=True)
    else:
        denied = Permission.SEND_MESSAGES_IN_THREADS
        room.sandbox.admin.overwrite(room.general, room.alice.user, deny=denied)
    done = await room.alice.ask_command("ask", in_channel=thread, question=HOT)
    assert done.ephemeral
