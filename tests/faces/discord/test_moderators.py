"""Moderators see and switch; members are not shown their commands."""

from __future__ import annotations

import pytest

from bot.core.knowledge import Knowledge
from bot.faces.discord.clerk import today
from bot.store.ledger import Ledger, NewGap
from tests.conftest import FAQ, Folder
from tests.faces.discord.conftest import Room

pytestmark = pytest.mark.usefixtures("running")


async def faq(room: Room, command: str) -> str:
    done = await room.mona.ask_command(f"faq {command}", in_channel=room.general)
    assert done.message is not None
    assert done.message.ephemeral
    return done.message.text


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


async def test_gaps_are_those_of_the_server(room: Room, ledger: Ledger) -> None:
    """`/faq gaps` lists what members of this server sent, and nobody's name."""
    assert "No question" in await faq(room, "gaps")
    for guild, question in ((room.guild.id, "who *owns* it"), (1, "elsewhere")):
        ledger.add_gap(NewGap(question, "not_covered", "", "f00d", 42, guild, today()))
    said = await faq(room, "gaps")
    assert "who \\*owns\\* it" in said
    assert "elsewhere" not in said
