"""A server of the sandbox's Discord with the real bot in it, as members meet it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.answering.answerer import Answerer
from bot.discord.client import FootnoteBot
from bot.discord.connection import point_at
from bot.discord.doctor import Diagnosis, examine
from bot.discord.health import health
from bot.discord.options import CooldownLimits, Options
from bot.discord.running import Ending, serve
from bot.discord.service import Recorder, Service
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.sandbox import (
    ActingMember,
    Channel,
    ChannelType,
    Guild,
    Message,
    Overwrite,
    Permission,
    Sandbox,
    World,
)
from tests.conftest import ROOT, Folder

T = TypeVar("T")
HOT = "How hot did the kiln get?"
PLENTY = CooldownLimits(member=10_000, channel=10_000, seconds=1.0)


@dataclass(slots=True)
class Server:
    """A server with members, a moderator and channels of each kind, served by a sandbox."""

    sandbox: Sandbox
    guild: Guild
    general: Channel
    quiet: Channel
    forum: Channel
    pardoned: set[int] = field(default_factory=set)
    """The statuses of refusals that a test is about; any other refusal fails the test."""
    write: Folder = field(init=False)
    """Writes the article and the FAQ files anew."""
    store: FaqStore = field(init=False)
    ledger: Ledger = field(init=False)
    start: Starter = field(init=False)

    @property
    def alice(self) -> ActingMember:
        return self.sandbox.member("alice")

    @property
    def bob(self) -> ActingMember:
        return self.sandbox.member("bob")

    @property
    def mona(self) -> ActingMember:
        """The moderator."""
        return self.sandbox.member("mona")

    @property
    def running(self) -> Running:
        """The bot that was started last."""
        return self.start.running[-1]

    @property
    def service(self) -> Service:
        """What that bot serves with."""
        return self.running.client.service

    def rewrite(self, faq: str) -> None:
        """Have another FAQ served in place of the one before."""
        self.write(kiln=faq)
        assert self.store.reload()

    async def process(self, **others: str) -> asyncio.subprocess.Process:
        """Start the program itself, with the settings in its environment."""
        folder = self.store.path.parent
        settings = {
            "DISCORD_TOKEN": self.sandbox.token,
            "DISCORD_API_BASE": self.sandbox.api_base,
            "FOOTNOTE_COOLDOWN_MEMBER": "1000",
            "FOOTNOTE_COOLDOWN_CHANNEL": "10000",
            "DATABASE_URL": f"sqlite:///{folder / 'process.db'}",
            "FAQ_PATH": str(self.store.path),
            "FOOTNOTE_RUNTIME_DIR": str(self.start.options.runtime_dir),
            "PYTHONPATH": str(ROOT),
        }
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env={**os.environ, **settings, **others},
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
        )

    async def health_says(self, words: str) -> None:
        """Wait until a supervisor that asks is told so; a file tells no event."""
        async with asyncio.timeout(60):
            while words not in health(self.start.options).words:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def until(self, found: Callable[[], T | None], what: str, **more: Any) -> T:
        """Wait until something is found; what it is is told if it never is."""
        return await self.sandbox.events.until(found, what, **more)

    def calling(self, text: str) -> str:
        """A text that begins with a mention of the bot."""
        return f"{self.sandbox.bot_mention} {text}"

    async def mention(
        self, text: str = HOT, channel: Channel | None = None, by: str = "alice"
    ) -> Message:
        """Mention the bot with a question."""
        return await self.sandbox.member(by).say(channel or self.general, self.calling(text))

    async def next_message(self, channel: Channel | None = None) -> Message:
        """The next that the bot says in a channel."""
        return await self.sandbox.next_message(channel or self.general)

    async def asked(
        self, text: str = HOT, by: str = "alice", channel: Channel | None = None
    ) -> Message:
        """Mention the bot with a question and give its reply."""
        await self.mention(text, channel, by)
        return await self.next_message(channel)

    async def ask(self, question: str, *, private: bool = False, by: str = "alice") -> Message:
        """Ask by command and give the reply."""
        member = self.sandbox.member(by)
        return (await member.ask_command("ask", question=question, private=private)).shown

    async def answered_from_menu(self, message: Message, by: str = "bob") -> Message:
        """Have somebody else answer a message from its menu."""
        return (await self.sandbox.member(by).context_menu("Answer this", message)).shown

    async def shared(self, private: Message) -> Message:
        """What everybody reads after Alice has shared her private answer."""
        done = await self.alice.click(private, "Share")
        (card,) = await self.until(lambda: done.followups or None, "the shared card")
        return card

    def said(self, channel: Channel | None = None) -> list[Message]:
        """What the bot has said in a channel, for all to see or not."""
        said = self.sandbox.messages(channel or self.general)
        return [one for one in said if one.author_id == self.sandbox.bot.id]

    def replies(self, to: Message, channel: Channel | None = None) -> list[Message]:
        """What the bot has said in reply to a message."""
        return [one for one in self.said(channel) if one.reference and one.reference.id == to.id]

    async def answers(self, count: int, channel: Channel | None = None) -> list[Message]:
        """Wait until the bot has said so much in a channel; all of it."""
        await self.until(lambda: len(self.said(channel)) >= count or None, f"{count} messages")
        return self.said(channel)

    async def answered(self, to: Message, channel: Channel | None = None) -> None:
        """Wait until the bot has replied to a message."""
        await self.until(lambda: self.replies(to, channel) or None, "an answer")

    async def gone(self, card: Message) -> None:
        """Wait until a card does not stand any more."""
        await self.until(lambda: not self.sandbox.world.stands(card), "the card to be gone")

    async def listens(self, channel: Channel, switch: str = "on") -> str:
        """Have the moderator switch listening; what they are told."""
        done = await self.mona.ask_command("faq listen", switch=switch, channel=channel.id)
        assert done.ephemeral
        return done.shown.text

    async def overheard(self, text: str = HOT, channel: Channel | None = None) -> Message:
        """Say something that calls nobody, and give what the bot says to it."""
        await self.alice.say(channel or self.general, text)
        return await self.next_message(channel)

    async def silent(self, channel: Channel, after: str = "") -> bool:
        """Whether the next that the bot says there is the answer to a mention that comes now."""
        if after:
            await self.alice.say(channel, after)
        mention = await self.mention(channel=channel)
        answer = await self.next_message(channel)
        return answer.reference is not None and answer.reference.id == mention.id

    async def untouched(self, post: Channel) -> bool:
        """Whether a post has no word of the bot once it has answered two mentions elsewhere.

        A person's word in the post itself would keep it silent there.
        """
        for _ in range(2):  # the first of them may overtake what the post would get
            await self.asked()
        return not self.said(post)


@dataclass(slots=True)
class Running:
    """The bot while it runs, and how to let it go."""

    client: FootnoteBot
    leave: asyncio.Event
    task: asyncio.Task[Ending]
    said: list[str]

    async def stop(self) -> Ending:
        self.leave.set()
        return await self.task

    async def begun(self) -> None:
        """Wait until the bot is at work; it tells no test when that begins."""
        while not self.client.work.busy:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Starter:
    """Starts the bot in the server, with the options that a test chooses."""

    def __init__(self, server: Server, store: FaqStore, ledger: Ledger, folder: Path) -> None:
        self._server = server
        self._faq_store = store
        self._ledger = ledger
        self.options = Options(
            token=server.sandbox.token,
            api_base=server.sandbox.api_base,
            cooldown=PLENTY,
            runtime_dir=folder,
        )
        self.running: list[Running] = []

    async def __call__(self, **chosen: object) -> Running:
        started = self.launch(**chosen)
        await self._server.sandbox.gateway.connected(started.client.shard_count or 1)
        return started

    def launch(self, **chosen: object) -> Running:
        """Start it without waiting for the connection."""
        chooser: Any = chosen.pop("chooser", None)
        options = replace(self.options, **chosen)  # type: ignore[arg-type]  # a test's own choice
        if options.message_content:
            self._server.sandbox.world.application.message_content = True
        point_at(options.api_base or self._server.sandbox.api_base)
        service = Service(
            Answerer(self._faq_store), self._faq_store, Recorder(self._ledger), options, chooser
        )
        client, leave, said = FootnoteBot(service), asyncio.Event(), list[str]()
        task = asyncio.create_task(serve(client, leave, said.append))
        started = Running(client, leave, task, said)
        self.running.append(started)
        return started

    async def examined(self, **chosen: Any) -> tuple[Diagnosis, ...]:
        """What the doctor finds with Discord's help."""
        point_at(self._server.sandbox.api_base)
        return await examine(self._faq_store, self._ledger, replace(self.options, **chosen))

    async def again(self, **chosen: object) -> Running:
        """Stop the bot that was started last, and start another."""
        await self.running[-1].stop()
        return await self(**chosen)


