"""Faults on order: rate limits, server errors, shut channels, and how a client copes."""

from __future__ import annotations

import pytest

from bot.sandbox import Sandbox, World
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import SmallServer

MESSAGES = "/channels/*/messages"


async def test_a_server_error_is_tried_again(sandbox: Sandbox, server: SmallServer) -> None:
    """A 502 is tried again by the client, and the second time it works."""
    sandbox.faults.fail("POST", MESSAGES, 502)
    async with running(sandbox, Bot()) as bot:
        await bot.get_partial_messageable(server.general.id).send("again")
    assert [r.status for r in sandbox.journal.to("POST", "/channels/{channel}/messages")] == [
        502,
        200,
    ]
    assert sandbox.journal.requests[-2].verdict == "ordered"


async def test_a_wait_in_vain_says_what_for(sandbox: Sandbox, server: SmallServer) -> None:
    """A wait that nothing ends gives up and says what was waited for."""
    with pytest.raises(TimeoutError, match=r"waited 0\.01 s in vain for a message by bot"):
        await sandbox.next_message(server.general, patience=0.01)


async def test_a_condition_that_fails_tells_the_waiter(sandbox: Sandbox) -> None:
    """An error in a condition reaches who waits, not who publishes."""

    def broken() -> bool:
        raise KeyError("no such thing")

    with pytest.raises(KeyError):
        await sandbox.events.until(broken, "nothing")


def test_ids_rise() -> None:
    """Ids rise one after the other."""
    world = World()
    ids = [world.new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
