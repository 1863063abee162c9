"""Bad requests, sent raw: each is refused as Discord refuses it, and nothing comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Permission, Sandbox
from bot.sandbox.errors import Fault, nested
from bot.sandbox.interactions import Interaction, Kind
from tests.sandbox.conftest import SmallServer

P = Permission
V2 = 1 << 15


@dataclass(slots=True)
class Raw:
    """Requests without a client that would check or mend them."""

    sandbox: Sandbox
    server: SmallServer
    session: aiohttp.ClientSession

    async def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a body; give the status and the answer's JSON."""
        url = self.sandbox.api_base + path
        headers = {"Authorization": f"Bot {self.sandbox.token}"}
        async with self.session.request(method, url, json=body, headers=headers) as got:
            return got.status, (await got.json() if got.status != 204 else None)

    async def post(self, body: Any) -> tuple[int, Any]:
        """Send a message to the general channel."""
        return await self.send("POST", f"/channels/{self.server.general.id}/messages", body)

    def started(self, kind: Kind = Kind.COMMAND, **data: Any) -> Interaction:
        """An interaction of alice's that waits for its response."""
        alice = self.sandbox.member("alice")
        return self.sandbox.services.interactions.start(
            kind, alice.user, self.server.general, {"type": 1, **data}
        )

    async def respond(self, which: Interaction, body: Any) -> tuple[int, Any]:
        """Send a first response."""
        return await self.send("POST", f"/interactions/{which.id}/{which.token}/callback", body)


@pytest.fixture
async def raw(sandbox: Sandbox, server: SmallServer) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(sandbox, server, session)


def errors(tree: Any, path: str = "") -> set[tuple[str, str]]:
    """The error codes of a refusal with the paths that lead to them."""
    if not isinstance(tree, dict):
        return set()
    found = {(path, e["code"]) for e in tree.get("_errors", ())}
    for key, inner in tree.items():
        if key != "_errors":
            found |= errors(inner, f"{path}.{key}".lstrip("."))
    return found


def row(*components: Any) -> list[Any]:
    return [{"type": 1, "components": list(components)}]


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


def options(number: int) -> list[dict[str, str]]:
    return [{"label": f"l{n}", "value": f"v{n}"} for n in range(number)]


def display(text: str) -> dict[str, Any]:
    return {"type": 10, "content": text}


def inside(field: str, code: str) -> set[tuple[str, str]]:
    """A fault of the first component of the first row."""
    return {(f"components.0.components.0.{field}", code)}


MESSAGES: list[tuple[str, Any, set[tuple[str, str]]]] = [
    ("content", {"content": "x" * 2001}, {("content", "BASE_TYPE_MAX_LENGTH")}),
    ("no text", {"content": 5}, {("content", "STRING_TYPE_CONVERT")}),
    ("no row", {"components": [button()]}, {("components.0", "UNION_TYPE_CHOICES")}),
    (
        "rows many",
        {"components": [r for n in range(6) for r in row(button(custom_id=str(n)))]},
        {("components", "BASE_TYPE_MAX_LENGTH")},
    ),
    (
        "row wide",
        {"components": row(*(button(custom_id=str(n)) for n in range(6)))},
        {("components.0.components", "BASE_TYPE_BAD_LENGTH")},
    ),
    ("row empty", {"components": row()}, {("components.0.components", "BASE_TYPE_BAD_LENGTH")}),
    (
        "custom_id long",
        {"components": row(button(custom_id="x" * 101))},
        inside("custom_id", "BASE_TYPE_BAD_LENGTH"),
    ),
    (
        "custom_id none",
        {"components": row(button(custom_id=None))},
        inside("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"),
    ),
    (
        "custom_id twice",
        {"components": row(button(), button(label="Again"))},
        {("components.0.components.1.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")},
    ),
    (
        "label long",
        {"components": row(button(label="x" * 81))},
        inside("label", "BASE_TYPE_MAX_LENGTH"),
    ),
    (
        "label none",
        {"components": row(button(label=""))},
        inside("label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"),
    ),
    ("style unknown", {"components": row(button(style=9))}, inside("style", "BASE_TYPE_CHOICES")),
    ("link", {"components": row(button(style=5))}, inside("style", "BASE_TYPE_CHOICES")),
    (
        "text display without V2",
        {"content": "x", "components": [display("x")]},
        {("components.0", "UNION_TYPE_CHOICES")},
    ),
    (
        "V2 with content",
        {"content": "x", "flags": V2, "components": [display("x")]},
        {("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")},
    ),
    (
        "V2 components",
        {"flags": V2, "components": [{"type": 17, "components": [display("x")] * 40}]},
        {("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED")},
    ),
    (
        "V2 text",
        {"flags": V2, "components": [display("x" * 2001), display("x" * 2000)]},
        {("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED")},
    ),
    (
        "V2 empty text",
        {"flags": V2, "components": [display("")]},
        {("components.0.content", "BASE_TYPE_BAD_LENGTH")},
    ),
    (
        "V2 container in container",
        {"flags": V2, "components": [{"type": 17, "components": [{"type": 17}]}]},
        {("components.0.components.0", "UNION_TYPE_CHOICES")},
    ),
    ("left out", {"embeds": [{"title": "t"}]}, {("embeds", "SANDBOX_LEFT_OUT")}),
    (
        "reply to nothing",
        {"content": "x", "message_reference": {"message_id": "7"}},
        {("message_reference", "REPLIES_UNKNOWN_MESSAGE")},
    ),
]


