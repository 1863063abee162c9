"""Moderators see and switch; members are not shown their commands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.answering.knowledge import Knowledge
from bot.discord.recorder import today
from bot.discord.words import FOR_MODERATORS
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.ledger.records import NewGap
from bot.sandbox import Message
from tests.conftest import FAQ, Folder
from tests.discord.conftest import Room, Running, Starter


@pytest.fixture
async def running(room: Room, start: Starter) -> Running:
    """The bot, in a server of its operator's."""
    return await start(operator_guilds=frozenset({room.guild.id}))


pytestmark = pytest.mark.usefixtures("running")


async def shown(room: Room, command: str, **options: Any) -> Message:
    """What the moderator alone is shown by a command."""
    done = await room.mona.ask_command(f"faq {command}", in_channel=room.general, **options)
    assert done.message is not None
    assert done.message.ephemeral
    return done.message


async def faq(room: Room, command: str, **options: Any) -> str:
    return (await shown(room, command, **options)).text


def sent(ledger: Ledger, guild: int, question: str, day: date | None = None) -> None:
    """A question that a member sent to the editors."""
    ledger.add_gap(NewGap(question, "not_covered", "", "f00d", 42, guild, day or today()))


def buttons(message: Message) -> list[str]:
    return [one["label"] for one in message.buttons]


async def test_members_are_not_shown_the_moderators_commands(room: Room) -> None:
    """`/faq` is shown to those who may manage the server."""
    await room.asked("kiln temperature")
    assert "faq" not in {one["name"] for one in room.alice.commands(room.general)}
    assert "faq" in {one["name"] for one in room.mona.commands(room.general)}


async def test_status_names_the_faq_that_serves(room: Room) -> None:
    """`/faq status` tells the fingerprint, the entries, the channels and the connection."""
    said = await faq(room, "status")
    assert "3 entries" in said
    assert "FAQ `" in said


async def test_reload_serves_the_edited_faq(room: Room, folder: Folder) -> None:
    """`/faq reload` reads the files anew."""
    folder(kiln=FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1]."))
    assert "Read again" in await faq(room, "reload")
    assert "Very hot" in (await room.asked("How hot did the kiln get?")).text


async def test_a_faulty_faq_is_not_served(room: Room, folder: Folder) -> None:
    """With faults the FAQ of before stays, and the faults are told with file and line."""
    folder(kiln=FAQ.replace("The kiln reached 1,240 degrees", "The kiln reached 9,999 degrees"))
    said = await faq(room, "reload")
    assert "stays and serves" in said
    assert "kiln.yaml" in said
    assert "It reached 1,240" in (await room.asked("How hot did the kiln get?")).text


async def test_a_faq_that_the_program_fails_on_is_told(
    room: Room, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that can't be built is told by `/faq reload` and `/faq status`; the last serves."""

    def fails(*_: object) -> Knowledge:
        raise ZeroDivisionError

    folder(kiln=FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1]."))
    with monkeypatch.context() as patch:
        patch.setattr(Knowledge, "build", fails)
        assert "ZeroDivisionError" in await faq(room, "reload")
    assert "fault of the program" in await faq(room, "status")
    assert "It reached 1,240" in (await room.asked("How hot did the kiln get?")).text
    assert "Read again" in await faq(room, "reload")


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
    room: Room, ledger: Ledger, command: str, options: dict[str, Any]
) -> None:
    """A server may show the commands to anybody; they still are for those who may manage it."""
    await room.asked("kiln temperature")
    for one in room.sandbox.world.commands.everywhere.values():
        one["default_member_permissions"] = None
    done = await room.alice.ask_command(f"faq {command}", in_channel=room.general, **options)
    assert done.message is not None
    assert done.message.text == FOR_MODERATORS
    assert done.message.ephemeral
    assert not {*ledger.notes("gaps-"), *ledger.notes("scope:")}


async def test_reload_is_for_the_operators_servers(room: Room, start: Starter) -> None:
    """The files are everybody's: a server that the operator does not list can't have them read."""
    await start.running[0].stop()
    await start(operator_guilds=frozenset({1}))
    assert "FOOTNOTE_OPERATOR_GUILDS" in await faq(room, "reload")


async def test_gaps_are_those_of_the_server(room: Room, ledger: Ledger) -> None:
    """`/faq gaps` lists what members of this server sent, and nobody's name."""
    assert "No question" in await faq(room, "gaps")
    sent(ledger, room.guild.id, "who *owns* it")
    sent(ledger, 1, "elsewhere")
    said = await faq(room, "gaps")
    assert "who \\*owns\\* it" in said
    assert "elsewhere" not in said


