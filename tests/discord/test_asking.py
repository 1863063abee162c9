"""Members ask: by command, mention, message, reply and menu, over the wire."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.answering.reply import Answer, Response
from bot.discord.text import apart, lines
from tests.conftest import FAQ
from tests.discord.conftest import Asked
from tests.discord.server import HOT, Server, labels, told_alone, told_to_all

pytestmark = pytest.mark.usefixtures("running")

BUILT = "Mara Lindqvist built it in 2019."
HEATED = "It reached 1,240 degrees"
COST = "how much did the kiln cost"
HEAT = """### How hot did the kiln get?
It reached 1,240 degrees \\[1\\].
> The kiln reached 1,240 degrees on Friday.
-# \\[1\\] Sentence 1 · The kiln"""


async def test_a_question_is_answered_with_a_citation(server: Server) -> None:
    """A mention and `/ask` get the same card, for all to see.

    It shows who asked what and how it was understood, the answer with its marker, the quote, its
    sentence and its article.
    """
    replied, answered = await server.asked("kiln temperature"), await server.ask("kiln temperature")
    assert replied.reference is not None
    assert not answered.ephemeral
    for card in (replied, answered):
        assert card.text == f"-# <@{server.alice.user.id}> asked\n**kiln temperature**\n{HEAT}"
        assert labels(card) == ["In context", "👍", "👎", "Delete", "Who built the kiln?"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("who buil", "Who built the kiln?"),
        ("how ofen do tehy fire", "How often do they fire?"),
        ("", HOT),
    ],
)
async def test_questions_are_offered_while_typing(server: Server, typed: str, offered: str) -> None:
    """Also for a typing error and an empty field; what is picked is what is answered."""
    choices = await server.alice.autocomplete("ask", question=typed)
    assert choices[0]["name"] == offered
    assert f"asked\n**{offered}**" in (await server.ask(choices[0]["value"])).text


@pytest.mark.parametrize(
    ("value", "offered"),
    [
        ("faq:who-built-it", ["Who built the kiln?"]),
        ("faq:HOW-hot-is-the-kiln", [HOT]),
        ("faq:#0123456789", [HOT]),
        ("faq:zzz", []),
    ],
)
async def test_a_choice_of_an_entry_that_is_gone_is_told(
    server: Server, value: str, offered: list[str]
) -> None:
    """Who chose what the editor took out is told so, alone, and offered what is near."""
    reply = await server.ask(value)
    assert "The FAQ was changed meanwhile" in told_alone(reply)
    assert labels(reply)[:1] == offered
    for one in offered:
        await server.alice.click(reply, one)
        assert "In context" in labels(reply)


async def test_what_merely_looks_like_a_choice_is_read(server: Server) -> None:
    """A question that somebody typed is one, however it begins."""
    assert BUILT in (await server.ask("faq: who built the kiln?")).text


async def test_a_direct_message_is_answered(server: Server) -> None:
    """No mention is needed; `/ask` and `/privacy` are there too, moderators' commands are not."""
    direct = await server.alice.direct()
    assert BUILT in (await server.overheard("who built the kiln", direct)).text
    done = await server.alice.ask_command("ask", in_channel=direct, question="who built the kiln")
    assert BUILT in done.shown.text
    notice = await server.alice.ask_command("privacy", in_channel=direct)
    assert "What I keep" in notice.shown.text
    assert "faq" not in {one["name"] for one in server.alice.commands(direct)}


@pytest.mark.parametrize("text", ["", "\u200b\u202e"])
async def test_a_mention_without_a_question_gets_help(server: Server, text: str) -> None:
    """With nothing else, or nothing that anybody can see, it gets help and questions to pick."""
    reply = await server.asked(text)
    assert reply.text.startswith("Ask a question in your own words")
    assert HOT in labels(reply)


async def test_a_command_needs_a_question(server: Server) -> None:
    """Zero-width characters alone are none."""
    assert "no text in it" in (await server.ask("\u200b\u2060")).text


async def test_a_reply_goes_on_from_its_card(server: Server, asked_with: Asked) -> None:
    """Whoever replies to an older answer means that one, whatever they asked since."""
    first = await server.asked()
    await server.asked("Who built the kiln?")
    await server.alice.say(server.general, "and who built it?", reply_to=first)
    assert BUILT in (await server.next_message()).text
    assert asked_with[-1] == ("and who built it?", ("Who built the kiln?", HOT))


async def test_earlier_questions_are_a_members_own(server: Server, asked_with: Asked) -> None:
    """Only the same member's questions in the same channel are history."""
    await server.asked()
    await server.asked("who built it?")
    await server.asked("who built it?", by="bob")
    assert asked_with == [(HOT, ()), ("who built it?", (HOT,)), ("who built it?", ())]


async def test_a_message_can_be_answered_from_its_menu(server: Server) -> None:
    """The menu's "Answer this" answers another member's message and shows whose question it was."""
    message = await server.alice.say(server.general, "who built the kiln?")
    shown = await server.answered_from_menu(message)
    assert f"<@{server.alice.user.id}> asked" in told_to_all(shown)
    assert BUILT in shown.text


async def test_a_menu_answer_that_is_none_stays_with_the_helper(server: Server) -> None:
    """What is no answer is told to the helper alone, who can't send another's question on."""
    message = await server.mention(COST)
    shown = await server.answered_from_menu(message)
    assert f"<@{server.alice.user.id}> asked\n**{COST}**" in told_alone(shown)
    assert "Ask the editors" not in labels(shown)
    own = await server.answered_from_menu(message, by="alice")
    assert "You asked" in own.text
    assert "Ask the editors" in labels(own)