@pytest.mark.parametrize(
    ("body", "expected"), [case[1:] for case in MESSAGES], ids=[case[0] for case in MESSAGES]
)
async def test_a_message_over_a_limit_is_refused(
    raw: Raw, body: Any, expected: set[tuple[str, str]]
) -> None:
    """A message that breaks a limit is refused with 50035, at the field that breaks it."""
    status, said = await raw.post(body)
    assert (status, said["code"], said["message"]) == (400, 50035, "Invalid Form Body")
    assert errors(said["errors"]) == expected
    assert raw.sandbox.messages(raw.server.general) == []
    refused = raw.sandbox.journal.refused[-1]
    assert {(".".join(map(str, f.path)), f.code) for f in refused.faults} == expected


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"components": row(*(button(custom_id=str(n) * 100) for n in range(5)))},
        {"flags": V2, "components": [{"type": 17, "components": [display("x" * 100)] * 39}]},
        {"flags": V2, "components": [display("x" * 4000)], "content": None},
        {"content": "x", "message_reference": {"message_id": "7", "fail_if_not_exists": False}},
    ],
)
async def test_a_message_at_its_limit_stands(raw: Raw, body: Any) -> None:
    """A message that just keeps the limits stands."""
    status, _ = await raw.post(body)
    assert status == 200
    assert len(raw.sandbox.messages(raw.server.general)) == 1


def command(**changes: Any) -> dict[str, Any]:
    return {"name": "ask", "description": "Ask", "type": 1} | changes


def option(**changes: Any) -> dict[str, Any]:
    return {"name": "question", "description": "What", "type": 3} | changes


COMMANDS: list[tuple[str, Any, set[tuple[str, str]]]] = [
    ("capitals", [command(name="Ask")], {("0.name", "STRING_TYPE_REGEX")}),
    ("spaces", [command(name="ask me")], {("0.name", "STRING_TYPE_REGEX")}),
    (
        "name long",
        [command(name="x" * 33)],
        {("0.name", "BASE_TYPE_BAD_LENGTH"), ("0.name", "STRING_TYPE_REGEX")},
    ),
    ("no description", [command(description="")], {("0.description", "BASE_TYPE_BAD_LENGTH")}),
    (
        "twice",
        [command(), command()],
        {("1.name", "APPLICATION_COMMANDS_DUPLICATE_NAME")},
    ),
    (
        "menu described",
        [command(type=3, name="Answer this")],
        {("0.description", "BASE_TYPE_MAX_LENGTH")},
    ),
    (
        "options many",
        [command(options=[option(name=f"o{n}") for n in range(26)])],
        {("0.options", "BASE_TYPE_MAX_LENGTH")},
    ),
    (
        "choice long",
        [command(options=[option(choices=[{"name": "", "value": "x" * 101}])])],
        {
            ("0.options.0.choices.0.name", "BASE_TYPE_BAD_LENGTH"),
            ("0.options.0.choices.0.value", "BASE_TYPE_MAX_LENGTH"),
        },
    ),
    (
        "too large",
        [
            command(
                options=[
                    option(
                        name=f"o{n}",
                        choices=[{"name": f"{k}" + "x" * 90, "value": "v" * 90} for k in range(25)],
                    )
                    for n in range(2)
                ]
            )
        ],
        {("0", "APPLICATION_COMMAND_TOO_LARGE")},
    ),
]


