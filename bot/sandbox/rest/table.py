"""The table of routes: which function answers which method and path."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.bounds import JSON_BYTES
from bot.sandbox.limits.fields import is_snowflake
from bot.sandbox.messages import JSON
from bot.sandbox.realm import Realm
from bot.sandbox.refusals import Fault as FormFault
from bot.sandbox.refusals import MethodNotAllowed, NotFound, bad_form


@dataclass(slots=True)
class Call:
    """One request, taken apart: names in the path, query, body and the files with it."""

    realm: Realm
    names: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: list[JSON] = field(default_factory=list)

    def id(self, name: str) -> int:
        """An id out of the path; refused where it is no snowflake."""
        value = self.names[name]
        if not is_snowflake(value):
            said = f'Value "{value}" is not snowflake.'
            raise bad_form([FormFault((name,), "NUMBER_TYPE_COERCE", said)])
        return int(value)

    def number(self, name: str, default: int) -> int:
        """A whole number out of the query; refused where it is none."""
        value = self.query.get(name)
        if value is None:
            return default
        if not is_snowflake(value):
            said = f'Value "{value}" is not int.'
            raise bad_form([FormFault((name,), "NUMBER_TYPE_COERCE", said)])
        return int(value)

    @property
    def data(self) -> JSON:
        """The body as an object; empty where there is none."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            said = "Only dictionaries may be used in a DictType"
            raise bad_form([FormFault((), "DICT_TYPE_CONVERT", said)])
        return self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers: a status and JSON, or nothing at all with 204."""

    status: int = 200
    body: Any = None


NOTHING = Answer(204)


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the API.

    `template` has its names in braces; `with_token` says whether the bot's token has to come along:
    interaction callbacks and webhooks carry their own. `most_bytes` bounds the JSON of its body.
    """

    method: str
    template: str
    handler: Callable[[Call], Answer]
    with_token: bool = True
    most_bytes: int = JSON_BYTES

    @property
    def bucket(self) -> str:
        """The rate-limit bucket's name."""
        return hashlib.sha256(f"{self.method} {self.template}".encode()).hexdigest()[:32]


class Table:
    """Finds the route for a request by the number and the fixed parts of its path's segments."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_length: dict[int, list[tuple[list[str], dict[str, Route]]]] = {}
        self.buckets: dict[Route, str] = {}
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        segments = route.template.strip("/").split("/")
        self.buckets[route] = route.bucket
        rows = self._by_length.setdefault(len(segments), [])
        for known, methods in rows:
            if known == segments:
                methods[route.method] = route
                return
        rows.append((segments, {route.method: route}))
        rows.sort(key=lambda row: [segment.startswith("{") for segment in row[0]])

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """The route and the names in the path; refused where there is none."""
        parts = path.strip("/").split("/")
        allowed = False
        for segments, methods in self._by_length.get(len(parts), ()):
            names = _names(segments, parts)
            if names is not None and method in methods:
                return methods[method], names
            allowed = allowed or names is not None
        raise MethodNotAllowed if allowed else NotFound


def _names(segments: list[str], parts: list[str]) -> dict[str, str] | None:
    names: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment.startswith("{"):
            names[segment[1:-1]] = part
        elif segment != part:
            return None
    return names
