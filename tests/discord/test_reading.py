"""What a message asks is read as it was typed: its lines, what it quotes, what it forwards."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.answering.reply import Response
from bot.discord.text import apart, lines
from bot.faq.store import FaqStore
from tests.conftest import FAQ, Folder
from tests.discord.conftest import DiscordServer, Running, Starter
from tests.discord.test_asking import ask, labels

BOTH = ("It reached 1,240 degrees", "Mara Lindqvist built it in 2019.")


def test_lines_stay_lines() -> None:
    """Line breaks of every kind stay, blanks and control characters within a line do not."""
    assert lines(" a\t b\r\n\n\x00\u200b\nc\u2028d ") == "a b\nc\nd"


@pytest.mark.parametrize(
    ("typed", "said", "quoted"),
    [
        ("> a\nb", "b", "a"),
        ("b\n> a\n> c\nd", "b\nd", "a\nc"),
        ("b\n>>> a\nc\nd", "b", "a\nc\nd"),
        ("a > b\n>c", "a > b\n>c", ""),
        ("> a", "", "a"),
    ],
)
def test_quoted_lines_are_told_apart(typed: str, said: str, quoted: str) -> None:
    """What Discord shows as a quote is not what the member says."""
    own, about = apart(typed)
    assert (lines(own), lines(about)) == (said, quoted)


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    "typed",
    [
        "how hot did the kiln get\nwho built the kiln",
        "\n1. how hot did the kiln get\n2. who built the kiln\n",
        "hi there\nhow hot did the kiln get\r\nwho built the kiln",
    ],
)
async def test_each_line_may_be_a_question(server: DiscordServer, typed: str) -> None:
    """Questions on lines of their own are answered each, though none bears a question mark."""
    reply = await server.asked(typed)
    assert all(said in reply.text for said in BOTH)
    assert reply.text.splitlines()[1] == f"**{escaped_line(typed)}**"
    menu = await server.bob.context_menu(
        "Answer this", await server.alice.say(server.general, typed)
    )
    assert all(said in menu.shown.text for said in BOTH)


def escaped_line(typed: str) -> str:
    return " ".join(typed.split()).replace("1.", "1\\.", 1)


async def test_a_quote_is_not_the_question(
    server: DiscordServer, asked_with: list[tuple[str, tuple[str, ...]]]
) -> None:
    """Quoted lines are what the question is about, and are answered only where they are all."""
    reply = await server.asked("\n> how hot did the kiln get\nwho built the kiln?")
    assert BOTH[1] in reply.text
    assert BOTH[0] not in reply.text
    assert asked_with == [("who built the kiln?", ("how hot did the kiln get",))]
    assert BOTH[0] in (await server.asked("\n> how hot did the kiln get")).text


@pytest.mark.parametrize("content", [False, True])
async def test_a_mention_of_the_bots_role_is_one_of_the_bot(
    server: DiscordServer, start: Starter, *, content: bool
) -> None:
    """Discord offers the role of the bot's name beside it; any other role is none of its business.

    Where Discord leaves the text of such a message out, the member is told whom to mention.
    """
    await start(message_content=content)
    own = server.guild.role("Bot")
    await server.alice.say(server.general, f"<@&{own.id}> who built the kiln?")
    reply = await server.sandbox.next_message(server.general)
    assert ("Please mention me myself" in reply.text) != content
    assert ("asked\n**who built the kiln?**" in reply.text and BOTH[1] in reply.text) == content
    other = server.guild.role("moderators")
    await server.alice.say(server.general, f"<@&{other.id}> who built the kiln?")
    assert await server.silent(server.general)


@pytest.mark.usefixtures("running")
async def test_a_forwarded_message_is_read(server: DiscordServer) -> None:
    """What a member forwards is the question, in a direct message and in the menu."""
    said = await server.bob.say(server.general, f"{server.sandbox.bot_mention} who built the kiln?")
    await server.sandbox.next_message(server.general)
    direct = await server.alice.direct()
    await server.alice.forward(said, direct)
    assert BOTH[1] in (await server.sandbox.next_message(direct)).text
    forwarded = await server.alice.forward(said, server.general)
    done = await server.bob.context_menu("Answer this", forwarded)
    assert BOTH[1] in done.shown.text


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("question", ["kiln", "where is the workshop in lisbon", "kiln cost"])
async def test_whatever_may_be_wrong_can_go_to_the_editors(
    server: DiscordServer, running: Running, question: str
) -> None:
    """Every reply that is no entry's answer has a way to the editors."""
    response = running.client.service.answerer.ask(question)
    assert "Answer" not in {type(part.reply).__name__ for part in response.parts}
    assert "Ask the editors" in labels(await ask(server, question)), response.parts


@pytest.mark.usefixtures("running")
async def test_a_card_is_of_one_knowledge(
    server: DiscordServer,
    running: Running,
    store: FaqStore,
    folder: Folder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Though the FAQ is replaced while a question is answered, its card is of one version."""
    answer = running.client.service.answerer.ask

    def answered_then_replaced(question: str, history: Sequence[str] = ()) -> Response:
        folder(kiln=FAQ)
        assert store.reload()
        response = answer(question, history)
        renamed = FAQ.replace("Who built the kiln?", "Who made the kiln?")
        folder(kiln=renamed)
        assert store.reload()
        return response

    monkeypatch.setattr(running.client.service.answerer, "ask", answered_then_replaced)
    assert "Who built the kiln?" in labels(await server.asked("kiln temperature"))
    assert "Who built the kiln?" in labels(await ask(server, "kiln temperature"))
    said = await server.alice.say(server.general, "kiln temperature")
    done = await server.bob.context_menu("Answer this", said)
    assert "Who built the kiln?" in labels(done.message)
