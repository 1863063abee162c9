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
from bot.sandbox.interactions import interaction_payload as payload
from bot.sandbox.message import dump
from tests.discord.conftest import DiscordServer, Running, Starter
from tests.discord.test_asking import ask
from tests.discord.test_clicks import pressed, shared

HOT = "How hot did the kiln get?"
MESSAGES = "/channels/*/messages"


async def answers(server: DiscordServer, channel: Channel, count: int) -> list[Message]:
    """Wait until the bot has said so much in a channel."""

    def enough() -> list[Message] | None:
        found = server.said(channel)
        return found if len(found) >= count else None

    return await server.sandbox.events.until(enough, f"{count} messages of the bot")


async def begun(running: Running) -> None:
    """Wait until the bot is at work; it tells no test when that begins."""
    while not running.client.work.busy:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def mention(
    server: DiscordServer, text: str = HOT, channel: Channel | None = None
) -> Message:
    return await server.alice.say(channel or server.general, f"{server.sandbox.bot_mention} {text}")


@pytest.mark.usefixtures("running")
async def test_a_line_lost_during_an_answer_costs_no_answer(server: DiscordServer) -> None:
    """The answer under way is posted, once, though the gateway's line breaks meanwhile."""
    release = server.sandbox.faults.hold("POST", MESSAGES)
    await mention(server)
    server.sandbox.gateway.drop()
    release.set()
    await answers(server, server.general, 1)
    await server.sandbox.gateway.connected()
    await server.asked("who built the kiln?")
    assert len(await answers(server, server.general, 2)) == 2


@pytest.mark.usefixtures("running")
async def test_what_was_asked_while_the_line_was_lost_is_answered_once(
    server: DiscordServer,
) -> None:
    """RESUME replays what was missed: no question is lost and none answered twice."""
    await server.asked(HOT)
    server.sandbox.gateway.drop()
    for _ in range(3):
        await mention(server)
    (session,) = await server.sandbox.gateway.connected()
    assert len(await answers(server, server.general, 4)) == 4
    assert session.resumed == 1
    await server.asked("who built the kiln?")
    assert len(await answers(server, server.general, 5)) == 5


@pytest.mark.usefixtures("running")
async def test_a_request_to_reconnect_is_followed(server: DiscordServer) -> None:
    """Op 7 costs nothing."""
    await server.asked(HOT)
    server.sandbox.gateway.ask_to_reconnect()
    await mention(server)
    assert len(await answers(server, server.general, 2)) == 2


@pytest.mark.stress
@pytest.mark.usefixtures("running")
async def test_an_invalid_session_is_begun_anew(server: DiscordServer) -> None:
    """Op 9: a new session serves as the old one did."""
    await server.asked(HOT)
    server.sandbox.gateway.invalidate()
    await server.sandbox.gateway.connected()
    assert "1,240" in (await server.asked(HOT)).text


async def test_a_lost_heartbeat_leads_to_a_new_line(server: DiscordServer, start: Starter) -> None:
    """A line that no longer acknowledges is given up and resumed."""
    server.sandbox.gateway.heartbeat_seconds = 0.2
    running = start.launch()
    # The client waits for a minute; a public option for it there is none.
    running.client._connection.heartbeat_timeout = 0.5  # noqa: SLF001
    (session,) = await server.sandbox.gateway.connected()
    server.sandbox.gateway.acknowledges = False
    await server.sandbox.events.until(lambda: session.resumed or None, "the line to be resumed")
    server.sandbox.gateway.acknowledges = True
    await mention(server)
    assert len(await answers(server, server.general, 1)) == 1


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_rate_limit_is_waited_for(server: DiscordServer, *, everywhere: bool) -> None:
    """A 429, of a route or global, delays an answer and doubles none."""
    server.sandbox.faults.rate_limit("POST", MESSAGES, 0.05, everywhere=everywhere)
    await server.asked(HOT)
    assert len(await answers(server, server.general, 1)) == 1


@pytest.mark.stress
@pytest.mark.usefixtures("running")
async def test_a_bad_gateway_is_tried_again(server: DiscordServer) -> None:
    """A 502 is tried again."""
    server.sandbox.faults.fail("POST", MESSAGES, 502)
    assert "1,240" in (await server.asked(HOT)).text


