"""Strange bodies: whatever bytes come to whatever route, the answer is one of Discord's."""

from __future__ import annotations

import copy
import gzip
import json
import logging
import random
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.bounds import MAX_DEPTH, MAX_JSON_BYTES
from bot.sandbox.page_server.actions import ACTIONS
from bot.sandbox.requests import MAX_BODY_BYTES
from bot.sandbox.rest.api import ROUTES, Route
from tests.sandbox.clients import JSON, Bot, Raw, entered, running
from tests.sandbox.conftest import SmallServer
from tests.sandbox.test_interactions import many_ways
from tests.sandbox.test_refusals import (
    TEXT,
    V2,
    button,
    chosen_from,
    display,
    labelled,
    modal,
    row,
)

NOT_JSON = {
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "a little too deep": b'{"content":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}",
    "half a pair as a value": b'{"content": "\\ud800"}',
    "half a pair as a key": b'{"\\udfff": 1}',
    "half a pair in bytes": b'{"content": "\xed\xa0\x80"}',
    "other bytes": b'{"content": "\xff\xfe"}',
    "UTF-16": '{"content": "x"}'.encode("utf-16"),
    "a mark before": b'\xef\xbb\xbf{"content": "x"}',
    "NaN": b'{"content": NaN}',
    "an infinity": b'{"content": -Infinity}',
    "a number beyond all": b'{"content": 1e999}',
    "endless digits": b'{"content": ' + b"9" * 5_000 + b"}",
    "half an object": b'{"content": "x"',
    "a nul": b"\0",
    "a space": b" ",
}

STRANGE: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1 << 15,
    1 << 63,
    10**4_000,
    1.5,
    -0.0,
    1e308,
    "",
    " ",
    "\0",
    "x" * 5_000,
    "9" * 25,
    "9" * 5_000,
    "٣",
    "²",
    "\U0010ffff",
    "<@" + "9" * 5_000 + ">",
    [],
    [[]],
    [None],
    ["x"],
    [{}],
    {},
    {"type": {}},
    {"type": []},
    {"id": []},
    {"id": {}},
    {"components": {}},
    [{"type": [1]}],
    [{"type": 1, "components": [{"type": 2, "custom_id": []}]}],
]


class Sender(Raw):
    """A way in by which a test sends bytes, with the bot's token."""

    async def refused(
        self, status: int, path: str, body: bytes, headers: dict[str, str] = JSON
    ) -> None:
        """Post a body and have it refused in Discord's words."""
        got, said = await self.send("POST", path, data=body, headers=headers)
        assert got == status, (got, said)
        assert isinstance(said["message"], str)
        assert isinstance(said["code"], int)


@pytest.fixture
async def sender(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Sender]:
    """The sender; nothing that comes in by it may leave a fault in the log."""
    async with aiohttp.ClientSession() as session:
        yield Sender(sandbox, session)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


@pytest.fixture
def messages(server: SmallServer) -> str:
    return f"/channels/{server.general.id}/messages"


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
async def test_what_is_no_json_is_refused(sender: Sender, messages: str, body: bytes) -> None:
    """Bytes that are no JSON, or JSON that could not be passed on, are 400 like Discord's."""
    await sender.refused(400, messages, body)


async def test_a_body_says_rightly_what_it_is(sender: Sender, messages: str) -> None:
    """Another type is refused, and whatever charset or packing is named: a body is plain UTF-8."""
    body = b'{"content": "x"}'
    for other in ("text/plain", "multipart/form-data; boundary=x"):
        await sender.refused(400, messages, body, {"Content-Type": other})
    for charset in ("latin-1", "x-unknown", '"', "é"):
        kind = {"Content-Type": f"application/json; charset={charset}"}
        status, _ = await sender.send("POST", messages, data=body, headers=kind)
        assert status in (200, 400), charset
    await sender.refused(400, messages, gzip.compress(body), JSON | {"Content-Encoding": "gzip"})
    status, _ = await sender.send("POST", messages, data=body)
    assert status == 200


