"""An answer goes where its question goes: deleted, corrected, or answered a second time."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord.options import CooldownLimits
from bot.sandbox import Message, Permission
from tests.discord.conftest import DiscordServer, Running, Starter
from tests.discord.test_asking import ask
from tests.discord.test_clicks import pressed
from tests.discord.test_faults import MESSAGES, answers, mention

HOT = "How hot did the kiln get?"
BUILT = "Mara Lindqvist built it in 2019."


async def changed(server: DiscordServer, card: Message, text: str) -> None:
    """Wait until a card says something."""
    await server.sandbox.events.until(lambda: text in card.text or None, f"the card to say {text}")


def cards(server: DiscordServer) -> list[Message]:
    return [one for one in server.said() if not one.ephemeral]


async def carded(server: DiscordServer, text: str = HOT) -> tuple[Message, Message]:
    """The first mention there, and the card that answers it."""
    asked = await mention(server, text)
    (card,) = await answers(server, server.general, 1)
    return asked, card


async def helped(server: DiscordServer) -> tuple[Message, Message]:
    """A message that asks nobody, and the card by which somebody else had it answered."""
    asked = await server.alice.say(server.general, "who built the kiln?")
    return asked, (await server.bob.context_menu("Answer this", asked)).shown


async def caught_up(server: DiscordServer) -> None:
    """Let the bot deal with all that came before."""
    direct = await server.bob.direct()
    for _ in range(2):  # the first of them may overtake an answer
        await server.bob.say(direct, HOT)
        await server.sandbox.next_message(direct)


def histories(running: Running) -> list[tuple[str, ...]]:
    """What counts as asked before, in each conversation."""
    conversations = running.client.service.conversations
    return [conversations.history(one, 0) for one in conversations._asked]  # noqa: SLF001


def called(server: DiscordServer, text: str) -> str:
    return f"{server.sandbox.bot_mention} {text}"


# --- Deleted ---


@pytest.mark.usefixtures("running")
async def test_a_deleted_question_is_quoted_no_more(
    server: DiscordServer, running: Running
) -> None:
    """Who deletes a question takes its card away with it; other cards stay.

    What a member deleted does not count for what they ask next.
    """
    asked = await mention(server)
    await mention(server, "who built the kiln?")
    card, other = await answers(server, server.general, 2)
    await server.alice.delete(asked)
    await server.gone(card)
    assert cards(server) == [other]
    assert histories(running) == [("who built the kiln?",)]


@pytest.mark.usefixtures("running")
async def test_many_questions_deleted_at_once_are_quoted_no_more(server: DiscordServer) -> None:
    """A moderator's purge takes the cards with it."""
    asked = [await mention(server), await mention(server, "who built the kiln?")]
    first, second = await answers(server, server.general, 2)
    server.sandbox.services.messages.purge(asked)
    await server.gone(first)
    await server.gone(second)


@pytest.mark.usefixtures("running")
async def test_a_question_answered_from_the_menu_is_quoted_no_more(server: DiscordServer) -> None:
    """Whoever had it answered: when its author deletes the message, the card goes."""
    asked, card = await helped(server)
    await server.alice.delete(asked)
    await server.gone(card)


