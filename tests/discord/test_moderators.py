"""Moderators see and switch; members are not shown their commands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.answering.knowledge import Knowledge
from bot.discord.servers import tell_new_gaps
from bot.discord.service import today
from bot.discord.words import FOR_MODERATORS
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.ledger.records import NewGap
from bot.sandbox import Message
from tests.conftest import FAQ, Folder
from tests.discord.conftest import DiscordServer, Running, Starter


@pytest.fixture
async def running(server: DiscordServer, start: Starter) -> Running:
    """The bot, in a server of its operator's."""
    return await start(operator_guilds=frozenset({server.guild.id}))


pytestmark = pytest.mark.usefixtures("running")


async def shown(server: DiscordServer, command: str, **options: Any) -> Message:
    """What the moderator alone is shown by a command."""
    done = await server.mona.ask_command(f"faq {command}", **options)
    assert done.shown.ephemeral
    return done.shown


async def faq(server: DiscordServer, command: str, **options: Any) -> str:
    return (await shown(server, command, **options)).text


def sent(ledger: Ledger, guild: int, question: str, day: date | None = None) -> None:
    """A question that a member sent to the editors."""
    ledger.add_gap(NewGap(question, "not_covered", "", "f00d", 42, guild, day or today()))


def buttons(message: Message) -> list[str]:
    return [one["label"] for one in message.buttons]


async def test_members_are_not_shown_the_moderators_commands(server: DiscordServer) -> None:
    """`/faq` is shown to those who may manage the server."""
    await server.asked("kiln temperature")
    assert "faq" not in {one["name"] for one in server.alice.commands(server.general)}
    assert "faq" in {one["name"] for one in server.mona.commands(server.general)}


async def test_status_names_the_faq_that_serves(server: DiscordServer) -> None:
    """`/faq status` tells the fingerprint, the entries, the channels and the connection."""
    said = await faq(server, "status")
    assert "3 entries" in said
    assert "FAQ `" in said


async def test_reload_serves_the_edited_faq(server: DiscordServer, folder: Folder) -> None:
    """`/faq reload` reads the files anew."""
    folder(kiln=FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1]."))
    assert "Read again" in await faq(server, "reload")
    assert "Very hot" in (await server.asked("How hot did the kiln get?")).text


async def test_a_faulty_faq_is_not_served(server: DiscordServer, folder: Folder) -> None:
    """With faults the FAQ of before stays, and the faults are told with file and line."""
    folder(kiln=FAQ.replace("The kiln reached 1,240 degrees", "The kiln reached 9,999 degrees"))
    said = await faq(server, "reload")
    assert "stays and serves" in said
    assert "kiln.yaml" in said
    assert "It reached 1,240" in (await server.asked("How hot did the kiln get?")).text


async def test_a_faq_that_the_program_fails_on_is_told(
    server: DiscordServer, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that can't be built is told by `/faq reload` and `/faq status`; the last serves."""

    def fails(*_: object) -> Knowledge:
        raise ZeroDivisionError

    folder(kiln=FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1]."))
    with monkeypatch.context() as patch:
        patch.setattr(Knowledge, "build", fails)
        assert "ZeroDivisionError" in await faq(server, "reload")
    assert "fault of the program" in await faq(server, "status")
    assert "It reached 1,240" in (await server.asked("How hot did the kiln get?")).text
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
    server: DiscordServer, ledger: Ledger, command: str, options: dict[str, Any]
) -> None:
    """A server may show the commands to anybody; they still are for those who may manage it."""
    await server.asked("kiln temperature")
    for one in server.sandbox.world.commands[None].values():
        one["default_member_permissions"] = None
    done = await server.alice.ask_command(f"faq {command}", **options)
    assert done.shown.text == FOR_MODERATORS
    assert done.shown.ephemeral
    assert not {*ledger.notes("gaps-"), *ledger.notes("scope:")}


async def test_reload_is_for_the_operators_servers(server: DiscordServer, start: Starter) -> None:
    """The files are everybody's: a server that the operator does not list can't have them read."""
    await start.running[0].stop()
    await start(operator_guilds=frozenset({1}))
    assert "FOOTNOTE_OPERATOR_GUILDS" in await faq(server, "reload")


async def test_gaps_are_those_of_the_server(server: DiscordServer, ledger: Ledger) -> None:
    """`/faq gaps` lists what members of this server sent, and nobody's name."""
    assert "No question" in await faq(server, "gaps")
    sent(ledger, server.guild.id, "who *owns* it")
    sent(ledger, 1, "elsewhere")
    said = await faq(server, "gaps")
    assert "who \\*owns\\* it" in said
    assert "elsewhere" not in said


