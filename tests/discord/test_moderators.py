"""Moderators see and switch; members are not shown their commands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.answering.knowledge import Knowledge
from bot.discord.servers import tell_new_gaps
from bot.discord.service import today
from bot.discord.words import FOR_MODERATORS
from bot.ledger.records import NewGap
from bot.sandbox import Message
from tests.conftest import FAQ
from tests.discord.server import Running, Server, labels

VERY_HOT = FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1].")


@pytest.fixture
async def running(server: Server) -> Running:
    """The bot, in a server of its operator's."""
    return await server.start(operator_guilds=frozenset({server.guild.id}))


pytestmark = pytest.mark.usefixtures("running")


async def shown(server: Server, command: str, **options: Any) -> Message:
    """What the moderator alone is shown by a command."""
    done = await server.mona.ask_command(f"faq {command}", **options)
    assert done.shown.ephemeral
    return done.shown


async def faq(server: Server, command: str, **options: Any) -> str:
    return (await shown(server, command, **options)).text


def sent(server: Server, question: str, guild: int | None = None) -> None:
    """A question that a member sent to the editors."""
    where = guild or server.guild.id
    server.ledger.add_gap(NewGap(question, "not_covered", "", "f00d", 42, where, today()))


def questions(server: Server) -> list[str]:
    return [gap.question for gap in server.ledger.gaps()]


async def test_members_are_not_shown_the_moderators_commands(server: Server) -> None:
    """`/faq` is shown to those who may manage the server."""
    await server.asked()
    assert "faq" not in {one["name"] for one in server.alice.commands(server.general)}
    assert "faq" in {one["name"] for one in server.mona.commands(server.general)}


async def test_status_names_the_faq_that_serves(server: Server) -> None:
    """`/faq status` tells the fingerprint, the entries, the channels and the connection."""
    said = await faq(server, "status")
    assert "3 entries" in said
    assert "FAQ `" in said


async def test_reload_serves_the_edited_faq(server: Server) -> None:
    """`/faq reload` reads the files anew."""
    server.write(kiln=VERY_HOT)
    assert "Read again" in await faq(server, "reload")
    assert "Very hot" in (await server.asked()).text


async def test_a_faulty_faq_is_not_served(server: Server) -> None:
    """With faults the FAQ of before stays, and the faults are told with file and line."""
    server.write(kiln=FAQ.replace("The kiln reached 1,240 degrees", "The kiln reached 9,999"))
    said = await faq(server, "reload")
    assert "stays and serves" in said
    assert "kiln.yaml" in said
    assert "It reached 1,240" in (await server.asked()).text


async def test_a_faq_that_the_program_fails_on_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that can't be built is told by `/faq reload` and `/faq status`; the last serves."""
    server.write(kiln=VERY_HOT)
    with monkeypatch.context() as patch:
        patch.setattr(Knowledge, "build", lambda *_: 1 / 0)
        assert "ZeroDivisionError" in await faq(server, "reload")
    assert "fault of the program" in await faq(server, "status")
    assert "It reached 1,240" in (await server.asked()).text
    assert "Read again" in await faq(server, "reload")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("status", {}),
        ("reload", {}),
        ("gaps", {}),
        ("listen", {"switch": "off"}),
        ("notify", {"switch": "on"}),
        ("scope", {"articles": "The kiln"}),
    ],
)
async def test_whoever_is_shown_a_command_needs_the_right(
    server: Server, command: str, options: dict[str, Any]
) -> None:
    """A server may show the commands to anybody; they still are for those who may manage it."""
    await server.asked()
    for one in server.sandbox.world.commands[None].values():
        one["default_member_permissions"] = None
    done = await server.alice.ask_command(f"faq {command}", **options)
    assert done.shown.text == FOR_MODERATORS
    assert done.shown.ephemeral
    assert not {*server.ledger.notes("gaps-"), *server.ledger.notes("scope:")}


async def test_reload_is_for_the_operators_servers(server: Server) -> None:
    """The files are everybody's: a server that the operator does not list can't have them read."""
    await server.start.again(operator_guilds=frozenset({1}))
    assert "FOOTNOTE_OPERATOR_GUILDS" in await faq(server, "reload")


