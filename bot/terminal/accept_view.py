"""How an editor answers `footnote accept`: single keys on a terminal, lines in a pipe."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import click

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, DidYouMean, Passage
from bot.article.article import Citation
from bot.article.visible import harmless
from bot.editing.accept import LARGE, AnsweredBy, Effect, Plan
from bot.editing.gaps import NEAR, Group
from bot.terminal.output import Line

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


# What `footnote accept` shows: a group of gaps, and what a change would do.

EFFECTS = 12  # of each kind; an editor who sees more than that has seen enough
CANDIDATES = 5


def candidates(group: Group, knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries that the group may mean: those that members picked, then the nearest."""
    picked = [knowledge.by_id[name] for name, _ in group.picked if name in knowledge.by_id]
    near = [match.entry for match in group.now.ranking if match.score >= NEAR]
    return tuple({entry.id: entry for entry in (*picked, *near)}.values())[:CANDIDATES]


def group_lines(group: Group, entries: Sequence[Entry], place: str) -> Iterator[Line]:
    """The group as an editor looks at it before deciding."""
    times = "once" if group.count == 1 else f"{group.count} times"
    yield Line("")
    yield Line(f"{place} · sent {times}, last on {group.last}", "source")
    yield Line(f"“{group.question}”", "question")
    for wording in group.wordings[1:]:
        yield Line(f"  also “{wording}”", "hint")
    yield Line(f"Today: {_today(group)}")
    picked = dict(group.picked)
    for number, entry in enumerate(entries, start=1):
        note = f"  (members picked this: {picked[entry.id]})" if entry.id in picked else ""
        yield Line(f"  {number}  {entry.id}: {entry.question}{note}", "option")


def choice_lines(entries: int) -> Iterator[Line]:
    """The keys and what they do; the first `entries` digits stand for entries."""
    digits = f"[1-{entries}]" if entries > 1 else "[1]"
    if entries:
        yield Line(f"{digits} add it as a phrasing of that entry   [p] of another entry", "source")
    else:
        yield Line("[p] add it as a phrasing of an entry", "source")
    yield Line("[n] near miss   [e] new entry   [s] skip   [f] forget   [q] quit", "source")


def _today(group: Group) -> str:
    match group.now.reply:
        case Answer(entry):
            return f"`{entry.id}` answers."
        case Passage(cited):
            numbers = ", ".join(str(citation.number) for citation in cited)
            return f"sentence {numbers} of the article is quoted."
        case DidYouMean():
            return "a choice is offered."
        case _:
            return "no answer."


def sentence_lines(cited: Sequence[Citation]) -> Iterator[Line]:
    """Sentences to choose from, each with the number it has in its article."""
    for citation in cited:
        yield Line(f"  {citation.number:>3}  {' '.join(citation.quote.split())}", "quote")


def plan_lines(plan: Plan) -> Iterator[Line]:
    """The change itself, and what it does to the known questions."""
    yield Line("")
    yield from _difference(plan)
    changed = Counter(effect.kind for effect in plan.effects)
    counts = [f"{count} {kind}" for kind, count in changed.items()]
    asked = sum(effect.kind != "strayed" for effect in plan.effects)
    counts.append(f"{plan.known - asked:,} as before")
    yield Line(f"Tried on {plan.known:,} known questions: {', '.join(counts)}.")
    if plan.known > LARGE:
        yield Line("(In so large a FAQ collisions are left to `footnote check`.)", "source")
    shown: Counter[tuple[str, bool]] = Counter()
    for effect in plan.effects:
        shown[effect.kind, effect.harmful] += 1
        if shown[effect.kind, effect.harmful] <= EFFECTS:
            yield Line(_effect(effect), "question" if effect.harmful else "hint")


def _difference(plan: Plan) -> Iterator[Line]:
    before, after = (
        data.decode("utf-8-sig").splitlines()
        for data in (plan.proposal.before, plan.proposal.after)
    )
    name = str(plan.proposal.file)
    for line in difflib.unified_diff(before, after, name, name, n=1, lineterm=""):
        if not line.startswith(("---", "+++")):
            yield Line(f"  {line}", "answer" if line.startswith(("+", "-")) else "source")


def _effect(effect: Effect) -> str:
    sign = "!" if effect.harmful else "+"
    text = f"  {sign} {effect.known.source} “{effect.known.question}”"
    if effect.kind == "strayed":
        return f"{text}: a question like it may get {_who(effect.after)}; reword one of the two"
    return f"{text}: {_who(effect.before)} before, {_who(effect.after)} now"


def _who(outcome: AnsweredBy) -> str:
    return " and ".join(outcome) or "no answer"


class Typist(Protocol):
    """Whoever decides. Both methods raise EOFError once there is nothing more to come."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """One of the keys."""

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """A line of text; the default if it is left as it is."""


class Keyboard:
    """A person at a terminal: a key needs no Return, a line can be edited and completed."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """The first key pressed that is one of these; Ctrl-D and Ctrl-C end everything."""
        from prompt_toolkit import prompt as ask

        return ask(f"{prompt} ", key_bindings=_single(keys))

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """The line as edited, starting from the default."""
        from prompt_toolkit import prompt as ask
        from prompt_toolkit.completion import FuzzyWordCompleter

        completer = FuzzyWordCompleter(list(choices)) if choices else None
        return ask(
            f"{prompt} ", default=default, completer=completer, complete_while_typing=True
        ).strip()


def _single(keys: Sequence[str]) -> KeyBindings:
    """Each of the keys is an answer by itself; all others are ignored."""
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    def answer(event: KeyPressEvent) -> None:
        event.current_buffer.text = event.data.lower()
        event.current_buffer.validate_and_handle()

    bindings = KeyBindings()
    bindings.add(Keys.Any)(lambda _event: None)
    bindings.add(Keys.Enter)(lambda _event: None)
    for key in {*keys, *(key.upper() for key in keys)}:
        bindings.add(key)(answer)
    return bindings


class Pipe:
    """Lines that were written beforehand: one for each question, empty for the default."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """The first letter of the next line; a line that is no choice is told and skipped."""
        while True:
            given = self._next()
            click.echo(harmless(f"{prompt} {given}"))
            if given[:1].lower() in keys:
                return given[:1].lower()
            click.echo(f"`{harmless(given)}` is none of {', '.join(keys)}.")

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:  # noqa: ARG002 - Typist's
        """The next line, or the default."""
        given = self._next() or default
        click.echo(harmless(f"{prompt} {given}"))
        return given

    def _next(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()


def typist() -> Typist:
    """The keyboard if there is one, else what comes through the pipe."""
    return Keyboard() if sys.stdin.isatty() else Pipe()
