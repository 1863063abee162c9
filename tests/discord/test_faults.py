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
from bot.sandbox import Permission
from bot.sandbox.interactions import interaction_payload as payload
from bot.sandbox.message import dump
from tests.discord.server import HOT, Server, pressed, started_with, told_alone

pytestmark = pytest.mark.usefixtures("running")

MESSAGES = "/channels/*/messages"
WHO = "who built the kiln?"


async def test_a_line_lost_during_an_answer_costs_no_answer(server: Server) -> None:
    """The answer under way is posted, once, though the gateway's line breaks meanwhile."""
    release = server.sandbox.faults.hold("POST", MESSAGES)
    await server.mention()
    server.sandbox.gateway.drop()
    release.set()
    await server.answers(1)
    await server.sandbox.gateway.connected()
    await server.asked(WHO)
    assert len(await server.answers(2)) == 2


@pytest.mark.parametrize("lose", ["drop", "ask_to_reconnect"])
async def test_what_was_asked_without_a_line_is_answered_once(server: Server, lose: str) -> None:
    """Lost, or left since Discord asked to (op 7): RESUME replays what was missed, each once."""
    gateway = server.sandbox.gateway
    await server.asked()
    getattr(gateway, lose)()
    for _ in range(3):
        await server.mention()
    (session,) = await gateway.connected()
    assert len(await server.answers(4)) == 4
    assert session.resumed == 1
    await server.asked(WHO)
    assert len(await server.answers(5)) == 5


@pytest.mark.stress
async def test_an_invalid_session_is_begun_anew(server: Server) -> None:
    """Op 9: a new session serves as the old one did."""
    await server.asked()
    server.sandbox.gateway.invalidate()
    await server.sandbox.gateway.connected()
    assert "1,240" in (await server.asked()).text


async def test_a_lost_heartbeat_leads_to_a_new_line(server: Server) -> None:
    """A line that no longer acknowledges is given up and resumed."""
    await server.running.stop()
    server.sandbox.gateway.heartbeat_seconds = 0.2
    # The client waits for a minute; a public option for it there is none.
    server.start.launch().client._connection.heartbeat_timeout = 0.5  # noqa: SLF001
    (session,) = await server.sandbox.gateway.connected()
    server.sandbox.gateway.acknowledges = False
    await server.until(lambda: session.resumed or None, "the line to be resumed")
    server.sandbox.gateway.acknowledges = True
    await server.mention()
    assert len(await server.answers(1)) == 1


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_rate_limit_is_waited_for(server: Server, *, everywhere: bool) -> None:
    """A 429, of a route or global, delays an answer and doubles none."""
    server.sandbox.faults.rate_limit("POST", MESSAGES, 0.05, everywhere=everywhere)
    await server.asked()
    assert len(await server.answers(1)) == 1


@pytest.mark.stress
async def test_a_bad_gateway_is_tried_again(server: Server) -> None:
    """A 502 is tried again."""
    server.sandbox.faults.fail("POST", MESSAGES, 502)
    assert "1,240" in (await server.asked()).text


async def test_an_unavailable_server_is_owned_up_to(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """An error that stays is told with a reference, which is in the log; the question is not."""
    server.sandbox.faults.fail("POST", MESSAGES, 503)
    reply = await server.asked()
    assert reply.text.rsplit(" ", 1)[-1] in caplog.text
    logged = "\n".join(caplog.messages)
    assert "kiln" not in logged
    assert str(server.alice.user.id) not in logged
    assert "1,240" in (await server.asked()).text


async def test_what_could_not_be_shared_can_be_shared_again(server: Server) -> None:
    """A share that Discord refused has not been posted, and the next click posts it."""
    private = await server.ask(HOT, private=True)
    server.sandbox.faults.fail("POST", "/interactions/*", 400)
    assert "reference" in (await pressed(server.alice, private, "Share")).text
    server.sandbox.faults.fail("POST", "/webhooks/*", 400)
    assert "reference" in (await server.shared(private)).text
    assert f"<@{server.alice.user.id}> asked" in (await server.shared(private)).text


async def test_a_deleted_channel_stops_nothing_else(server: Server) -> None:
    """A channel that vanishes under an answer is logged, and the others go on."""
    server.pardoned.add(404)
    release = server.sandbox.faults.hold("POST", f"/channels/{server.quiet.id}/messages")
    server.sandbox.admin.overwrite(server.quiet, server.sandbox.bot, allow=Permission.SEND_MESSAGES)
    await server.mention(channel=server.quiet)
    server.sandbox.admin.delete_channel(server.quiet)
    release.set()
    assert "1,240" in (await server.asked()).text


async def test_an_error_in_a_handler_stops_nothing_else(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of our own is told with a reference wherever somebody asked; the rest goes on."""
    with monkeypatch.context() as broken:
        broken.setattr(server.service.answerer, "ask", lambda *_: 1 / 0)
        assert "reference" in (await server.asked()).text
        assert "reference" in told_alone(await server.ask(HOT))
        caplog.set_level(logging.CRITICAL)
    assert "1,240" in (await server.asked()).text


async def test_an_interaction_is_answered_once_though_told_twice(server: Server) -> None:
    """The gateway may replay a command or a click: a second answer is refused, and not tried."""
    asked = await server.alice.ask_command("ask", question=HOT)
    clicked = await server.alice.click(asked.shown, "In context")
    (session,) = await server.sandbox.gateway.connected()
    for done in (asked, clicked):
        session.dispatch("INTERACTION_CREATE", dump(payload(server.sandbox.world, done)))
    await server.asked()
    assert len(await server.answers(3)) == 3


async def test_a_request_that_hangs_holds_up_nothing_else(server: Server) -> None:
    """While an answer to one channel hangs, other channels are served."""
    release = server.sandbox.faults.hold("POST", f"/channels/{server.general.id}/messages")
    await server.mention()
    assert "1,240" in (await server.asked(channel=await server.alice.direct())).text
    release.set()
    assert len(await server.answers(1)) == 1


async def test_a_locked_database_is_said_and_got_over(server: Server, tmp_path: Path) -> None:
    """While another program locks the database, answers go on and a click fails in words."""
    card = await server.ask(HOT)
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        failing = asyncio.create_task(pressed(server.alice, card, "👍"))
        assert "1,240" in (await server.asked()).text
        assert "database does not answer" in (await failing).text
        other.rollback()
    await server.service.recorder.write_counts()  # as every few seconds
    assert "Noted" in (await pressed(server.alice, card, "👍")).text


@started_with(cooldown=CooldownLimits(member=2, channel=100, seconds=600))
async def test_too_many_questions_are_refused_kindly(server: Server) -> None:
    """Beyond the cool-down a member is told to wait, alone; others are answered."""
    for _ in range(2):
        assert "1,240" in (await server.ask(HOT)).text
    refused = await server.ask(HOT)
    assert refused.ephemeral
    assert re.search(r"try again in \d+ seconds\.", refused.text)
    assert "1,240" in (await server.ask(HOT, by="bob")).text


@started_with(cooldown=CooldownLimits(member=100, channel=1, seconds=600))
async def test_a_busy_channel_is_refused_once(server: Server) -> None:
    """Of many mentions beyond the limit the first is told, the others are left alone."""
    await server.asked()
    for _ in range(3):
        await server.mention()
    assert "faster than I may answer" in (await server.answers(2))[-1].text
    await server.asked(by="bob", channel=await server.bob.direct())
    assert len(await server.answers(2)) == 2
