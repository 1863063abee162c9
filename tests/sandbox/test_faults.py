"""Faults on order: rate limits, server errors, shut channels, and how a client copes."""

from __future__ import annotations

import asyncio

import aiohttp
import discord
import pytest

from bot.sandbox import HeldClock, Sandbox, World
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import House

MESSAGES = "/channels/*/messages"


@pytest.mark.parametrize("everywhere", [False, True], ids=["route", "global"])
async def test_a_rate_limit_is_waited_out(sandbox: Sandbox, house: House, everywhere: bool) -> None:
    """A 429, of the route or global, is waited out by the client and then the message stands."""
    sandbox.faults.rate_limit("POST", MESSAGES, 0.02, times=2, everywhere=everywhere)
    async with running(sandbox, Bot()) as bot:
        await bot.get_partial_messageable(house.general.id).send("patience")
    assert [m.content for m in sandbox.messages(house.general)] == ["patience"]
    assert sandbox.journal.counted_as_invalid == 2
    assert sandbox.journal.all_valid


async def test_a_limit_that_is_set_is_kept_by_the_client(sandbox: Sandbox, house: House) -> None:
    """A client that reads the headers stays within a route's limit without a single 429."""
    sandbox.rate_limits.limit("POST", "/channels/{channel}/messages", 3, 0.1)
    async with running(sandbox, Bot()) as bot:
        channel = bot.get_partial_messageable(house.general.id)
        await asyncio.gather(*(channel.send(str(n)) for n in range(7)))
    assert len(sandbox.messages(house.general)) == 7
    assert sandbox.journal.statuses[429] == 0


async def test_who_does_not_keep_a_limit_gets_429(house: House) -> None:
    """Beyond a limit comes 429 with the time to wait, for the route or for everything."""
    clock = HeldClock()
    house.world.clock = clock
    path = f"/channels/{house.general.id}/messages"
    async with Sandbox(house.world) as sandbox, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {sandbox.token}"}

        async def send(content: str) -> tuple[int, dict[str, object], str | None]:
            url = sandbox.api_base + path
            async with session.post(url, json={"content": content}, headers=headers) as got:
                return got.status, await got.json(), got.headers.get("X-RateLimit-Scope")

        sandbox.rate_limits.limit("POST", "/channels/{channel}/messages", 1, 5.0)
        assert (await send("one"))[0] == 200
        status, body, scope = await send("two")
        assert (status, body["retry_after"], body["global"], scope) == (429, 5.0, False, "user")
        clock.advance(5)
        assert (await send("three"))[0] == 200
        clock.advance(5)
        sandbox.rate_limits.limit_everything(0, 1.0)
        status, body, scope = await send("four")
        assert (status, body["global"], scope) == (429, True, "global")
    assert not sandbox.journal.all_valid


async def test_a_server_error_is_tried_again(sandbox: Sandbox, house: House) -> None:
    """A 502 is tried again by the client, and the second time it works."""
    sandbox.faults.fail("POST", MESSAGES, 502)
    async with running(sandbox, Bot()) as bot:
        await bot.get_partial_messageable(house.general.id).send("again")
    assert [r.status for r in sandbox.journal.to("POST", "/channels/{channel}/messages")] == [
        502,
        200,
    ]
    assert sandbox.journal.verdicts["ordered"] == 1


async def test_one_shut_channel_leaves_the_others_open(sandbox: Sandbox, house: House) -> None:
    """A channel that answers 403 to everything stops nothing elsewhere; the order can be lifted."""
    other = house.world.add_channel(house.guild, "other")
    order = sandbox.faults.forbid(house.general)
    async with running(sandbox, Bot()) as bot:
        shut = bot.get_partial_messageable(house.general.id)
        with pytest.raises(discord.Forbidden) as refused:
            await shut.send("in vain")
        await bot.get_partial_messageable(other.id).send("fine")
        sandbox.faults.lift(order)
        await shut.send("open again")
    assert refused.value.code == 50013
    assert [m.content for m in sandbox.messages(house.general)] == ["open again"]


async def test_requests_can_be_held_and_slowed(sandbox: Sandbox, house: House) -> None:
    """A held request waits at the gate; a delayed one arrives late; both arrive."""
    gate = sandbox.faults.hold("POST", MESSAGES)
    sandbox.faults.delay("POST", MESSAGES, 0.01)
    async with running(sandbox, Bot()) as bot:
        channel = bot.get_partial_messageable(house.general.id)
        sending = asyncio.create_task(channel.send("held"))
        await sandbox.hub.until(lambda: bool(sandbox.journal.total), "the login")
        assert not sending.done()
        gate.set()
        await sending
    sandbox.faults.clear()
    assert not sandbox.faults.any


async def test_a_wait_in_vain_says_what_for(sandbox: Sandbox, house: House) -> None:
    """A wait that nothing ends gives up and says what was waited for."""
    with pytest.raises(TimeoutError, match=r"waited 0\.01 s in vain for a message by bot"):
        await sandbox.next_message(house.general, patience=0.01)


async def test_a_condition_that_fails_tells_the_waiter(sandbox: Sandbox) -> None:
    """An error in a condition reaches who waits, not who publishes."""

    def broken() -> bool:
        raise KeyError("no such thing")

    with pytest.raises(KeyError):
        await sandbox.hub.until(broken, "nothing")


def test_a_held_clock_moves_when_told() -> None:
    """A held clock runs what falls due on the way, in order, and leaves out what was cancelled."""
    clock, told = HeldClock(), list[str]()
    clock.call_later(2, lambda: told.append("second"))
    clock.call_later(1, lambda: told.append("first"))
    clock.call_later(1.5, lambda: told.append("never")).cancel()
    clock.advance(1)
    assert told == ["first"]
    clock.advance(5)
    assert told == ["first", "second"]


def test_ids_rise_and_repeat_with_a_held_clock() -> None:
    """Ids rise one after the other, and two worlds built alike have the same ids."""
    one, other = World(clock=HeldClock()), World(clock=HeldClock())
    assert one.bot.id == other.bot.id
    ids = [one.ids.next() for _ in range(5000)]
    assert ids == sorted(set(ids))
