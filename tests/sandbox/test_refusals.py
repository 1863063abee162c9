"""Bad requests, sent raw: each is refused as Discord refuses it, and nothing comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Permission, Sandbox
from bot.sandbox.errors import Fault, bad_form
from bot.sandbox.interactions import Interaction, Kind
from tests.sandbox.clients import Raw
from tests.sandbox.conftest import SmallServer

P = Permission
V2 = 1 << 15

Faults = set[tuple[str, str]]
"""Paths and codes."""


@dataclass(slots=True)
class Requests(Raw):
    """Requests to the routes that take bodies with limits."""

    server: SmallServer

    @property
    def messages(self) -> str:
        return f"/channels/{self.server.general.id}/messages"

    async def post(self, body: Any) -> tuple[int, Any]:
        """Send a message to the general channel."""
        return await self.send("POST", self.messages, body)

    def started(self, kind: Kind = Kind.COMMAND) -> Interaction:
        """An interaction of alice's that waits for its response."""
        alice = self.sandbox.member("alice").user
        made = Interaction(kind, alice, self.server.general, {"type": 1})
        self.sandbox.services.interactions.start(made)
        return made

    async def respond(self, which: Interaction, body: Any) -> tuple[int, Any]:
        """Send a first response."""
        return await self.send("POST", f"/interactions/{which.id}/{which.token}/callback", body)


@pytest.fixture
async def raw(sandbox: Sandbox, server: SmallServer) -> AsyncIterator[Requests]:
    async with aiohttp.ClientSession() as session:
        yield Requests(sandbox, session, server)


def errors(tree: Any, path: str = "") -> Faults:
    """The error codes of a refusal with the paths that lead to them."""
    if not isinstance(tree, dict):
        return set()
    found = {(path, e["code"]) for e in tree.get("_errors", ())}
    for key, inner in tree.items():
        if key != "_errors":
            found |= errors(inner, f"{path}.{key}".lstrip("."))
    return found


def faults(written: str) -> Faults:
    """Faults written as `path CODE, path CODE`."""
    return {(path, code) for path, code in (one.split() for one in written.split(", "))}


def row(*components: Any) -> list[Any]:
    return [{"type": 1, "components": list(components)}]


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


def buttons(number: int) -> list[Any]:
    return [button(custom_id=str(n)) for n in range(number)]


def display(text: str) -> dict[str, Any]:
    return {"type": 10, "content": text}


def layout(*components: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(components)}


def of_row(*components: Any) -> dict[str, Any]:
    return {"components": row(*components)}


