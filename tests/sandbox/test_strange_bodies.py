"""Strange bodies: whatever bytes come to whatever route, the answer is one of Discord's."""

from __future__ import annotations

import copy
import io
import json
import logging
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.acts import ACTS
from bot.sandbox.bounds import FILES_BYTES, JSON_BYTES
from bot.sandbox.intake import DEEPEST
from bot.sandbox.journal import KEPT_BYTES, LONGEST_BODY, Journal, Request
from bot.sandbox.rest.pipeline import PREFIX, ROUTES
from bot.sandbox.rest.table import Route
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import House
from tests.sandbox.test_interactions import many_ways

JSON = {"Content-Type": "application/json"}

NOT_JSON = {
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "a little too deep": b'{"content":' + b"[" * DEEPEST + b"]" * DEEPEST + b"}",
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


@dataclass(slots=True)
class Door:
    """A way in by which a test sends bytes, with the bot's token."""

    sandbox: Sandbox
    house: House
    session: aiohttp.ClientSession

    async def send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str] = JSON
    ) -> tuple[int, Any]:
        token = {"Authorization": f"Bot {self.sandbox.token}"}
        url = PREFIX + path
        async with self.session.request(method, url, data=body, headers=token | headers) as got:
            text = await got.text()
            return got.status, json.loads(text) if text else None

    async def refused(
        self, status: int, path: str, body: bytes | None, headers: dict[str, str] = JSON
    ) -> None:
        """Post a body and have it refused in Discord's words."""
        got, said = await self.send("POST", path, body, headers)
        assert got == status, (got, said)
        assert isinstance(said["message"], str)
        assert isinstance(said["code"], int)


@pytest.fixture
async def door(
    sandbox: Sandbox, house: House, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Door]:
    """The door; nothing that comes in by it may leave a fault in the log."""
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield Door(sandbox, house, session)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


@pytest.fixture
def messages(house: House) -> str:
    return f"/channels/{house.general.id}/messages"


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
async def test_what_is_no_json_is_refused(door: Door, messages: str, body: bytes) -> None:
    """Bytes that are no JSON, or JSON that could not be passed on, are 400 like Discord's."""
    await door.refused(400, messages, body)


async def test_a_body_says_rightly_what_it_is(door: Door, messages: str) -> None:
    """Another type, charset or packing than the header names is refused, and none is guessed."""
    body = b'{"content": "x"}'
    await door.refused(400, messages, body, {"Content-Type": "text/plain"})
    for charset in ("latin-1", "x-unknown", '"', "é"):
        kind = {"Content-Type": f"application/json; charset={charset}"}
        status, _ = await door.send("POST", messages, body, kind)
        assert status in (200, 400, 415), charset
    await door.refused(415, messages, body, {"Content-Type": "application/json; charset=x"})
    for packing in ("gzip", "deflate", "br", "zstd"):
        await door.refused(415, messages, body, JSON | {"Content-Encoding": packing})
    status, _ = await door.send("POST", messages, body, {"Content-Type": "application/json"})
    assert status == 200


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n\r\n--x--\r\n"),
        ("multipart/form-data; boundary=" + "x" * 80, b""),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nno header\r\n\r\ny\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n\xff: \xff\r\n\r\ny\r\n--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{"a"\r\n--x--\r\n',
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n" * 2_000,
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\n'
            + b"z" * 40
            + b"\r\n--x--\r\n",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nA: " + b"b" * 20_000 + b"\r\n\r\n--x--\r\n"),
    ],
)
async def test_what_is_not_made_of_parts_is_refused(
    door: Door, messages: str, kind: str, body: bytes
) -> None:
    """A body that says it is made of parts and is not is 400."""
    await door.refused(400, messages, body, {"Content-Type": kind})


async def test_no_body_is_longer_than_its_route_allows(door: Door, messages: str) -> None:
    """What is too long is 413, whether its length is told, comes in pieces, or is unpacked."""
    long = b'{"content": "' + b"x" * JSON_BYTES + b'"}'
    await door.refused(413, messages, long)
    assert door.sandbox.messages(door.house.general) == []

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(long), 1 << 16):
            yield long[at : at + (1 << 16)]

    url = PREFIX + messages
    headers = JSON | {"Authorization": f"Bot {door.sandbox.token}"}
    async with door.session.post(url, data=pieces(), headers=headers) as got:
        assert got.status == 413
    commands = f"/applications/{door.sandbox.bot.id}/commands"
    status, _ = await door.send("PUT", commands, b'[{"x": "' + b"y" * JSON_BYTES + b'"}]')
    assert status == 400  # read, and found to be no command


