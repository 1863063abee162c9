"""Strangers on this machine: other pages, other names for it, and those who only take up room."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.bounds import Bounds
from bot.sandbox.gateway import MAX_FRAME_BYTES
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import SmallServer

STRANGERS = 3

ROUTES = (
    *("/api/v10/gateway", "/api/v10/users/@me", "/gateway", "/", "/page/main.js", "/nowhere"),
    *("/sandbox/people", "/sandbox/events", "/sandbox/members/alice/direct"),
)

FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "https://127.0.0.1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
]


@pytest.fixture
async def paged(server: SmallServer) -> AsyncIterator[Sandbox]:
    """A sandbox with the page."""
    async with Sandbox(server.world, page=True) as served:
        yield served


@pytest.fixture
async def hasty(
    server: SmallServer, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sandbox]:
    """A sandbox that has little patience with what a test is about."""
    bounds: Bounds = request.param
    monkeypatch.setattr("bot.sandbox.bounds.LINGERING_SECONDS", 0.2)
    async with Sandbox(server.world, bounds=bounds) as served:
        yield served


def hurried(**bounds: float) -> pytest.MarkDecorator:
    """Gives a test a sandbox with these bounds."""
    made = Bounds(unidentified=STRANGERS, **bounds)  # type: ignore[arg-type]  # seconds alone
    return pytest.mark.parametrize("hasty", [made], indirect=True, ids=[""])


def refusal_keys(path: str) -> set[str]:
    """What a refusal holds: the API's has the form of Discord's errors."""
    return {"message", "code"} if path.startswith("/api") else {"error"}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("headers", FOREIGN)
async def test_no_route_serves_a_page_of_others(
    paged: Sandbox, path: str, headers: dict[str, str]
) -> None:
    """A request that a page of another origin began is refused, the bot's own token or not."""
    token = {"Authorization": f"Bot {paged.token}"}
    async with aiohttp.ClientSession(paged.url, headers=token | headers) as session:
        async with session.get(path) as got:
            assert got.status == 403
            assert set(await got.json()) == refusal_keys(path)
        async with session.post(path, data=b"{}") as got:
            assert got.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(path)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", ""])
async def test_no_route_serves_under_another_name(paged: Sandbox, path: str, host: str) -> None:
    """A name that was made to lead to this machine gets nothing, not even a websocket."""
    headers = {"Host": host.format(port=paged.access.port)}
    async with aiohttp.ClientSession(paged.url, headers=headers) as session:
        async with session.get(path) as got:
            assert got.status == 421
            assert set(await got.json()) == refusal_keys(path)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="421"):
            await session.ws_connect(path)