@pytest.mark.usefixtures("running")
async def test_an_unavailable_server_is_owned_up_to(
    server: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    """An error that stays is told with a reference, which is in the log; the question is not."""
    server.sandbox.faults.fail("POST", MESSAGES, 503)
    reply = await server.asked(HOT)
    reference = reply.text.rsplit(" ", 1)[-1]
    assert reference in caplog.text
    logged = "\n".join(line.getMessage() for line in caplog.records)
    assert "kiln" not in logged
    assert str(server.alice.user.id) not in logged
    assert "1,240" in (await server.asked(HOT)).text


@pytest.mark.usefixtures("running")
async def test_what_could_not_be_shared_can_be_shared_again(server: DiscordServer) -> None:
    """A share that Discord refused has not been posted, and the next click posts it."""
    private = await ask(server, HOT, private=True)
    server.sandbox.faults.fail("POST", "/interactions/*", 400)
    assert "reference" in (await pressed(server.alice, private, "Share")).text
    server.sandbox.faults.fail("POST", "/webhooks/*", 400)
    done = await server.alice.click(private, "Share")
    await server.sandbox.events.until(lambda: done.followups or None, "the apology")
    assert "reference" in done.followups[-1].text
    posted = await shared(server, private)
    assert f"<@{server.alice.user.id}> asked" in posted.text


@pytest.mark.usefixtures("running")
async def test_a_deleted_channel_stops_nothing_else(server: DiscordServer) -> None:
    """A channel that vanishes under an answer is logged, and the others go on."""
    server.pardoned.add(404)
    release = server.sandbox.faults.hold("POST", f"/channels/{server.quiet.id}/messages")
    server.sandbox.admin.overwrite(server.quiet, server.sandbox.bot, allow=Permission.SEND_MESSAGES)
    await mention(server, channel=server.quiet)
    server.sandbox.admin.delete_channel(server.quiet)
    release.set()
    assert "1,240" in (await server.asked(HOT)).text


async def test_an_error_in_a_handler_stops_nothing_else(
    server: DiscordServer,
    running: Running,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault of our own is told with a reference wherever somebody asked; the rest goes on."""
    service = running.client.service
    with monkeypatch.context() as broken:
        broken.setattr(service.answerer, "ask", lambda *_: 1 / 0)
        assert "reference" in (await server.asked(HOT)).text
        private = await ask(server, HOT)
        assert "reference" in private.text
        assert private.ephemeral
        broken.setattr(service.answerer, "complete", lambda *_: 1 / 0)
        caplog.set_level(logging.CRITICAL)
    assert "1,240" in (await server.asked(HOT)).text


@pytest.mark.usefixtures("running")
async def test_an_interaction_is_answered_once_though_told_twice(server: DiscordServer) -> None:
    """The gateway may replay a command; a second answer would be refused, and is not tried."""
    done = await server.alice.ask_command("ask", question=HOT)
    (session,) = await server.sandbox.gateway.connected()
    session.dispatch("INTERACTION_CREATE", dump(payload(server.sandbox.world, done)))
    await server.asked(HOT)
    assert len(await answers(server, server.general, 2)) == 2


@pytest.mark.usefixtures("running")
async def test_a_request_that_hangs_holds_up_nothing_else(server: DiscordServer) -> None:
    """While an answer to one channel hangs, other channels are served."""
    release = server.sandbox.faults.hold("POST", f"/channels/{server.general.id}/messages")
    await mention(server)
    direct = await server.alice.direct()
    await server.alice.say(direct, HOT)
    assert "1,240" in (await server.sandbox.next_message(direct)).text
    release.set()
    assert len(await answers(server, server.general, 1)) == 1


async def test_a_locked_database_is_said_and_got_over(
    server: DiscordServer, running: Running, tmp_path: Path
) -> None:
    """While another program locks the database, answers go on and a click fails in words."""
    card = await ask(server, HOT)
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        failing = asyncio.create_task(pressed(server.alice, card, "👍"))
        assert "1,240" in (await server.asked(HOT)).text
        assert "database does not answer" in (await failing).text
        other.rollback()
    await running.client.service.recorder.write_counts()  # as every few seconds
    assert "Noted" in (await pressed(server.alice, card, "👍")).text


async def test_too_many_questions_are_refused_kindly(server: DiscordServer, start: Starter) -> None:
    """Beyond the cool-down a member is told to wait, alone; in a channel once, then silence."""
    await start(cooldown=CooldownLimits(member=2, channel=100, seconds=600))
    await ask(server, HOT)
    await ask(server, HOT)
    refused = await ask(server, HOT)
    assert refused.ephemeral
    assert re.search(r"try again in \d+ seconds\.", refused.text)
    assert "1,240" in (await ask(server, HOT, by="bob")).text


async def test_a_busy_channel_is_refused_once(server: DiscordServer, start: Starter) -> None:
    """Of many mentions beyond the limit the first is told, the others are left alone."""
    await start(cooldown=CooldownLimits(member=100, channel=1, seconds=600))
    await server.asked(HOT)
    for _ in range(3):
        await mention(server)
    assert "faster than I may answer" in (await answers(server, server.general, 2))[-1].text
    direct = await server.bob.direct()
    await server.bob.say(direct, HOT)
    await server.sandbox.next_message(direct)
    assert len(await answers(server, server.general, 2)) == 2
