"""A headless browser, the sandbox with a bot of the tests' own, and the trial with the real one."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from bot.sandbox import (
    Body,
    Interaction,
    Message,
    MessageFlag,
    Permission,
    Response,
    Sandbox,
    World,
)
from bot.sandbox.try_out import TryOut
from bot.sandbox.world import Application
from bot.terminal.trying import tried as trying
from tests.conftest import ARTICLE, FAQ

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, ViewportSize

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000
NOWHERE = "about:blank"
SIZE: ViewportSize = {"width": 1360, "height": 860}
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def window() -> AsyncIterator[BrowserContext]:
    """One headless browser for all tests; without one they are skipped and say why."""
    playwright = pytest.importorskip(
        "playwright.async_api", reason="needs Playwright: pip install playwright"
    )
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("needs a browser: apt install chromium")
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=found, args=FLAGS)
        context = await browser.new_context(viewport=SIZE)
        context.set_default_timeout(PATIENCE_MS)
        await context.new_page()
        yield context
        await browser.close()


@dataclass(slots=True)
class Visit:
    """A page in a browser, with everything that went wrong in it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    async def ready(self, member: str = "alice") -> None:
        """Wait until the page shows the channel as this member."""
        await self.page.wait_for_selector(f"body[data-ready={member}]")

    async def become(self, name: str) -> None:
        """Switch to another member."""
        await self.page.locator(".member", has_text=name).click()
        await self.ready(name.lower())

    async def say(self, text: str) -> None:
        """Write into the message box and send it."""
        await self.page.locator("#text").fill(text)
        await self.page.locator("#text").press("Enter")

    def last(self, kind: str = "") -> Any:
        """The last message, or the last of a kind, such as `.ephemeral`."""
        return self.page.locator(f".message{kind}").last

    def containing(self, text: str) -> Any:
        """The last message that holds this text."""
        return self.page.locator(".message", has_text=text).last


Visiting = Callable[[str], Awaitable[Visit]]


@pytest_asyncio.fixture(loop_scope="session")
async def visiting(window: BrowserContext) -> AsyncIterator[Visiting]:
    """Opens addresses, each as a newcomer; a fault in the page fails the test.

    It is one page for all, for a new one is what costs most; what a visit leaves is taken out.
    """
    (page,) = window.pages
    made = Visit(page)
    heard = {
        "pageerror": lambda error: made.faults.append(str(error)),
        "dialog": lambda dialog: made.faults.append(f"dialog: {dialog.message}"),
        "console": lambda said: _note(made, said.type, said.text),
    }

    async def leave() -> None:
        if page.url != NOWHERE:
            await page.evaluate("localStorage.clear(); sessionStorage.clear()")
            await window.clear_cookies()
            await page.goto(NOWHERE)

    async def visit(address: str) -> Visit:
        await leave()
        await page.goto(address)
        return made

    for event, note in heard.items():
        page.on(event, note)  # type: ignore[call-overload]  # a name of each of its events
    yield visit
    await leave()
    for event, note in heard.items():
        page.remove_listener(event, note)
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(SIZE)
    assert not made.faults


def _note(visit: Visit, kind: str, text: str) -> None:
    # The browser itself tells of refused requests and broken lines; the tests look at those apart.
    if kind in ("error", "warning") and "Failed to load" not in text and "WebSocket" not in text:
        visit.faults.append(text)


@dataclass(slots=True)
class Hall:
    """A sandbox whose bot is the test: it answers interactions as the test says."""

    sandbox: Sandbox
    answers: list[Callable[[Interaction], None]] = field(default_factory=list)

    @property
    def general(self) -> Any:
        return self.sandbox.channel("general")

    def address(self) -> str:
        return f"{self.sandbox.url}/#key={self.sandbox.access.new_key()}"

    def post(self, content: str = "", *components: dict[str, Any]) -> Any:
        """A message of the bot."""
        flags = MessageFlag.COMPONENTS_V2 if components else 0
        body = Body(content=content, components=list(components), flags=flags)
        made = Message(self.general.id, self.sandbox.bot.id, body)
        return self.sandbox.services.messages.post(made)

    def answer(self, act: Callable[[Interaction], None]) -> None:
        """What the bot does with the next interaction."""
        self.answers.append(act)

    def respond(self, how: Response, **data: Any) -> None:
        """How the bot responds to the next interaction."""
        self.answer(lambda which: self.sandbox.services.interactions.respond(which, how, data))

    async def answering(self) -> None:
        """Answer each interaction as it was said."""
        async with self.sandbox.events.listening() as listener:
            while True:
                event = await listener.get()
                if event.kind == "interaction" and self.answers:
                    which: Interaction = event.about["interaction"]
                    if which.state == "sent":
                        self.answers.pop(0)(which)


def hall_world() -> World:
    """A server with a member and a moderator; the bot has commands of every sort."""
    world = World(Application(name="Helper"))
    guild = world.add_guild("Hall")
    world.add_member(guild, world.add_user("alice", shown_as="Alice"))
    rights = Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD
    moderators = world.add_role(guild, "moderator", rights)
    world.add_member(guild, world.add_user("mona", shown_as="Mona"), moderators)
    world.add_channel(guild, "general", topic="Everything")
    world.add_channel(guild, "rules")
    for number, command in enumerate(COMMANDS, start=1):
        given = {"id": str(number), "application_id": str(world.bot.id)}
        world.commands[None][number] = given | command
    return world


COMMANDS: list[dict[str, Any]] = [
    {
        "type": 1,
        "name": "find",
        "description": "Find something.",
        "options": [
            {
                "type": 3,
                "name": "what",
                "description": "What to find",
                "required": True,
                "autocomplete": True,
            },
            {"type": 5, "name": "quietly", "description": "For you alone"},
        ],
    },
    {
        "type": 1,
        "name": "rules",
        "description": "Rules.",
        "default_member_permissions": "32",
        "options": [
            {
                "type": 1,
                "name": "set",
                "description": "Set them.",
                "options": [
                    {
                        "type": 3,
                        "name": "mode",
                        "description": "Which",
                        "required": True,
                        "choices": [
                            {"name": "strict", "value": "s"},
                            {"name": "kind", "value": "k"},
                        ],
                    },
                    {"type": 7, "name": "where", "description": "A channel"},
                    {"type": 4, "name": "count", "description": "How many", "max_value": 5},
                ],
            }
        ],
    },
    {"type": 3, "name": "Look at this"},
]


@pytest_asyncio.fixture(loop_scope="session")
async def hall(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    # What the bot says is the test's own, so a script need not wait for it.
    monkeypatch.setattr("bot.sandbox.script.QUIET", 0.1)
    async with Sandbox(hall_world(), page=True) as sandbox:
        made = Hall(sandbox)
        responding = asyncio.create_task(made.answering())
        yield made
        responding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await responding


@dataclass(slots=True)
class Tried:
    """The trial of the kiln's FAQ with the real bot."""

    stage: TryOut
    faq: Path
    log: list[str]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tried(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tried]:
    """One real bot for all tests that need it."""
    folder = tmp_path_factory.mktemp("tried")
    (folder / "seeds").mkdir()
    (folder / "faq").mkdir()
    (folder / "seeds" / "kiln.txt").write_text(ARTICLE, encoding="utf-8")
    faq = folder / "faq" / "kiln.yaml"
    faq.write_text(FAQ, encoding="utf-8")
    log: list[str] = []
    async with trying(folder / "faq", log.append, without_cooldown=True) as stage:
        await stage.connected()
        stage.sandbox.services.interactions.seconds_to_respond = 60.0
        yield Tried(stage, faq, log)