async def test_gaps_have_pages(room: Room, ledger: Ledger) -> None:
    """Five questions stand on a page, at their full length within Discord's limits."""
    for number in range(12):
        sent(ledger, room.guild.id, f"{number} {'*' * 390}")
    page = await shown(room, "gaps")
    assert "1 to 5 of 12" in page.text
    assert buttons(page)[-1] == "Further"
    await room.mona.click(page, "Further")
    await room.mona.click(page, "Further")
    assert "11 to 12 of 12" in page.text
    assert "**12.** not covered" in page.text
    assert buttons(page) == ["Settle 11", "Settle 12", "Back"]
    await room.mona.click(page, "Back")
    assert "6 to 10 of 12" in page.text


async def test_a_settled_gap_is_gone(room: Room, ledger: Ledger) -> None:
    """The button with a question's number erases that question, of this server alone."""
    for guild, question in ((room.guild.id, "first"), (room.guild.id, "second"), (1, "elsewhere")):
        sent(ledger, guild, question)
    page = await shown(room, "gaps")
    await room.mona.click(page, "Settle 1")
    assert "second" not in page.text
    assert "first" in page.text
    assert [gap.question for gap in ledger.gaps()] == ["elsewhere", "first"]
    await room.mona.click(page, "Settle 1")
    assert "No question" in page.text


async def test_a_gap_of_another_server_cannot_be_settled(room: Room, ledger: Ledger) -> None:
    """A number that stands for another server's question takes nothing out."""
    sent(ledger, room.guild.id, "mine")
    page = await shown(room, "gaps")
    ledger.settle([gap.id for gap in ledger.gaps()])
    sent(ledger, 1, "theirs")  # it may get the very number
    await room.mona.click(page, "Settle 1")
    assert [gap.question for gap in ledger.gaps()] == ["theirs"]


# --- Notes of new questions ---


async def test_a_channel_is_told_of_new_questions(
    room: Room, ledger: Ledger, running: Running
) -> None:
    """How many there are is told, never a question, and once a day at most."""
    sent(ledger, room.guild.id, "an old one")
    said = await faq(room, "notify", switch="on", channel=room.general.id)
    assert "By now there are: 1 question" in said
    day = today()
    await running.client.gap_notes.tell(day)
    sent(ledger, room.guild.id, "a secret question")
    sent(ledger, 1, "elsewhere")
    await running.client.gap_notes.tell(day)
    note = await room.sandbox.next_message(room.general)
    assert note.text == (
        "1 new question for the editors from this server. Moderators see them with `/faq gaps`."
    )
    sent(ledger, room.guild.id, "one more")
    await running.client.gap_notes.tell(day)
    await running.client.gap_notes.tell(day + timedelta(days=1))
    await running.client.gap_notes.tell(day + timedelta(days=2))
    assert (await room.sandbox.next_message(room.general)).text.startswith("1 new question for")
    assert await room.silent(room.general)


async def test_the_notes_can_be_switched_off(room: Room, ledger: Ledger, running: Running) -> None:
    """Then nothing of them is kept."""
    assert "wasn't telling" in await faq(room, "notify", switch="off")
    await faq(room, "notify", switch="on")
    assert f"<#{room.general.id}>" in (await faq(room, "status"))
    assert "no longer" in await faq(room, "notify", switch="off")
    assert ledger.notes("gaps-") == {}
    sent(ledger, room.guild.id, "a question")
    await running.client.gap_notes.tell(today())
    assert await room.silent(room.general)


async def test_a_channel_where_it_may_not_write_stops_no_other(
    room: Room, ledger: Ledger, running: Running
) -> None:
    """A note that can't be posted is logged and not tried all day."""
    room.pardoned.add(403)
    assert "Send Messages" in await faq(room, "notify", switch="on", channel=room.quiet.id)
    sent(ledger, room.guild.id, "a question")
    await running.client.gap_notes.tell(today())
    await running.client.gap_notes.tell(today())
    refused = [one for one in room.sandbox.journal.refused if one.status == 403]
    assert len(refused) == 1