def build_server(world: World) -> tuple[Guild, Channel, Channel, Channel]:
    guild = world.add_guild("Reading room")
    world.add_member(guild, "alice")
    world.add_member(guild, "bob")
    rights = Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD
    world.add_member(guild, "mona", world.add_role(guild, "moderators", rights))
    hidden = Overwrite(world.bot.id, of_member=True, deny=Permission.SEND_MESSAGES)
    return (
        guild,
        world.add_channel(guild, "general"),
        world.add_channel(guild, "quiet", overwrites=(hidden,)),
        world.add_channel(guild, "help", ChannelType.FORUM),
    )


def labels(message: Message) -> list[str]:
    """What stands on the buttons of a message."""
    return [one.get("label") or one["emoji"]["name"] for one in message.buttons]


def told_alone(message: Message) -> str:
    """What is said to one member alone."""
    assert message.ephemeral
    return message.text


def told_to_all(message: Message) -> str:
    """What is said for all to see."""
    assert not message.ephemeral
    return message.text


async def pressed(member: ActingMember, message: Message, button: str) -> Message:
    """What a member reads after a press."""
    emoji = [one for one in message.buttons if (one.get("emoji") or {}).get("name") == button]
    done = await member.click(message, emoji[0]["custom_id"] if emoji else button)
    assert not done.failed
    return done.shown


def started_with(**chosen: object) -> pytest.MarkDecorator:
    """Marks a test for which the bot is started with options of its own."""
    return pytest.mark.parametrize("running", [chosen], indirect=True, ids=["options"])
