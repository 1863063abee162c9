"""An answer goes where its question goes: deleted, corrected, or answered a second time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.discord.options import CooldownLimits
from bot.sandbox import Message, Permission
from tests.discord.server import HOT, Server, pressed, started_with, told_alone, told_to_all
from tests.discord.test_faults import MESSAGES, WHO

pytestmark = pytest.mark.usefixtures("running")

Answered = Callable[[Server], Awaitable[tuple[Message, Message]]]
BUILT = "Mara Lindqvist built it in 2019."


async def changed(server: Server, card: Message, text: str) -> None:
    """Wait until a card says something."""
    await server.until(lambda: text in card.text, f"the card to say {text}")


def cards(server: Server) -> list[Message]:
    return [one for one in server.said() if not one.ephemeral]


async def carded(server: Server, text: str = HOT) -> tuple[Message, Message]:
    """The first mention there, and the card that answers it."""
    asked = await server.mention(text)
    (card,) = await server.answers(1)
    return asked, card


async def helped(server: Server) -> tuple[Message, Message]:
    """A message that asks nobody, and the card by which somebody else had it answered."""
    asked = await server.alice.say(server.general, WHO)
    return asked, await server.answered_from_menu(asked)


async def heard(server: Server) -> tuple[Message, Message]:
    """A question that asks nobody, and the card that answers it where the bot listens."""
    asked = await server.alice.say(server.general, HOT)
    return asked, await server.next_message()


async def caught_up(server: Server) -> None:
    """Let the bot deal with all that came before."""
    direct = await server.bob.direct()
    for _ in range(2):  # the first of them may overtake an answer
        await server.asked(by="bob", channel=direct)


def histories(server: Server) -> list[tuple[str, ...]]:
    """What counts as asked before, in each conversation."""
    conversations = server.service.conversations
    return [conversations.history(one, 0) for one in conversations._asked]  # noqa: SLF001


# --- Deleted ---


async def test_a_deleted_question_is_quoted_no_more(server: Server) -> None:
    """With a deleted question go its card and its place in the history; other cards stay."""
    asked = await server.mention()
    await server.mention(WHO)
    card, other = await server.answers(2)
    await server.alice.delete(asked)
    await server.gone(card)
    assert cards(server) == [other]
    assert histories(server) == [(WHO,)]


async def test_many_questions_deleted_at_once_are_quoted_no_more(server: Server) -> None:
    """A moderator's purge takes the cards with it, also of what somebody else had answered."""
    first, card = await carded(server)
    second, other = await helped(server)
    server.sandbox.services.messages.remove(first, second)
    await server.gone(card)
    await server.gone(other)


async def test_a_question_answered_from_the_menu_is_quoted_no_more(server: Server) -> None:
    """Whoever had it answered: when its author deletes the message, the card goes."""
    asked, card = await helped(server)
    await server.alice.delete(asked)
    await server.gone(card)