async def test_files_are_bounded_together(door: Door, messages: str) -> None:
    """Files of one request are counted together, and their number too; their bytes are not kept."""
    url, token = PREFIX + messages, {"Authorization": f"Bot {door.sandbox.token}"}
    for sizes, status in (
        ([FILES_BYTES // 2, 100], 200),
        ([FILES_BYTES // 2] * 3, 413),
        ([1] * 12, 413),
    ):
        form = aiohttp.FormData()
        for at, size in enumerate(sizes):
            form.add_field(f"files[{at}]", io.BytesIO(b"z" * size), filename="a.txt")
        async with door.session.post(url, data=form, headers=token) as got:
            assert got.status == status
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"content": "' + "x" * JSON_BYTES + '"}')
    async with door.session.post(url, data=form, headers=token) as got:
        assert got.status == 413


async def test_names_in_paths_and_headers_may_be_anything(door: Door) -> None:
    """Any bytes in a path, a query, a header or a cookie are answered, and not stumbled over."""
    strange = ["%ff", "%00", "%ed%a0%80", "9" * 5_000, "-1", "٣", "%0d%0a", "%2f", "%20", "é"]
    for name in strange:
        for path in (f"/channels/{name}", f"/users/{name}", f"/interactions/{name}/x/callback"):
            status, _ = await door.send("GET", path, None, {})
            assert status in (400, 404, 405), path
        for key in ("limit", "after", "before"):
            where = f"/channels/{door.house.general.id}/messages?{key}={name}"
            status, _ = await door.send("GET", where, None, {})
            assert status in (200, 400), where


def bodies_of(which: Route, house: House) -> Any:
    """A body that the route takes."""
    button = {"type": 2, "style": 1, "label": "b", "custom_id": "c"}
    select = {
        "type": 3,
        "custom_id": "s",
        "options": [{"label": "a", "value": "b", "description": "c"}],
        "min_values": 1,
        "max_values": 1,
    }
    message = {
        "content": "x",
        "tts": False,
        "nonce": "n",
        "flags": 0,
        "embeds": [
            {
                "title": "t",
                "description": "d",
                "url": "https://example.org",
                "color": 1,
                "fields": [{"name": "n", "value": "v", "inline": True}],
                "footer": {"text": "f"},
                "author": {"name": "a"},
            }
        ],
        "components": [
            {"type": 1, "components": [button]},
            {"type": 1, "components": [select]},
        ],
        "allowed_mentions": {"parse": ["users"], "roles": [], "replied_user": True},
        "attachments": [{"id": "0", "filename": "f"}],
        "message_reference": {"message_id": "1", "fail_if_not_exists": False},
    }
    option = {
        "type": 3,
        "name": "o",
        "description": "d",
        "required": True,
        "choices": [{"name": "n", "value": "v"}],
        "min_length": 1,
    }
    command = {
        "type": 1,
        "name": "c",
        "description": "d",
        "options": [{"type": 1, "name": "s", "description": "d", "options": [option]}],
        "contexts": [0],
        "integration_types": [0],
        "default_member_permissions": "32",
        "nsfw": False,
        "dm_permission": True,
        "name_localizations": {"de": "c"},
    }
    if "commands" in which.template:
        return [command] if which.method == "PUT" else command
    if which.template.endswith("/callback"):
        return {"type": 4, "data": message}
    if which.template.endswith("/threads"):
        return {
            "name": "n",
            "type": 11,
            "auto_archive_duration": 60,
            "applied_tags": ["1"],
            "message": message,
        }
    if which.template == "/users/@me/channels":
        return {"recipient_id": str(house.world.owner.id)}
    if which.template == "/channels/{channel}":
        return {"name": "n", "locked": True, "archived": False}
    return message


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
async def test_no_field_of_any_route_stumbles(door: Door, house: House, route: Route) -> None:
    """Whatever stands in whatever field, the answer is Discord's yes or no, and never a 500."""
    dice = random.Random(route.template + route.method)  # noqa: S311 - chance that is the same
    body = bodies_of(route, house)
    alice = door.sandbox.member("alice")
    async with running(door.sandbox, Bot(many_ways)):
        asked = await alice.ask_command("buttons")
        assert asked.message is not None
        own = await door.send("POST", f"/channels/{house.general.id}/messages", b'{"content":"x"}')
        fresh, pressed = route.template.endswith("/callback"), asked
        for _ in range(150):
            if fresh:
                button = asked.message.buttons[0]["custom_id"]
                pressed = await alice.click(asked.message, button, until="sent")
            names = {
                "channel": house.general.id if dice.random() < 0.8 else house.forum.id,
                "message": own[1]["id"] if route.with_token else "@original",
                "application": door.sandbox.bot.id,
                "guild": house.guild.id,
                "command": next(iter(house.world.commands.everywhere), 0),
                "interaction": pressed.id,
                "token": pressed.token,
            }
            path = route.template.format(**names)
            status, said = await door.send(
                route.method, path, json.dumps(bent(body, dice)).encode()
            )
            assert status < 500, said
            assert status < 300 or isinstance(said["code"], int)


FIELDS = (
    *("channel_id", "message_id", "interaction_id", "text", "name", "title", "reply_to", "ping"),
    *("command", "options", "focused", "button", "menu", "values", "until"),
)


@pytest.mark.parametrize("act", ACTS)
async def test_no_field_of_any_act_stumbles(door: Door, house: House, act: str) -> None:
    """Whatever a page sends, it is told in words what is wrong, and never a 500."""
    dice = random.Random(act)  # noqa: S311 - chance that is the same
    async with running(door.sandbox, Bot(many_ways)):
        asked = await door.sandbox.member("alice").ask_command("buttons")
        assert asked.message is not None
        opened = await door.sandbox.member("alice").click(asked.message, "form")
        body = {
            "channel_id": str(house.general.id),
            "message_id": str(asked.message.id),
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
        session = {"Authorization": f"Bearer {entered(door.sandbox)}"}
        for _ in range(120):
            made = bent(body, dice)
            if isinstance(made, dict) and made.get("until") == "answered":
                made["until"] = "sent"
            url = f"/sandbox/members/alice/{act}"
            raw = json.dumps(made).encode()
            async with door.session.post(url, data=raw, headers=session | JSON) as got:
                assert got.status < 500, (made, await got.text())
                assert got.status < 300 or (await got.json())["error"]
        for raw in NOT_JSON.values():
            async with door.session.post(url, data=raw, headers=session | JSON) as got:
                assert got.status == 400
        long = b'"' + b"x" * JSON_BYTES + b'"'
        async with door.session.post(url, data=long, headers=session | JSON) as got:
            assert got.status == 413
        odd = session | {"Content-Type": "application/json; charset=x-unknown"}
        async with door.session.post(url, data=b"{}", headers=odd) as got:
            assert got.status == 415


def entered(sandbox: Sandbox) -> str:
    """A session of the page."""
    session = sandbox.guard.enter(sandbox.guard.new_key())
    assert session is not None
    return session


def noted(size: int, weight: int) -> Request:
    return Request("POST", "/x", "/x", "x" * size, 200, 0, "refused", weight=weight)


async def test_the_journal_has_a_greatest_weight(door: Door, messages: str) -> None:
    """The last requests are kept while they weigh little enough; of long bodies only the size."""
    journal = Journal()
    for _ in range(20):
        journal.write(noted(10, KEPT_BYTES // 10))
    assert (len(journal.requests), len(journal.refused), journal.total) == (10, 10, 20)
    long = json.dumps({"content": "x" * LONGEST_BODY}).encode()
    await door.refused(400, messages, long)
    assert door.sandbox.journal.requests[-1].body == f"({len(long)} bytes)"


async def test_a_body_of_faults_alone_gets_a_short_answer(door: Door, messages: str) -> None:
    """Of thousands of faults the first hundred are told, and none repeats a long value."""
    body = json.dumps({"embeds": [{"title": ["x" * 1_000]}] * 200}).encode()
    status, said = await door.send("POST", messages, body)
    assert status == 400
    assert len(json.dumps(said)) < 100_000
