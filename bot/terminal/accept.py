"""`footnote accept`: the gaps one by one, each changed into what an editor decides."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click
from prompt_toolkit import prompt
from prompt_toolkit.completion import FuzzyWordCompleter
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.app import kept_ledger
from bot.article.article import Citation
from bot.article.visible import harmless, one_line
from bot.editing.gaps import LARGE, NEAR, AnsweredBy, Effect, Group, Plan, Queue
from bot.editing.proposal import fresh_id, home_of, nearest_sentences, new_entry
from bot.editing.replay import in_brief
from bot.errors import FootnoteError
from bot.exit_status import ExitStatus
from bot.faq.edits import AddNearMiss, AddPhrasing, Edit
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.terminal.options import faq_option, faq_path
from bot.terminal.output import StyledLine, difference, show

EPILOG = """\b
Example:
  footnote accept
"""
Change = tuple[str, Edit]  # the file and the edit in it


@click.command("accept", epilog=EPILOG)
@faq_option
def command(faq: Path | None) -> int:
    """Go through the gaps one by one: phrasing, near miss, new entry, skip or forget.

    Before anything is written it shows what the change does to every known question. The file is
    changed in place; all other lines stay as they are.
    """
    with kept_ledger() as ledger:
        if ledger is None or not ledger.gaps():
            click.echo("Nothing to decide: no gaps.")
            return ExitStatus.DONE
        _decide(faq_path(faq), ledger)
    return ExitStatus.DONE


def _decide(faq: Path, ledger: Ledger) -> None:
    queue = Queue(FaqStore(faq), ledger)
    review = _Review(queue, TerminalPrompter() if sys.stdin.isatty() else PipePrompter())
    try:
        while queue.waiting and review.decide(queue.waiting[0]):
            pass
    except (EOFError, KeyboardInterrupt):
        click.echo()
    left = sum(group.count for group in queue.waiting)
    click.echo(
        f"Decided: {review.decided}. Questions left for another day: {left + review.skipped}."
    )


class _Review:
    """Asks the editor about each group of gaps and does what they say."""

    def __init__(self, queue: Queue, prompt: TerminalPrompter) -> None:
        self._queue = queue
        self._prompt = prompt
        self.decided = 0
        self.skipped = 0

    def decide(self, group: Group) -> bool:
        """Have one group decided; False if the editor leaves."""
        entries = _candidates(group, self._queue.knowledge)
        _print(_group_lines(group, entries, f"{len(self._queue.waiting)} to decide"))
        numbers = [str(number) for number in range(1, len(entries) + 1)]
        _print(_choice_lines(len(numbers)))
        match self._prompt.key(">", [*numbers, *"pnesfq"]):
            case "q":
                return False
            case "s":
                self._queue.pass_over(group)
                self.skipped += group.count
            case "f":
                click.echo(f"Erased: {self._queue.forget(group)}.")
                self.decided += 1
            case "n":
                self._change(group, partial(self._near_miss, group))
            case "e":
                self._change(group, partial(self._new_entry, group))
            case "p":
                self._change(group, partial(self._other_phrasing, group))
            case number:
                entry = entries[int(number) - 1].id
                self._change(group, partial(self._phrasing, group, entry))
        return True

    # --- What to change ---

    def _phrasing(self, group: Group, entry: str) -> Change | None:
        if entry not in self._queue.knowledge.by_id:
            click.echo(f"No entry has the id `{harmless(entry)}`." if entry else "Left as it was.")
            return None
        text = self._prompt.line("Phrasing:", group.question)
        return home_of(self._queue.knowledge.faqs, entry), AddPhrasing(entry, text)

    def _other_phrasing(self, group: Group) -> Change | None:
        ids = list(self._queue.knowledge.by_id)
        return self._phrasing(group, self._prompt.line("Entry (its id):", choices=ids))

    def _near_miss(self, group: Group) -> Change:
        text = self._prompt.line("Near miss:", group.question)
        near = group.nearest.entry.id if group.nearest else ""
        file = home_of(self._queue.knowledge.faqs, near)
        files = [faq.file for faq in self._queue.knowledge.faqs]
        if len(files) > 1:
            file = self._prompt.line("In which file:", file, files)
        return file, AddNearMiss(text)

    def _new_entry(self, group: Group) -> Change | None:
        knowledge = self._queue.knowledge
        question = self._prompt.line("Question, as people see it:", _as_shown(group.question))
        cited = self._cited(question)
        answer = self._prompt.line("Answer, or nothing if the sentences answer by themselves:")
        name = self._prompt.line("Id:", fresh_id(question, knowledge.by_id))
        return new_entry(knowledge, question, cited, answer, name)

    def _cited(self, question: str) -> Sequence[Citation]:
        articles = self._queue.knowledge.articles
        nearest = nearest_sentences(articles, question)
        _print(_sentence_lines(nearest))
        article = nearest[0].article if nearest else articles[0]
        name = one_line(article.name)
        click.echo(f"(Every sentence has a number: footnote sentences. Those of {name}.)")
        default = str(nearest[0].number) if nearest else ""
        given = self._prompt.line("Sentences to cite, by number:", default)
        numbers = [int(word) for word in given.replace(",", " ").split() if word.isdecimal()]
        return [article.cite(n) for n in numbers if 1 <= n <= len(article.sentences)]

    # --- Changing it ---

    def _change(self, group: Group, make: Callable[[], Change | None]) -> None:
        """Show what a change does, and make it if the editor still wants it."""
        try:
            if change := make():
                self._write(group, *change)
        except FootnoteError as error:
            click.echo(harmless(str(error)))

    def _write(self, group: Group, file: str, edit: Edit) -> None:
        click.echo("Trying it on every known question ...")
        plan = self._queue.plan(file, [edit])
        _print(_plan_lines(plan))
        if self._prompt.key(f"Write it to {file}? [y]es [n]o:", ["y", "n"]) == "n":
            click.echo("Left as it was.")
            return
        settled = self._queue.write(plan, group)
        self.decided += 1
        click.echo(f"Written. Questions settled and erased: {settled}.")


def _print(lines: Iterator[StyledLine]) -> None:
    show(lines, sys.stdout)


def _as_shown(question: str) -> str:
    """The question as a person would write it for others: a capital first, a mark last."""
    text = re.sub(r"\bi\b", "I", question.strip())
    text = text[:1].upper() + text[1:]
    return text if text.endswith(("?", "!", ".")) else f"{text}?"


# What is shown: a group of gaps, and what a change would do.

MAX_EFFECTS = 12  # that are shown of each kind: more of the same say nothing new
MAX_CANDIDATES = 5


def _candidates(group: Group, knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries that the group may mean: those that members picked, then the nearest."""
    picked = [knowledge.by_id[name] for name, _ in group.picked if name in knowledge.by_id]
    near = [match.entry for match in group.now.ranking if match.score >= NEAR]
    return tuple({entry.id: entry for entry in (*picked, *near)}.values())[:MAX_CANDIDATES]