@pytest.mark.parametrize(
    ("body", "expected"), [case[1:] for case in COMMANDS], ids=[case[0] for case in COMMANDS]
)
async def test_commands_over_a_limit_are_refused(
    raw: Raw, body: Any, expected: set[tuple[str, str]]
) -> None:
    """A set of commands with one that breaks a limit is refused whole."""
    path = f"/applications/{raw.server.world.bot.id}/commands"
    status, said = await raw.send("PUT", path, body)
    assert (status, said["code"]) == (400, 50035)
    assert errors(said["errors"]) == expected
    assert raw.server.world.commands.everywhere == {}


TEXT = {"type": 4, "custom_id": "why", "style": 1}


def labelled(field: Any, label: str = "Why") -> dict[str, Any]:
    return {"type": 18, "label": label, "component": field}


def modal(**changes: Any) -> dict[str, Any]:
    return {"title": "Ask", "custom_id": "ask", "components": [labelled(TEXT)]} | changes


FIELD = "data.components.0.component"


def chosen_from(**changes: Any) -> dict[str, Any]:
    """A form with a select."""
    return modal(
        components=[labelled({"type": 3, "custom_id": "s", "options": options(1)} | changes)]
    )


def chosen(field: str, code: str) -> set[tuple[str, str]]:
    return {(f"{FIELD}.{field}", f"BASE_TYPE_{code}")}


LONG_OPTION = {"label": "x" * 101, "value": "", "description": "x" * 101}

FORMS: list[tuple[str, Any, set[tuple[str, str]]]] = [
    ("title", modal(title="x" * 46), {("data.title", "BASE_TYPE_BAD_LENGTH")}),
    ("empty", modal(components=[]), {("data.components", "BASE_TYPE_BAD_LENGTH")}),
    (
        "many",
        modal(components=[labelled(TEXT | {"custom_id": str(n)}) for n in range(6)]),
        {("data.components", "BASE_TYPE_BAD_LENGTH")},
    ),
    (
        "label",
        modal(components=[labelled(TEXT, "x" * 46)]),
        {("data.components.0.label", "BASE_TYPE_BAD_LENGTH")},
    ),
    (
        "button",
        modal(components=[labelled(button())]),
        {("data.components.0.component", "UNION_TYPE_CHOICES")},
    ),
    (
        "twice",
        modal(components=[labelled(TEXT), labelled(TEXT)]),
        {("data.components.1.component.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")},
    ),
    ("options many", chosen_from(options=options(26)), chosen("options", "BAD_LENGTH")),
    (
        "options alike",
        chosen_from(options=options(1) * 2),
        {(f"{FIELD}.options.1.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")},
    ),
    (
        "option long",
        chosen_from(options=[LONG_OPTION]),
        chosen("options.0.label", "BAD_LENGTH")
        | chosen("options.0.value", "BAD_LENGTH")
        | chosen("options.0.description", "MAX_LENGTH"),
    ),
    (
        "max_values",
        chosen_from(options=options(2), max_values=3),
        {(f"{FIELD}.max_values", "NUMBER_TYPE_MAX")},
    ),
]


