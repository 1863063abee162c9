"""The way of a REST request: route, token, body, ordered faults, schema, answer, journal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from aiohttp import web

from bot.sandbox import errors
from bot.sandbox.bounds import MAX_JSON_BYTES, legible, parsed, read
from bot.sandbox.message import dump
from bot.sandbox.openapi import Schemas
from bot.sandbox.requests import MAX_BODY_BYTES, Request
from bot.sandbox.rest import application, interactions, messages
from bot.sandbox.rest.call import Call
from bot.sandbox.services import Services

MAX_COMMANDS_BYTES = 2 << 20
"""The longest set of commands: 130 of them with all that each may have."""


class Route(NamedTuple):
    """A route of the API: its path with names in braces, and what answers it with JSON or None.

    Interaction callbacks and webhooks carry tokens of their own and go without the bot's.
    """

    method: str
    template: str
    handler: Callable[[Call], Any]
    with_token: bool = True
    max_bytes: int = MAX_JSON_BYTES

    def headers(self) -> dict[str, str]:
        """The rate limit that clients are told of: without these they send one after the other."""
        bucket = hashlib.sha256(f"{self.method} {self.template}".encode()).hexdigest()[:32]
        return {
            "X-RateLimit-Limit": "1000000",
            "X-RateLimit-Remaining": "999999",
            "X-RateLimit-Reset-After": "1.000",
            "X-RateLimit-Bucket": bucket,
        }


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


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route of a request and the names in its path; refused where there is none."""
    fitting = [(route, found) for one, route in _PATTERNS if (found := one.fullmatch(path))]
    for route, found in fitting:
        if route.method == method:
            return route, found.groupdict()
    raise errors.method_not_allowed() if fitting else errors.not_found()


PREFIX = "/api/v10"


@dataclass(frozen=True, slots=True)
class RestApi:
    """Answers the bot's REST requests and writes each into the journal.

    With Discord's own description in `schemas` every body is checked against that as well.
    """

    services: Services
    schemas: Schemas | None

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one request."""
        made = Request(request.method, legible(request.path).removeprefix(PREFIX))
        try:
            response = await self._answer(request, made)
        except errors.Refused as refused:
            made.status, made.code, made.faults = refused.status, refused.code, refused.faults
            response = _response(refused.status, refused.body())
        finally:
            self.services.journal.write(made)
            self.services.events.publish("request", request=made)
        return response

    async def _answer(self, request: web.Request, made: Request) -> web.Response:
        route, names = find_route(request.method, made.path)
        made.route = route.template
        token = self.services.world.application.token
        if route.with_token and request.headers.get("Authorization") != f"Bot {token}":
            raise errors.unauthorized()
        raw = await read(request, route.max_bytes, self.services.bounds.body)
        if raw and request.content_type != "application/json":
            raise errors.bad_form(errors.WRONG_TYPE)
        body = parsed(raw) if raw else None
        made.body = body if len(raw) <= MAX_BODY_BYTES else f"({len(raw)} bytes)"
        if order := await self.services.faults.meet(request.method, made.path):
            made.verdict, made.status = "ordered", order.status
            return _response(order.status, order.body, order.headers)
        if self.schemas is not None and body is not None:
            errors.refuse_faulty(self.schemas.faults(route.method, route.template, body))
        query = {name: legible(value) for name, value in request.query.items()}
        answer = route.handler(Call(self.services, names, query, body))
        made.verdict, made.status = "valid", 204 if answer is None else 200
        return _response(made.status, answer, route.headers())


def _response(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    if status == 204:
        return web.Response(status=204, headers=headers)
    headers = {**(headers or {}), "Content-Type": "application/json"}  # and no charset for clients
    return web.Response(status=status, body=dump(body).encode(), headers=headers)
