"""The page's protocol: coming in with a key, looking on, acting, and hearing what happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.sandbox.clients import Bot, entered, looked, running
from tests.sandbox.conftest import SmallServer
from tests.sandbox.test_commands import some_commands
from tests.sandbox.test_interactions import many_ways


@pytest.fixture
async def visitor(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser's session that has entered."""
    async with entered(sandbox) as session:
        yield session


async def act(
    visitor: aiohttp.ClientSession, name: str, body: dict[str, Any], status: int = 200
) -> dict[str, Any]:
    """Have alice do something."""
    async with visitor.post(f"/sandbox/members/alice/{name}", json=body) as got:
        made: dict[str, Any] = await got.json()
        assert got.status == status, made
        return made


async def test_a_key_opens_once(sandbox: Sandbox) -> None:
    """A key is traded for a session once; without one nothing is told."""
    key = sandbox.access.new_key()
    async with aiohttp.ClientSession(sandbox.url) as session:
        assert (await looked(session, "/sandbox/state?member=alice"))[0] == 401
        async with session.post("/sandbox/enter", json={"key": key}) as got:
            bearer = (await got.json())["session"]
            assert "HttpOnly" in got.headers["Set-Cookie"]
            assert "SameSite=Strict" in got.headers["Set-Cookie"]
        async with session.post("/sandbox/enter", json={"key": key}) as got:
            assert got.status == 403
        entry = f"Bearer {bearer}"
        _, state = await looked(session, "/sandbox/state?member=alice", Authorization=entry)
        assert state["me"]["username"] == "alice"


async def test_a_page_acts_as_a_member(
    sandbox: Sandbox, server: SmallServer, visitor: aiohttp.ClientSession
) -> None:
    """Everything that a member can do can be done over the routes."""

    async def setup(bot: Bot) -> None:
        await some_commands(bot)
        await many_ways(bot)

    here: dict[str, Any] = {"channel_id": str(server.general.id)}
    async with running(sandbox, Bot(setup)):
        said = (await act(visitor, "say", here | {"text": "hello"}))["message"]
        here_it = here | {"message_id": said["id"]}
        await act(visitor, "say", here | {"text": "again", "reply_to": said["id"], "ping": False})
        await act(visitor, "edit", here_it | {"text": "hello there"})
        menu = await act(visitor, "menu", here_it | {"command": "Answer this"})
        assert menu["interaction"]["state"] == "answered"
        asked: dict[str, Any] = here | {"command": "ask", "options": {"question": "w"}}
        offered = await act(visitor, "autocomplete", asked | {"focused": "question"})
        assert len(offered["choices"]) == 25
        shown = (await act(visitor, "command", here | {"command": "buttons"}))["interaction"]
        on = here | {"message_id": shown["message_id"]}
        await act(visitor, "click", on | {"button": "later"})
        opened = (await act(visitor, "click", on | {"button": "form"}))["interaction"]
        assert opened["modal"]["title"] == "Ask the editors"
        values = {"why": "so", "about": ["bot"]}
        sent = await act(visitor, "modal", {"interaction_id": opened["id"], "values": values})
        ephemeral = here | {"message_id": sent["interaction"]["message_id"]}
        await act(visitor, "delete", ephemeral)
        await act(visitor, "delete", ephemeral, 404)
        direct = (await act(visitor, "direct", {}))["channel"]
        await act(visitor, "say", {"channel_id": direct["id"], "text": "psst"})
    assert sandbox.journal.all_valid


async def test_what_cannot_be_done_is_said_in_words(
    sandbox: Sandbox, server: SmallServer, visitor: aiohttp.ClientSession
) -> None:
    """What a client would not allow is 400, what is not there or not to be seen 404."""
    here: dict[str, Any] = {"channel_id": str(server.general.id)}
    cases: list[tuple[str, int, dict[str, Any]]] = [
        ("say", 400, here | {"text": " "}),
        ("say", 400, here),
        ("say", 404, {"channel_id": str(server.quiet.id), "text": "x"}),
        ("click", 404, here | {"message_id": "5", "button": "x"}),
        ("command", 400, here | {"command": "nothing"}),
        ("command", 400, here | {"command": "ask", "options": {"until": "x"}}),
        ("modal", 404, {"interaction_id": "5"}),
        ("dance", 404, {}),
    ]
    for name, status, body in cases:
        assert (await act(visitor, name, body, status))["error"]
    async with visitor.post("/sandbox/members/alice/say", json=[]) as got:
        assert got.status == 400
    async with visitor.post("/sandbox/members/bot/say", json=here) as got:
        assert got.status == 404
    assert sandbox.messages(server.general) == []


async def test_a_page_hears_what_its_member_may_know(
    sandbox: Sandbox, server: SmallServer, visitor: aiohttp.ClientSession
) -> None:
    """Events come as they happen; of ephemeral answers and hidden channels one's own alone."""
    async with (
        visitor.ws_connect("/sandbox/events?member=bob", origin=sandbox.url) as socket,
        running(sandbox, Bot(many_ways)),
    ):
        hello = await socket.receive_json()
        assert (hello["kind"], hello["me"]["username"]) == ("hello", "bob")
        shown = await sandbox.member("alice").ask_command("buttons")
        await sandbox.member("alice").click(shown.shown, "Private")
        await sandbox.member("owner").say(server.quiet, "secret")
        await sandbox.member("bob").click(shown.shown, "Private")
        await sandbox.member("alice").say(server.general, "the end")
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1].get("message", {}).get("content") != "the end":
            heard.append(await socket.receive_json())
    kinds = [event["kind"] for event in heard]
    assert {"bot_connected", "commands_changed", "request", "message_created"} <= set(kinds)
    texts = [e["message"]["content"] for e in heard if e["kind"] == "message_created"]
    assert texts == ["choose", "for you", "the end"]
    states = [e["interaction"]["state"] for e in heard if e["kind"] == "interaction"]
    assert states == ["sent", "answered"]


async def test_a_page_looks_at_channels_and_requests(
    sandbox: Sandbox, server: SmallServer, visitor: aiohttp.ClientSession
) -> None:
    """Messages, commands and the bot's requests can be read at any time."""
    async with running(sandbox, Bot(some_commands)):
        await sandbox.member("alice").say(server.general, sandbox.bot_mention)
        await sandbox.next_message(server.general)
        base = f"/sandbox/channels/{server.general.id}"
        _, messages = await looked(visitor, base + "/messages?member=alice")
        assert [m["author"]["bot"] for m in messages] == [False, True]
        _, commands = await looked(visitor, base + "/commands?member=alice")
        assert {c["name"] for c in commands} == {"ask", "Answer this"}
        _, requests = await looked(visitor, "/sandbox/requests?member=alice")
    assert requests[-1]["route"] == "/channels/{channel}/messages"
    assert {r["verdict"] for r in requests} == {"valid"}
    assert (await looked(visitor, "/sandbox/channels/1/messages?member=alice"))[0] == 404
