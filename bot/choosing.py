"""Choosing: a language model says which entry answers where the matcher is unsure, and no more.

Whatever the server does, the worst is the reply that there would be without it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import TypeAlias

from cachetools import FIFOCache

from bot.answering.answerer import ALL, Answerer, KnowledgeSource, Scope
from bot.answering.choice import Choice, chosen, picked, prompt_of, requested, schema_of
from bot.answering.reply import Response
from bot.errors import because
from bot.faq.files import put_private
from bot.language_model import LanguageModel, NoReply, Refused, ShortAsker, ShortReply

log = logging.getLogger("footnote.choosing")

REMEMBERED = 10_000  # choices
FAILURES = 3  # in a row, after which the server is left alone
# Of a failure: a member may make a model talk, or a server refuse, and must not switch it off.
UNREADABLE = 0.25
RESTING = 60.0  # seconds
LULL = 600.0  # seconds without a failure, after which the next one is logged again
MINUTE, DAY = 60.0, 86_400.0
UNLIMITED = 1 << 62
Numbers: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChoosingLimits:
    """How much is asked at most.

    Attributes:
        seconds: How long a choice may take.
        a_minute, a_day: Questions; beyond, the reply is that without a model.
        at_once: Questions that are asked at the same time; others wait, within their seconds.
        resting: For how many seconds a server is left alone that failed; 0 to go on asking.
    """

    seconds: float = 2.5
    a_minute: int = 60
    a_day: int = 5_000
    at_once: int = 4
    resting: float = RESTING


@dataclass(slots=True)
class ChoosingCounts:
    """What was asked since the start: choices, and what they cost.

    Attributes:
        asked: Questions that were sent to the server.
        remembered: Choices that were made before.
        entries: Questions for which an entry was chosen.
        none: Those for which none was.
        unreadable: Replies that were no choice.
        failed: Questions that got no reply.
        beyond: Questions that were not sent, because of the limits.
        resting: Those that were not, because the server had failed.
        read, written: Tokens, as the server counts them.
        seconds: What the server took.
    """

    asked: int = 0
    remembered: int = 0
    entries: int = 0
    none: int = 0
    unreadable: int = 0
    failed: int = 0
    beyond: int = 0
    resting: int = 0
    read: int = 0
    written: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Chooser:
    """Lets a model choose; of equal questions on the same FAQ once.

    Attributes:
        model: The model.
        limits: How much it is asked.
        file: Where choices are kept across restarts; None to forget them.
        clock: Seconds that only go forward.
        counts: What was asked so far.
        trouble: Why the server is left alone, or failed last; "" while it replies.
    """

    model: LanguageModel
    limits: ChoosingLimits = ChoosingLimits()
    file: Path | None = None
    clock: Callable[[], float] = time.monotonic
    counts: ChoosingCounts = field(default_factory=ChoosingCounts)
    trouble: str = ""
    _asker: ShortAsker = field(init=False)
    _known: ChoiceMemory = field(init=False)
    _asking: dict[str, asyncio.Task[Numbers | None]] = field(default_factory=dict)
    _room: asyncio.Semaphore = field(init=False)
    _sent: deque[float] = field(default_factory=deque)
    _failures: float = 0.0
    _failed_at: float = -inf
    _rests_until: float = 0.0

    def __post_init__(self) -> None:
        """Nothing is read or opened yet."""
        self._asker = ShortAsker(self.model)
        self._known = ChoiceMemory(self.file)
        self._room = asyncio.Semaphore(self.limits.at_once)

    @property
    def health(self) -> str:
        """How it is, in words for an operator; never with the key or a question."""
        if self.clock() < self._rests_until:
            return f"left alone after failures: {self.trouble}"
        return f"failing: {self.trouble}" if self.trouble else "replies" * bool(self.counts.asked)

    async def prepare(self) -> None:
        """Load what the first choice would wait for. Raises NoReply without the library."""
        await self._asker.prepare()
        await asyncio.to_thread(self._known.load)

    def needs(self, response: Response, history: Sequence[str] = ()) -> bool:
        """Whether somebody would wait for a choice: not for what is sure, or was chosen before."""
        choice = requested(response, history)
        return choice is not None and self._key(choice) not in self._known.texts

    async def choose(self, response: Response, history: Sequence[str] = ()) -> Response:
        """The response with the model's choice; as it is, where there is none to be had.

        Args:
            response: What the matcher replies to a message for the bot; never one unasked.
            history: The person's earlier questions, oldest first.
        """
        choice = requested(response, history)
        numbers = await self._numbers(choice) if choice else None
        return response if choice is None or numbers is None else chosen(response, choice, numbers)

    async def close(self) -> None:
        """Close the connections."""
        with suppress(Exception):
            await self._asker.close()

    def _key(self, choice: Choice) -> str:
        """Names a choice by this model; what was asked can't be read from it."""
        whole = json.dumps([self.model.url, self.model.name, choice.key])
        return sha256(whole.encode("utf-8", "replace")).hexdigest()[:32]

    async def _numbers(self, choice: Choice) -> Numbers | None:
        """What is chosen, by memory or by the model; None if nothing is."""
        key = self._key(choice)
        if (known := picked(choice, self._known.texts.get(key, ""))) is not None:
            self.counts.remembered += 1
            return known
        if (asking := self._asking.get(key)) is None:
            if not self._may_ask():
                return None
            asking = asyncio.create_task(self._asked(choice, key))
            self._asking[key] = asking
            asking.add_done_callback(lambda _done: self._asking.pop(key, None))
        return await asyncio.shield(asking)

    def _may_ask(self) -> bool:
        """Whether the server is well, and the limits leave room; counts the question if so."""
        now = self.clock()
        if now < self._rests_until:
            self.counts.resting += 1
            return False
        while self._sent and now - self._sent[0] >= DAY:
            self._sent.popleft()
        lately = sum(now - then < MINUTE for then in self._sent)
        if lately >= self.limits.a_minute or len(self._sent) >= self.limits.a_day:
            self.counts.beyond += 1
            return False
        self._sent.append(now)
        return True

    async def _asked(self, choice: Choice, key: str) -> Numbers | None:
        """What the model chooses; None, and why in `trouble`, if it doesn't."""
        waited, began = self._room.locked(), None
        try:
            async with asyncio.timeout(self.limits.seconds), self._room:
                began = self.clock()
                self.counts.asked += 1
                try:
                    reply = await self._asker.ask(*prompt_of(choice), schema_of(choice))
                finally:
                    self.counts.seconds += self.clock() - began
        except TimeoutError:
            if began is None:
                self.counts.beyond += 1
            else:
                self.counts.failed += 1
            if not waited:  # else it had less than its seconds: the server need not be slow
                self._fail(f"{self.model.url} took more than {self.limits.seconds:g} seconds")
        except Exception as error:  # noqa: BLE001 - a member never sees an error of the model's
            self.counts.failed += 1
            said = str(error) if isinstance(error, NoReply) else type(error).__name__
            self._fail(said, UNREADABLE if isinstance(error, Refused) else 1.0)
        else:
            return await self._read(choice, key, reply)
        return None

    async def _read(self, choice: Choice, key: str, reply: ShortReply) -> Numbers | None:
        """The numbers of a reply, remembered; None if it is no choice."""
        self.counts.read += reply.read
        self.counts.written += reply.written
        numbers = picked(choice, reply.text)
        if numbers is None:
            self.counts.unreadable += 1
            self._fail(f"{self.model.url} replies otherwise than it is asked", UNREADABLE)
            return None
        self._failures, self.trouble = 0.0, ""
        self.counts.entries += bool(numbers)
        self.counts.none += not numbers
        await self._known.put(key, json.dumps({"choice": numbers}))
        return numbers

    def _fail(self, reason: str, weight: float = 1.0) -> None:
        """Leave the server alone for a while after failures in a row; log it once an outage.

        A choice between two failures doesn't end an outage: members may alternate them.
        """
        now = self.clock()
        self._failures += weight
        if self._failures >= FAILURES:
            self._rests_until = now + self.limits.resting
        since, self._failed_at = now - self._failed_at, now
        if not self.trouble and since >= LULL:
            log.warning("The model chooses nothing, replies are those without it: %s", reason)
        self.trouble = reason


