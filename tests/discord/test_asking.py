"""Members ask: by command, mention, message, reply and menu, over the wire."""

from __future__ import annotations

import pytest

from bot.sandbox import Message
from tests.discord.conftest import DiscordServer

pytestmark = pytest.mark.usefixtures("running")


def labels(message: Message | None) -> list[str]:
    assert message is not None
    return [one.get("label") or one["emoji"]["name"] for one in message.buttons]


async def ask(
    server: DiscordServer, question: str, *, private: bool = False, by: str = "alice"
) -> Message:
    done = await server.sandbox.member(by).ask_command("ask", question=question, private=private)
    return done.shown


async def test_a_mention_is_answered_with_a_citation(server: DiscordServer) -> None:
    """A mention gets the answer with its marker, the quote, its sentence and its article."""
    reply = await server.asked("How hot did the kiln get?")
    assert "It reached 1,240 degrees" in reply.text
    assert "> The kiln reached 1,240 degrees on Friday." in reply.text
    assert "Sentence 1" in reply.text
    assert "The kiln" in reply.text
    assert reply.reference is not None


async def test_a_slash_command_is_answered_for_all_to_see(server: DiscordServer) -> None:
    """`/ask` answers publicly, and shows who asked what and how it was understood."""
    reply = await ask(server, "kiln temperature")
    assert not reply.ephemeral
    assert f"<@{server.alice.user.id}> asked\n**kiln temperature**" in reply.text
    assert "### How hot did the kiln get?" in reply.text
    assert labels(reply) == ["In context", "👍", "👎", "Delete", "Who built the kiln?"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("who buil", "Who built the kiln?"),
        ("how ofen do tehy fire", "How often do they fire?"),
        ("", "How hot did the kiln get?"),
    ],
)
async def test_questions_are_offered_while_typing(
    server: DiscordServer, typed: str, offered: str
) -> None:
    """Autocomplete offers natural questions, also for a typing error and for an empty field."""
    choices = await server.alice.autocomplete("ask", question=typed)
    assert choices[0]["name"] == offered


async def test_an_offered_question_is_answered_exactly(server: DiscordServer) -> None:
    """A choice names its entry, so that what is picked is what is answered."""
    choices = await server.alice.autocomplete("ask", question="who buil")
    reply = await ask(server, choices[0]["value"])
    assert "asked\n**Who built the kiln?**" in reply.text
    assert "Mara Lindqvist built it in 2019." in reply.text


@pytest.mark.parametrize(
    ("value", "offered"),
    [
        ("faq:who-built-it", "Who built the kiln?"),
        ("faq:HOW-hot-is-the-kiln", "How hot did the kiln get?"),
        ("faq:#0123456789", "How hot did the kiln get?"),
        ("faq:zzz", None),
    ],
)
async def test_a_choice_of_an_entry_that_is_gone_is_told(
    server: DiscordServer, value: str, offered: str | None
) -> None:
    """Who chose what the editor took out is told so, alone, and offered what is near."""
    reply = await ask(server, value)
    assert reply.ephemeral
    assert "The FAQ was changed meanwhile" in reply.text
    assert labels(reply)[:1] == ([offered] if offered else [])
    if offered:
        await server.alice.click(reply, offered)
        assert "In context" in labels(reply)


async def test_what_merely_looks_like_a_choice_is_read(server: DiscordServer) -> None:
    """A question that somebody typed is one, however it begins."""
    assert "Mara Lindqvist" in (await ask(server, "faq: who built the kiln?")).text


async def test_a_direct_message_is_answered(server: DiscordServer) -> None:
    """In a direct message no mention is needed."""
    direct = await server.alice.direct()
    await server.alice.say(direct, "who built the kiln")
    assert "Mara Lindqvist" in (await server.sandbox.next_message(direct)).text


async def test_commands_work_in_direct_messages(server: DiscordServer) -> None:
    """`/ask` and `/privacy` are there in direct messages too; moderators' commands are not."""
    direct = await server.alice.direct()
    done = await server.alice.ask_command("ask", in_channel=direct, question="who built the kiln")
    assert "Mara Lindqvist" in done.shown.text
    notice = await server.alice.ask_command("privacy", in_channel=direct)
    assert "What I keep" in notice.shown.text
    assert "faq" not in {one["name"] for one in server.alice.commands(direct)}


async def test_a_bare_mention_gets_help(server: DiscordServer) -> None:
    """A mention with nothing else gets help and questions to pick."""
    reply = await server.asked("")
    assert "Ask a question in your own words" in reply.text
    assert "How hot did the kiln get?" in labels(reply)


async def test_a_reply_continues_the_conversation(server: DiscordServer) -> None:
    """A reply to the bot's message is answered; the earlier question counts as history."""
    first = await server.asked("How hot did the kiln get?")
    await server.alice.say(server.general, "and who built it?", reply_to=first)
    second = await server.sandbox.next_message(server.general)
    assert "Mara Lindqvist" in second.text