async def test_gaps_are_those_of_the_server(server: Server) -> None:
    """`/faq gaps` lists what members of this server sent, and nobody's name."""
    assert "No question" in await faq(server, "gaps")
    sent(server, "who *owns* it")
    sent(server, "elsewhere", guild=1)
    said = await faq(server, "gaps")
    assert "who \\*owns\\* it" in said
    assert "elsewhere" not in said


async def test_gaps_have_pages(server: Server) -> None:
    """Five questions stand on a page, at their full length within Discord's limits."""
    for number in range(12):
        sent(server, f"{number} {'*' * 390}")
    page = await shown(server, "gaps")
    assert "1 to 5 of 12" in page.text
    assert labels(page)[-1] == "Further"
    for _ in range(2):
        await server.mona.click(page, "Further")
    assert "11 to 12 of 12" in page.text
    assert "**12.** not covered" in page.text
    assert labels(page) == ["Settle 11", "Settle 12", "Back"]
    await server.mona.click(page, "Back")
    assert "6 to 10 of 12" in page.text


async def test_a_settled_gap_is_gone(server: Server) -> None:
    """The button with a question's number erases that question, of this server alone."""
    for question, guild in (("first", None), ("second", None), ("elsewhere", 1)):
        sent(server, question, guild)
    page = await shown(server, "gaps")
    await server.mona.click(page, "Settle 1")
    assert "second" not in page.text
    assert "first" in page.text
    assert questions(server) == ["elsewhere", "first"]
    server.ledger.settle([gap.id for gap in server.ledger.gaps()])
    sent(server, "theirs", guild=1)  # it may get the very number of what is still shown
    await server.mona.click(page, "Settle 1")
    assert "No question" in page.text
    assert questions(server) == ["theirs"]


# --- Notes of new questions ---


async def test_a_channel_is_told_of_new_questions(server: Server) -> None:
    """How many there are is told, never a question, and once a day at most."""
    client, day = server.running.client, today()
    sent(server, "an old one")
    said = await faq(server, "notify", switch="on", channel=server.general.id)
    assert "By now there are: 1 question" in said
    await tell_new_gaps(client, day)
    sent(server, "a secret question")
    sent(server, "elsewhere", guild=1)
    await tell_new_gaps(client, day)
    assert (await server.next_message()).text == (
        "1 new question for the editors from this server. Moderators see them with `/faq gaps`."
    )
    sent(server, "one more")
    for days in range(3):
        await tell_new_gaps(client, day + timedelta(days=days))
    assert (await server.next_message()).text.startswith("1 new question for")
    assert await server.silent(server.general)


async def test_the_notes_can_be_switched_off(server: Server) -> None:
    """Then nothing of them is kept."""
    assert "wasn't telling" in await faq(server, "notify", switch="off")
    await faq(server, "notify", switch="on")
    assert f"<#{server.general.id}>" in (await faq(server, "status"))
    assert "no longer" in await faq(server, "notify", switch="off")
    assert server.ledger.notes("gaps-") == {}
    sent(server, "a question")
    await tell_new_gaps(server.running.client, today())
    assert await server.silent(server.general)


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_channel_that_cannot_be_told_is_told_once(server: Server, *, deleted: bool) -> None:
    """Where it may not write that is logged, once a day; of a deleted channel the notes go off."""
    server.pardoned.update({403, 404})
    assert "Send Messages" in await faq(server, "notify", switch="on", channel=server.quiet.id)
    if deleted:
        server.sandbox.admin.delete_channel(server.quiet)
    sent(server, "a question")
    for _ in range(2):
        await tell_new_gaps(server.running.client, today())
    refused = [one.status for one in server.sandbox.journal.refused]
    assert refused == [404 if deleted else 403]
    assert (server.ledger.notes("gaps-") == {}) == deleted


# --- Channels bound to articles ---