@pytest.mark.parametrize(
    ("body", "expected"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS]
)
async def test_forms_over_a_limit_are_refused(
    raw: Raw, body: Any, expected: set[tuple[str, str]]
) -> None:
    """A form that breaks a limit is refused; the interaction still waits for a response."""
    which = raw.started()
    status, said = await raw.respond(which, {"type": 9, "data": body})
    assert (status, said["code"]) == (400, 50035)
    assert errors(said["errors"]) == expected
    assert which.state == "sent"
    assert (await raw.respond(which, {"type": 4, "data": {"content": "well"}}))[0] == 204


async def test_choices_over_a_limit_are_refused(raw: Raw) -> None:
    """Autocomplete takes 25 choices of 1 to 100 characters, and no other response at all."""
    asked = {"name": "ask", "options": [{"name": "q", "type": 3, "value": "w", "focused": True}]}
    which = raw.started(Kind.AUTOCOMPLETE, **asked)
    good = {"name": "a", "value": "a"}
    for bad, code in [
        ({"type": 4, "data": {"content": "x"}}, ("type", "BASE_TYPE_CHOICES")),
        ({"type": 8, "data": {"choices": [good] * 26}}, ("data.choices", "BASE_TYPE_MAX_LENGTH")),
        (
            {"type": 8, "data": {"choices": [good | {"name": "x" * 101}]}},
            ("data.choices.0.name", "BASE_TYPE_BAD_LENGTH"),
        ),
        (
            {"type": 8, "data": {"choices": [good | {"value": ""}]}},
            ("data.choices.0.value", "BASE_TYPE_BAD_LENGTH"),
        ),
    ]:
        status, said = await raw.respond(which, bad)
        assert (status, errors(said["errors"])) == (400, {code})
    assert (await raw.respond(which, {"type": 8, "data": {"choices": [good] * 25}}))[0] == 204


async def test_an_update_needs_its_message(raw: Raw) -> None:
    """A component's message that is gone cannot be updated; another response still can be."""
    _, sent = await raw.post({"content": "x", "components": row(button())})
    message = raw.sandbox.messages(raw.server.general)[0]
    alice = raw.sandbox.member("alice")
    which = await alice.click(message, "Go", until="sent")
    await raw.send("DELETE", f"/channels/{raw.server.general.id}/messages/{sent['id']}")
    update = {"type": 7, "data": {"content": "y"}}
    assert (await raw.respond(which, update))[1]["code"] == 10008
    assert (await raw.respond(which, {"type": 4, "data": {"content": "z"}}))[0] == 204


async def test_empty_messages_are_refused(raw: Raw) -> None:
    """A message with nothing in it is refused with 50006, as a response and as an edit too."""
    assert await raw.post({"content": "  "}) == (
        400,
        {"message": "Cannot send an empty message", "code": 50006},
    )
    which = raw.started()
    assert (await raw.respond(which, {"type": 4, "data": {}}))[1]["code"] == 50006
    _, sent = await raw.post({"content": "x"})
    path = f"/channels/{raw.server.general.id}/messages/{sent['id']}"
    assert (await raw.send("PATCH", path, {"content": ""}))[1]["code"] == 50006