async def test_a_reply_goes_on_from_the_card_it_replies_to(
    server: DiscordServer, asked_with: list[tuple[str, tuple[str, ...]]]
) -> None:
    """Whoever replies to an older answer means that one, whatever they asked since."""
    first = await server.asked("How hot did the kiln get?")
    await server.asked("Who built the kiln?")
    await server.alice.say(server.general, "and when?", reply_to=first)
    await server.sandbox.next_message(server.general)
    assert asked_with[-1] == ("and when?", ("Who built the kiln?", "How hot did the kiln get?"))


async def test_earlier_questions_count_per_member_and_channel(
    server: DiscordServer, asked_with: list[tuple[str, tuple[str, ...]]]
) -> None:
    """Only the same member's questions in the same channel are history."""
    await server.asked("How hot did the kiln get?")
    await server.asked("who built it?")
    await server.asked("who built it?", by="bob")
    assert asked_with == [
        ("How hot did the kiln get?", ()),
        ("who built it?", ("How hot did the kiln get?",)),
        ("who built it?", ()),
    ]


async def test_a_message_can_be_answered_from_its_menu(server: DiscordServer) -> None:
    """The menu's "Answer this" answers another member's message and shows whose question it was."""
    message = await server.alice.say(server.general, "who built the kiln?")
    done = await server.bob.context_menu("Answer this", message)
    assert not done.shown.ephemeral
    assert f"<@{server.alice.user.id}> asked" in done.shown.text
    assert "Mara Lindqvist" in done.shown.text


async def test_a_menu_answer_that_is_none_stays_with_the_helper(server: DiscordServer) -> None:
    """What the article does not answer is told to the helper alone.

    The question stays the other member's: the helper is not offered to send it to the editors.
    """
    said = f"{server.sandbox.bot_mention} how much did the kiln cost?"
    message = await server.alice.say(server.general, said)
    done = await server.bob.context_menu("Answer this", message)
    assert done.shown.ephemeral
    assert f"<@{server.alice.user.id}> asked\n**how much did the kiln cost?**" in done.shown.text
    assert "Ask the editors" not in [one.get("label") for one in done.shown.buttons]
    own = await server.alice.context_menu("Answer this", message)
    assert "You asked" in own.shown.text
    assert "Ask the editors" in [one.get("label") for one in own.shown.buttons]


@pytest.mark.usefixtures("running")
async def test_a_question_that_nobody_can_see_is_none(server: DiscordServer) -> None:
    """Zero-width characters alone are no question: a mention gets help, a command a word."""
    assert (await server.asked("\u200b\u202e")).text.startswith("Ask a question")
    done = await server.alice.ask_command("ask", question="\u200b\u2060")
    assert "no text in it" in done.shown.text


async def test_what_is_not_covered_is_said_kindly(server: DiscordServer) -> None:
    """A question beyond the article gets no answer but an offer to ask the editors."""
    reply = await ask(server, "how much did the kiln cost")
    assert "The article doesn't say." in reply.text
    assert "Ask the editors" in labels(reply)


async def test_bots_and_notices_are_not_answered(server: DiscordServer) -> None:
    """The bot never answers a bot, though it be mentioned, nor talk among members."""
    await server.alice.say(server.general, "How hot did the kiln get?")
    world = server.sandbox.world
    other = world.add_user("other", bot=True)
    world.add_member(server.guild, other)
    await server.sandbox.member("other").say(
        server.general, f"{server.sandbox.bot_mention} How hot did the kiln get?"
    )
    assert await server.silent(server.general)


@pytest.mark.parametrize(
    "text",
    [
        "@everyone how hot did the kiln get",
        "<@&123456789012345678> kiln temperature",
        "**kiln** `temperature` ||now|| ~~or~~ # then > so",
        "kiln\u200b temperature\u200d \u2066and\u2069 so",
        "\u202ekiln temperature",
        "<t:0:R> </ask:1> <:e:1> https://example.org [a](https://example.org) - 1. x",
    ],
)
async def test_whatever_is_asked_is_shown_verbatim_and_pings_nobody(
    server: DiscordServer, text: str
) -> None:
    """Markdown and mentions in a question have no effect on the card."""
    reply = await ask(server, text)
    assert reply.mentions.users == []
    assert reply.mentions.roles == []
    assert not reply.mentions.everyone
    for request in server.sandbox.journal.to(
        "POST", "/interactions/{interaction}/{token}/callback"
    ):
        assert request.body["data"].get("allowed_mentions", {"parse": []})["parse"] == []


async def test_two_servers_are_served_at_once(server: DiscordServer) -> None:
    """What is asked in two servers at once is answered in both."""
    world = server.sandbox.world
    other = world.add_guild("Other room")
    world.add_member(other, server.bob.user)
    hall = world.add_channel(other, "hall")
    server.sandbox.admin.invite_bot(other)
    await server.alice.say(server.general, f"{server.sandbox.bot_mention} who built the kiln")
    await server.bob.say(hall, f"{server.sandbox.bot_mention} kiln temperature")
    assert "1,240" in (await server.sandbox.next_message(hall)).text
    assert "Mara" in (await server.sandbox.next_message(server.general)).text
