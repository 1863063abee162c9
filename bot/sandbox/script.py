"""Scripts: a conversation as a small text file, read into steps.

Each line is `NAME: words`, or `NAME does: what`, or a setting; `#` begins a comment::

    title: Two questions about the kiln
    channel: general
    alice: @Footnote how hot did it get?
    alice replies: and who built it?
    alice: /ask question: how often do they fire private: true
    alice presses: In context
    mona opens: Answer this

`channel: direct` goes to the direct channel with the bot. `viewer` says with whose eyes it is all
seen (without it the first who acts), `time` when the first message was sent. Options stand as in
Discord: `switch: on channel: #help`. A text in quotation marks may hold an option's name and colon.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, Literal, TypeAlias, get_args

from bot.sandbox.client import CHAT, Impossible, command_line
from bot.sandbox.guild import Channel
from bot.sandbox.interactions import Interaction
from bot.sandbox.member import ActingMember
from bot.sandbox.message import JSON, Message
from bot.sandbox.server import Sandbox

Action: TypeAlias = Literal[
    "says", "replies", "presses", "opens", "edits", "deletes", "dismisses", "goes"
]
"""What a step does. `opens` uses a command of a message's menu, `goes` changes the channel."""

DIRECT: Final = "direct"
WITHOUT_WORDS: Final = frozenset({"deletes", "dismisses"})
QUIET: Final = 2.0  # seconds for the bot to say something where it need not
_LINE = re.compile(r"(?P<who>[\w.-]+)(?: +(?P<action>[a-z]+))? *:(?: +(?P<words>\S.*))?")
_START = datetime(2026, 1, 5, 9, 41)  # noqa: DTZ001 - shown as it stands, wherever it is read


class ScriptFault(Exception):
    """A script that can't be read or played; the message names each line with its mend."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does, with the line where it stands."""

    line: int
    who: str
    action: Action
    words: str


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation that can be played."""

    steps: tuple[Step, ...]
    title: str = ""
    viewer: str = ""
    time: datetime = _START


def read_script(text: str) -> Script:
    """The script of a text. Raises ScriptFault with every faulty line."""
    settings: dict[str, str] = {}
    steps: list[Step] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        problem = _read_line(number, line.strip(), settings, steps)
        if problem:
            faults.append(f"line {number}: {problem}")
    time = _time(settings.get("time"), faults)
    if not faults and not any(step.action != "goes" for step in steps):
        faults.append("Nobody does anything in it. Write a line such as: alice: @Footnote hello")
    if faults:
        raise ScriptFault("\n".join(faults))
    first = next(step.who for step in steps if step.action != "goes")
    return Script(tuple(steps), settings.get("title", ""), settings.get("viewer", first), time)


def _read_line(number: int, line: str, settings: dict[str, str], steps: list[Step]) -> str:
    """Take one line; what is wrong with it, or nothing."""
    found = _LINE.fullmatch(line)
    if found is None:
        return "This is no step. Write NAME: words, or NAME presses: a button's label."
    who, action, words = found["who"], found["action"], found["words"] or ""
    if action is None and who in ("title", "viewer", "time"):
        settings[who] = words
        return ""
    if action is None and who == "channel":
        steps.append(Step(number, "", "goes", words.removeprefix("#")))
        return "" if words else "Name a channel, or write: channel: direct"
    return _read_step(Step(number, who, _action(action), words), action, steps)


def _action(word: str | None) -> Action:
    for action in get_args(Action):
        if action == word:
            return action  # type: ignore[no-any-return]  # get_args gives the literals themselves
    return "says"


def _read_step(step: Step, word: str | None, steps: list[Step]) -> str:
    known = [action for action in get_args(Action) if action not in ("says", "goes")]
    if word is not None and word not in known:
        return f"Nobody can do {word!r} here, but: {', '.join(known)}."
    if not step.words and step.action not in WITHOUT_WORDS:
        return "Words are missing after the colon."
    steps.append(step)
    return ""


def _time(written: str | None, faults: list[str]) -> datetime:
    if written is None:
        return _START
    try:
        time = datetime.fromisoformat(written)
        return time.replace(year=min(time.year, 9_000))  # what follows is later
    except ValueError:
        faults.append(f"time: {written!r} is no time. Write it like 2026-01-05 09:41.")
        return _START


@dataclass(slots=True)
class Played:
    """What came of a script: the channels in the order in which they were visited."""

    channels: list[Channel] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)


async def play(script: Script, sandbox: Sandbox) -> Played:
    """Play a script to its end. Raises ScriptFault where a step can't be done."""
    people = [user.name for user in sandbox.world.users.values() if not user.bot]
    acting = [(f"line {step.line}", step.who) for step in script.steps if step.action != "goes"]
    faults = [
        f"{where}: there is no member {who!r}, but: {', '.join(people)}"
        for where, who in (*acting, ("viewer", script.viewer))
        if who not in people
    ]
    if faults:
        raise ScriptFault("\n".join(faults))
    player = Player(sandbox)
    for step in script.steps:
        try:
            await player.do(step)
        except (Impossible, TimeoutError) as error:
            raise ScriptFault(f"line {step.line}: {error}") from error
    return player.played


