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
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from bot.sandbox.client import CHAT, Impossible, command_line
from bot.sandbox.guild import Channel
from bot.sandbox.interactions import Interaction
from bot.sandbox.member import ActingMember
from bot.sandbox.message import Message, words_of
from bot.sandbox.server import Sandbox

DIRECT: Final = "direct"
QUIET: Final = 2.0  # seconds for the bot to say something where it need not
_LINE = re.compile(r"(?P<who>[\w.-]+)(?: +(?P<action>[a-z]+))? *:(?: +(?P<words>\S.*))?")
_START = datetime(2026, 1, 5, 9, 41)  # noqa: DTZ001 - shown as it stands, wherever it is read


class ScriptFault(Exception):
    """A script that can't be read or played; the message names each line with its mend."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does, with the line where it stands.

    `action` is `says`, one of the keys of `ACTIONS`, or `goes`: then `words` is the channel that
    what follows happens in, and nobody does it.
    """

    line: int
    who: str
    action: str
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
        said = "" if line.lstrip().startswith("#") else line.strip()
        if said and (problem := _read_line(number, said, settings, steps)):
            faults.append(f"line {number}: {problem}")
    time = _time(settings.get("time"), faults)
    acting = [step.who for step in steps if step.who]
    if not faults and not acting:
        faults.append("Nobody does anything in it. Write a line such as: alice: @Footnote hello")
    if faults:
        raise ScriptFault("\n".join(faults))
    return Script(tuple(steps), settings.get("title", ""), settings.get("viewer", acting[0]), time)


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
    if action is not None and action not in ACTIONS:
        return f"Nobody can do {action!r} here, but: {', '.join(ACTIONS)}."
    if not words and action not in ("deletes", "dismisses"):
        return "Words are missing after the colon."
    steps.append(Step(number, who, action or "says", words))
    return ""


def _time(written: str | None, faults: list[str]) -> datetime:
    try:
        time = datetime.fromisoformat(written) if written is not None else _START
        return time.replace(year=min(time.year, 9_000))  # what follows is later
    except ValueError:
        faults.append(f"time: {written!r} is no time. Write it like 2026-01-05 09:41.")
        return _START


async def play(script: Script, sandbox: Sandbox) -> list[Channel]:
    """Play a script, else ScriptFault says why not; the channels in the order of the visits."""
    people = [user.name for user in sandbox.world.users.values() if not user.bot]
    acting = [(f"line {step.line}", step.who) for step in script.steps if step.who]
    strangers = [one for one in (*acting, ("viewer", script.viewer)) if one[1] not in people]
    there = ", ".join(people)
    if faults := [f"{where}: there is no member {who!r}, but: {there}" for where, who in strangers]:
        raise ScriptFault("\n".join(faults))
    visited: list[Channel] = []
    place = next(c.name for c in sandbox.world.channels.values() if c.holds_messages)
    for step in script.steps:
        try:
            if step.action == "goes":
                place = step.words
                continue
            member = sandbox.member(step.who)
            channel = await _channel(member, place)
            if channel not in visited:
                visited.append(channel)
            await ACTIONS.get(step.action, MemberInChannel.says)(
                MemberInChannel(sandbox, member, channel), step.words
            )
        except (Impossible, TimeoutError) as error:
            raise ScriptFault(f"line {step.line}: {error}") from error
    return visited


async def _channel(member: ActingMember, place: str) -> Channel:
    if place == DIRECT:
        return await member.direct()
    named = {one.name: one for one in member.channels() if one.name}
    if place not in named:
        listed = ", ".join((*named, DIRECT))
        raise Impossible(f"{member.user.name} sees no channel {place!r}, but: {listed}")
    return named[place]


@dataclass(frozen=True, slots=True)
class MemberInChannel:
    """A member in a channel: each step does something and waits for what the bot answers."""

    sandbox: Sandbox
    member: ActingMember
    channel: Channel

    def _last(self, fits: Callable[[Message], object], what: str) -> Message:
        """The last message that the member sees and that fits."""
        for message in reversed(self.member.seen(self.channel)):
            if fits(message):
                return message
        raise Impossible(f"{self.member.user.name} sees no {what} in the channel")

    def _own(self) -> Message:
        me = self.member.user.id
        return self._last(lambda one: one.author_id == me, "message of theirs")

    def _by_bot(self, message: Message) -> bool:
        return message.author_id == self.sandbox.bot.id

    def _answer_to(self, said: Message) -> Message | None:
        """The bot's reply to a message."""
        for one in reversed(self.sandbox.messages(self.channel)):
            if self._by_bot(one) and one.reference is said:
                return one
        return None

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

    # Writing.

    async def says(self, words: str, to: Message | None = None) -> None:
        """Write a message, or use the command that it is."""
        if words.startswith("/") and to is None:
            commands = [c for c in self.member.commands(self.channel) if c["type"] == CHAT]
            path, options = command_line(words, commands)
            _check_response(await self.member.use_command(self.channel, path, options))
            return
        said = await self.member.say(self.channel, self._named(words), reply_to=to)
        answered = partial(self._answer_to, said)
        if self.channel.is_direct or to is not None or self.sandbox.bot.id in said.mentions.users:
            await self.sandbox.events.until(answered, "the bot's answer")
        else:
            await self._in_a_moment(answered)

    async def replies(self, words: str) -> None:
        """Reply to the bot's last message."""
        await self.says(words, self._last(self._by_bot, "message of the bot"))

    async def edits(self, words: str) -> None:
        """Change the own last message."""
        message = self._own()

        def answer() -> tuple[int, float | None] | None:
            found = self._answer_to(message)
            return None if found is None else (found.id, found.edited_at)

        before = answer()
        await self.member.edit(message, self._named(words))
        await self._in_a_moment(lambda: answer() != before)

    async def deletes(self, _: str) -> None:
        """Delete the own last message."""
        message = self._own()
        answered = self._answer_to(message) is not None
        await self.member.delete(message)
        if answered:
            await self._in_a_moment(lambda: self._answer_to(message) is None)

    async def dismisses(self, _: str) -> None:
        """Dismiss the last message that is for the member alone."""
        await self.member.delete(self._last(lambda one: one.ephemeral, "such message"))

    # Interacting.

    async def presses(self, words: str) -> None:
        """Press the last button that says this: its label, else its emoji."""
        buttons = [one for message in self.member.seen(self.channel) for one in message.buttons]
        listed = ", ".join(dict.fromkeys(map(words_of, buttons))) or "none"
        message = self._last(
            lambda one: words in map(words_of, one.buttons), f"button {words!r}, but: {listed},"
        )
        button = next(one for one in message.buttons if words_of(one) == words)
        _check_response(await self.member.click(message, button["custom_id"]))

    async def opens(self, words: str) -> None:
        """Use a command of the menu of a member's last message."""
        target = self._last(lambda one: not self._by_bot(one), "message of a member")
        _check_response(await self.member.context_menu(words, target))


ACTIONS: Final[dict[str, Callable[[MemberInChannel, str], Awaitable[None]]]] = {
    "replies": MemberInChannel.replies,
    "presses": MemberInChannel.presses,
    "opens": MemberInChannel.opens,
    "edits": MemberInChannel.edits,
    "deletes": MemberInChannel.deletes,
    "dismisses": MemberInChannel.dismisses,
}
"""What a member does besides saying something."""


def _check_response(done: Interaction) -> None:
    if done.failed:
        raise TimeoutError("the bot did not respond in time")
