"""Discord's own description as a second judge of every body."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.openapi import Schemas
from bot.sandbox.rest.api import ROUTES
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import SmallServer
from tests.sandbox.test_commands import some_commands
from tests.sandbox.test_interactions import many_ways
from tests.sandbox.test_refusals import COMMANDS, MESSAGES

SMALL = {
    "paths": {
        "/things/{thing_id}": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                    }
                }
            }
        }
    },
    "components": {
        "schemas": {
            "SnowflakeType": {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"},
            "Thing": {
                "type": "object",
                "required": ["parts"],
                "properties": {
                    "id": {"$ref": "#/components/schemas/SnowflakeType"},
                    "note": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Note"}]},
                    "parts": {
                        "type": "array",
                        "maxItems": 2,
                        "items": {
                            "oneOf": [
                                {"$ref": "#/components/schemas/Row"},
                                {"$ref": "#/components/schemas/Text"},
                            ]
                        },
                    },
                },
            },
            "Note": {"type": "object", "properties": {"text": {"type": "string", "maxLength": 3}}},
            "Row": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"type": "integer", "enum": [1]}, "size": {"maximum": 5}},
            },
            "Text": {
                "type": "object",
                "required": ["type", "content"],
                "properties": {
                    "type": {"type": "integer", "enum": [10]},
                    "content": {"type": "string", "minLength": 1},
                },
            },
        }
    },
}

CASES: list[tuple[Any, set[tuple[str, str]]]] = [
    ({"parts": [{"type": 1}, {"type": 10, "content": "x"}], "id": 5, "note": None}, set()),
    ({"parts": [], "id": "5", "note": {"text": "abc"}}, set()),
    ({}, {("", "BASE_TYPE_REQUIRED")}),
    ({"parts": [], "id": "x"}, {("id", "SCHEMA_PATTERN")}),
    ({"parts": [], "note": {"text": "abcd"}}, {("note.text", "BASE_TYPE_MAX_LENGTH")}),
    ({"parts": [{"type": 1}] * 3}, {("parts", "BASE_TYPE_MAX_LENGTH")}),
    ({"parts": [{"type": 10}]}, {("parts.0", "BASE_TYPE_REQUIRED")}),
    ({"parts": [{"type": 10, "content": ""}]}, {("parts.0.content", "BASE_TYPE_BAD_LENGTH")}),
    ({"parts": [{"type": 1, "size": 6}]}, {("parts.0.size", "NUMBER_TYPE_MAX")}),
    ({"parts": [{"type": 9}]}, {("parts.0.type", "BASE_TYPE_CHOICES")}),
    (
        {"parts": [{"type": []}]},
        {("parts.0.type", f"{k}") for k in ("SCHEMA_TYPE", "BASE_TYPE_CHOICES")},
    ),
]


@pytest.fixture
def small(tmp_path: Path) -> Schemas:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(SMALL))
    return Schemas(path)


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_a_fault_is_named_where_it_lies(
    small: Schemas, body: Any, expected: set[tuple[str, str]]
) -> None:
    """Of several kinds, only the one that a value says it is judges it."""
    faults = small.faults("POST", "/things/{thing}", body)
    assert {(".".join(map(str, f.path)), f.code) for f in faults} == expected


def test_routes_that_the_description_does_not_know_are_not_judged(small: Schemas) -> None:
    """Where the description has no body for a route, it has nothing against one."""
    assert small.faults("POST", "/others", {"any": 1}) == []


@pytest.fixture
def whole() -> Path:
    """Discord's whole description, where `DISCORD_OPENAPI` says that there is a copy."""
    path = os.environ.get("DISCORD_OPENAPI")
    if not path:
        pytest.skip("DISCORD_OPENAPI names no copy of Discord's description")
    return Path(path)


def test_every_route_that_takes_a_body_is_described(whole: Path) -> None:
    """The description knows the body of every route of ours that takes one."""
    schemas = Schemas(whole)
    for route in ROUTES:
        bodiless = route.template.endswith("/typing")
        if route.method in ("POST", "PUT", "PATCH") and not bodiless:
            assert schemas.body_schema(route.method, route.template), route.template


async def test_what_a_real_client_sends_is_valid(server: SmallServer, whole: Path) -> None:
    """Everything that discord.py sends in these tests is valid by the description."""
    async with Sandbox(server.world, openapi=whole) as sandbox:

        async def setup(bot: Bot) -> None:
            await some_commands(bot)
            await many_ways(bot)

        async with running(sandbox, Bot(setup)):
            alice = sandbox.member("alice")
            await alice.say(server.general, sandbox.bot_mention)
            await sandbox.next_message(server.general)
            await alice.autocomplete("ask", question="w")
            shown = await alice.ask_command("buttons")
            opened = await alice.click(shown.shown, "Form")
            await alice.submit_modal(opened, {"Why": "so", "About": ["bot"]})
            await alice.click(shown.shown, "later")
            await alice.ask_command("layout")
            await alice.ask_command("think", private=True)
        assert sandbox.journal.all_valid, list(map(str, sandbox.journal.refused))
        assert len(sandbox.journal.requests) > 10


NOT_DESCRIBED = {
    "V2 components",
    "V2 text",
    "V2 with content",
    "content",
    "custom_id none",
    "custom_id twice",
    "label none",
    "left out",
    "link",  # a button of a kind that the sandbox leaves out
    "reply to nothing",
    "rows many",
    "text display without V2",
    "capitals",
    "menu described",
    "no description",
    "spaces",
    "too large",
    "twice",
}
"""Bad messages against which the description has nothing: these limits are counted here alone."""


def test_the_description_agrees_with_the_limits_counted_here(whole: Path) -> None:
    """The description refuses the same bad bodies, but for those named above."""
    schemas = Schemas(whole)
    messages = {
        name
        for name, (body, _) in MESSAGES.items()
        if not schemas.faults("POST", "/channels/{channel}/messages", body)
    }
    commands = {
        name
        for name, (body, _) in COMMANDS.items()
        if not schemas.faults("PUT", "/applications/{application}/commands", body)
    }
    assert messages | commands == NOT_DESCRIBED
