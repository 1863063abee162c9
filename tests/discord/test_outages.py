"""Outages: the bot is back soon, and what was asked meanwhile is answered once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from time import monotonic

import pytest

from bot.discord.connection import APART, AT_ONCE, EACH, IdentifyPacer
from bot.discord.health import health
from bot.discord.logs import Brief
from bot.discord.servers import TOLD, switch_on, tell_new_gaps
from bot.discord.service import today
from bot.ledger.records import Listening, NewGap
from tests.discord.relay import Relay
from tests.discord.server import HOT, Running, Server
from tests.discord.test_faults import MESSAGES, WHO

LOST = "the connection is lost"
READ = "/channels/{channel}/messages"

either = pytest.mark.parametrize("forgotten", [False, True])
"""Discord may have forgotten the session when the network is back."""


@pytest.fixture
async def network(server: Server) -> AsyncIterator[Relay]:
    """A network between the bot and its Discord, which can be taken away."""
    async with Relay(server.sandbox) as between:
        server.start.options = replace(server.start.options, api_base=between.api_base)
        yield between
        for one in server.start.running:
            await one.stop()


@pytest.fixture
async def relay(network: Relay, monkeypatch: pytest.MonkeyPatch) -> Relay:
    """That network, over which tries follow each other fast: how long it is gone does not count."""
    monkeypatch.setattr("bot.discord.connection.APART", 0.1)
    monkeypatch.setattr("bot.discord.replies.AGAIN", 0.1)
    return network


async def started(server: Server, **chosen: object) -> Running:
    """The bot once it is ready."""
    server.sandbox.world.application.message_content = bool(chosen.get("message_content"))
    running = server.start.launch(**chosen)
    await server.sandbox.gateway.connected()
    await running.client.wait_until_ready()
    return running


async def outage(relay: Relay, server: Server, *, forgotten: bool = True) -> None:
    """Take the network away until the bot has tried in vain; Discord may forget the session."""
    await relay.take_away()
    if forgotten:
        server.sandbox.gateway.sessions.by_id.clear()


async def settled(server: Server) -> None:
    """Wait until the bot has answered another question, so that it has done with those before."""
    await server.answered(await server.mention(WHO))


@either
async def test_what_was_asked_in_an_outage_is_answered_once(
    server: Server, relay: Relay, *, forgotten: bool
) -> None:
    """Mentions, replies to the bot, threads and direct messages: resumed or begun anew, each once.

    What was said before, and what was said to nobody, gets nothing.
    """
    await started(server)
    general, alice, bob = server.general, server.alice, server.bob
    thread, direct = await alice.open_thread(general, "talk"), await alice.direct()
    earlier = await server.mention()
    (card,) = await server.answers(1)
    private = await alice.say(direct, HOT)
    await server.answers(1, direct)
    await outage(relay, server, forgotten=forgotten)
    asked = [
        (await server.mention(), general),
        (await bob.say(general, "and who built it?", reply_to=card), general),
        (await server.mention(channel=thread), thread),
        (await alice.say(direct, WHO), direct),
    ]
    aside = await bob.say(general, HOT)
    await relay.give_back()
    await server.sandbox.gateway.connected()
    for one, channel in asked:
        await server.answered(one, channel)
    await settled(server)
    for one, channel in (*asked, (earlier, general), (private, direct)):
        assert len(server.replies(one, channel)) == 1
    assert not server.replies(aside)
    server.sandbox.gateway.drop()  # and a second loss answers none of it again
    await settled(server)
    assert all(len(server.replies(one, channel)) == 1 for one, channel in asked)


async def test_what_is_too_old_is_not_caught_up_on(server: Server, relay: Relay) -> None:
    """A question older than a conversation counts is left alone."""
    await started(server, conversation_minutes=0.02)
    await server.asked()
    await outage(relay, server)
    old = await server.mention()
    await asyncio.sleep(1.3)  # as old as a question's number says
    young = await server.mention(WHO)
    await relay.give_back()
    # It takes more than a second until a new session is ready: neither is young enough by then.
    await server.sandbox.gateway.connected()
    await settled(server)
    assert not server.replies(old)
    assert len(server.replies(young)) <= 1


async def test_who_was_answered_meanwhile_is_left_alone(server: Server, relay: Relay) -> None:
    """Where it listens it answers late only what nobody has answered; who called it, always."""
    other = server.sandbox.world.add_channel(server.guild, "other")
    for channel in (server.general, other):
        server.ledger.listen(Listening(server.guild.id, channel.id))
    await started(server, message_content=True)
    await outage(relay, server)
    helped = await server.alice.say(server.general, HOT)
    called = await server.mention()
    await server.bob.say(server.general, "1,240 degrees", reply_to=helped)
    alone = await server.alice.say(other, HOT)
    await relay.give_back()
    await server.answered(alone, other)
    await server.answered(called)
    await settled(server)
    assert not server.replies(helped)


async def test_only_channels_with_later_messages_are_read(server: Server, relay: Relay) -> None:
    """A new session costs a request for each channel where something was said, and none else."""
    await started(server)
    quiet = [server.sandbox.world.add_channel(server.guild, f"quiet-{n}") for n in range(5)]
    for one in quiet:
        await server.bob.say(one, "hello")
    await server.asked()
    await outage(relay, server)
    called = await server.mention()
    before = len(server.sandbox.journal.to("GET", READ))
    await relay.give_back()
    await server.answered(called)
    read = server.sandbox.journal.to("GET", READ)[before:]
    assert str(server.general.id) in " ".join(one.path for one in read)
    assert len(read) <= 1 + len(quiet)


async def test_a_note_of_new_questions_waits_for_the_network(server: Server, relay: Relay) -> None:
    """What is to be told once a day is told though the network was away just then."""
    client, ledger, guild = (await started(server)).client, server.ledger, server.guild.id
    switch_on(ledger, guild, server.general.id)
    ledger.add_gap(NewGap("a question", "not_covered", "", "f00d", 42, guild, today()))
    await outage(relay, server, forgotten=False)
    telling = asyncio.create_task(tell_new_gaps(client, today()))
    while not ledger.note(f"{TOLD}{guild}"):  # noqa: ASYNC110  the ledger tells no test
        await asyncio.sleep(0.01)
    await relay.give_back()
    assert "1 new question" in (await server.next_message()).text
    await telling


async def test_an_answer_waits_for_the_network(server: Server, relay: Relay) -> None:
    """What was asked just before an outage is answered after it, once though a try came through."""
    running = await started(server)
    release = server.sandbox.faults.hold("POST", MESSAGES)
    asked = await server.mention()
    await running.begun()
    await outage(relay, server)
    release.set()
    await relay.give_back()
    await server.answered(asked)
    await settled(server)
    assert len(server.replies(asked)) == 1


@either
async def test_an_outage_takes_a_line_for_each_try(
    server: Server, relay: Relay, caplog: pytest.LogCaptureFixture, *, forgotten: bool
) -> None:
    """One line says that it began, one that it is over, one for each try; no traceback."""
    caplog.handler.addFilter(Brief())
    await started(server)
    caplog.clear()
    await outage(relay, server, forgotten=forgotten)
    while sum("Attempting" in line for line in caplog.messages) < 3:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    await relay.give_back()
    await server.sandbox.gateway.connected()
    await settled(server)
    said = [one for one in caplog.records if one.levelno >= logging.WARNING]
    tries = [one for one in said if "Attempting" in one.getMessage()]
    assert not any(one.exc_info or "\n" in one.getMessage() for one in said)
    assert all("ClientConnectorError" in one.getMessage() for one in tries)
    assert len(said) - len(tries) == 1 + (not forgotten) or len(said) - len(tries) == 2
    assert sum(LOST in one.getMessage() for one in said) == 1


@pytest.mark.parametrize("heartbeat", [0.5, 600.0])
async def test_a_gateway_that_stops_answering_is_noticed(
    server: Server, relay: Relay, monkeypatch: pytest.MonkeyPatch, heartbeat: float
) -> None:
    """Open, but without a word: within the heartbeat's time it is given up, and health says so.

    Where that time is long, a heartbeat is sent ahead of it.
    """
    monkeypatch.setattr("bot.discord.connection.OPENING", 1.0)
    monkeypatch.setattr("bot.discord.connection.ANSWERING", 0.5)
    monkeypatch.setattr("bot.discord.connection.QUIET", 1.0)
    server.sandbox.gateway.heartbeat_seconds = heartbeat
    options = (await started(server)).client.service.options
    (session,) = await server.sandbox.gateway.connected()
    while not health(options).serving:  # noqa: ASYNC110  a file tells none
        await asyncio.sleep(0.05)
    relay.deaf = True
    begun = monotonic()
    while health(options).serving:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    assert monotonic() - begun < 300  # half of the long heartbeat, on the slowest machine
    asked = await server.mention()
    relay.deaf = False
    await server.until(lambda: session.resumed or None, "the session to be resumed")
    await server.answered(asked)


@pytest.mark.stress
@pytest.mark.parametrize(
    ("seconds", "forgotten"), [(3, False), (3, True), (20, True), (45, False), (90, True)]
)
async def test_after_an_outage_of_any_length_it_answers_soon(
    server: Server, network: Relay, seconds: int, *, forgotten: bool
) -> None:
    """Ten seconds after the network is back, what was asked meanwhile is answered."""
    await started(server)
    await outage(network, server, forgotten=forgotten)
    await asyncio.sleep(seconds)
    asked = await server.mention()
    await network.give_back()
    begun = monotonic()
    await server.answered(asked)
    took = monotonic() - begun
    logging.getLogger("measured").warning("%s s, %s: %.1f s", seconds, forgotten, took)
    assert took < 10


# --- A restart ---


async def test_what_was_asked_over_a_restart_is_answered_once(server: Server) -> None:
    """What the process left unanswered, and what was asked since, is answered by the next one."""
    await server.start()
    earlier = await server.mention()
    await server.answers(1)
    server.sandbox.faults.hold("POST", MESSAGES)
    unanswered = await server.mention()
    await server.running.begun()
    await server.running.stop()
    meanwhile = await server.mention()
    await server.start()
    for one in (unanswered, meanwhile):
        await server.answered(one)
    await settled(server)
    assert [len(server.replies(one)) for one in (earlier, unanswered, meanwhile)] == [1, 1, 1]


async def test_an_answer_that_was_taken_away_does_not_come_back(server: Server) -> None:
    """What the process before has dealt with is done, whether or not its answer still stands."""
    await server.start()
    asked = await server.mention()
    (card,) = await server.answers(1)
    await server.alice.click(card, "Delete")
    await server.start.again()
    await server.until(
        lambda: server.sandbox.journal.to("GET", READ) or None, "the channel to be read"
    )
    for _ in range(2):
        await settled(server)
    assert not server.replies(asked)


async def test_what_was_asked_of_a_process_that_left_at_once_is_answered(server: Server) -> None:
    """Told to leave before it was told anything, it leaves the questions to the next one."""
    await (await server.start()).stop()
    asked = await server.mention()
    await server.start()
    await server.answered(asked)


def test_identifying_keeps_to_what_discord_allows() -> None:
    """At once after a quiet time, five seconds apart, and never a thousand a day."""
    now = [0.0]
    pace = IdentifyPacer(clock=lambda: now[0])
    made: list[float] = []
    while not made or made[-1] < 86_400:
        now[0] += pace.wait()
        pace.made()
        made.append(now[0])
    assert made[0] == 0
    assert min(b - a for a, b in pairwise(made)) >= APART
    assert len(made) <= 86_400 / EACH + AT_ONCE + 2 < 1_000
    now[0] += 3_600
    assert pace.wait() == 0