class ChoiceMemory:
    """The latest choices by their key; kept in a file, a line each, if there is one."""

    def __init__(self, file: Path | None) -> None:
        self.texts: FIFOCache[str, str] = FIFOCache(REMEMBERED)
        self._file = file
        self._loaded = file is None

    def load(self) -> None:
        """Read the file once, and write it anew without what is forgotten."""
        if self._loaded or self._file is None:
            return
        self._loaded = True
        try:
            lines = self._file.read_text("utf-8", "replace").splitlines()
        except OSError:
            return
        latest = lines[-REMEMBERED:]
        for line in latest:
            key, _, text = line.partition(" ")
            self.texts[key] = text
        if len(lines) > len(latest):
            with suppress(OSError):
                put_private(self._file, "".join(f"{line}\n" for line in latest).encode())

    async def put(self, key: str, text: str) -> None:
        """Remember a choice, in the form that models write."""
        self.texts[key] = text
        if self._file is not None:
            await asyncio.to_thread(_append, self._file, f"{key} {text}\n")


def _append(file: Path, line: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as stream:
            stream.write(line)
    except OSError as error:
        log.debug("A choice can't be kept: %s", because(error))


class ChoosingAnswerer(Answerer):
    """Answers with a model's choice, for who may wait: the terminal's commands."""

    def __init__(self, source: KnowledgeSource, chooser: Chooser) -> None:
        """An event loop of its own runs while a choice is waited for."""
        super().__init__(source)
        self.chooser = chooser
        self._runner = asyncio.Runner()
        weakref.finalize(self, _closed, self._runner, chooser)

    def ask(self, question: str, history: Sequence[str] = (), scope: Scope = ALL) -> Response:
        """The response to a message, with the model's choice where there is one.

        Raises:
            NoReply: The library is not installed.
        """
        response = super().ask(question, history, scope)
        return self._runner.run(self._chosen(response, history))

    async def _chosen(self, response: Response, history: Sequence[str]) -> Response:
        await self.chooser.prepare()
        return await self.chooser.choose(response, history)


def _closed(runner: asyncio.Runner, chooser: Chooser) -> None:
    """Close the connections and the event loop of an answerer that is gone."""
    with runner:
        runner.run(chooser.close())