async def test_a_channel_that_was_deleted_is_told_no_more(
    room: Room, ledger: Ledger, running: Running
) -> None:
    """The notes are switched off then, so that Discord is not asked in vain day by day."""
    room.pardoned.add(404)
    await faq(room, "notify", switch="on", channel=room.quiet.id)
    room.sandbox.admin.delete_channel(room.quiet)
    sent(ledger, room.guild.id, "a question")
    await running.client.gap_notes.tell(today())
    assert ledger.notes("gaps-") == {}


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
async def test_a_bound_channel_answers_from_its_article(room: Room, ledger: Ledger) -> None:
    """There and in its threads the other article does not answer; elsewhere it does."""
    assert "Jonas" in (await room.asked("Who built the loom?")).text
    said = await faq(room, "scope", articles="The kiln", channel=room.general.id)
    assert "“The kiln” only" in said
    assert "Jonas" not in (await room.asked("Who built the loom?")).text
    assert "Mara" in (await room.asked("Who built the kiln?")).text
    thread = await room.alice.open_thread(room.general, "about looms")
    assert "Jonas" not in (await room.asked("Who built the loom?", channel=thread)).text
    direct = await room.alice.direct()
    assert "Jonas" in (await room.asked("Who built the loom?", channel=direct)).text
    assert ledger.notes("scope:") == {f"scope:{room.guild.id}:{room.general.id}": "kiln.txt"}


@pytest.mark.usefixtures("_two")
async def test_a_bound_channel_offers_its_article(room: Room) -> None:
    """What is completed and suggested comes from the channel's article as well."""
    await faq(room, "scope", articles="the LOOM")
    choices = await room.alice.autocomplete("ask", in_channel=room.general, question="")
    assert [one["name"] for one in choices] == ["Who built the loom?", "How old is the loom?"]
    gone = await room.alice.ask_command("ask", in_channel=room.general, question="faq:who-built-it")
    assert gone.message is not None
    for card in (await room.asked(""), gone.message):
        assert "Who built the loom?" in buttons(card)
        assert "Who built the kiln?" not in buttons(card)


@pytest.mark.usefixtures("_two")
async def test_a_binding_outlives_restart_and_reload(
    room: Room, start: Starter, folder: Folder
) -> None:
    """It is read at the start, and an edited FAQ serves in it at once."""
    await faq(room, "scope", articles="The kiln")
    await start.running[0].stop()
    await start(operator_guilds=frozenset({room.guild.id}))
    assert "Jonas" not in (await room.asked("Who built the loom?")).text
    assert f"<#{room.general.id}> answers from: “The kiln”" in await faq(room, "status")
    edited = FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1].")
    folder(kiln=edited, loom=LOOM)
    await faq(room, "reload")
    assert "Very hot" in (await room.asked("How hot did the kiln get?")).text
    assert "from all articles" in await faq(room, "scope")
    assert "Jonas" in (await room.asked("Who built the loom?")).text


@pytest.mark.usefixtures("_two")
async def test_the_articles_are_offered_while_typing(room: Room) -> None:
    """One after the other, with a semicolon between; what is none is refused by name."""

    async def offers(typed: str) -> list[str]:
        found = await room.mona.autocomplete(
            "faq scope", in_channel=room.general, focused="articles", articles=typed
        )
        return [one["name"] for one in found]

    assert await offers("") == ["The kiln", "The loom"]
    assert await offers("loo") == ["The loom"]
    assert await offers("The kiln; ") == ["The kiln; The loom"]
    assert "“the forge”" in await faq(room, "scope", articles="The kiln; the forge")
    assert "“The kiln”, “The loom” only" in await faq(room, "scope", articles="kiln.txt;loom.txt")


@pytest.mark.usefixtures("_two")
async def test_listening_keeps_to_the_binding(room: Room, ledger: Ledger) -> None:
    """Posts of a bound forum are answered from its article only."""
    await faq(room, "listen", switch="on", channel=room.forum.id)
    await faq(room, "scope", articles="The kiln", channel=room.forum.id)
    post = await room.alice.post(room.forum, "Who built the loom?", "Please.")
    assert await room.untouched(post)
    post = await room.alice.post(room.forum, "Who built the kiln?", "Please.")
    assert "Mara" in (await room.sandbox.next_message(post)).text
    assert ledger.note(f"scope:{room.guild.id}:{room.forum.id}") == "kiln.txt"


async def test_a_deleted_channel_is_bound_no_more(
    room: Room, ledger: Ledger, running: Running
) -> None:
    """What is deleted is forgotten."""
    await faq(room, "scope", articles="The kiln", channel=room.quiet.id)
    room.sandbox.admin.delete_channel(room.quiet)
    await room.asked("How hot did the kiln get?")
    await running.client.service.recorder.do(lambda _: None)
    assert ledger.notes("scope:") == {}
