"""Commands heal: what Discord has registered is compared at every start, and mended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from bot.discord.doctor import Diagnosis
from bot.discord.sync import differences
from bot.sandbox.requests import Request
from tests.discord.server import Server

OURS = {"ask", "faq", "privacy", "Answer this"}
ASK = {"name": "ask", "type": 1, "description": "Ask.", "nsfw": False, "contexts": [0, 1]}


def names(server: Server, guild: int | None = None) -> list[str]:
    return sorted(one["name"] for one in server.sandbox.world.commands[guild].values())


def written(server: Server) -> list[Request]:
    requests = server.sandbox.journal.requests
    return [one for one in requests if one.method == "PUT" and "/commands" in one.path]


async def commands_row(server: Server, test: int | None = None) -> Diagnosis:
    rows = await server.start.examined(test_guild=test)
    (row,) = (row for row in rows if row.about == "Commands")
    return row


Commands = dict[int, Any]


def named(commands: Commands, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in commands.values() if one["name"] == name)
    return found


STRANGER = {"id": "1", "name": "stranger", "type": 1, "description": "Not ours."}
HARMS: dict[str, Callable[[Commands], object]] = {
    "lost": lambda all_: all_.clear(),
    "one lost": lambda all_: all_.popitem(),
    "one more": lambda all_: all_.update({1: STRANGER}),
    "reworded": lambda all_: named(all_, "ask").update(description="Something else."),
    "open to all": lambda all_: named(all_, "faq").update(default_member_permissions=None),
    "choices": lambda all_: named(all_, "ask")["options"][0].update(
        choices=[{"name": "one", "value": "one"}]
    ),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
async def test_what_differs_at_discord_is_mended_at_the_start(
    server: Server, harm: Callable[[Commands], object], caplog: pytest.LogCaptureFixture
) -> None:
    """Lost, foreign and changed commands are told by the doctor and mended by the next start."""
    await server.start()
    harm(server.sandbox.world.commands[None])
    assert (await commands_row(server)).state == "note"
    with caplog.at_level(logging.INFO, "footnote"):
        await server.start.again()
    assert set(names(server)) == OURS
    assert sum("registered the commands everywhere" in line for line in caplog.messages) == 1
    assert (await commands_row(server)).state == "good"


@pytest.mark.parametrize("in_one", [False, True])
async def test_what_is_as_it_should_be_costs_no_write(server: Server, *, in_one: bool) -> None:
    """A second start reads and writes nothing, though Discord adds fields of its own."""
    chosen = {"test_guild": server.guild.id} if in_one else {}
    await server.start(**chosen)
    before = len(written(server))
    await server.start.again(**chosen)
    assert len(written(server)) == before


async def test_no_server_shows_a_command_twice(server: Server) -> None:
    """A test server set after a run for all servers has them alone; unset, everywhere has them."""
    await server.start()
    await server.running.stop()
    row = await commands_row(server, test=server.guild.id)
    assert row.words == "not registered yet"
    await server.start(test_guild=server.guild.id)
    assert not names(server)
    assert set(names(server, server.guild.id)) == OURS
    await server.start.again()
    assert set(names(server)) == OURS
    assert not names(server, server.guild.id)


async def test_the_doctor_tells_of_commands_that_show_twice(server: Server) -> None:
    """Registered for a test server and everywhere: the doctor names both."""
    await server.start()
    everywhere = server.sandbox.world.commands[None]
    before = dict(everywhere)
    await server.start.again(test_guild=server.guild.id)
    everywhere.update(before)
    await server.running.stop()
    row = await commands_row(server, test=server.guild.id)
    assert row.state == "note"
    assert "shown twice" in row.words
    former = await commands_row(server)
    assert f"server {server.guild.id}" in former.words


async def test_what_writes_is_registered_in_the_operators_servers_alone(server: Server) -> None:
    """There it is added to what all have, and taken out once writing is switched off."""
    server.pardoned.update({403, 404})
    mine = frozenset({server.guild.id, 4_711})  # in one of them the bot is not yet
    writing: dict[str, object] = {"writes_to": server.store.path, "operator_guilds": mine}
    await server.start(**writing)
    assert set(names(server)) == OURS
    assert names(server, server.guild.id) == ["Add to the FAQ"]
    await server.start.again(**writing, test_guild=server.guild.id)
    assert set(names(server, server.guild.id)) == OURS | {"Add to the FAQ"}
    await server.start.again(operator_guilds=mine)
    assert set(names(server)) == OURS
    assert not names(server, server.guild.id)


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_a_long_rate_limit_keeps_nobody_waiting(server: Server, method: str) -> None:
    """Discord wants 700 seconds before it takes commands: the bot answers meanwhile."""
    server.pardoned.add(429)
    server.sandbox.faults.rate_limit(method, "/applications/*/commands", retry_after=700)
    await server.start()
    assert "1,240" in (await server.asked()).text
    assert (await asyncio.wait_for(server.running.stop(), 60)).status == 0


async def test_a_refused_sync_is_tried_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord's fault while syncing costs no start, and the commands come once it is over."""
    monkeypatch.setattr("bot.discord.sync.AGAIN", 0.05)
    server.pardoned.add(503)
    order = server.sandbox.faults.fail("PUT", "/applications/*/commands", 503, times=2)
    await server.start()
    assert "1,240" in (await server.asked()).text
    await server.until(lambda: names(server) or None, "the commands")
    assert order.met == 2
    assert set(names(server)) == OURS


async def test_a_test_server_that_is_joined_later_gets_the_commands(server: Server) -> None:
    """Before the bot is in it Discord refuses; the commands come when it is added."""
    server.pardoned.update({403, 404})
    other = server.sandbox.world.add_guild("Test server")
    del other.members[server.sandbox.bot.id]
    await server.start(test_guild=other.id)
    assert not names(server, other.id)
    server.sandbox.admin.invite_bot(other)
    await server.until(lambda: names(server, other.id) or None, "the commands")


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ({**ASK, "id": "1", "version": "2", "dm_permission": True}, ""),
        ({**ASK, "contexts": [1, 0], "options": [], "default_member_permissions": None}, ""),
        ({key: ASK[key] for key in ASK if key != "nsfw"}, ""),
        ({**ASK, "nsfw": True}, "changed: ask"),
        ({**ASK, "contexts": None}, "changed: ask"),
        ({**ASK, "default_member_permissions": "0"}, "changed: ask"),
        ({**ASK, "name": "Ask"}, "missing: ask; not ours: Ask"),
    ],
)
def test_only_what_was_sent_is_compared(theirs: dict[str, Any], expected: str) -> None:
    """Discord's defaults, its order and its way to write are no difference."""
    ours = {**ASK, "default_member_permissions": None, "dm_permission": True, "options": []}
    assert differences([ours], [theirs]) == expected