class Player:
    """Does one step after the other."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.played = Played()
        self._place = next(c.name for c in sandbox.world.channels.values() if c.holds_messages)
        self._actions: dict[Action, Callable[[ActingMember, str], Awaitable[None]]] = {
            "says": self._say,
            "replies": self._reply,
            "presses": self._press,
            "opens": self._open,
            "edits": self._edit,
            "deletes": self._delete,
            "dismisses": self._dismiss,
        }

    async def do(self, step: Step) -> None:
        """Do one step and wait for what the bot answers."""
        if step.action == "goes":
            self._place = step.words
            return
        await self._actions[step.action](self.sandbox.member(step.who), step.words)

    async def _channel(self, member: ActingMember) -> Channel:
        if self._place == DIRECT:
            found = await member.direct()
        else:
            named = {one.name: one for one in member.channels() if one.name}
            if self._place not in named:
                listed = ", ".join((*named, DIRECT))
                raise Impossible(
                    f"{member.user.name} sees no channel {self._place!r}, but: {listed}"
                )
            found = named[self._place]
        if found not in self.played.channels:
            self.played.channels.append(found)
        return found

    # Writing.

    async def _say(self, member: ActingMember, words: str) -> None:
        if words.startswith("/"):
            await self._command(member, words)
            return
        await self._send(member, words, None)

    async def _reply(self, member: ActingMember, words: str) -> None:
        channel = await self._channel(member)
        await self._send(member, words, _last(member, channel, self._by_bot, "message of the bot"))

    async def _send(self, member: ActingMember, words: str, to: Message | None) -> None:
        channel = await self._channel(member)
        said = await member.say(channel, self._named(words), reply_to=to)
        answered = partial(self._answer_to, said)
        if channel.is_direct or to is not None or self.sandbox.bot.id in said.mentions.users:
            await self.sandbox.events.until(answered, "the bot's answer")
        else:
            await self._in_a_moment(answered)

    def _answer_to(self, said: Message) -> Message | None:
        """The bot's reply to a message."""
        for one in reversed(self.sandbox.world.history(self._channel_of(said)).values()):
            if self._by_bot(one) and one.reference and one.reference.message_id == said.id:
                return one
        return None

    def _channel_of(self, message: Message) -> Channel:
        return self.sandbox.world.channels[message.channel_id]

    async def _in_a_moment(self, condition: Callable[[], object]) -> None:
        """Wait for what the bot may do, or leave."""
        with suppress(TimeoutError):
            await self.sandbox.events.until(condition, "", QUIET)

    def _named(self, words: str) -> str:
        """The words with names as Discord sends them."""
        for user in self.sandbox.world.users.values():
            for name in filter(None, (user.shown_as, user.name)):
                words = re.sub(rf"(?<!\w)@{re.escape(name)}\b", f"<@{user.id}>", words)
        return words

    async def _edit(self, member: ActingMember, words: str) -> None:
        channel = await self._channel(member)
        message = _last(member, channel, _by(member), "message of theirs")
        before = (answer := self._answer_to(message)) and answer.edited_at
        await member.edit(message, self._named(words))
        await self._in_a_moment(
            lambda: (
                (now := self._answer_to(message)) is not answer
                or (now is not None and now.edited_at != before)
            )
        )

    async def _delete(self, member: ActingMember, _: str) -> None:
        channel = await self._channel(member)
        message = _last(member, channel, _by(member), "message of theirs")
        answered = self._answer_to(message) is not None
        await member.delete(message)
        if answered:
            await self._in_a_moment(lambda: self._answer_to(message) is None)

    async def _dismiss(self, member: ActingMember, _: str) -> None:
        channel = await self._channel(member)
        await member.delete(_last(member, channel, lambda one: one.ephemeral, "such message"))

    # Interacting.

    async def _command(self, member: ActingMember, words: str) -> None:
        channel = await self._channel(member)
        shown = [c for c in member.commands(channel) if c["type"] == CHAT]
        path, options = command_line(words, shown)
        self._keep(await member.ask_command(path, in_channel=channel, **options))

    async def _press(self, member: ActingMember, words: str) -> None:
        channel = await self._channel(member)
        seen = [_called(button) for one in member.seen(channel) for button in one.buttons]
        what = f"button {words!r}, but: {', '.join(dict.fromkeys(seen)) or 'none'},"
        message = _last(member, channel, lambda one: _button(one, words) is not None, what)
        self._keep(await member.click(message, str(_button(message, words))))

    async def _open(self, member: ActingMember, words: str) -> None:
        channel = await self._channel(member)
        target = _last(member, channel, lambda one: not self._by_bot(one), "message of a member")
        self._keep(await member.context_menu(words, target))

    def _by_bot(self, message: Message) -> bool:
        return message.author_id == self.sandbox.bot.id

    def _keep(self, done: Interaction) -> None:
        if done.failed:
            raise TimeoutError("the bot did not respond in time")
        self.played.interactions.append(done)


def _by(member: ActingMember) -> Callable[[Message], bool]:
    return lambda one: one.author_id == member.user.id


def _last(
    member: ActingMember, channel: Channel, fits: Callable[[Message], bool], what: str
) -> Message:
    """The last message that the member sees and that fits."""
    for message in reversed(member.seen(channel)):
        if fits(message):
            return message
    raise Impossible(f"{member.user.name} sees no {what} in the channel")


def _button(message: Message, words: str) -> str | None:
    """The custom_id of the button that says this."""
    for button in message.buttons:
        if "custom_id" in button and words == _called(button):
            return str(button["custom_id"])
    return None


def _called(button: JSON) -> str:
    """What a button says: its label, else its emoji."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name"))