async def test_gaps_have_pages(server: DiscordServer, ledger: Ledger) -> None:
    """Five questions stand on a page, at their full length within Discord's limits."""
    for number in range(12):
        sent(ledger, server.guild.id, f"{number} {'*' * 390}")
    page = await shown(server, "gaps")
    assert "1 to 5 of 12" in page.text
    assert buttons(page)[-1] == "Further"
    await server.mona.click(page, "Further")
    await server.mona.click(page, "Further")
    assert "11 to 12 of 12" in page.text
    assert "**12.** not covered" in page.text
    assert buttons(page) == ["Settle 11", "Settle 12", "Back"]
    await server.mona.click(page, "Back")
    assert "6 to 10 of 12" in page.text


async def test_a_settled_gap_is_gone(server: DiscordServer, ledger: Ledger) -> None:
    """The button with a question's number erases that question, of this server alone."""
    here = server.guild.id
    for guild, question in ((here, "first"), (here, "second"), (1, "elsewhere")):
        sent(ledger, guild, question)
    page = await shown(server, "gaps")
    await server.mona.click(page, "Settle 1")
    assert "second" not in page.text
    assert "first" in page.text
    assert [gap.question for gap in ledger.gaps()] == ["elsewhere", "first"]
    ledger.settle([gap.id for gap in ledger.gaps()])
    sent(ledger, 1, "theirs")  # it may get the very number of what is still shown
    await server.mona.click(page, "Settle 1")
    assert "No question" in page.text
    assert [gap.question for gap in ledger.gaps()] == ["theirs"]


# --- Notes of new questions ---


async def test_a_channel_is_told_of_new_questions(
    server: DiscordServer, ledger: Ledger, running: Running
) -> None:
    """How many there are is told, never a question, and once a day at most."""
    sent(ledger, server.guild.id, "an old one")
    said = await faq(server, "notify", switch="on", channel=server.general.id)
    assert "By now there are: 1 question" in said
    day = today()
    await tell_new_gaps(running.client, day)
    sent(ledger, server.guild.id, "a secret question")
    sent(ledger, 1, "elsewhere")
    await tell_new_gaps(running.client, day)
    note = await server.sandbox.next_message(server.general)
    assert note.text == (
        "1 new question for the editors from this server. Moderators see them with `/faq gaps`."
    )
    sent(ledger, server.guild.id, "one more")
    await tell_new_gaps(running.client, day)
    await tell_new_gaps(running.client, day + timedelta(days=1))
    await tell_new_gaps(running.client, day + timedelta(days=2))
    assert (await server.sandbox.next_message(server.general)).text.startswith("1 new question for")
    assert await server.silent(server.general)


async def test_the_notes_can_be_switched_off(
    server: DiscordServer, ledger: Ledger, running: Running
) -> None:
    """Then nothing of them is kept."""
    assert "wasn't telling" in await faq(server, "notify", switch="off")
    await faq(server, "notify", switch="on")
    assert f"<#{server.general.id}>" in (await faq(server, "status"))
    assert "no longer" in await faq(server, "notify", switch="off")
    assert ledger.notes("gaps-") == {}
    sent(ledger, server.guild.id, "a question")
    await tell_new_gaps(running.client, today())
    assert await server.silent(server.general)


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_channel_that_cannot_be_told_is_not_told_all_day(
    server: DiscordServer, ledger: Ledger, running: Running, *, deleted: bool
) -> None:
    """Where it may not write that is logged, once a day; of a deleted channel the notes go off."""
    server.pardoned.update({403, 404})
    assert "Send Messages" in await faq(server, "notify", switch="on", channel=server.quiet.id)
    if deleted:
        server.sandbox.admin.delete_channel(server.quiet)
    sent(ledger, server.guild.id, "a question")
    for _ in range(2):
        await tell_new_gaps(running.client, today())
    refused = [one.status for one in server.sandbox.journal.refused]
    assert refused == [404 if deleted else 403]
    assert (ledger.notes("gaps-") == {}) == deleted


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


@pytest.fixture
def _two(folder: Folder, store: FaqStore) -> None:
    """A second article beside the kiln's."""
    path = folder(kiln=FAQ, loom=LOOM)
    text = "Jonas Brandt built the loom. It has stood in the hall since 1904."
    (path.parent / "seeds" / "loom.txt").write_text(text)
    assert store.reload()


