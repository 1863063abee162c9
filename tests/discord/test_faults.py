"""Faults: lost lines, limits, refusals and errors cost no question and stop nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import sqlite3
from pathlib import Path

import pytest

from bot.discord.options import CooldownLimits
from bot.sandbox import Channel, Message, Permission
from bot.sandbox.interaction_payloads import payload
from bot.sandbox.messages import dump
from tests.discord.conftest import Room, Running, Starter
from tests.discord.test_asking import ask
from tests.discord.test_clicks import pressed, shared

HOT = "How hot did the kiln get?"
MESSAGES = "/channels/*/messages"


async def answers(room: Room, channel: Channel, count: int) -> list[Message]:
    """Wait until the bot has said so much in a channel."""
    bot = room.sandbox.bot.id

    def said() -> list[Message] | None:
        found = [one for one in room.sandbox.messages(channel) if one.author_id == bot]
        return found if len(found) >= count else None

    return await room.sandbox.hub.until(said, f"{count} messages of the bot")


async def mention(room: Room, text: str = HOT, channel: Channel | None = None) -> Message:
    return await room.alice.say(channel or room.general, f"{room.sandbox.bot_mention} {text}")


@pytest.mark.usefixtures("running")
async def test_a_line_lost_during_an_answer_costs_no_answer(room: Room) -> None:
    """The answer under way is posted, once, though the gateway's line breaks meanwhile."""
    release = room.sandbox.faults.hold("POST", MESSAGES)
    await mention(room)
    room.sandbox.gateway.drop()
    release.set()
    await answers(room, room.general, 1)
    await room.sandbox.gateway.connected()
    await room.asked("who built the kiln?")
    assert len(await answers(room, room.general, 2)) == 2


@pytest.mark.usefixtures("running")
async def test_what_was_asked_while_the_line_was_lost_is_answered_once(room: Room) -> None:
    """RESUME replays what was missed: no question is lost and none answered twice."""
    await room.asked(HOT)
    room.sandbox.gateway.drop()
    for _ in range(3):
        await mention(room)
    (session,) = await room.sandbox.gateway.connected()
    assert len(await answers(room, room.general, 4)) == 4
    assert session.resumed == 1
    await room.asked("who built the kiln?")
    assert len(await answers(room, room.general, 5)) == 5


@pytest.mark.usefixtures("running")
async def test_a_request_to_reconnect_is_followed(room: Room) -> None:
    """Op 7 costs nothing."""
    await room.asked(HOT)
    room.sandbox.gateway.ask_to_reconnect()
    await mention(room)
    assert len(await answers(room, room.general, 2)) == 2


@pytest.mark.stress
@pytest.mark.usefixtures("running")
async def test_an_invalid_session_is_begun_anew(room: Room) -> None:
    """Op 9: a new session serves as the old one did."""
    await room.asked(HOT)
    room.sandbox.gateway.invalidate(resumable=False)
    await room.sandbox.gateway.connected()
    assert "1,240" in (await room.asked(HOT)).text


async def test_a_lost_heartbeat_leads_to_a_new_line(room: Room, start: Starter) -> None:
    """A line that no longer acknowledges is given up and resumed."""
    room.sandbox.gateway.heartbeat_seconds = 0.2
    running = start.launch()
    # The client waits for a minute; a public option for it there is none.
    running.client._connection.heartbeat_timeout = 0.5  # noqa: SLF001
    (session,) = await room.sandbox.gateway.connected()
    room.sandbox.gateway.acknowledges = False
    await room.sandbox.hub.until(lambda: session.resumed or None, "the line to be resumed")
    room.sandbox.gateway.acknowledges = True
    await mention(room)
    assert len(await answers(room, room.general, 1)) == 1


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_rate_limit_is_waited_for(room: Room, *, everywhere: bool) -> None:
    """A 429, of a route or global, delays an answer and doubles none."""
    room.sandbox.faults.rate_limit("POST", MESSAGES, 0.05, everywhere=everywhere)
    await room.asked(HOT)
    assert len(await answers(room, room.general, 1)) == 1


@pytest.mark.stress
@pytest.mark.usefixtures("running")
async def test_a_bad_gateway_is_tried_again(room: Room) -> None:
    """A 502 is tried again."""
    room.sandbox.faults.fail("POST", MESSAGES, 502)
    assert "1,240" in (await room.asked(HOT)).text


