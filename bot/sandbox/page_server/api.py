"""The page's own routes, `/sandbox/*`: acting as a member, and looking on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from bot.sandbox import request_body
from bot.sandbox.commands import Impossible, visible
from bot.sandbox.guild import Channel
from bot.sandbox.member import ActingMember
from bot.sandbox.message import JSON
from bot.sandbox.page_server import views
from bot.sandbox.page_server.access import PageAccess
from bot.sandbox.page_server.actions import ACTIONS, NotThere
from bot.sandbox.request_body import MAX_JSON_BYTES
from bot.sandbox.services import Services

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _said(status: int, error: str) -> web.Response:
    return web.json_response({"error": error}, status=status)


def _ended(status: int, error: str) -> web.Response:
    """An answer after which the rest of a request is not waited for."""
    response = _said(status, error)
    response.force_close()
    return response


class PageApi:
    """Serves the page's protocol; `README.md` beside this file documents it."""

    def __init__(self, services: Services, access: PageAccess) -> None:
        self.services = services
        self.access = access

    def routes(self) -> list[web.RouteDef]:
        """The routes to add to an application."""
        return [
            web.post("/sandbox/enter", self._in_words(self.enter)),
            web.get("/sandbox/people", self._for_session(self.people)),
            web.get("/sandbox/state", self._for_session(self.state)),
            web.get("/sandbox/channels/{channel}/messages", self._for_session(self.messages)),
            web.get("/sandbox/channels/{channel}/commands", self._for_session(self.commands)),
            web.get("/sandbox/requests", self._for_session(self.requests)),
            web.get("/sandbox/panel", self._for_session(self.panel)),
            web.get("/sandbox/panel/{tab}", self._for_session(self.tab)),
            web.post("/sandbox/members/{member}/{act}", self._for_session(self.act)),
            web.get("/sandbox/events", self._for_session(self.events)),
        ]

    def _in_words(self, handler: Handler) -> Handler:
        """Serve JSON; faults become words. Whose page asks was looked at before."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            json = request.content_type == "application/json" and request_body.is_plain(request)
            if request.method == "POST" and not json:
                return _said(415, "Send JSON in UTF-8, unpacked, and say so in Content-Type.")
            try:
                return await handler(request)
            except NotThere as error:
                return _said(404, str(error))
            except Impossible as error:
                return _said(400, str(error))
            except request_body.TooLarge:
                return _ended(413, f"The body may have {MAX_JSON_BYTES} bytes.")
            except request_body.TooSlow:
                return _ended(408, "The body did not come in time.")
            except TimeoutError as error:
                return _said(504, str(error))

        return guarded

    def _for_session(self, handler: Handler) -> Handler:
        """Serve only who came in with a key before."""

        async def entered(request: web.Request) -> web.StreamResponse:
            bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if not self.access.knows(request.cookies.get(self.access.cookie) or bearer):
                return _said(401, "Enter first: POST /sandbox/enter with the key.")
            return await handler(request)

        return self._in_words(entered)

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Trade a one-time key for a session."""
        session = self.access.enter(str((await self._json(request)).get("key", "")))
        if session is None:
            return _said(403, "This key was used before, or never given out.")
        response = web.json_response({"session": session})
        name = self.access.cookie
        response.set_cookie(name, session, httponly=True, samesite="Strict", path="/sandbox")
        return response

    def _member(self, name: str | None) -> ActingMember:
        for user in self.services.world.users.values():
            if user.name == name and not user.bot:
                return ActingMember(self.services, user)
        raise NotThere("no such member")

    async def _json(self, request: web.Request) -> JSON:
        try:
            raw = await request_body.read(request, MAX_JSON_BYTES, self.services.bounds.body)
            made = request_body.parsed(raw)
        except request_body.NotJSON:
            raise Impossible("the body is no JSON") from None
        if not isinstance(made, dict):
            raise Impossible("the body has to be a JSON object")
        return made

    async def people(self, _: web.Request) -> web.StreamResponse:
        """Whom a page may act as."""
        return web.json_response(views.people(self.services.world))

    async def state(self, request: web.Request) -> web.StreamResponse:
        """The world as a member sees it."""
        member = self._member(request.query.get("member"))
        return web.json_response(views.state(self.services, member.user))

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """The messages of a channel as a member sees them, oldest first, the last 200."""
        member = self._member(request.query.get("member"))
        channel = _channel(member, request)
        shown = member.seen(channel)[-200:]
        return web.json_response([views.message(self.services.world, m) for m in shown])

    async def commands(self, request: web.Request) -> web.StreamResponse:
        """The commands that a member is shown in a channel."""
        member = self._member(request.query.get("member"))
        channel = _channel(member, request)
        shown = visible(self.services.world, member.user, channel)
        return web.json_response(list(shown))

    async def requests(self, request: web.Request) -> web.StreamResponse:
        """The bot's last requests with their verdicts, oldest first, 200 at most."""
        self._member(request.query.get("member"))
        last = list(self.services.journal.requests)[-200:]
        return web.json_response([views.request(r) for r in last])

    async def panel(self, _: web.Request) -> web.StreamResponse:
        """The sheets beside the channel, without their parts."""
        return web.json_response(self.services.panel.summaries())

    async def tab(self, request: web.Request) -> web.StreamResponse:
        """One sheet beside the channel."""
        found = self.services.panel.find(request.match_info["tab"])
        if found is None:
            raise NotThere("no such sheet")
        return web.json_response(found.summary() | {"parts": list(found.parts)})

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Have a member do something."""
        act = ACTIONS.get(request.match_info["act"])
        if act is None:
            raise NotThere(f"no such act; there are {', '.join(ACTIONS)}")
        member = self._member(request.match_info["member"])
        return web.json_response(await act(member, await self._json(request)))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """A websocket that tells what happens, as a member may know of it."""
        member = self._member(request.query.get("member"))
        socket = web.WebSocketResponse(heartbeat=30.0, max_msg_size=4096)
        await socket.prepare(request)
        sent = asyncio.create_task(self._send_events(socket, member))
        try:
            async for _ in socket:
                pass  # a page has nothing to say here; reading notices when it leaves
        finally:
            sent.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sent
        return socket

    async def _send_events(self, socket: web.WebSocketResponse, member: ActingMember) -> None:
        listener = self.services.events.listen()
        try:
            await socket.send_json({"kind": "hello", **views.state(self.services, member.user)})
            while True:
                event = await listener.queue.get()
                sent = views.event(self.services.world, member.user, event)
                if sent is not None:
                    await socket.send_json(sent)
        except ConnectionError:
            return
        finally:
            self.services.events.leave(listener)


def _channel(member: ActingMember, request: web.Request) -> Channel:
    for channel in member.channels():
        if str(channel.id) == request.match_info["channel"]:
            return channel
    raise NotThere("no such channel")
