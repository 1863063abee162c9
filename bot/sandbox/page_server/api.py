"""The page's files and its own routes, `/sandbox/*`: coming in, acting as a member, looking on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeAlias

from aiohttp import web

from bot.sandbox.bounds import MAX_JSON_BYTES, parsed, read
from bot.sandbox.client import Impossible
from bot.sandbox.errors import Refused
from bot.sandbox.events import alongside
from bot.sandbox.member import ActingMember
from bot.sandbox.message import JSON
from bot.sandbox.page_server import views
from bot.sandbox.page_server.access import PageAccess
from bot.sandbox.page_server.actions import NotThere, act, channel
from bot.sandbox.services import Services

KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
"""No inline script or style, no other origin, no HTML made of text."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page_folder() -> Traversable:
    """Where the page's files lie in the package."""
    return files("bot.sandbox").joinpath("page")


def page_text(*names: str) -> str:
    """The texts of some of the files, one after the other."""
    return "\n".join(page_folder().joinpath(name).read_text("utf-8") for name in names)


async def _file(request: web.Request) -> web.Response:
    name = request.match_info.get("name", "index.html")
    if name not in {one.name for one in page_folder().iterdir()}:
        raise web.HTTPNotFound(text="The page has no such file.")
    kind = KINDS[name[name.rindex(".") :]]
    return web.Response(text=page_text(name), content_type=kind, headers=HEADERS)


FILE_ROUTES = (web.get("/", _file), web.get("/page/{name}", _file))
"""The page itself. It holds no secret and needs no session."""

Handler: TypeAlias = Callable[[web.Request], Awaitable[Any]]
"""Gives JSON, or a response of its own."""

MAX_SHOWN = 200  # messages of a channel, requests of the bot

STATUSES: dict[type[Exception], int] = {NotThere: 404, Impossible: 400, TimeoutError: 504}
"""How what can't be done is answered, with its words."""


def _said(status: int, error: str) -> web.Response:
    return web.json_response({"error": error}, status=status)


@dataclass(frozen=True, slots=True)
class PageApi:
    """Serves the page's protocol; the sandbox's `README.md` documents it."""

    services: Services
    access: PageAccess

    def routes(self) -> list[web.RouteDef]:
        """The routes to add to an application."""
        return [
            web.post("/sandbox/enter", self._in_words(self._enter, for_session=False)),
            web.get("/sandbox/events", self._in_words(self._events)),
            web.get("/sandbox/{what:.+}", self._in_words(self._look)),
            web.post("/sandbox/members/{member}/{act}", self._in_words(self._act)),
        ]

    def _in_words(self, handler: Handler, *, for_session: bool = True) -> Handler:
        """Serve JSON, mostly to those alone who came in with a key before; faults become words."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
            session = request.cookies.get(self.access.cookie) or bearer
            if for_session and not self.access.knows(session):
                return _said(401, "Enter first: POST /sandbox/enter with the key.")
            if request.method == "POST" and request.content_type != "application/json":
                return _said(415, "Send JSON, and say so in Content-Type.")
            try:
                made = await handler(request)
            except tuple(STATUSES) as error:
                return _said(STATUSES[type(error)], str(error))
            except Refused as refused:
                return _said(refused.status, str(refused))
            return made if isinstance(made, web.StreamResponse) else web.json_response(made)

        return guarded

    async def _json(self, request: web.Request) -> JSON:
        made = parsed(await read(request, MAX_JSON_BYTES, self.services.bounds.body))
        if not isinstance(made, dict):
            raise Impossible("the body has to be a JSON object")
        return made

    async def _enter(self, request: web.Request) -> web.Response:
        """Trade a one-time key for a session."""
        session = self.access.enter(str((await self._json(request)).get("key", "")))
        if session is None:
            return _said(403, "This key was used before, or never given out.")
        response = web.json_response({"session": session})
        name = self.access.cookie
        response.set_cookie(name, session, httponly=True, samesite="Strict", path="/sandbox")
        return response

    def _member(self, name: str | None) -> ActingMember:
        with suppress(LookupError):
            member = ActingMember.named(self.services, name)
            if not member.user.bot:
                return member
        raise NotThere("no such member")

    async def _look(self, request: web.Request) -> Any:
        """What a page looks up."""
        world, tabs = self.services.world, self.services.panel.tabs
        asked = request.match_info["what"].split("/")
        match asked:
            case ["people"]:
                return views.people(world)
            case ["panel"]:
                return [tab.summary() for tab in tabs.values()]
            case ["panel", name]:
                if name not in tabs:
                    raise NotThere("no such sheet")
                return tabs[name].summary() | {"parts": tabs[name].parts}
        member = self._member(request.query.get("member"))
        match asked:
            case ["state"]:
                return views.state(self.services, member.user)
            case ["requests"]:
                return [views.request(r) for r in list(self.services.journal.requests)[-MAX_SHOWN:]]
            case ["channels", number, "commands"]:
                return member.commands(channel(member, {"channel_id": number}))
            case ["channels", number, "messages"]:
                seen = member.seen(channel(member, {"channel_id": number}))
                return [views.message(world, one) for one in seen[-MAX_SHOWN:]]
        raise NotThere("nothing is there")

    async def _act(self, request: web.Request) -> JSON:
        member = self._member(request.match_info["member"])
        return await act(member, request.match_info["act"], await self._json(request))

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        """A websocket that tells what happens, as a member may know of it."""
        member = self._member(request.query.get("member"))
        socket = web.WebSocketResponse(heartbeat=30.0, max_msg_size=4096)
        await socket.prepare(request)
        async with alongside(self._send_events(socket, member)):
            async for _ in socket:
                pass  # a page has nothing to say here; reading notices when it leaves
        return socket

    async def _send_events(self, socket: web.WebSocketResponse, member: ActingMember) -> None:
        async with self.services.events.listening() as listener:
            try:
                await socket.send_json({"kind": "hello", **views.state(self.services, member.user)})
                while True:
                    event = await listener.get()
                    told = views.event(self.services.world, member.user, event)
                    if told is not None:
                        await socket.send_json({"kind": event.kind, **told})
            except ConnectionError:
                return
