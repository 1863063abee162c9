"""Serving the page: its own files and nothing else, to this machine's own browser alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.page_server.api import page_folder
from bot.sandbox.services import Tab
from tests.page.conftest import hall_world
from tests.sandbox.clients import entered, looked

FILES = sorted(one.name for one in page_folder().iterdir())


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(hall_world(), page=True) as served:
        yield served


@pytest.fixture
async def visitor(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    """Who has entered with a key."""
    async with entered(sandbox) as session:
        yield session


@pytest.mark.parametrize("path", ["/", *(f"/page/{name}" for name in FILES)])
async def test_every_file_allows_nothing_from_elsewhere(sandbox: Sandbox, path: str) -> None:
    """Each file comes with a policy that lets in no inline script, no other origin, no markup."""
    async with aiohttp.ClientSession(sandbox.url) as session, session.get(path) as got:
        assert got.status == 200
        policy = got.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("name", FILES)
def test_no_file_turns_text_into_markup(name: str) -> None:
    """The page builds elements only, and names no other host."""
    source = page_folder().joinpath(name).read_text("utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in source
    foreign = source.replace("http://www.w3.org/2000/svg", "")
    assert "http://" not in foreign
    assert "https://" not in foreign


async def test_no_other_file_is_served(sandbox: Sandbox) -> None:
    """A name that is no file of the page leads nowhere, however written; only 127.0.0.1 serves."""
    assert sandbox.url.startswith("http://127.0.0.1:")
    async with aiohttp.ClientSession(sandbox.url) as session:
        for path in ("/page/../guard.py", "/page/%2e%2e%2fguard.py", "/page/nothing.js", "/page/"):
            async with session.get(path) as got:
                assert got.status == 404


async def test_foreign_pages_get_nothing(visitor: aiohttp.ClientSession) -> None:
    """Even with the cookie, another page may neither look nor act nor listen."""
    foreign = {"Origin": "http://evil.example"}
    act = visitor.post("/sandbox/members/alice/say", json={}, headers=foreign)
    for request in (visitor.get("/sandbox/panel", headers=foreign), act):
        async with request as got:
            assert got.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await visitor.ws_connect("/sandbox/events?member=alice", headers=foreign)


async def test_sheets_are_for_those_who_entered(
    sandbox: Sandbox, visitor: aiohttp.ClientSession
) -> None:
    """A sheet is told with its parts, to those with a session alone, and its change as an event."""
    part = {"kind": "text", "text": "all is well"}
    async with visitor.ws_connect("/sandbox/events?member=alice") as events:
        assert json.loads((await events.receive()).data)["kind"] == "hello"
        sandbox.panel.put(Tab("state", "State", (part,), "good", "well"))
        told = json.loads((await events.receive()).data)
    summary = {"name": "state", "title": "State", "mark": "good", "note": "well"}
    assert told == {"kind": "panel_changed", "sheet": summary}
    assert await looked(visitor, "/sandbox/panel") == (200, [summary])
    assert await looked(visitor, "/sandbox/panel/state") == (200, summary | {"parts": [part]})
    for path in (
        "/sandbox/panel/other",
        "/sandbox/other",
        "/sandbox/panel/state/other?member=mona",
    ):
        assert (await looked(visitor, path))[0] == 404
    async with aiohttp.ClientSession(sandbox.url) as stranger:
        for path in ("/sandbox/panel", "/sandbox/panel/state", "/sandbox/people", "/sandbox/other"):
            assert (await looked(stranger, path))[0] == 401


async def test_people_are_told_with_their_roles(visitor: aiohttp.ClientSession) -> None:
    """A page learns whom it may act as, who moderates, and who only owns the application."""
    people = {one["username"]: one for one in (await looked(visitor, "/sandbox/people"))[1]}
    assert people["mona"]["roles"] == ["moderator"]
    assert people["alice"]["roles"] == []
    assert people["owner"]["owner"]
    assert not people["mona"]["owner"]