async def test_a_question_deleted_while_it_is_answered_gets_no_card(
    server: DiscordServer, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that Discord takes in only after its question was deleted is taken away."""
    release, answered = server.sandbox.faults.hold("POST", MESSAGES), asyncio.Event()
    monkeypatch.setattr(running.client.service.recorder, "count", lambda _: answered.set())
    asked = await mention(server)
    await answered.wait()
    await server.alice.delete(asked)
    await ask(server, HOT, by="bob")  # by now the bot knows that the message is gone
    release.set()
    card = (await answers(server, server.general, 2))[-1]
    await server.gone(card)


# --- Corrected ---


@pytest.mark.usefixtures("running")
async def test_a_corrected_question_is_answered_on_its_card(
    server: DiscordServer, running: Running
) -> None:
    """A correction within ten minutes brings the card up to date, and only the first one does.

    The mistyped question does not count for what is asked next.
    """
    asked, card = await carded(server, "how much did the kiln cost?")
    assert "The article doesn't say." in card.text
    await server.alice.edit(asked, called(server, "who built the kiln?"))
    await changed(server, card, BUILT)
    assert "asked\n**who built the kiln?**" in card.text
    assert histories(running) == [("who built the kiln?",)]
    await server.alice.edit(asked, called(server, HOT))
    await caught_up(server)
    assert BUILT in card.text
    assert cards(server) == [card]


@pytest.mark.usefixtures("running")
async def test_a_mention_that_was_forgotten_may_be_added(server: DiscordServer) -> None:
    """A message that calls the bot only since it was edited is answered."""
    asked = await server.alice.say(server.general, "who built the kiln?")
    await server.alice.edit(asked, called(server, "who built the kiln?"))
    (card,) = await answers(server, server.general, 1)
    assert BUILT in card.text
    assert card.reference is not None
    assert card.reference.id == asked.id


@pytest.mark.usefixtures("running")
async def test_a_message_that_says_the_same_is_not_answered_again(server: DiscordServer) -> None:
    """Discord tells of a message again when it shows a preview, pins it or mends a blank."""
    asked = await mention(server)
    await answers(server, server.general, 1)
    asked.body.content += " "
    server.sandbox.services.messages.changed(asked, edited=False)
    await server.alice.edit(asked, called(server, f"  {HOT} "))
    quiet = await server.alice.say(server.general, HOT)
    server.sandbox.services.messages.changed(quiet, edited=False)
    await caught_up(server)
    assert [card.edited_at for card in cards(server)] == [None]


@pytest.mark.usefixtures("running")
async def test_what_is_edited_later_is_left_alone(server: DiscordServer) -> None:
    """After ten minutes a card stays as it is."""
    asked, card = await carded(server)
    asked.body.content = called(server, "who built the kiln?")
    asked.edited_at = asked.created_at + 601
    server.sandbox.services.messages.changed(asked, edited=False)
    await caught_up(server)
    assert card.edited_at is None


async def test_a_correction_counts_as_a_question(server: DiscordServer, start: Starter) -> None:
    """Who corrects faster than they may ask is told to wait, and the card stays."""
    await start(cooldown=CooldownLimits(member=1, channel=100, seconds=600))
    asked, card = await carded(server)
    await server.alice.edit(asked, called(server, "who built the kiln?"))
    assert "faster than I may answer" in (await answers(server, server.general, 2))[-1].text
    assert card.edited_at is None


@pytest.mark.usefixtures("running")
async def test_a_card_that_was_deleted_does_not_come_back(server: DiscordServer) -> None:
    """Once somebody took the answer away, a correction brings none."""
    asked, card = await carded(server)
    await server.mona.delete(card)
    await server.alice.edit(asked, called(server, "who built the kiln?"))
    await caught_up(server)
    assert cards(server) == []


async def test_a_correction_where_the_bot_listens(server: DiscordServer, start: Starter) -> None:
    """There too the card follows its question, and goes if the article does not answer any more."""
    await start(message_content=True)
    await server.listens(server.general)
    first = await server.alice.say(server.general, HOT)
    card = await server.sandbox.next_message(server.general)
    await server.alice.edit(first, "who built the kiln?")
    await changed(server, card, BUILT)
    second = await server.alice.say(server.general, HOT)
    card = await server.sandbox.next_message(server.general)
    await server.alice.edit(second, "how much did the kiln cost?")
    await server.gone(card)


async def test_an_edit_behind_what_was_asked_changes_nothing(
    server: DiscordServer, start: Starter
) -> None:
    """Of a long message its beginning was answered: that stays so until the beginning changes."""
    await start(question_length=50, message_content=True)
    long = "Who built the kiln?\n" + "I wonder and wonder. " * 5
    asked = await server.alice.say(server.general, long)
    card = (await server.bob.context_menu("Answer this", asked)).shown
    assert BUILT in card.text
    assert not card.ephemeral
    await server.alice.edit(asked, f"{long} Really.")
    await caught_up(server)
    assert cards(server) == [card]


async def test_talk_that_is_overheard_puts_no_question_out_of_mind(
    server: DiscordServer, start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the bot listens most is said to others: older answers still go with their question."""
    monkeypatch.setattr("bot.discord.tracking.KEPT", 1)
    await start(message_content=True)
    await server.listens(server.general)
    first = await server.alice.say(server.general, HOT)
    card = await server.sandbox.next_message(server.general)
    await server.bob.say(server.general, "thanks, that was hot")
    await server.alice.delete(first)
    await server.gone(card)


# --- Answered a second time ---


@pytest.mark.usefixtures("running")
async def test_a_second_helper_is_shown_the_answer_that_is_there(server: DiscordServer) -> None:
    """The menu's "Answer this" gives one card to a message; another press links to it."""
    asked, card = await helped(server)
    again = (await server.mona.context_menu("Answer this", asked)).shown
    assert again.ephemeral
    assert f"/{server.general.id}/{card.id}" in again.text
    assert cards(server) == [card]


@pytest.mark.usefixtures("running")
async def test_the_menu_links_to_the_answer_to_a_mention(server: DiscordServer) -> None:
    """It does not matter how the message was answered."""
    asked, card = await carded(server)
    again = (await server.bob.context_menu("Answer this", asked)).shown
    assert f"/{server.general.id}/{card.id}" in again.text


@pytest.mark.usefixtures("running")
async def test_a_message_whose_card_is_gone_is_answered_again(server: DiscordServer) -> None:
    """A deleted card is none: the next press answers."""
    asked, card = await helped(server)
    await server.bob.click(card, "Delete", until="acknowledged")
    await server.gone(card)
    again = (await server.mona.context_menu("Answer this", asked)).shown
    assert BUILT in again.text
    assert not again.ephemeral


# --- Who may not write ---


@pytest.mark.usefixtures("running")
async def test_who_may_not_write_gets_answers_to_them_alone(server: DiscordServer) -> None:
    """A command, the menu and a follow-up are no way to have the bot write for all to see."""
    said = await server.bob.say(server.general, "who built the kiln?")
    before = await ask(server, HOT)
    assert not before.ephemeral
    server.sandbox.admin.overwrite(server.general, server.alice.user, deny=Permission.SEND_MESSAGES)
    assert (await ask(server, HOT)).ephemeral
    done = await server.alice.context_menu("Answer this", said)
    assert done.shown.ephemeral
    assert BUILT in done.shown.text
    assert (await pressed(server.alice, before, "Who built the kiln?")).ephemeral
    assert not (await ask(server, HOT, by="bob")).ephemeral


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("locked", [False, True])
async def test_in_a_thread_another_permission_counts(
    server: DiscordServer, *, locked: bool
) -> None:
    """In threads it is Send Messages in Threads, and a lock keeps everybody else out."""
    thread = await server.bob.open_thread(server.general, "firing")
    server.sandbox.admin.overwrite(server.general, server.alice.user, deny=Permission.SEND_MESSAGES)
    done = await server.alice.ask_command("ask", in_channel=thread, question=HOT)
    assert not done.ephemeral
    if locked:
        server.sandbox.admin.lock(thread, locked=True)
    else:
        denied = Permission.SEND_MESSAGES_IN_THREADS
        server.sandbox.admin.overwrite(server.general, server.alice.user, deny=denied)
    done = await server.alice.ask_command("ask", in_channel=thread, question=HOT)
    assert done.ephemeral
