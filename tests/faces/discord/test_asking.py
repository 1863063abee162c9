"""Members ask: by command, mention, message, reply and menu, over the wire."""

from __future__ import annotations

import pytest

from tests.faces.discord.conftest import Room, Running

pytestmark = pytest.mark.usefixtures("running")


async def test_a_mention_is_answered_with_a_citation(room: Room) -> None:
    """A mention gets the answer with its marker, the quote, its sentence and its article."""
    reply = await room.asked("How hot did the kiln get?")
    assert "It reached 1,240 degrees" in reply.text
    assert "> The kiln reached 1,240 degrees on Friday." in reply.text
    assert "Sentence 1" in reply.text
    assert "The kiln" in reply.text


async def test_a_slash_command_is_answered_for_all_to_see(room: Room) -> None:
    """`/ask` answers publicly and shows who asked what."""
    done = await room.alice.ask_command("ask", in_channel=room.general, question="kiln temperature")
    (reply,) = done.messages
    assert not reply.ephemeral
    assert f"<@{room.alice.user.id}> asked" in reply.text
    assert "kiln temperature" in reply.text