def _group_lines(group: Group, entries: Sequence[Entry], place: str) -> Iterator[StyledLine]:
    """The group as an editor looks at it before deciding."""
    times = "once" if group.count == 1 else f"{group.count} times"
    yield StyledLine("")
    yield StyledLine(f"{place} · sent {times}, last on {group.last}", "source")
    yield StyledLine(f"“{group.question}”", "question")
    for wording in group.wordings[1:]:
        yield StyledLine(f"  also “{wording}”", "hint")
    yield StyledLine(f"Today: {in_brief(group.now)}.")
    picked = dict(group.picked)
    for number, entry in enumerate(entries, start=1):
        note = f"  (members picked this: {picked[entry.id]})" if entry.id in picked else ""
        yield StyledLine(f"  {number}  {entry.id}: {entry.question}{note}", "option")


def _choice_lines(entries: int) -> Iterator[StyledLine]:
    """The keys and what they do; the first `entries` digits stand for entries."""
    digits = f"[1-{entries}]" if entries > 1 else "[1]"
    that = f"{digits} add it as a phrasing of that entry   [p] of another entry"
    yield StyledLine(that if entries else "[p] add it as a phrasing of an entry", "source")
    yield StyledLine("[n] near miss   [e] new entry   [s] skip   [f] forget   [q] quit", "source")