IN_ROW = "components.0.components"
MESSAGES: dict[str, tuple[Any, str]] = {
    "content": ({"content": "x" * 2001}, "content BASE_TYPE_MAX_LENGTH"),
    "no text": ({"content": 5}, "content STRING_TYPE_CONVERT"),
    "no row": ({"components": [button()]}, "components.0 UNION_TYPE_CHOICES"),
    "rows many": (
        {"components": [r for one in buttons(6) for r in row(one)]},
        "components BASE_TYPE_MAX_LENGTH",
    ),
    "row wide": (of_row(*buttons(6)), f"{IN_ROW} BASE_TYPE_BAD_LENGTH"),
    "row empty": (of_row(), f"{IN_ROW} BASE_TYPE_BAD_LENGTH"),
    "custom_id long": (
        of_row(button(custom_id="x" * 101)),
        f"{IN_ROW}.0.custom_id BASE_TYPE_BAD_LENGTH",
    ),
    "custom_id none": (
        of_row(button(custom_id=None)),
        f"{IN_ROW}.0.custom_id BUTTON_COMPONENT_CUSTOM_ID_REQUIRED",
    ),
    "custom_id twice": (
        of_row(button(), button(label="Again")),
        f"{IN_ROW}.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "label long": (of_row(button(label="x" * 81)), f"{IN_ROW}.0.label BASE_TYPE_MAX_LENGTH"),
    "label none": (
        of_row(button(label="")),
        f"{IN_ROW}.0.label BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED",
    ),
    "style unknown": (of_row(button(style=9)), f"{IN_ROW}.0.style BASE_TYPE_CHOICES"),
    "link": (of_row(button(style=5)), f"{IN_ROW}.0.style BASE_TYPE_CHOICES"),
    "text display without V2": (
        {"content": "x", "components": [display("x")]},
        "components.0 UNION_TYPE_CHOICES",
    ),
    "V2 with content": (
        layout(display("x")) | {"content": "x"},
        "content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
    "V2 components": (
        layout({"type": 17, "components": [display("x")] * 40}),
        "components COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
    ),
    "V2 text": (
        layout(display("x" * 2001), display("x" * 2000)),
        "components COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ),
    "V2 empty text": (layout(display("")), "components.0.content BASE_TYPE_BAD_LENGTH"),
    "V2 container in container": (
        layout({"type": 17, "components": [{"type": 17}]}),
        f"{IN_ROW}.0 UNION_TYPE_CHOICES",
    ),
    "left out": ({"embeds": [{"title": "t"}]}, "embeds SANDBOX_LEFT_OUT"),
    "reply to nothing": (
        {"content": "x", "message_reference": {"message_id": "7"}},
        "message_reference REPLIES_UNKNOWN_MESSAGE",
    ),
}


def command(**changes: Any) -> list[Any]:
    return [{"name": "ask", "description": "Ask", "type": 1} | changes]


def option(**changes: Any) -> dict[str, Any]:
    return {"name": "question", "description": "What", "type": 3} | changes


LONG_CHOICES = [{"name": f"{n}" + "x" * 90, "value": "v" * 90} for n in range(25)]
COMMANDS: dict[str, tuple[Any, str]] = {
    "capitals": (command(name="Ask"), "0.name STRING_TYPE_REGEX"),
    "spaces": (command(name="ask me"), "0.name STRING_TYPE_REGEX"),
    "name long": (
        command(name="x" * 33),
        "0.name BASE_TYPE_BAD_LENGTH, 0.name STRING_TYPE_REGEX",
    ),
    "no description": (command(description=""), "0.description BASE_TYPE_BAD_LENGTH"),
    "twice": (command() * 2, "1.name APPLICATION_COMMANDS_DUPLICATE_NAME"),
    "menu described": (
        command(type=3, name="Answer this"),
        "0.description BASE_TYPE_MAX_LENGTH",
    ),
    "options many": (
        command(options=[option(name=f"o{n}") for n in range(26)]),
        "0.options BASE_TYPE_MAX_LENGTH",
    ),
    "choice long": (
        command(options=[option(choices=[{"name": "", "value": "x" * 101}])]),
        "0.options.0.choices.0.name BASE_TYPE_BAD_LENGTH, "
        "0.options.0.choices.0.value BASE_TYPE_MAX_LENGTH",
    ),
    "too large": (
        command(options=[option(name=f"o{n}", choices=LONG_CHOICES) for n in range(2)]),
        "0 APPLICATION_COMMAND_TOO_LARGE",
    ),
}

TEXT = {"type": 4, "custom_id": "why", "style": 1}


def labelled(field: Any, label: str = "Why") -> dict[str, Any]:
    return {"type": 18, "label": label, "component": field}


def modal(*components: Any, **changes: Any) -> dict[str, Any]:
    return {"title": "Ask", "custom_id": "ask", "components": list(components)} | changes


def options(number: int) -> list[dict[str, str]]:
    return [{"label": f"l{n}", "value": f"v{n}"} for n in range(number)]


def chosen_from(**changes: Any) -> dict[str, Any]:
    """A form with a select."""
    return modal(labelled({"type": 3, "custom_id": "s", "options": options(1)} | changes))


FIELD = "components.0.component"
LONG_OPTION = {"label": "x" * 101, "value": "", "description": "x" * 101}
FORMS: dict[str, tuple[Any, str]] = {
    "title": (modal(labelled(TEXT), title="x" * 46), "title BASE_TYPE_BAD_LENGTH"),
    "empty": (modal(), "components BASE_TYPE_BAD_LENGTH"),
    "many": (
        modal(*(labelled(TEXT | {"custom_id": str(n)}) for n in range(6))),
        "components BASE_TYPE_BAD_LENGTH",
    ),
    "label": (modal(labelled(TEXT, "x" * 46)), "components.0.label BASE_TYPE_BAD_LENGTH"),
    "button": (modal(labelled(button())), f"{FIELD} UNION_TYPE_CHOICES"),
    "fields twice": (
        modal(labelled(TEXT), labelled(TEXT)),
        "components.1.component.custom_id COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "select long": (chosen_from(options=options(26)), f"{FIELD}.options BASE_TYPE_BAD_LENGTH"),
    "select alike": (
        chosen_from(options=options(1) * 2),
        f"{FIELD}.options.1.value SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    "select option long": (
        chosen_from(options=[LONG_OPTION]),
        f"{FIELD}.options.0.label BASE_TYPE_BAD_LENGTH, "
        f"{FIELD}.options.0.value BASE_TYPE_BAD_LENGTH, "
        f"{FIELD}.options.0.description BASE_TYPE_MAX_LENGTH",
    ),
    "max_values": (
        chosen_from(options=options(2), max_values=3),
        f"{FIELD}.max_values NUMBER_TYPE_MAX",
    ),
}

GOOD = {"name": "a", "value": "a"}
CHOICES: dict[str, tuple[Any, str]] = {
    "choices many": ({"choices": [GOOD] * 26}, "choices BASE_TYPE_MAX_LENGTH"),
    "choice name": (
        {"choices": [GOOD | {"name": "x" * 101}]},
        "choices.0.name BASE_TYPE_BAD_LENGTH",
    ),
    "choice value": (
        {"choices": [GOOD | {"value": ""}]},
        "choices.0.value BASE_TYPE_BAD_LENGTH",
    ),
}


def refused(status: int, said: Any, expected: Faults, raw: Requests) -> bool:
    """Whether this is Discord's refusal of a body with these faults, in the journal too."""
    assert (status, said["code"], said["message"]) == (400, 50035, "Invalid Form Body")
    noted = raw.sandbox.journal.refused[-1].faults
    assert {(".".join(map(str, one.path)), one.code) for one in noted} == expected
    return errors(said["errors"]) == expected


@pytest.mark.parametrize(("body", "expected"), MESSAGES.values(), ids=MESSAGES)
async def test_a_message_over_a_limit_is_refused(raw: Requests, body: Any, expected: str) -> None:
    """A message that breaks a limit is refused with 50035, at the field that breaks it."""
    assert refused(*await raw.post(body), faults(expected), raw)
    assert raw.sandbox.messages(raw.server.general) == []


@pytest.mark.parametrize(("body", "expected"), COMMANDS.values(), ids=COMMANDS)
async def test_commands_over_a_limit_are_refused(raw: Requests, body: Any, expected: str) -> None:
    """A set of commands with one that breaks a limit is refused whole."""
    path = f"/applications/{raw.server.world.bot.id}/commands"
    assert refused(*await raw.send("PUT", path, body), faults(expected), raw)
    assert raw.server.world.commands[None] == {}


@pytest.mark.parametrize(
    ("kind", "response", "body", "expected"),
    [
        *((Kind.COMMAND, 9, *case) for case in FORMS.values()),
        *((Kind.AUTOCOMPLETE, 8, *case) for case in CHOICES.values()),
    ],
    ids=[*FORMS, *CHOICES],
)
async def test_a_response_over_a_limit_is_refused(
    raw: Requests, kind: Kind, response: int, body: Any, expected: str
) -> None:
    """A form or choices that break a limit are refused; the interaction waits for a response."""
    which = raw.started(kind)
    expected_there = {(f"data.{path}", code) for path, code in faults(expected)}
    sent = {"type": response, "data": body}
    assert refused(*await raw.respond(which, sent), expected_there, raw)
    assert which.state == "sent"
    good = {4: {"content": "well"}, 8: {"choices": [GOOD] * 25}}
    fitting = 8 if kind is Kind.AUTOCOMPLETE else 4
    other = {"type": 12 - fitting, "data": good[12 - fitting]}
    assert refused(*await raw.respond(which, other), {("type", "BASE_TYPE_CHOICES")}, raw)
    assert (await raw.respond(which, {"type": fitting, "data": good[fitting]}))[0] == 204


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        of_row(*(button(custom_id=str(n) * 100) for n in range(5))),
        layout({"type": 17, "components": [display("x" * 100)] * 39}),
        layout(display("x" * 4000)) | {"content": None},
        {"content": "x", "message_reference": {"message_id": "7", "fail_if_not_exists": False}},
    ],
)
async def test_a_message_at_its_limit_stands(raw: Requests, body: Any) -> None:
    """A message that just keeps the limits stands."""
    assert (await raw.post(body))[0] == 200
    assert len(raw.sandbox.messages(raw.server.general)) == 1


async def test_an_update_needs_its_message(raw: Requests) -> None:
    """A component's message that is gone cannot be updated; another response still can be."""
    _, sent = await raw.post({"content": "x", "components": row(button())})
    message = raw.sandbox.messages(raw.server.general)[0]
    which = await raw.sandbox.member("alice").click(message, "Go", until="sent")
    await raw.send("DELETE", f"{raw.messages}/{sent['id']}")
    update = {"type": 7, "data": {"content": "y"}}
    assert (await raw.respond(which, update))[1]["code"] == 10008
    assert (await raw.respond(which, {"type": 4, "data": {"content": "z"}}))[0] == 204


async def test_empty_messages_are_refused(raw: Requests) -> None:
    """A message with nothing in it is refused with 50006, as a response and as an edit too."""
    empty = (400, {"message": "Cannot send an empty message", "code": 50006})
    assert await raw.post({"content": "  "}) == await raw.post(None) == empty
    assert await raw.respond(raw.started(), {"type": 4, "data": {}}) == empty
    _, sent = await raw.post({"content": "x"})
    assert await raw.send("PATCH", f"{raw.messages}/{sent['id']}", {"content": ""}) == empty


async def test_components_v2_are_for_good(raw: Requests) -> None:
    """A message can become one of Components V2 when its content goes, and never back."""
    _, sent = await raw.post({"content": "x"})
    becoming = layout(display("y"))
    legacy = "content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    for body, expected in (
        (becoming, legacy),
        (becoming | {"content": None}, ""),
        ({"flags": 0}, "flags MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG"),
        ({"content": "back"}, legacy),
    ):
        status, said = await raw.send("PATCH", f"{raw.messages}/{sent['id']}", body)
        if expected:
            assert refused(status, said, faults(expected), raw)
        else:
            assert (status, said["flags"] & V2) == (200, V2)


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
        ("POST", "/users/@me/channels", (400, 50035)),
    ],
)
async def test_what_is_not_there_or_not_allowed_is_refused(
    raw: Requests, method: str, path: str, expected: tuple[int, int]
) -> None:
    """What does not exist, or is not the bot's to touch, is refused with Discord's code."""
    ids = {name: getattr(raw.server, name).id for name in ("general", "quiet", "forum", "guild")}
    path = path.format(app=raw.server.world.bot.id, **ids)
    status, said = await raw.send(method, path, None if method == "GET" else {"content": "x"})
    assert (status, said["code"]) == expected


