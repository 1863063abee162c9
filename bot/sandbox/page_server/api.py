"""The page's files and its own routes, `/sandbox/*`: coming in, acting as a member, looking on."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeAlias

from aiohttp import web

from bot.sandbox import bounds
from bot.sandbox.bounds import MAX_JSON_BYTES
from bot.sandbox.client import Impossible, visible
from bot.sandbox.events import alongside
from bot.sandbox.guild import Channel
from bot.sandbox.member import ActingMember
from bot.sandbox.message import JSON
from bot.sandbox.page_server import views
from bot.sandbox.page_server.actions import ACTIONS, NotThere
from bot.sandbox.services import Services

OWN_SITES = ("same-origin", "none")
"""What a browser says of requests of the page itself, and of those that a person began."""


@dataclass(slots=True)
class PageAccess:
    """Checks hosts and origins, and trades one-time keys for sessions.

    Attributes:
        port: The port that the sandbox listens on.
    """

    port: int = 0
    _keys: set[str] = field(default_factory=set)
    _sessions: set[str] = field(default_factory=set)

    def new_key(self) -> str:
        """A key that opens one session, once."""
        key = secrets.token_urlsafe(32)
        self._keys.add(key)
        return key

    def enter(self, key: str) -> str | None:
        """Trade a key for a session; None where it was never given out or is used up."""
        for known in self._keys:
            if _same(known, key):
                self._keys.discard(known)
                session = secrets.token_urlsafe(32)
                self._sessions.add(session)
                return session
        return None

    def knows(self, session: str | None) -> bool:
        """Whether this is a session of ours."""
        if not session:
            return False
        return any(_same(known, session) for known in self._sessions)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie: browsers don't keep the ports of one host apart."""
        return f"sandbox_session_{self.port}"

    @property
    def _hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def trusts_hosts(self, hosts: Sequence[str]) -> bool:
        """Whether a request names this machine, and not a name that was made to lead here.

        Args:
            hosts: Every `Host` that it carries.
        """
        return bool(hosts) and all(host in self._hosts for host in hosts)

    def trusts_page(self, origins: Sequence[str], sites: Sequence[str] = ()) -> bool:
        """Whether a request comes from the sandbox's own page, or from no page at all.

        Args:
            origins: Every `Origin` that it carries; a bot carries none.
            sites: Every `Sec-Fetch-Site`, which browsers send where they send no `Origin`.
        """
        own = {f"http://{host}" for host in self._hosts}
        return own.issuperset(origins) and all(site in OWN_SITES for site in sites)


def _same(known: str, given: str) -> bool:
    """Whether two secrets are the same; how long it takes doesn't tell. Any text may be given."""
    return hmac.compare_digest(known.encode(), given.encode("utf-8", "surrogatepass"))


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


def file_routes() -> list[web.RouteDef]:
    """The routes of the page: `/` and `/page/NAME`. They hold no secret and need no session."""
    return [web.get("/", _index), web.get("/page/{name}", _file)]


async def _index(_: web.Request) -> web.Response:
    return _served("index.html")


async def _file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in {one.name for one in page_folder().iterdir()}:
        raise web.HTTPNotFound(text="The page has no such file.")
    return _served(name)


def _served(name: str) -> web.Response:
    kind = KINDS[name[name.rindex(".") :]]
    body = page_folder().joinpath(name).read_bytes()
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=HEADERS)


Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _said(status: int, error: str) -> web.Response:
    return web.json_response({"error": error}, status=status)


def _ended(status: int, error: str) -> web.Response:
    """An answer after which the rest of a request is not waited for."""
    response = _said(status, error)
    response.force_close()
    return response


class PageApi:
    """Serves the page's protocol; the sandbox's `README.md` documents it."""

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
            if request.method == "POST" and request.content_type != "application/json":
                return _said(415, "Send JSON, and say so in Content-Type.")
            try:
                return await handler(request)
            except NotThere as error:
                return _said(404, str(error))
            except Impossible as error:
                return _said(400, str(error))
            except bounds.TooLarge:
                return _ended(413, f"The body may have {MAX_JSON_BYTES} bytes.")
            except bounds.TooSlow:
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
            raw = await bounds.read(request, MAX_JSON_BYTES, self.services.bounds.body)
            made = bounds.parsed(raw)
        except bounds.NotJSON:
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
        async with alongside(self._send_events(socket, member)):
            async for _ in socket:
                pass  # a page has nothing to say here; reading notices when it leaves
        return socket

    async def _send_events(self, socket: web.WebSocketResponse, member: ActingMember) -> None:
        listener = self.services.events.listen()
        try:
            await socket.send_json({"kind": "hello", **views.state(self.services, member.user)})
            while True:
                event = await listener.get()
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