async def test_a_question_deleted_while_it_is_answered_gets_no_card(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that Discord takes in only after its question was deleted is taken away."""
    release, answered = server.sandbox.faults.hold("POST", MESSAGES), asyncio.Event()
    monkeypatch.setattr(server.service.recorder, "count", lambda _: answered.set())
    asked = await server.mention()
    await answered.wait()
    await server.alice.delete(asked)
    await server.ask(HOT, by="bob")  # by now the bot knows that the message is gone
    release.set()
    await server.gone((await server.answers(2))[-1])


# --- Corrected ---


async def test_a_corrected_question_is_answered_on_its_card(server: Server) -> None:
    """Within ten minutes the first correction, and no other, changes the card and the history."""
    asked, card = await carded(server, "how much did the kiln cost?")
    assert "The article doesn't say." in card.text
    await server.alice.edit(asked, server.calling(WHO))
    await changed(server, card, BUILT)
    assert f"asked\n**{WHO}**" in card.text
    assert histories(server) == [(WHO,)]
    await server.alice.edit(asked, server.calling(HOT))
    await caught_up(server)
    assert BUILT in card.text
    assert cards(server) == [card]


async def test_a_mention_that_was_forgotten_may_be_added(server: Server) -> None:
    """A message that calls the bot only since it was edited is answered."""
    asked = await server.alice.say(server.general, WHO)
    await server.alice.edit(asked, server.calling(WHO))
    (card,) = await server.answers(1)
    assert BUILT in card.text
    assert server.replies(asked) == [card]


async def test_a_message_that_says_the_same_is_not_answered_again(server: Server) -> None:
    """Discord tells of a message again when it shows a preview, pins it or mends a blank."""
    asked, _ = await carded(server)
    asked.body.content += " "
    server.sandbox.services.messages.changed(asked, edited=False)
    await server.alice.edit(asked, server.calling(f" {HOT} "))
    quiet = await server.alice.say(server.general, HOT)
    server.sandbox.services.messages.changed(quiet, edited=False)
    await caught_up(server)
    assert [card.edited_at for card in cards(server)] == [None]


async def test_what_is_edited_later_is_left_alone(server: Server) -> None:
    """After ten minutes a card stays as it is."""
    asked, card = await carded(server)
    asked.body.content = server.calling(WHO)
    asked.edited_at = asked.created_at + 601
    server.sandbox.services.messages.changed(asked, edited=False)
    await caught_up(server)
    assert card.edited_at is None


@started_with(cooldown=CooldownLimits(member=1, channel=100, seconds=600))
async def test_a_correction_counts_as_a_question(server: Server) -> None:
    """Who corrects faster than they may ask is told to wait, and the card stays."""
    asked, card = await carded(server)
    await server.alice.edit(asked, server.calling(WHO))
    assert "faster than I may answer" in (await server.answers(2))[-1].text
    assert card.edited_at is None


async def test_a_card_that_was_deleted_does_not_come_back(server: Server) -> None:
    """Once somebody took the answer away, a correction brings none."""
    asked, card = await carded(server)
    await server.mona.delete(card)
    await server.alice.edit(asked, server.calling(WHO))
    await caught_up(server)
    assert cards(server) == []


@started_with(message_content=True)
async def test_a_correction_where_the_bot_listens(server: Server) -> None:
    """There too the card follows its question, and goes if the article does not answer any more."""
    await server.listens(server.general)
    asked, card = await heard(server)
    await server.alice.edit(asked, WHO)
    await changed(server, card, BUILT)
    asked, card = await heard(server)
    await server.alice.edit(asked, "how much did the kiln cost?")
    await server.gone(card)


@started_with(question_length=50, message_content=True)
async def test_an_edit_behind_what_was_asked_changes_nothing(server: Server) -> None:
    """Of a long message its beginning was answered: that stays so until the beginning changes."""
    long = "Who built the kiln?\n" + "I wonder and wonder. " * 5
    asked = await server.alice.say(server.general, long)
    card = await server.answered_from_menu(asked)
    assert BUILT in told_to_all(card)
    await server.alice.edit(asked, f"{long} Really.")
    await caught_up(server)
    assert cards(server) == [card]


async def test_talk_that_is_overheard_puts_no_question_out_of_mind(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the bot listens most is said to others: older answers still go with their question."""
    monkeypatch.setattr("bot.discord.tracking.KEPT", 1)
    await server.start.again(message_content=True)
    await server.listens(server.general)
    asked, card = await heard(server)
    await server.bob.say(server.general, "thanks, that was hot")
    await server.alice.delete(asked)
    await server.gone(card)


# --- Answered a second time ---


@pytest.mark.parametrize("answered", [helped, carded])
async def test_a_second_helper_is_led_to_the_answer(server: Server, answered: Answered) -> None:
    """However a message was answered, "Answer this" in its menu gives no second card but a link."""
    asked, card = await answered(server)
    again = await server.answered_from_menu(asked, by="mona")
    assert f"/{server.general.id}/{card.id}" in told_alone(again)
    assert cards(server) == [card]


async def test_a_message_whose_card_is_gone_is_answered_again(server: Server) -> None:
    """A deleted card is none: the next press answers."""
    asked, card = await helped(server)
    await server.bob.click(card, "Delete", until="acknowledged")
    await server.gone(card)
    assert BUILT in told_to_all(await server.answered_from_menu(asked, by="mona"))


# --- Who may not write ---


async def test_who_may_not_write_gets_answers_to_them_alone(server: Server) -> None:
    """A command, the menu and a follow-up are no way to have the bot write for all to see."""
    said = await server.bob.say(server.general, WHO)
    before = await server.ask(HOT)
    assert not before.ephemeral
    server.sandbox.admin.overwrite(server.general, server.alice.user, deny=Permission.SEND_MESSAGES)
    assert (await server.ask(HOT)).ephemeral
    assert BUILT in told_alone(await server.answered_from_menu(said, by="alice"))
    assert (await pressed(server.alice, before, "Who built the kiln?")).ephemeral
    assert not (await server.ask(HOT, by="bob")).ephemeral


@pytest.mark.parametrize("locked", [False, True])
async def test_in_a_thread_another_permission_counts(server: Server, *, locked: bool) -> None:
    """In threads it is Send Messages in Threads, and a lock keeps everybody else out."""
    admin, alice = server.sandbox.admin, server.alice
    thread = await server.bob.open_thread(server.general, "firing")
    admin.overwrite(server.general, alice.user, deny=Permission.SEND_MESSAGES)
    done = await alice.ask_command("ask", in_channel=thread, question=HOT)
    assert not done.ephemeral
    if locked:
        admin.lock(thread, locked=True)
    else:
        admin.overwrite(server.general, alice.user, deny=Permission.SEND_MESSAGES_IN_THREADS)
    done = await alice.ask_command("ask", in_channel=thread, question=HOT)
    assert done.ephemeral
