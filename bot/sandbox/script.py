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
seen (without it the first who acts), `time` when the first message was sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

Action: TypeAlias = Literal[
    "says", "replies", "presses", "chooses", "opens", "edits", "deletes", "dismisses", "goes"
]
"""What a step does. `opens` uses a command of a message's menu, `goes` changes the channel."""

DIRECT: Final = "direct"
WITHOUT_WORDS: Final = frozenset({"deletes", "dismisses"})
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
        return datetime.fromisoformat(written)
    except ValueError:
        faults.append(f"time: {written!r} is no time. Write it like 2026-01-05 09:41.")
        return _START