async def test_missing_permissions_are_refused_one_by_one(raw: Requests) -> None:
    """Sending and replying each need their own permission in the channel."""
    admin, guild = raw.sandbox.admin, raw.server.guild
    everyone = guild.roles[guild.id]
    admin.permit(guild, guild.role("Bot"), P.VIEW_CHANNEL)
    _, sent = await raw.post({"content": "x"})
    reply = {"content": "x", "message_reference": {"message_id": sent["id"]}}
    for denied, body, code in [
        (P.SEND_MESSAGES, {"content": "x"}, 50013),
        (P.READ_MESSAGE_HISTORY, reply, 160002),
        (P.VIEW_CHANNEL, {"content": "x"}, 50001),
    ]:
        admin.overwrite(raw.server.general, everyone, deny=denied)
        status, said = await raw.post(body)
        assert (status, said["code"]) == (403, code)
    admin.overwrite(raw.server.general, everyone)
    assert (await raw.post(reply))[0] == 200


async def test_an_interaction_is_acknowledged_once(raw: Requests) -> None:
    """A second first response is refused with 40060; follow-ups before the first with 10015."""
    which = raw.started()
    webhook = f"/webhooks/{raw.server.world.bot.id}/{which.token}"
    assert await raw.code("POST", webhook, {"content": "too early"}) == 10015
    response = {"type": 4, "data": {"content": "once"}}
    assert (await raw.respond(which, response))[0] == 204
    assert (await raw.respond(which, response))[1]["code"] == 40060


async def test_without_the_token_nothing_is_taken(raw: Requests) -> None:
    """Whoever is not the bot sends nothing."""
    url = raw.sandbox.api_base + raw.messages
    async with raw.session.post(url, json={"content": "x"}) as got:
        assert got.status == 401


def test_faults_are_told_in_a_tree() -> None:
    """Faults of one field lie together, and lists are entered by position."""
    told = [Fault("X", "x", ("a", 0, "b")), Fault("Y", "y", ("a", 0, "b")), Fault("Z", "z")]
    x, y, z = ({"code": one.code, "message": one.message} for one in told)
    assert bad_form(*told).body()["errors"] == {
        "a": {"0": {"b": {"_errors": [x, y]}}},
        "_errors": [z],
    }
    assert [str(told[0]), str(told[2])] == ["a.0.b: x (X)", "body: z (Z)"]
