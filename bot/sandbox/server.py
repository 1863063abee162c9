"""The sandbox: a Discord on this machine alone, for a real client to log in to."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from functools import partial
from itertools import takewhile
from pathlib import Path

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler

from bot.sandbox.administration import Administration
from bot.sandbox.bounds import MAX_JSON_BYTES, BoundedConnection, Bounds
from bot.sandbox.events import PATIENCE
from bot.sandbox.guild import Channel
from bot.sandbox.member import ActingMember
from bot.sandbox.message import Message
from bot.sandbox.openapi import Schemas
from bot.sandbox.page_server.access import PageAccess
from bot.sandbox.page_server.api import FILE_ROUTES, PageApi
from bot.sandbox.rest.api import PREFIX, RestApi
from bot.sandbox.services import Services
from bot.sandbox.world import World

HOST = "127.0.0.1"


def _is_our_fault(record: logging.LogRecord) -> bool:
    """Whether a record is about a fault of the sandbox: bytes that are no HTTP are not."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, HttpProcessingError)


_LOG = logging.getLogger(__name__)
_LOG.addFilter(_is_our_fault)


class Sandbox:
    """Serves a world on 127.0.0.1; use it as an async context manager.

    Args:
        world: Who and what is there.
        port: Where to listen; 0 takes a free port.
        openapi: A copy of Discord's OpenAPI description, to check every body against besides the
            limits counted here; needs jsonschema.
        bounds: How much is taken and how long is waited.
        page: Whether to serve the page for people at `/`.
    """

    def __init__(
        self,
        world: World,
        *,
        port: int = 0,
        openapi: Path | None = None,
        bounds: Bounds | None = None,
        page: bool = False,
    ) -> None:
        self.world = world
        self.bot = world.bot
        self.bot_mention = f"<@{self.bot.id}>"
        self.token = world.application.token
        self.services = Services(world, bounds or Bounds())
        self.access = PageAccess(port)
        self._page_routes = FILE_ROUTES if page else ()
        self._rest = RestApi(self.services, Schemas(openapi) if openapi else None)
        self._running = AsyncExitStack()
        self._server: web.Server | None = None
        self._cursors: dict[int, int] = {}
        self.faults = self.services.faults
        self.gateway = self.services.gateway
        self.journal = self.services.journal
        self.events = self.services.events
        self.panel = self.services.panel
        self.admin = Administration(world, self.services.sessions)

    # Running.

    async def __aenter__(self) -> Sandbox:
        app = web.Application(middlewares=[self._guarded], client_max_size=2 * MAX_JSON_BYTES)
        app.router.add_route("*", PREFIX + r"/{rest:[\s\S]*}", self._rest.serve)
        for path in ("/gateway", "/gateway/"):
            app.router.add_get(path, self.gateway.serve)
        app.add_routes([*PageApi(self.services, self.access).routes(), *self._page_routes])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        assert runner.server is not None  # noqa: S101 - set up above; tells mypy the same
        self._server = runner.server
        accept = partial(BoundedConnection, self._server, self.services.bounds, _LOG)
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(accept, HOST, self.access.port, backlog=128)
        for close in (runner.cleanup, self.gateway.close):
            self._running.push_async_callback(close)
        self._running.callback(listening.close)
        self.access.port = int(listening.sockets[0].getsockname()[1])
        self.gateway.url = f"ws://{HOST}:{self.access.port}/gateway/"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Serve no page of others, nobody led here under another name, nobody who has left."""
        if isinstance(request.protocol, BoundedConnection):
            request.protocol.began_request()
        if refusal := self.access.refusal(request):
            status, said = refusal
            api = request.path.startswith(PREFIX)
            body = {"message": said, "code": 0} if api else {"error": said}
            return web.json_response(body, status=status)
        try:
            response = await handler(request)
        except ConnectionResetError:
            return web.Response()  # nobody reads it
        if response.status in (408, 413):
            response.force_close()  # the rest of the body is not waited for
        return response

    @property
    def url(self) -> str:
        """Where the sandbox is."""
        return f"http://{HOST}:{self.access.port}"

    @property
    def api_base(self) -> str:
        """Where a client finds the REST API."""
        return self.url + PREFIX

    # Looking and acting.

    def member(self, name: str) -> ActingMember:
        """The person of this name, to act as; LookupError where there is none."""
        return ActingMember.named(self.services, name)

    def channel(self, name: str) -> Channel:
        """The channel or thread of this name; StopIteration where there is none."""
        return next(one for one in self.world.channels.values() if one.name == name)

    def messages(self, channel: Channel) -> list[Message]:
        """The messages of a channel, oldest first, those for one alone too."""
        return list(self.world.history(channel).values())

    async def next_message(
        self,
        channel: Channel,
        *,
        after: Message | None = None,
        patience: float = PATIENCE,
    ) -> Message:
        """The bot's next ordinary message in a channel that was not returned here before.

        What came as the answer to an interaction is not ordinary: the interaction has it.

        Args:
            channel: Where.
            after: Pass over everything up to this message.
            patience: Seconds to wait.
        """
        start = max(self._cursors.get(channel.id, 0), after.id if after else 0)

        def first_by_bot() -> Message | None:
            """The first message after `start`; looked for from the end, where it will be."""
            history = reversed(self.world.history(channel).values())
            later = takewhile(lambda one: one.id > start, history)
            its = [m for m in later if m.author_id == self.bot.id and m.webhook_id is None]
            return its[-1] if its else None

        found = await self.events.until(first_by_bot, f"a message by {self.bot.name}", patience)
        self._cursors[channel.id] = max(start, found.id)
        return found