async def test_components_v2_are_for_good(raw: Raw) -> None:
    """A message can become one of Components V2 when its content goes, and never back."""
    _, sent = await raw.post({"content": "x"})
    path = f"/channels/{raw.server.general.id}/messages/{sent['id']}"
    layout = {"flags": V2, "components": [display("y")]}
    _, said = await raw.send("PATCH", path, layout)
    legacy = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    assert errors(said["errors"]) == {("content", legacy)}
    status, edited = await raw.send("PATCH", path, layout | {"content": None})
    assert (status, edited["flags"] & V2) == (200, V2)
    _, said = await raw.send("PATCH", path, {"flags": 0})
    assert errors(said["errors"]) == {("flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG")}
    _, said = await raw.send("PATCH", path, {"content": "back"})
    assert errors(said["errors"]) == {("content", legacy)}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nowhere", (404, 0)),
        ("PUT", "/users/@me", (405, 0)),
        ("GET", "/channels/1", (404, 10003)),
        ("GET", "/channels/abc", (400, 50035)),
        ("GET", "/channels/{quiet}", (403, 50001)),
        ("POST", "/channels/{quiet}/messages", (403, 50001)),
        ("POST", "/channels/{forum}/messages", (400, 50024)),
        ("PATCH", "/channels/{general}/messages/1", (404, 10008)),
        ("GET", "/channels/{general}/messages?limit=101", (400, 50035)),
        ("PUT", "/applications/1/commands", (403, 50001)),
        ("POST", "/interactions/1/abc/callback", (404, 10062)),
        ("POST", "/webhooks/{app}/abc", (404, 10015)),
        ("PATCH", "/webhooks/1/abc/messages/@original", (404, 10015)),
    ],
)
async def test_what_is_not_there_or_not_allowed_is_refused(
    raw: Raw, method: str, path: str, expected: tuple[int, int]
) -> None:
    """What does not exist, or is not the bot's to touch, is refused with Discord's code."""
    ids = {name: getattr(raw.server, name).id for name in ("general", "quiet", "forum", "guild")}
    path = path.format(app=raw.server.world.bot.id, **ids)
    body = None if method == "GET" else {"content": "x"}
    status, said = await raw.send(method, path, body)
    assert (status, said["code"]) == expected


async def test_missing_permissions_are_refused_one_by_one(raw: Raw) -> None:
    """Sending and replying each need their own permission in the channel."""
    everyone = raw.server.guild.roles[raw.server.guild.id]
    bot_role = raw.server.guild.role("Bot")
    raw.sandbox.admin.permit(raw.server.guild, bot_role, P.VIEW_CHANNEL)
    _, sent = await raw.post({"content": "x"})
    reply = {"content": "x", "message_reference": {"message_id": sent["id"]}}
    for denied, body, code in [
        (P.SEND_MESSAGES, {"content": "x"}, 50013),
        (P.READ_MESSAGE_HISTORY, reply, 160002),
        (P.VIEW_CHANNEL, {"content": "x"}, 50001),
    ]:
        raw.sandbox.admin.overwrite(raw.server.general, everyone, deny=denied)
        status, said = await raw.post(body)
        assert (status, said["code"]) == (403, code)
    raw.sandbox.admin.overwrite(raw.server.general, everyone)
    assert (await raw.post(reply))[0] == 200


async def test_an_interaction_is_acknowledged_once(raw: Raw) -> None:
    """A second first response is refused with 40060; follow-ups before the first with 10015."""
    which = raw.started()
    webhook = f"/webhooks/{raw.server.world.bot.id}/{which.token}"
    assert (await raw.send("POST", webhook, {"content": "too early"}))[1]["code"] == 10015
    response = {"type": 4, "data": {"content": "once"}}
    assert (await raw.respond(which, response))[0] == 204
    assert (await raw.respond(which, response))[1]["code"] == 40060


async def test_no_body_and_no_token_are_refused(raw: Raw) -> None:
    """Nothing at all is an empty message, and without the token nothing is taken."""
    url = f"{raw.sandbox.api_base}/channels/{raw.server.general.id}/messages"
    headers = {"Authorization": f"Bot {raw.sandbox.token}", "Content-Type": "application/json"}
    async with raw.session.post(url, headers=headers) as got:
        assert (got.status, (await got.json())["code"]) == (400, 50006)
    async with raw.session.post(url, json={"content": "x"}) as got:
        assert got.status == 401


def test_faults_are_told_in_a_tree() -> None:
    """Faults of one field lie together, and lists are entered by position."""
    faults = [Fault("X", "x", ("a", 0, "b")), Fault("Y", "y", ("a", 0, "b")), Fault("Z", "z")]
    assert nested(faults) == {
        "a": {
            "0": {
                "b": {
                    "_errors": [
                        {"code": "X", "message": "x"},
                        {"code": "Y", "message": "y"},
                    ]
                }
            }
        },
        "_errors": [{"code": "Z", "message": "z"}],
    }
    assert str(faults[0]) == "a.0.b: x (X)"
    assert str(faults[2]) == "body: z (Z)"