LOOM = """\
article:
  file: ../seeds/loom.txt
  title: The loom
entries:
  - id: loom-builder
    questions: [Who built the loom?, builder of the loom, who made the weaving loom]
    cite: [Jonas Brandt built the loom]
  - id: loom-age
    questions: [How old is the loom?, age of the loom, when was the loom made]
    cite: [It has stood in the hall since 1904]
"""
WHOSE = "Who built the loom?"


@pytest.fixture
def _two(server: Server) -> None:
    """A second article beside the kiln's."""
    path = server.write(kiln=FAQ, loom=LOOM)
    text = "Jonas Brandt built the loom. It has stood in the hall since 1904."
    (path.parent / "seeds" / "loom.txt").write_text(text)
    assert server.store.reload()


two_articles = pytest.mark.usefixtures("_two")


@two_articles
async def test_a_bound_channel_answers_from_its_article(server: Server) -> None:
    """There and in its threads the other article does not answer; elsewhere it does."""
    general = server.general
    assert "Jonas" in (await server.asked(WHOSE)).text
    said = await faq(server, "scope", articles="The kiln", channel=general.id)
    assert "“The kiln” only" in said
    assert "Jonas" not in (await server.asked(WHOSE)).text
    assert "Mara" in (await server.asked("Who built the kiln?")).text
    thread = await server.alice.open_thread(general, "about looms")
    assert "Jonas" not in (await server.asked(WHOSE, channel=thread)).text
    direct = await server.alice.direct()
    assert "Jonas" in (await server.asked(WHOSE, channel=direct)).text
    assert server.ledger.notes("scope:") == {f"scope:{server.guild.id}:{general.id}": "kiln.txt"}


@two_articles
async def test_a_bound_channel_offers_its_article(server: Server) -> None:
    """What is completed and suggested comes from the channel's article as well."""
    await faq(server, "scope", articles="the LOOM")
    choices = await server.alice.autocomplete("ask", question="")
    assert [one["name"] for one in choices] == [WHOSE, "How old is the loom?"]
    for card in (await server.asked(""), await server.ask("faq:who-built-it")):
        assert WHOSE in labels(card)
        assert "Who built the kiln?" not in labels(card)


@two_articles
async def test_a_binding_outlives_restart_and_reload(server: Server) -> None:
    """It is read at the start, and an edited FAQ serves in it at once."""
    await faq(server, "scope", articles="The kiln")
    await server.start.again(operator_guilds=frozenset({server.guild.id}))
    assert "Jonas" not in (await server.asked(WHOSE)).text
    assert f"<#{server.general.id}> answers from: “The kiln”" in await faq(server, "status")
    server.write(kiln=VERY_HOT, loom=LOOM)
    await faq(server, "reload")
    assert "Very hot" in (await server.asked()).text
    assert "from all articles" in await faq(server, "scope")
    assert "Jonas" in (await server.asked(WHOSE)).text


@two_articles
async def test_the_articles_are_offered_while_typing(server: Server) -> None:
    """One after the other, with a semicolon between; what is none is refused by name."""
    for typed, offered in (
        ("", ["The kiln", "The loom"]),
        ("loo", ["The loom"]),
        ("The kiln; ", ["The kiln; The loom"]),
    ):
        found = await server.mona.autocomplete("faq scope", articles=typed)
        assert [one["name"] for one in found] == offered
    assert "“the forge”" in await faq(server, "scope", articles="The kiln; the forge")
    assert "“The kiln”, “The loom” only" in await faq(server, "scope", articles="kiln.txt;loom.txt")


@two_articles
async def test_listening_keeps_to_the_binding(server: Server) -> None:
    """Posts of a bound forum are answered from its article only."""
    forum = server.forum
    await server.listens(forum)
    await faq(server, "scope", articles="The kiln", channel=forum.id)
    post = await server.alice.post(forum, WHOSE, "Please.")
    assert await server.untouched(post)
    post = await server.alice.post(forum, "Who built the kiln?", "Please.")
    assert "Mara" in (await server.next_message(post)).text
    assert server.ledger.note(f"scope:{server.guild.id}:{forum.id}") == "kiln.txt"
