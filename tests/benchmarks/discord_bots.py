"""The two bots of the benchmark, each run as a process: the bare echo bot, and ours with a clock.

`python -m tests.benchmarks.discord_bots echo|footnote|guarded BASE TOKEN FAQ`; a line on standard
input asks for a report, which is a line of JSON on standard output.
"""

from __future__ import annotations

import asyncio
import json
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import process_time
from typing import Any, ParamSpec, TypeVar

import discord
from discord import ui
from discord.ext import commands

from bot.answering.answerer import Answerer
from bot.answering.reply import Answer
from bot.app import uncollected
from bot.discord import messages
from bot.discord.cards import Audience, card
from bot.discord.client import FootnoteBot, intents_for
from bot.discord.connection import point_at
from bot.discord.options import CooldownLimits, Options
from bot.discord.running import serve
from bot.discord.service import Recorder, Service, response_of
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger

P = ParamSpec("P")
T = TypeVar("T")
STAGES = {"read": 0.0, "answer": 0.0, "draw": 0.0}


class Echo(commands.AutoShardedBot):
    """Answers every mention with the same card, and does nothing else."""

    def __init__(self, components: list[Any]) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents_for(Options()),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self._components = components

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer."""
        if not message.author.bot and self.user in message.mentions:
            reference = message.to_reference(fail_if_not_exists=False)
            await message.channel.send(view=rebuilt(self._components), reference=reference)


def rebuilt(components: list[Any]) -> ui.LayoutView:
    """A view with the same components."""
    view = ui.LayoutView(timeout=None)
    for component in components:
        view.add_item(_item(component))
    view.stop()  # not to be kept in memory, as ours are not
    return view


def _item(raw: dict[str, Any]) -> ui.Item[ui.LayoutView]:
    match raw["type"]:
        case 17:
            children = [_item(child) for child in raw["components"]]
            return ui.Container(*children, accent_colour=raw["accent_color"])
        case 10:
            return ui.TextDisplay(raw["content"])
        case 1:
            return ui.ActionRow(*[_item(child) for child in raw["components"]])
        case _:
            return ui.Button(
                style=discord.ButtonStyle(raw["style"]),
                label=raw.get("label"),
                emoji=(raw.get("emoji") or {}).get("name"),
                custom_id=raw["custom_id"],
            )


def timed(stage: str, work: Callable[P, T]) -> Callable[P, T]:
    """The same work, with its processor time added to a stage."""

    @wraps(work)
    def clocked(*args: P.args, **kwargs: P.kwargs) -> T:
        start = process_time()
        try:
            return work(*args, **kwargs)
        finally:
            STAGES[stage] += process_time() - start

    return clocked


async def echo(store: FaqStore, token: str) -> None:
    """Run the echo bot with a card as ours would be."""
    knowledge = store.current
    entry = knowledge.entries[0]
    audience = Audience(1 << 60, entry.question)
    view = card(response_of(entry.question, [Answer(entry)], knowledge), audience)
    # discord.py leaves it untyped.
    client = Echo(view.to_components())  # type: ignore[no-untyped-call]
    async with client:
        await client.start(token)


async def footnote(store: FaqStore, token: str, folder: Path, *, guarded: bool) -> None:
    """Run our bot, its stages timed; `guarded` by the default cool-downs where it is attacked."""
    answerer, ledger = Answerer(store), Ledger.open(f"sqlite:///{folder / 'benchmark.db'}")
    plenty = CooldownLimits(member=10**9, channel=10**9, seconds=1.0)
    cooldown = CooldownLimits() if guarded else plenty
    options = Options(token=token, cooldown=cooldown, runtime_dir=folder)
    service = Service(answerer, store, Recorder(ledger), options)
    answerer.ask = timed("answer", answerer.ask)  # type: ignore[method-assign]  # to time it
    for stage, name in (("read", "addressed"), ("draw", "card")):
        setattr(messages, name, timed(stage, getattr(messages, name)))
    await serve(FootnoteBot(service), asyncio.Event(), lambda _: None)


def memory() -> float:
    """Megabytes that the process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def report(reader: asyncio.StreamReader) -> None:
    """Answer each line with what was spent so far."""
    while await reader.readline():
        spent = {"process": process_time(), **STAGES, "memory": memory()}
        sys.stdout.write(json.dumps(spent) + "\n")
        sys.stdout.flush()


async def main() -> None:
    """Run the bot that was asked for until the process is ended."""
    kind, base, token, faq = sys.argv[1:]
    point_at(base)
    store, loop = FaqStore(Path(faq), building=uncollected), asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    reporting = asyncio.create_task(report(reader))
    with tempfile.TemporaryDirectory() as folder:
        serving = (
            echo(store, token)
            if kind == "echo"
            else footnote(store, token, Path(folder), guarded=kind == "guarded")
        )
        task = asyncio.create_task(serving)
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
        await asyncio.gather(task, return_exceptions=True)
    reporting.cancel()


if __name__ == "__main__":
    asyncio.run(main())
