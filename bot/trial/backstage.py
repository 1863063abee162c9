"""Backstage: follows the FAQ's files and the bot's answers, and tells the panel what is behind."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.dialogue import Conversations
from bot.faq.store import FaqReading, FaqStore, StoreState
from bot.faq.watch import watch
from bot.sandbox import Sandbox
from bot.sandbox.hub import Event
from bot.trial.asked import Asked, asked_on
from bot.trial.sheets import faq_sheet, log_sheet, why_sheet

LOG_LINES = 200
UNASKED = 4.0  # seconds after which the desk is built though nobody has asked anything


class Backstage:
    """A desk of its own on the same files.

    It is built after the bot's first answer: until then the bot needs the processor more.
    """

    def __init__(self, sandbox: Sandbox, faq: Path, reading: FaqReading) -> None:
        self._sandbox = sandbox
        self._faq = faq
        self._log: deque[str] = deque(maxlen=LOG_LINES)
        self._conversations = Conversations()
        self._last: Asked | None = None
        for sheet in (faq_sheet(reading), why_sheet(None), log_sheet(())):
            sandbox.panel.put(sheet)

    def logged(self, line: str) -> None:
        """The bot printed a line."""
        self._log.append(line)
        self._sandbox.panel.put(log_sheet(self._log))

    async def follow(self) -> None:
        """Follow the files and the answers until cancelled."""
        listener = self._sandbox.hub.listen()
        try:
            await self._first_answer()
            store = await asyncio.to_thread(FaqStore, self._faq)
            self._tell_faq(store, store.state)
            watching = asyncio.create_task(self._watch(store))
            try:
                while True:
                    await self._heard(await listener.queue.get(), store)
            finally:
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching
        finally:
            self._sandbox.hub.leave(listener)

    async def _first_answer(self) -> None:
        sandbox = self._sandbox
        await sandbox.hub.until(
            lambda: sandbox.gateway.switchboard.connected() or None, "the bot", patience=86_400
        )
        with contextlib.suppress(TimeoutError):
            await sandbox.hub.until(self._answered, "an answer", patience=UNASKED)

    def _answered(self) -> bool:
        world = self._sandbox.world
        return any(
            message.author_id == world.bot.id and not message.loading
            for messages in world.messages.values()
            for message in messages.values()
        )

    async def _watch(self, store: FaqStore) -> None:
        await watch(store, lambda state: self._tell_faq(store, state), asyncio.Event())

    def _tell_faq(self, store: FaqStore, state: StoreState) -> None:
        self._sandbox.panel.put(faq_sheet(store.reading, state.knowledge))

    async def _heard(self, event: Event, store: FaqStore) -> None:
        if event.kind not in ("message_created", "message_updated"):
            return
        message, world = event.about["message"], self._sandbox.world
        if message.author_id != world.bot.id or message.loading:
            return
        asked = asked_on(world, message)
        if asked is not None and asked != self._last:
            self._last = asked
            await self._explain(asked, store)

    async def _explain(self, asked: Asked, store: FaqStore) -> None:
        """Ask the desk the same in the same conversation, and show what decided."""
        key, now = (asked.member, asked.channel), time.monotonic()
        history = self._conversations.history(key, now)
        response = await asyncio.to_thread(Answerer(store).ask, asked.question, history)
        self._conversations.remember(key, asked.question, now)
        self._sandbox.panel.put(why_sheet(response))