async def test_no_body_is_longer_than_its_route_allows(sender: Sender, messages: str) -> None:
    """What is too long is 413, whether its length is told, comes in pieces, or is unpacked."""
    long = b'{"content": "' + b"x" * MAX_JSON_BYTES + b'"}'
    await sender.refused(413, messages, long)
    assert not any(sender.sandbox.world.messages.values())

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(long), 1 << 16):
            yield long[at : at + (1 << 16)]

    url = sender.sandbox.api_base + messages
    headers = JSON | {"Authorization": f"Bot {sender.sandbox.token}"}
    async with sender.session.post(url, data=pieces(), headers=headers) as got:
        assert got.status == 413
    commands = f"/applications/{sender.sandbox.bot.id}/commands"
    long = b'[{"x": "' + b"y" * MAX_JSON_BYTES + b'"}]'
    status, _ = await sender.send("PUT", commands, data=long)
    assert status == 400  # read, and found to be no command


async def test_names_in_paths_and_headers_may_be_anything(sender: Sender, messages: str) -> None:
    """Any bytes in a path, a query, a header or a cookie are answered, and not stumbled over."""
    strange = ["%ff", "%00", "%ed%a0%80", "9" * 5_000, "-1", "٣", "%0d%0a", "%2f", "%20", "é"]
    for name in strange:
        for path in (f"/channels/{name}", f"/users/{name}", f"/interactions/{name}/x/callback"):
            status, _ = await sender.send("GET", path, headers={})
            assert status in (400, 404, 405), path
        for key in ("limit", "after", "before"):
            where = f"{messages}?{key}={name}"
            status, _ = await sender.send("GET", where, headers={})
            assert status in (200, 400), where


OPTION = {
    "type": 3,
    "name": "o",
    "description": "d",
    "required": True,
    "choices": [{"name": "n", "value": "v"}],
    "min_length": 1,
}
COMMAND = {
    "type": 1,
    "name": "c",
    "description": "d",
    "options": [{"type": 1, "name": "s", "description": "d", "options": [OPTION]}],
    "contexts": [0],
    "default_member_permissions": "32",
    "name_localizations": {"de": "c"},
}
MESSAGE = {
    "content": "x",
    "nonce": "n",
    "flags": 0,
    "components": [{"type": 1, "components": [button()]}],
    "allowed_mentions": {"parse": ["users"], "replied_user": True},
    "message_reference": {"message_id": "1", "fail_if_not_exists": False},
}
CARD = {"flags": V2, "components": [{"type": 17, "components": [display("x"), *row(button())]}]}


