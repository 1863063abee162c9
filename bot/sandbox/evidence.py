"""Evidence: what decided the bot's last answer, asked of the bot itself and shown in a tab."""

from __future__ import annotations

import re
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.bot_process import AskProcess
from bot.sandbox.message import JSON, Message, MessageType, walk
from bot.sandbox.server import Sandbox
from bot.sandbox.services import Tab
from bot.sandbox.world import World

NAME, TITLE = "why", "Why"
HISTORY_QUESTIONS = 5
HISTORY_SECONDS = 15 * 60.0

_ASKER = re.compile(r"-# <@(\d+)>")
_MENTION = re.compile(r"<@!?\d+>")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the bot answered, by whom and where."""

    member: int
    channel: int
    question: str


def question_answered_by(world: World, message: Message, component_id: int) -> Asked | None:
    """The question that a message of the bot answers, as any member could read it.

    Args:
        world: Where the message stands.
        message: The message.
        component_id: The id of the text on the bot's cards that holds the question.
    """
    for component in walk(message.components):
        if component.get("id") == component_id and "content" in component:
            return _on_card(message, str(component["content"]))
    found = world.referenced(message)
    if found is None or message.type is not MessageType.REPLY or message.webhook_id is not None:
        return None
    question = _MENTION.sub("", found.content).strip()
    return Asked(found.author_id, message.channel_id, question) if question else None


def _on_card(message: Message, head: str) -> Asked | None:
    who, _, line = head.partition("\n")
    question = _ESCAPED.sub(r"\1", line.removeprefix("**").removesuffix("**"))
    named = _ASKER.match(who)
    asker = int(named[1]) if named else message.only_for or 0
    return Asked(asker, message.channel_id, question) if question else None


class Evidence:
    """Follows the bot's answers and keeps the tab that says what decided the last one.

    Args:
        sandbox: Where the bot answers.
        ask: The process that is asked the same once more.
        component_id: The id of the text on the bot's cards that holds the question.
    """

    def __init__(self, sandbox: Sandbox, ask: AskProcess, component_id: int) -> None:
        self._sandbox = sandbox
        self._ask = ask
        self._component_id = component_id
        self._last: Asked | None = None
        self._histories: dict[tuple[int, int], deque[tuple[float, str]]] = defaultdict(
            lambda: deque(maxlen=HISTORY_QUESTIONS)
        )
        text = "Ask something: here stands what decided the answer."
        sandbox.panel.put(Tab(NAME, TITLE, ({"kind": "text", "text": text},)))

    async def follow(self) -> None:
        """Follow the answers until cancelled."""
        try:
            async with self._sandbox.events.listening() as listener:
                while True:
                    event = await listener.get()
                    if event.kind in ("message_created", "message_updated"):
                        await self._look_at(event.about["message"])
        finally:
            await self._ask.stop()

    async def _look_at(self, message: Message) -> None:
        if message.author_id != self._sandbox.bot.id or message.loading:
            return
        asked = question_answered_by(self._sandbox.world, message, self._component_id)
        if asked is None or asked == self._last:
            return
        self._last = asked
        now = time.monotonic()
        earlier = self._histories[asked.member, asked.channel]
        history = [text for then, text in earlier if now - then <= HISTORY_SECONDS]
        earlier.append((now, asked.question))
        record = await self._ask.ask(asked.question, history)
        if record is not None:
            self._sandbox.panel.put(Tab(NAME, TITLE, tuple(_parts(record))))


def _parts(record: JSON) -> Iterator[JSON]:
    """The tab's parts, made of a record as `ask --json --why` writes it."""
    for part in record["parts"] or [record]:
        lines = [line.partition(": ") for line in part["why"]["lines"]]
        rows = [["Question", part["question"]], ["Reply", _reply(part)]]
        yield {"kind": "facts", "rows": rows + [[name, said] for name, _, said in lines]}
        yield from _tables(part["evidence"])


def _reply(part: JSON) -> str:
    """The kind of the reply, and what it shows."""
    kind = str(part["reply"]).replace("_", " ")
    match part["reply"]:
        case "answer" | "closest":
            return f"{kind}: {part['entry']}"
        case "passage":
            sentences = ", ".join(str(one["sentence"]) for one in part["citations"])
            return f"{kind}: sentence {sentences}"
        case "did_you_mean":
            return f"{kind}: {', '.join(part['suggestions'])}"
    return kind


def _tables(why: JSON) -> Iterator[JSON]:
    rows = [
        [one["name"], f"{one['reached']:.3f}", f"{one['needed']:.3f}", _reached(one)]
        for one in why["thresholds"]
    ]
    yield from _table("Thresholds", ["threshold", "reached", "needed", ""], rows)
    names = list(why["candidates"][0]["figures"]) if why["candidates"] else []
    rows = [
        [one["entry"], f"{one['score']:.3f}", f"{one['confidence']:.3f}"]
        + [f"{one['figures'][name]:.2f} {one['adds'][name]:+.2f}" for name in names]
        for one in why["candidates"]
    ]
    head = ["entry", "score", "confidence", *(name.replace("_", " ") for name in names)]
    yield from _table("Nearest entries, with what each feature adds", head, rows)
    rows = [
        [one["typed"], one["read"], f"{one['weight']:.2f}", f"{one['explained']:.0%}"]
        for one in why["words"]
    ]
    yield from _table("Words of the question", ["word", "read as", "weight", "explained"], rows)


def _reached(threshold: JSON) -> str:
    return "yes" if threshold["reached"] >= threshold["needed"] else "no"


def _table(title: str, head: list[str], rows: list[list[str]]) -> Iterator[JSON]:
    """A table that is folded at first; nothing where it has no rows."""
    if rows:
        yield {"kind": "table", "title": title, "head": head, "rows": rows, "folded": True}