@pytest.mark.usefixtures("running")
async def test_an_unavailable_server_is_owned_up_to(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    """An error that stays is told with a reference, which is in the log; the question is not."""
    room.sandbox.faults.fail("POST", MESSAGES, 503)
    reply = await room.asked(HOT)
    reference = reply.text.rsplit(" ", 1)[-1]
    assert reference in caplog.text
    logged = "\n".join(line.getMessage() for line in caplog.records)
    assert "kiln" not in logged
    assert str(room.alice.user.id) not in logged
    assert "1,240" in (await room.asked(HOT)).text


@pytest.mark.usefixtures("running")
async def test_a_refusing_channel_stops_nothing_else(room: Room) -> None:
    """Where the bot may not write, the asker is told by direct message; other channels go on."""
    room.pardoned.add(403)
    await mention(room, channel=room.quiet)
    direct = await room.alice.direct()
    notice = await room.sandbox.next_message(direct)
    assert f"<#{room.quiet.id}>" in notice.text
    before = room.sandbox.journal.counted_as_invalid
    for _ in range(3):
        await mention(room, channel=room.quiet)
    assert "1,240" in (await room.asked(HOT)).text
    assert room.sandbox.journal.counted_as_invalid == before


@pytest.mark.usefixtures("running")
async def test_what_could_not_be_shared_can_be_shared_again(room: Room) -> None:
    """A share that Discord refused has not been posted, and the next click posts it."""
    private = await ask(room, HOT, private=True)
    room.sandbox.faults.fail("POST", "/interactions/*", 400)
    assert "reference" in (await pressed(room.alice, private, "Share")).text
    room.sandbox.faults.fail("POST", "/webhooks/*", 400)
    done = await room.alice.click(private, "Share")
    await room.sandbox.hub.until(lambda: done.followups or None, "the apology")
    assert "reference" in done.followups[-1].text
    posted = await shared(room, private)
    assert f"<@{room.alice.user.id}> asked" in posted.text


@pytest.mark.usefixtures("running")
async def test_a_channel_that_allows_it_again_is_served_at_once(room: Room) -> None:
    """Once a moderator has granted what was missing, the next question is answered."""
    room.pardoned.add(403)
    await mention(room, channel=room.quiet)
    await room.sandbox.next_message(await room.alice.direct())
    room.sandbox.admin.overwrite(room.quiet, room.sandbox.bot, allow=Permission.SEND_MESSAGES)
    assert "1,240" in (await room.asked(HOT, channel=room.quiet)).text


@pytest.mark.usefixtures("running")
async def test_a_deleted_channel_stops_nothing_else(room: Room) -> None:
    """A channel that vanishes under an answer is logged, and the others go on."""
    room.pardoned.add(404)
    release = room.sandbox.faults.hold("POST", f"/channels/{room.quiet.id}/messages")
    room.sandbox.admin.overwrite(room.quiet, room.sandbox.bot, allow=Permission.SEND_MESSAGES)
    await mention(room, channel=room.quiet)
    room.sandbox.admin.delete_channel(room.quiet)
    release.set()
    assert "1,240" in (await room.asked(HOT)).text


async def test_an_error_in_a_handler_stops_nothing_else(
    room: Room, running: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of our own is told with a reference wherever somebody asked; the rest goes on."""
    service = running.client.service
    with monkeypatch.context() as broken:
        broken.setattr(service.answerer, "ask", lambda *_: 1 / 0)
        assert "reference" in (await room.asked(HOT)).text
        private = await ask(room, HOT)
        assert "reference" in private.text
        assert private.ephemeral
        broken.setattr(service.answerer, "complete", lambda *_: 1 / 0)
        caplog.set_level(logging.CRITICAL)
    assert "1,240" in (await room.asked(HOT)).text


@pytest.mark.usefixtures("running")
async def test_an_interaction_is_answered_once_though_told_twice(room: Room) -> None:
    """The gateway may replay a command; a second answer would be refused, and is not tried."""
    done = await room.alice.ask_command("ask", in_channel=room.general, question=HOT)
    (session,) = await room.sandbox.gateway.connected()
    session.dispatch("INTERACTION_CREATE", dump(payload(room.sandbox.world, done)))
    await room.asked(HOT)
    assert len(await answers(room, room.general, 2)) == 2


@pytest.mark.usefixtures("running")
async def test_a_request_that_hangs_holds_up_nothing_else(room: Room) -> None:
    """While an answer to one channel hangs, other channels are served."""
    release = room.sandbox.faults.hold("POST", f"/channels/{room.general.id}/messages")
    await mention(room)
    direct = await room.alice.direct()
    await room.alice.say(direct, HOT)
    assert "1,240" in (await room.sandbox.next_message(direct)).text
    release.set()
    assert len(await answers(room, room.general, 1)) == 1


async def test_a_locked_database_is_said_and_got_over(
    room: Room, running: Running, tmp_path: Path
) -> None:
    """While another program locks the database, answers go on and a click fails in words."""
    card = await ask(room, HOT)
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        failing = asyncio.create_task(pressed(room.alice, card, "👍"))
        assert "1,240" in (await room.asked(HOT)).text
        assert "database does not answer" in (await failing).text
        other.rollback()
    await running.client.service.recorder.write_counts()  # as every few seconds
    assert "Noted" in (await pressed(room.alice, card, "👍")).text


async def test_too_many_questions_are_refused_kindly(room: Room, start: Starter) -> None:
    """Beyond the cool-down a member is told to wait, alone; in a channel once, then silence."""
    await start(cooldown=CooldownLimits(member=2, channel=100, seconds=600))
    await ask(room, HOT)
    await ask(room, HOT)
    refused = await ask(room, HOT)
    assert refused.ephemeral
    assert re.search(r"try again in \d+ seconds\.", refused.text)
    assert "1,240" in (await ask(room, HOT, by="bob")).text


async def test_a_busy_channel_is_refused_once(room: Room, start: Starter) -> None:
    """Of many mentions beyond the limit the first is told, the others are left alone."""
    await start(cooldown=CooldownLimits(member=100, channel=1, seconds=600))
    await room.asked(HOT)
    for _ in range(3):
        await mention(room)
    assert "faster than I may answer" in (await answers(room, room.general, 2))[-1].text
    direct = await room.bob.direct()
    await room.bob.say(direct, HOT)
    await room.sandbox.next_message(direct)
    assert len(await answers(room, room.general, 2)) == 2
