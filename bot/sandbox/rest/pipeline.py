"""The way of a REST request: route, token, ordered faults, rate limits, body, answer, journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox import intake
from bot.sandbox.bounds import JSON_BYTES
from bot.sandbox.journal import LONGEST_BODY, Request, Verdict
from bot.sandbox.messages import JSON, dump
from bot.sandbox.openapi import Schemas
from bot.sandbox.ratelimits import exceeded
from bot.sandbox.realm import Realm
from bot.sandbox.refusals import (
    Fault,
    InvalidJSON,
    NotPlain,
    Refused,
    TooLarge,
    TooSlow,
    Unauthorized,
    bad_form,
)
from bot.sandbox.rest import application, channels, guilds, messages, responses
from bot.sandbox.rest.table import Answer, Call, Route, Table

PREFIX = "/api/v10"

ROUTES = (
    *messages.ROUTES,
    *channels.ROUTES,
    *guilds.ROUTES,
    *application.ROUTES,
    *responses.ROUTES,
)


@dataclass(slots=True)
class Visit:
    """One request on its way, with what is known of it so far."""

    request: web.Request
    path: str
    route: Route | None = None
    body: Any = None
    size: int = 0
    verdict: Verdict = "valid"
    headers: dict[str, str] | None = None


class Pipeline:
    """Answers the bot's REST requests and writes each into the journal."""

    def __init__(self, realm: Realm, schemas: Schemas | None = None) -> None:
        self.realm = realm
        self.schemas = schemas
        self.table = Table(ROUTES)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one request."""
        visit = Visit(request, intake.legible(request.path).removeprefix(PREFIX))
        faults: tuple[Any, ...] = ()
        code = 0
        try:
            answer = await self._answer(visit)
        except Refused as refused:
            answer = Answer(refused.status, refused.body())
            faults, code, visit.verdict = refused.faults, refused.code, "refused"
        except Exception:
            visit.verdict = "refused"
            self._note(visit, Answer(500), 0, faults)
            raise
        self._note(visit, answer, code, faults)
        response = _response(answer, visit.headers)
        if answer.status in (408, 413):
            response.force_close()  # the rest of the body is not waited for
        return response

    def _note(self, visit: Visit, answer: Answer, code: int, faults: tuple[Any, ...]) -> None:
        made = Request(
            visit.request.method,
            visit.path,
            visit.route.template if visit.route else "",
            visit.body if visit.size <= LONGEST_BODY else f"({visit.size} bytes)",
            answer.status,
            code,
            visit.verdict,
            faults,
            visit.size + len(visit.path) + sum(len(str(fault)) for fault in faults),
        )
        self.realm.journal.write(made)
        self.realm.hub.publish("request", request=made)

    async def _answer(self, visit: Visit) -> Answer:
        request, realm = visit.request, self.realm
        visit.route, names = self.table.find(request.method, visit.path)
        if visit.route.with_token:
            self._check_token(request)
        body, files = await self._body(visit)
        if realm.faults.any and (order := await realm.faults.meet(request.method, visit.path)):
            if order.afterwards:
                self._handle(visit, names, body, files)
            visit.verdict = "ordered"
            visit.headers = _ordered_headers(order.status == 429, order.everywhere)
            return Answer(order.status or 500, order.body)
        if (limited := self._limited(visit, names)) is not None:
            return limited
        return self._handle(visit, names, body, files)

    async def _body(self, visit: Visit) -> tuple[Any, list[JSON]]:
        """The JSON of a request and the files that came with it."""
        raw, files = await self._taken(visit)
        visit.size = len(raw)
        if not raw:
            return None, files
        try:
            visit.body = intake.parsed(raw)
        except intake.NotJSON:
            raise InvalidJSON from None
        return visit.body, files

    async def _taken(self, visit: Visit) -> tuple[bytes, list[JSON]]:
        """A request's bytes and files; refused where they are not such as Discord takes."""
        request, kind = visit.request, visit.request.content_type
        most = visit.route.most_bytes if visit.route else JSON_BYTES
        seconds = self.realm.bounds.body
        try:
            if kind.startswith("multipart/"):
                return await intake.parts(request, most, seconds)
            raw = await intake.body(request, most, seconds)
        except intake.TooLarge:
            raise TooLarge from None
        except intake.TooSlow:
            raise TooSlow from None
        except (intake.NotJSON, intake.NotMultipart):
            raise InvalidJSON from None
        if raw and kind != "application/json":
            raise bad_form([_WRONG_TYPE])
        if raw and not intake.is_plain(request):
            raise NotPlain
        return raw, []

    def _handle(self, visit: Visit, names: dict[str, str], body: Any, files: list[JSON]) -> Answer:
        self._check_schema(visit)
        if visit.route is None:
            return Answer(404)
        query = {name: intake.legible(value) for name, value in visit.request.query.items()}
        return visit.route.handler(Call(self.realm, names, query, body, files))

    def _check_token(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self.realm.world.portal.token}":
            raise Unauthorized

    def _check_schema(self, visit: Visit) -> None:
        if self.schemas is None or visit.route is None or visit.body is None:
            return
        if faults := self.schemas.faults(visit.route.method, visit.route.template, visit.body):
            raise bad_form(faults)

    def _limited(self, visit: Visit, names: dict[str, str]) -> Answer | None:
        """Spend from the rate limits; the 429 where there was nothing left to spend."""
        limits, route = self.realm.limits, visit.route
        if route is None:
            return None
        if route.with_token and (wait := limits.spend_everywhere()):
            visit.headers = _ordered_headers(True, True)
            visit.verdict = "refused"
            return Answer(429, exceeded(wait, everywhere=True))
        major = names.get("channel") or names.get("guild") or names.get("token") or ""
        window = limits.window(route.method, route.template, major)
        within = window is None or limits.spend(window)
        visit.headers = limits.headers(self.table.buckets[route], window)
        if within or window is None:
            return None
        visit.verdict = "refused"
        visit.headers |= _ordered_headers(True, False)
        wait = float(visit.headers["X-RateLimit-Reset-After"])
        return Answer(429, exceeded(wait, everywhere=False))


def _ordered_headers(limited: bool, everywhere: bool) -> dict[str, str]:
    """What a 429 carries besides: clients take it for Discord's own only with `Via`."""
    if not limited:
        return {}
    made = {"Via": "1.1 sandbox", "X-RateLimit-Scope": "global" if everywhere else "user"}
    return made | {"X-RateLimit-Global": "true"} if everywhere else made


_WRONG_TYPE = Fault(
    (),
    "CONTENT_TYPE_INVALID",
    "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.",
)


def _response(answer: Answer, headers: dict[str, str] | None) -> web.Response:
    if answer.status == 204:
        return web.Response(status=204, headers=headers)
    text = dump(answer.body)
    headers = {**(headers or {}), "Content-Type": "application/json"}
    return web.Response(status=answer.status, body=text.encode(), headers=headers)