async def test_bots_and_talk_are_not_answered(server: Server) -> None:
    """The bot never answers a bot, though it be mentioned, nor talk among members."""
    await server.alice.say(server.general, HOT)
    world = server.sandbox.world
    world.add_member(server.guild, world.add_user("other", bot=True))
    await server.mention(by="other")
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
async def test_whatever_is_asked_pings_nobody(server: Server, text: str) -> None:
    """Markdown and mentions in a question have no effect on the card."""
    mentions = (await server.ask(text)).mentions
    assert (mentions.users, mentions.roles, mentions.everyone) == ([], [], False)
    path = "/interactions/{interaction}/{token}/callback"
    for request in server.sandbox.journal.to("POST", path):
        assert request.body["data"].get("allowed_mentions", {"parse": []})["parse"] == []


async def test_two_servers_are_served_at_once(server: Server) -> None:
    """What is asked in two servers at once is answered in both."""
    world = server.sandbox.world
    other = world.add_guild("Other room")
    world.add_member(other, server.bob.user)
    hall = world.add_channel(other, "hall")
    server.sandbox.admin.invite_bot(other)
    await server.mention("who built the kiln")
    await server.mention("kiln temperature", hall, by="bob")
    assert "1,240" in (await server.next_message(hall)).text
    assert BUILT in (await server.next_message()).text


# --- A message is read as it was typed ---


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


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (f"{HOT}\nwho built the kiln", f"{HOT} who built the kiln"),
        (f"\n1. {HOT}\n2. who built the kiln\n", f"1\\. {HOT} 2. who built the kiln"),
        (f"hi there\n{HOT}\r\nwho built the kiln", f"hi there {HOT} who built the kiln"),
    ],
)
async def test_each_line_may_be_a_question(server: Server, typed: str, shown: str) -> None:
    """Questions on lines of their own are answered each, though none bears a question mark."""
    typed, shown = typed.replace("?", ""), shown.replace("?", "")
    reply = await server.asked(typed)
    menu = await server.answered_from_menu(await server.alice.say(server.general, typed))
    assert reply.text.splitlines()[1] == f"**{shown}**"
    for one in (reply, menu):
        assert HEATED in one.text
        assert BUILT in one.text


async def test_a_quote_is_not_the_question(server: Server, asked_with: Asked) -> None:
    """Quoted lines are what the question is about, and are answered only where they are all."""
    reply = await server.asked("\n> how hot did the kiln get\nwho built the kiln?")
    assert BUILT in reply.text
    assert HEATED not in reply.text
    assert asked_with == [("who built the kiln?", ("how hot did the kiln get",))]
    assert HEATED in (await server.asked("\n> how hot did the kiln get")).text


@pytest.mark.parametrize(
    ("running", "said"),
    [
        ({"message_content": False}, "Please mention me myself"),
        ({"message_content": True}, "asked\n**who built the kiln?**"),
    ],
    indirect=["running"],
)
async def test_a_mention_of_the_bots_role_is_one_of_the_bot(server: Server, said: str) -> None:
    """Discord offers the role of the bot's name beside it; any other role is none of its business.

    Where Discord leaves the text of such a message out, the member is told whom to mention.
    """
    own, other = map(server.guild.role, ("Bot", "moderators"))
    await server.alice.say(server.general, f"<@&{own.id}> who built the kiln?")
    reply = await server.next_message()
    assert said in reply.text
    assert (BUILT in reply.text) == said.startswith("asked")
    assert await server.silent(server.general, after=f"<@&{other.id}> who built the kiln?")


async def test_a_forwarded_message_is_read(server: Server) -> None:
    """What a member forwards is the question, in a direct message and in the menu."""
    said = await server.mention("who built the kiln?", by="bob")
    await server.next_message()
    direct = await server.alice.direct()
    await server.alice.forward(said, direct)
    assert BUILT in (await server.next_message(direct)).text
    forwarded = await server.alice.forward(said, server.general)
    assert BUILT in (await server.answered_from_menu(forwarded)).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (COST, "The article doesn't say."),
        ("kiln cost", ""),
        ("kiln", "Did you mean"),
        ("where is the workshop in lisbon", ""),
    ],
)
async def test_what_is_no_answer_may_go_to_editors(
    server: Server, question: str, said: str
) -> None:
    """Every reply that is no entry's answer has a way to the editors."""
    response = server.service.answerer.ask(question)
    assert not any(isinstance(part.reply, Answer) for part in response.parts)
    card = await server.ask(question)
    assert "Ask the editors" in labels(card)
    assert said in card.text


async def test_a_card_is_of_one_knowledge(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the FAQ is replaced while a question is answered, its card is of one version."""
    answer = server.service.answerer.ask

    def answered_then_replaced(question: str, history: Sequence[str] = ()) -> Response:
        server.rewrite(FAQ)
        response = answer(question, history)
        server.rewrite(FAQ.replace("Who built the kiln?", "Who made the kiln?"))
        return response

    monkeypatch.setattr(server.service.answerer, "ask", answered_then_replaced)
    said = await server.alice.say(server.general, "kiln temperature")
    for card in (
        await server.asked("kiln temperature"),
        await server.ask("kiln temperature"),
        await server.answered_from_menu(said),
    ):
        assert "Who built the kiln?" in labels(card)
