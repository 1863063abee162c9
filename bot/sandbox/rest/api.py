"""The way of a REST request: route, token, body, ordered faults, schema, answer, journal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from aiohttp import web

from bot.sandbox import bounds
from bot.sandbox.bounds import MAX_JSON_BYTES
from bot.sandbox.errors import (
    Fault,
    InvalidJSON,
    MethodNotAllowed,
    NotFound,
    Refused,
    TooLarge,
    TooSlow,
    Unauthorized,
    bad_form,
)
from bot.sandbox.message import dump
from bot.sandbox.openapi import Schemas
from bot.sandbox.requests import Order, Request, Verdict
from bot.sandbox.rest import application, interactions, messages
from bot.sandbox.rest.call import Answer, Call, refuse_faulty
from bot.sandbox.services import Services

MAX_COMMANDS_BYTES = 2 << 20
"""The longest set of commands: 130 of them with all that each may have."""


class Route(NamedTuple):
    """A route of the API.

    Attributes:
        method: GET, POST and so on.
        template: The path with its names in braces.
        handler: What answers it.
        with_token: Whether the bot's token has to come along: interaction callbacks and webhooks
            carry their own.
        max_bytes: How long the JSON of its body may be.
    """

    method: str
    template: str
    handler: Callable[[Call], Answer]
    with_token: bool = True
    max_bytes: int = MAX_JSON_BYTES


_EVERYWHERE = "/applications/{application}/commands"
_IN_GUILD = "/applications/{application}/guilds/{guild}/commands"
_MESSAGES = "/channels/{channel}/messages"
_WEBHOOK = "/webhooks/{application}/{token}"
_CALLBACK = "/interactions/{interaction}/{token}/callback"

ROUTES: Final = (
    Route("GET", "/users/@me", application.get_own_user),
    Route("GET", "/oauth2/applications/@me", application.get_application),
    Route("GET", "/gateway/bot", application.get_gateway),
    Route("POST", "/users/@me/channels", application.open_direct_channel),
    Route("GET", _EVERYWHERE, application.get_commands),
    Route("PUT", _EVERYWHERE, application.register_commands, max_bytes=MAX_COMMANDS_BYTES),
    Route("GET", _IN_GUILD, application.get_commands),
    Route("PUT", _IN_GUILD, application.register_commands, max_bytes=MAX_COMMANDS_BYTES),
    Route("GET", "/channels/{channel}", messages.get_channel),
    Route("GET", _MESSAGES, messages.get_history),
    Route("POST", _MESSAGES, messages.send),
    Route("POST", "/channels/{channel}/typing", messages.show_typing),
    Route("PATCH", _MESSAGES + "/{message}", messages.edit),
    Route("DELETE", _MESSAGES + "/{message}", messages.delete),
    Route("POST", _CALLBACK, interactions.respond, with_token=False),
    Route("POST", _WEBHOOK, interactions.follow_up, with_token=False),
    Route("PATCH", _WEBHOOK + "/messages/{message}", interactions.edit, with_token=False),
    Route("DELETE", _WEBHOOK + "/messages/{message}", interactions.delete, with_token=False),
)

_PATTERNS: Final = [
    (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]*)", re.escape(route.template))), route)
    for route in ROUTES
]

BUCKETS: Final = {
    route: hashlib.sha256(f"{route.method} {route.template}".encode()).hexdigest()[:32]
    for route in ROUTES
}
"""The rate-limit bucket of each route."""


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route of a request and the names in its path; refused where there is none."""
    fitting = [(route, found) for one, route in _PATTERNS if (found := one.fullmatch(path))]
    for route, found in fitting:
        if route.method == method:
            return route, found.groupdict()
    raise MethodNotAllowed if fitting else NotFound


PREFIX = "/api/v10"

UNLIMITED = 1_000_000
"""What the rate-limit headers tell: so much that no client ever waits."""


@dataclass(slots=True)
class Exchange:
    """One request on its way, with what is known of it so far."""

    request: web.Request
    path: str
    route: Route | None = None
    body: Any = None
    size: int = 0
    verdict: Verdict = "valid"
    headers: dict[str, str] | None = None


