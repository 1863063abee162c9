"""Language models for tests: a server on this machine that replies as a test wants."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import pytest
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def needs_library() -> None:
    """Skip a module without the models' library, which is not imported before a test needs it."""
    if find_spec("openai") is None:
        pytest.skip("needs the extra `model`", allow_module_level=True)


@contextmanager
def serving(handler: Handler) -> Iterator[str]:
    """A server on this machine with one handler; gives its address."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    loop = asyncio.new_event_loop()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    loop.run_until_complete(runner.setup())
    site = web.TCPSite(runner, "127.0.0.1", 0)
    loop.run_until_complete(site.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        if left := asyncio.all_tasks(loop):  # replies that nobody waits for any more
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.wait(left))
        loop.close()


def completion(text: object) -> dict[str, Any]:
    """A whole reply as the protocol sends it."""
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 700, "completion_tokens": 7, "total_tokens": 707},
    }


class ChoosingServer:
    """A server whose choice is what a function says to what it is asked; keeps all requests."""

    def __init__(self, choose: Callable[[dict[str, Any]], object]) -> None:
        self.choose = choose
        self.requests: list[dict[str, Any]] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        said = self.choose(json.loads(body["messages"][-1]["content"]))
        if isinstance(said, web.StreamResponse):
            return said
        return web.json_response(
            completion(said if isinstance(said, str) else json.dumps({"choice": said}))
        )


def picking(name: str) -> Callable[[dict[str, Any]], object]:
    """Chooses the entry of which a phrasing holds a text; none where there is none."""

    def choose(asked: dict[str, Any]) -> object:
        return [e["number"] for e in asked["entries"] if any(name in one for one in e["asked"])]

    return choose


async def hanging(request: web.Request) -> web.StreamResponse:
    """A server that takes the prompt and says nothing."""
    del request
    await asyncio.Event().wait()
    return web.Response()


async def breaking(request: web.Request) -> web.StreamResponse:
    """A server that hangs up."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


def refusing(status: int) -> Handler:
    """A server that refuses, and tells the key that it was given."""

    async def handler(request: web.Request) -> web.StreamResponse:
        said = {"error": {"message": f"no: {request.headers['Authorization']}"}}
        return web.json_response(said, status=status)

    return handler
