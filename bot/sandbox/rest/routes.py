"""The table of routes: which function answers which method and path."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from bot.sandbox.errors import MethodNotAllowed, NotFound
from bot.sandbox.request_body import MAX_JSON_BYTES
from bot.sandbox.rest import application, interactions, messages
from bot.sandbox.rest.call import Answer, Call

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