class RestApi:
    """Answers the bot's REST requests and writes each into the journal.

    Args:
        services: What the routes work on.
        schemas: Discord's own description, to check every body against as well.
    """

    def __init__(self, services: Services, schemas: Schemas | None = None) -> None:
        self.services = services
        self.schemas = schemas

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one request."""
        exchange = Exchange(request, bounds.legible(request.path).removeprefix(PREFIX))
        try:
            answer, code, faults = await self._answer(exchange), 0, tuple[Fault, ...]()
        except Refused as refused:
            answer = Answer(refused.status, refused.body())
            code, faults, exchange.verdict = refused.code, refused.faults, "refused"
        except Exception:
            exchange.verdict = "refused"
            self._note(exchange, 500, 0, ())
            raise
        self._note(exchange, answer.status, code, faults)
        response = _response(answer, exchange.headers)
        if answer.status in (408, 413):
            response.force_close()  # the rest of the body is not waited for
        return response

    def _note(self, one: Exchange, status: int, code: int, faults: tuple[Fault, ...]) -> None:
        template = one.route.template if one.route else ""
        made = Request(
            one.request.method, one.path, template, one.body, status, code, one.verdict, faults
        )
        self.services.journal.write(made, one.size)
        self.services.events.publish("request", request=made)

    async def _answer(self, one: Exchange) -> Answer:
        request, ordered = one.request, self.services.faults
        one.route, names = find_route(request.method, one.path)
        token = self.services.world.application.token
        if one.route.with_token and request.headers.get("Authorization") != f"Bot {token}":
            raise Unauthorized
        one.body = await self._body(one, one.route)
        if ordered.any and (order := await ordered.meet(request.method, one.path)):
            one.verdict = "ordered"
            one.headers = _limited_headers(order) if order.status == 429 else None
            return Answer(order.status, order.body)
        one.headers = _rate_limit_headers(one.route)
        return self._handle(one, one.route, names)

    async def _body(self, one: Exchange, route: Route) -> Any:
        """The JSON of a request; refused where it is not such as Discord takes."""
        try:
            seconds = self.services.bounds.body
            raw = await bounds.read(one.request, route.max_bytes, seconds)
            one.size = len(raw)
            if raw and one.request.content_type != "application/json":
                raise bad_form([_WRONG_TYPE])
            return bounds.parsed(raw) if raw else None
        except bounds.TooLarge:
            raise TooLarge from None
        except bounds.TooSlow:
            raise TooSlow from None
        except bounds.NotJSON:
            raise InvalidJSON from None

    def _handle(self, one: Exchange, route: Route, names: dict[str, str]) -> Answer:
        if self.schemas is not None and one.body is not None:
            refuse_faulty(self.schemas.faults(route.method, route.template, one.body))
        legible = bounds.legible
        query = {name: legible(value) for name, value in one.request.query.items()}
        return route.handler(Call(self.services, names, query, one.body))


def _rate_limit_headers(route: Route) -> dict[str, str]:
    """Without these clients send one request after the other."""
    return {
        "X-RateLimit-Limit": str(UNLIMITED),
        "X-RateLimit-Remaining": str(UNLIMITED - 1),
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": BUCKETS[route],
    }


def _limited_headers(order: Order) -> dict[str, str]:
    """What a 429 carries besides: clients take it for Discord's own only with `Via`."""
    scope = "global" if order.everywhere else "user"
    made = {"Via": "1.1 sandbox", "X-RateLimit-Scope": scope}
    return made | {"X-RateLimit-Global": "true"} if order.everywhere else made


_WRONG_TYPE = Fault(
    (), "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header to be 'application/json'."
)


def _response(answer: Answer, headers: dict[str, str] | None) -> web.Response:
    if answer.status == 204:
        return web.Response(status=204, headers=headers)
    headers = {**(headers or {}), "Content-Type": "application/json"}
    return web.Response(status=answer.status, body=dump(answer.body).encode(), headers=headers)