def bodies_of(which: Route) -> list[Any]:
    """Bodies that the route takes."""
    if "commands" in which.template:
        return [[COMMAND]]
    if which.template.endswith("/callback"):
        form = {"type": 9, "data": modal(labelled(TEXT), *chosen_from()["components"])}
        return [form, *({"type": kind, "data": MESSAGE} for kind in (4, 7))]
    return [MESSAGE, CARD, {"recipient_id": "1"}]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a body with every key or position in it."""
    if isinstance(value, (dict, list)):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield value, key
            yield from places(value[key])


def bent(body: Any, dice: random.Random) -> Any:
    """A body with one or two places replaced, at times the whole of it."""
    made = copy.deepcopy(body)
    if dice.random() < 0.03:
        return dice.choice(STRANGE)
    for _ in range(dice.choice((1, 1, 2))):
        found = list(places(made))
        if not found:
            return made
        container, key = dice.choice(found)
        container[key] = copy.deepcopy(dice.choice(STRANGE))
    return made


CHANGING = [route for route in ROUTES if route.method in ("POST", "PUT", "PATCH")]


@pytest.mark.parametrize("route", CHANGING, ids=lambda r: f"{r.method}{r.template}")
async def test_no_field_of_any_route_stumbles(
    sender: Sender, server: SmallServer, messages: str, route: Route
) -> None:
    """Whatever stands in whatever field, the answer is Discord's yes or no, and never a 500."""
    dice = random.Random(route.template + route.method)  # noqa: S311 - chance that is the same
    bodies = bodies_of(route)
    alice = sender.sandbox.member("alice")
    async with running(sender.sandbox, Bot(many_ways)):
        asked = await alice.ask_command("buttons")
        own = await sender.send("POST", messages, {"content": "x"})
        fresh, pressed = route.template.endswith("/callback"), asked
        for _ in range(150):
            if fresh:
                button = asked.shown.buttons[0]["custom_id"]
                pressed = await alice.click(asked.shown, button, until="sent")
            names = {
                "channel": server.general.id if dice.random() < 0.8 else server.forum.id,
                "message": own[1]["id"] if route.with_token else "@original",
                "application": sender.sandbox.bot.id,
                "guild": server.guild.id,
                "command": next(iter(server.world.commands[None]), 0),
                "interaction": pressed.id,
                "token": pressed.token,
            }
            path = route.template.format(**names)
            body = json.dumps(bent(dice.choice(bodies), dice)).encode()
            status, said = await sender.send(route.method, path, data=body)
            assert status < 500, said
            assert status < 300 or isinstance(said["code"], int)


@pytest.mark.parametrize("act", ACTIONS)
async def test_no_field_of_any_act_stumbles(sender: Sender, server: SmallServer, act: str) -> None:
    """Whatever a page sends, it is told in words what is wrong, and never a 500."""
    dice = random.Random(act)  # noqa: S311 - chance that is the same
    async with running(sender.sandbox, Bot(many_ways)):
        asked = await sender.sandbox.member("alice").ask_command("buttons")
        opened = await sender.sandbox.member("alice").click(asked.shown, "form")
        body = {
            "channel_id": str(server.general.id),
            "message_id": str(asked.shown.id),
            "interaction_id": str(opened.id),
            "text": "x",
            "name": "n",
            "title": "t",
            "command": "buttons",
            "options": {"question": "q"},
            "focused": "question",
            "button": "form",
            "menu": "pick",
            "values": {"why": "so"} if act == "modal" else ["1"],
            "until": "sent",
        }
        url = f"/sandbox/members/alice/{act}"
        async with entered(sender.sandbox) as visitor:

            async def sent(raw: bytes, headers: dict[str, str] = JSON) -> int:
                async with visitor.post(url, data=raw, headers=headers) as got:
                    assert got.status < 300 or (await got.json())["error"]
                    return got.status

            for _ in range(120):
                made = bent(body, dice)
                if isinstance(made, dict) and made.get("until") == "answered":
                    made["until"] = "sent"
                assert await sent(json.dumps(made).encode()) < 500, made
            for raw in NOT_JSON.values():
                assert await sent(raw) == 400
            assert await sent(b'"' + b"x" * MAX_JSON_BYTES + b'"') == 413
            assert await sent(b"{}", {"Content-Type": "text/plain"}) == 415


async def test_the_journal_keeps_no_long_body(sender: Sender, messages: str) -> None:
    """Of a long body only the size is kept."""
    long = json.dumps({"content": "x" * MAX_BODY_BYTES}).encode()
    await sender.refused(400, messages, long)
    assert sender.sandbox.journal.requests[-1].body == f"({len(long)} bytes)"


async def test_a_body_of_faults_alone_gets_a_short_answer(sender: Sender, messages: str) -> None:
    """Of thousands of faults the first hundred are told, and none repeats a long value."""
    body = json.dumps({"components": [["x" * 1_000]] * 200}).encode()
    status, said = await sender.send("POST", messages, data=body)
    assert status == 400
    assert len(json.dumps(said)) < 100_000