async def test_the_page_and_the_bot_come_in(paged: Sandbox, server: SmallServer) -> None:
    """A person goes to the page from wherever; its own requests and the bot's are served."""
    async with aiohttp.ClientSession(paged.url) as session:
        for headers in (
            {},
            {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
            {"Sec-Fetch-Site": "same-origin", "Origin": paged.url},
        ):
            async with session.get("/", headers=headers) as got:
                assert got.status == 200
    async with running(paged, Bot()):
        await paged.member("alice").say(server.general, paged.bot_mention)
        assert (await paged.next_message(server.general)).content


async def opened(sandbox: Sandbox, first: bytes = b"") -> tuple[Any, Any]:
    """A connection that sends so much and then nothing more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.access.port)
    writer.write(first)
    return reader, writer


def head(sandbox: Sandbox, *lines: str) -> bytes:
    host = f"Host: 127.0.0.1:{sandbox.access.port}"
    return "\r\n".join(["POST /api/v10/channels/1/messages HTTP/1.1", host, *lines]).encode()


@pytest.mark.parametrize("silent_after", [0, 1, 20, 60])
@hurried(silence=0.2)
async def test_who_never_says_what_is_asked_is_let_go(hasty: Sandbox, silent_after: int) -> None:
    """A connection without a whole request is closed after its time, however far it came."""
    reader, writer = await opened(hasty, head(hasty, "X: y")[:silent_after])
    async with asyncio.timeout(60):
        assert await reader.read() == b""
    writer.close()


@hurried(silence=0.5)
async def test_who_trickles_is_let_go(hasty: Sandbox) -> None:
    """Headers that come byte by byte don't gain time by it."""
    reader, writer = await opened(hasty)

    async def trickle() -> None:
        for byte in head(hasty, *(f"X-{n}: y" for n in range(10_000))):
            writer.write(bytes([byte]))
            await asyncio.sleep(0.01)

    trickling = asyncio.create_task(trickle())
    async with asyncio.timeout(60):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    trickling.cancel()
    writer.close()


@pytest.mark.parametrize("path", ["/api/v10/webhooks/1/x", "/sandbox/enter"])
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
@hurried(body=0.2)
async def test_a_body_has_its_time(hasty: Sandbox, path: str, kind: str) -> None:
    """A body that does not come is waited for a while; the answer says so and ends the line."""
    lines = f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{hasty.access.port}", f"Content-Type: {kind}"
    start = "\r\n".join((*lines, "Content-Length: 1000", "", "--x"))
    reader, writer = await opened(hasty, start.encode())
    async with asyncio.timeout(60):
        said = await reader.read()
    writer.close()
    status = 415 if path == "/sandbox/enter" and "json" not in kind else 408
    assert said.startswith(f"HTTP/1.1 {status} ".encode())


async def test_no_more_come_in_than_there_is_room_for(server: SmallServer) -> None:
    """So many connections at a time; one more is closed at once, and room comes back."""
    async with Sandbox(server.world, bounds=Bounds(sockets=4)) as sandbox:
        inside = [await opened(sandbox, b"GET") for _ in range(4)]
        reader, writer = await opened(sandbox)
        async with asyncio.timeout(60):
            assert await reader.read() == b""
        writer.close()
        for _, one in inside:
            one.close()
            await one.wait_closed()
        async with asyncio.timeout(60), aiohttp.ClientSession(sandbox.url) as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get("/api/v10/users/@me") as got:
                        assert got.status == 401
                        return


@hurried(identify=1.0)
async def test_who_does_not_identify_is_let_go(hasty: Sandbox) -> None:
    """A websocket without a token is closed after its time, and only so many wait at once."""
    async with aiohttp.ClientSession(hasty.url) as session:
        waiting = [await session.ws_connect("/gateway/") for _ in range(STRANGERS)]
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await session.ws_connect("/gateway/")
        for socket in waiting:
            assert (await socket.receive_json())["op"] == 10
            assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE
            assert socket.close_code == 4003
        again = await session.ws_connect("/gateway/")
        await again.close()


@hurried(identify=2.0)
async def test_who_has_identified_stays(hasty: Sandbox, server: SmallServer) -> None:
    """The bot's own websocket outlives the time for strangers."""
    async with running(hasty, Bot()), aiohttp.ClientSession(hasty.url) as session:
        stranger = await session.ws_connect("/gateway/")
        await stranger.receive_json()
        assert (await stranger.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE
        await hasty.member("alice").say(server.general, hasty.bot_mention)
        assert (await hasty.next_message(server.general)).content
        assert hasty.gateway.sessions.identified == 1


FRAMES: list[tuple[Any, int]] = [
    ([], 4002),
    ('"x"', 4002),
    ({"op": []}, 4002),
    ({"op": {}}, 4002),
    ({"op": "2"}, 4002),
    ({"op": 99}, 4001),
    ({"op": -1}, 4001),
    ({"op": 8}, 4001),
    ({"op": 3}, 4001),
    ({"op": 2}, 4004),
    ({"op": 2, "d": []}, 4004),
    ({"op": 2, "d": {"token": {}}}, 4004),
    ({"op": 6}, 4004),
    ({"op": 6, "d": []}, 4004),
    ({"op": 6, "d": {"token": "TOKEN", "seq": "x", "session_id": []}}, 4007),
    ({"op": 2, "d": {"token": "TOKEN", "shard": "x"}}, 4010),
    ({"op": 2, "d": {"token": "TOKEN", "shard": [0]}}, 4010),
    ({"op": 2, "d": {"token": "TOKEN", "shard": [[], {}]}}, 4010),
    ({"op": 2, "d": {"token": "TOKEN", "shard": [0, 0]}}, 4010),
    ({"op": 2, "d": {"token": "TOKEN", "intents": "x"}}, 4013),
    ({"op": 2, "d": {"token": "TOKEN", "intents": [1]}}, 4013),
    ({"op": 2, "d": {"token": "TOKEN", "intents": 1 << 60}}, 4013),
    ({"op": 2, "d": {"token": "TOKEN", "intents": 1 << 15}}, 4014),
    ({"op": 2, "d": {"token": "TOKEN", "intents": 1 << 1}}, 4014),
    # These are no JSON at all.
    ("[" * 8_000, 4002),
    ("[" * 8_000 + "]" * 8_000, 4002),
    ('{"op": NaN}', 4002),
    ('{"op": 1, "d": "\\ud800"}', 4002),
    (b"\xff\xfe", 4002),
    ("", 4002),
]


async def closed(sandbox: Sandbox, frame: Any) -> int | None:
    """Send a frame, as text or bytes or the JSON of what it is, and wait for the close code."""
    async with (
        aiohttp.ClientSession(sandbox.url) as session,
        session.ws_connect("/gateway/") as socket,
    ):
        if isinstance(frame, bytes):
            await socket.send_bytes(frame)
        else:
            text = frame if isinstance(frame, str) else json.dumps(frame)
            await socket.send_str(text.replace("TOKEN", sandbox.token))
        async for _ in socket:
            pass
        return socket.close_code


@pytest.mark.parametrize(("frame", "code"), FRAMES, ids=lambda value: str(value)[:40])
async def test_no_frame_stumbles(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, frame: Any, code: int
) -> None:
    """Whatever a frame holds, the gateway closes with the code that says why."""
    assert await closed(sandbox, frame) == code
    assert not caplog.records


async def test_a_frame_has_a_greatest_length(sandbox: Sandbox) -> None:
    """A frame longer than any that a client sends ends the connection."""
    assert await closed(sandbox, {"op": 1, "d": "x" * MAX_FRAME_BYTES}) == 1009


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"G\xc3\x89T / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nOrigin: null\r\n\r\n",
        b"GET /sandbox/people HTTP/1.1\r\nHost: HOST\r\nCookie: NAME=\xff\xc3\xa9\r\n\r\n",
        b"GET /sandbox/people HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer \xed\xa0\x80\r\n\r\n",
        b"GET /api/v10/users/@me HTTP/1.1\r\nHost: HOST\r\nAuthorization: \xff\xfe\r\n\r\n",
        b"GET /api/v10/channels/\xff\xed\xa0\x80 HTTP/1.1\r\nHost: HOST\r\n"
        b"Authorization: Bot TOKEN\r\n\r\n",
        b"GET /gateway HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        b"Sec-WebSocket-Key: \xff\r\nSec-WebSocket-Version: 99\r\n\r\n",
    ],
    ids=lambda raw: repr(raw[:60]),
)
async def test_no_bytes_of_a_request_stumble(
    paged: Sandbox, caplog: pytest.LogCaptureFixture, raw: bytes
) -> None:
    """Bytes that are no HTTP, or headers in no charset, are refused without a trace in the log."""
    sent = raw.replace(b"HOST", f"127.0.0.1:{paged.access.port}".encode())
    sent = sent.replace(b"NAME", paged.access.cookie.encode())
    sent = sent.replace(b"TOKEN", paged.token.encode())
    with caplog.at_level(logging.WARNING):
        reader, writer = await opened(paged, sent)
        async with asyncio.timeout(60):
            said = await reader.readline()
        writer.close()
    assert said.split(b" ")[1].startswith(b"4"), said
    assert not caplog.records


async def test_only_the_sandboxs_own_faults_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A fault of the sandbox itself still stands in the log."""
    logging.getLogger("bot.sandbox.server").error("a fault", exc_info=ValueError("ours"))
    assert [one.getMessage() for one in caplog.records] == ["a fault"]