def _sentence_lines(cited: Sequence[Citation]) -> Iterator[StyledLine]:
    """Sentences to choose from, each with the number it has in its article."""
    for citation in cited:
        yield StyledLine(f"  {citation.number:>3}  {' '.join(citation.quote.split())}", "quote")


def _plan_lines(plan: Plan) -> Iterator[StyledLine]:
    """The change itself, and what it does to the known questions."""
    yield StyledLine("")
    yield from difference(plan.proposal.before, plan.proposal.after)
    changed = Counter(effect.kind for effect in plan.effects)
    counts = [f"{count} {kind}" for kind, count in changed.items()]
    asked = sum(effect.kind != "strayed" for effect in plan.effects)
    counts.append(f"{plan.known - asked:,} as before")
    yield StyledLine(f"Tried on {plan.known:,} known questions: {', '.join(counts)}.")
    if plan.known > LARGE:
        yield StyledLine("(In so large a FAQ collisions are left to `footnote check`.)", "source")
    shown: Counter[tuple[str, bool]] = Counter()
    for effect in plan.effects:
        shown[effect.kind, effect.harmful] += 1
        if shown[effect.kind, effect.harmful] <= MAX_EFFECTS:
            yield StyledLine(_effect_text(effect), "question" if effect.harmful else "hint")


def _effect_text(effect: Effect) -> str:
    sign = "!" if effect.harmful else "+"
    text = f"  {sign} {effect.known.source} “{effect.known.question}”"
    after = _outcome_words(effect.after)
    if effect.kind == "strayed":
        return f"{text}: a question like it may get {after}; reword one of the two"
    return f"{text}: {_outcome_words(effect.before)} before, {after} now"


def _outcome_words(outcome: AnsweredBy) -> str:
    return " and ".join(outcome) or "no answer"


# Questions to the person at the terminal: answered by a key or a line, or through a pipe.


class TerminalPrompter:
    """A person at a terminal: a key needs no Return, a line can be edited and completed.

    Both methods raise EOFError once no answer will come any more.
    """

    def key(self, question: str, keys: Sequence[str]) -> str:
        """The first key pressed that is one of these; Ctrl-D and Ctrl-C end everything."""
        return prompt(f"{question} ", key_bindings=_single(keys))

    def line(self, question: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """The line as edited, starting from the default."""
        completer = FuzzyWordCompleter(list(choices)) if choices else None
        return prompt(
            f"{question} ", default=default, completer=completer, complete_while_typing=True
        ).strip()


def _single(keys: Sequence[str]) -> KeyBindings:
    """Each of the keys is an answer by itself; all others are ignored."""

    def answer(event: KeyPressEvent) -> None:
        event.current_buffer.text = event.data.lower()
        event.current_buffer.validate_and_handle()

    bindings = KeyBindings()
    bindings.add(Keys.Any)(lambda _event: None)
    bindings.add(Keys.Enter)(lambda _event: None)
    for key in {*keys, *(key.upper() for key in keys)}:
        bindings.add(key)(answer)
    return bindings


class PipePrompter(TerminalPrompter):
    """Lines that were written beforehand: one for each question, empty for the default."""

    def key(self, question: str, keys: Sequence[str]) -> str:
        """The first letter of the next line; a line that is no choice is reported and skipped."""
        while True:
            given = self._next()
            click.echo(harmless(f"{question} {given}"))
            if given[:1].lower() in keys:
                return given[:1].lower()
            click.echo(f"`{harmless(given)}` is none of {', '.join(keys)}.")

    def line(self, question: str, default: str = "", choices: Sequence[str] = ()) -> str:  # noqa: ARG002 - the protocol's
        """The next line, or the default."""
        given = self._next() or default
        click.echo(harmless(f"{question} {given}"))
        return given

    def _next(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()