@pytest.mark.usefixtures("_two")
async def test_a_bound_channel_answers_from_its_article(
    server: DiscordServer, ledger: Ledger
) -> None:
    """There and in its threads the other article does not answer; elsewhere it does."""
    assert "Jonas" in (await server.asked("Who built the loom?")).text
    said = await faq(server, "scope", articles="The kiln", channel=server.general.id)
    assert "“The kiln” only" in said
    assert "Jonas" not in (await server.asked("Who built the loom?")).text
    assert "Mara" in (await server.asked("Who built the kiln?")).text
    thread = await server.alice.open_thread(server.general, "about looms")
    assert "Jonas" not in (await server.asked("Who built the loom?", channel=thread)).text
    direct = await server.alice.direct()
    assert "Jonas" in (await server.asked("Who built the loom?", channel=direct)).text
    assert ledger.notes("scope:") == {f"scope:{server.guild.id}:{server.general.id}": "kiln.txt"}


@pytest.mark.usefixtures("_two")
async def test_a_bound_channel_offers_its_article(server: DiscordServer) -> None:
    """What is completed and suggested comes from the channel's article as well."""
    await faq(server, "scope", articles="the LOOM")
    choices = await server.alice.autocomplete("ask", question="")
    assert [one["name"] for one in choices] == ["Who built the loom?", "How old is the loom?"]
    gone = await server.alice.ask_command("ask", question="faq:who-built-it")
    for card in (await server.asked(""), gone.shown):
        assert "Who built the loom?" in buttons(card)
        assert "Who built the kiln?" not in buttons(card)


@pytest.mark.usefixtures("_two")
async def test_a_binding_outlives_restart_and_reload(
    server: DiscordServer, start: Starter, folder: Folder
) -> None:
    """It is read at the start, and an edited FAQ serves in it at once."""
    await faq(server, "scope", articles="The kiln")
    await start.running[0].stop()
    await start(operator_guilds=frozenset({server.guild.id}))
    assert "Jonas" not in (await server.asked("Who built the loom?")).text
    assert f"<#{server.general.id}> answers from: “The kiln”" in await faq(server, "status")
    edited = FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1].")
    folder(kiln=edited, loom=LOOM)
    await faq(server, "reload")
    assert "Very hot" in (await server.asked("How hot did the kiln get?")).text
    assert "from all articles" in await faq(server, "scope")
    assert "Jonas" in (await server.asked("Who built the loom?")).text


@pytest.mark.usefixtures("_two")
async def test_the_articles_are_offered_while_typing(server: DiscordServer) -> None:
    """One after the other, with a semicolon between; what is none is refused by name."""

    async def offers(typed: str) -> list[str]:
        found = await server.mona.autocomplete("faq scope", articles=typed)
        return [one["name"] for one in found]

    assert await offers("") == ["The kiln", "The loom"]
    assert await offers("loo") == ["The loom"]
    assert await offers("The kiln; ") == ["The kiln; The loom"]
    assert "“the forge”" in await faq(server, "scope", articles="The kiln; the forge")
    assert "“The kiln”, “The loom” only" in await faq(server, "scope", articles="kiln.txt;loom.txt")


@pytest.mark.usefixtures("_two")
async def test_listening_keeps_to_the_binding(server: DiscordServer, ledger: Ledger) -> None:
    """Posts of a bound forum are answered from its article only."""
    await faq(server, "listen", switch="on", channel=server.forum.id)
    await faq(server, "scope", articles="The kiln", channel=server.forum.id)
    post = await server.alice.post(server.forum, "Who built the loom?", "Please.")
    assert await server.untouched(post)
    post = await server.alice.post(server.forum, "Who built the kiln?", "Please.")
    assert "Mara" in (await server.sandbox.next_message(post)).text
    assert ledger.note(f"scope:{server.guild.id}:{server.forum.id}") == "kiln.txt"


async def test_a_deleted_channel_is_bound_no_more(
    server: DiscordServer, ledger: Ledger, running: Running
) -> None:
    """What is deleted is forgotten."""
    await faq(server, "scope", articles="The kiln", channel=server.quiet.id)
    server.sandbox.admin.delete_channel(server.quiet)
    await server.asked("How hot did the kiln get?")
    await running.client.service.recorder.do(lambda _: None)
    assert ledger.notes("scope:") == {}
