"""`footnote accept`: the gaps one by one, each changed into what an editor decides."""

from __future__ import annotations

import difflib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click

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
from bot.terminal.output import StyledLine, show
from bot.terminal.prompts import Prompter, prompter

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
        _decide(faq_path(faq), ledger, prompter())
    return ExitStatus.DONE


def _decide(faq: Path, ledger: Ledger, prompt: Prompter) -> None:
    queue = Queue(FaqStore(faq), ledger)
    review = _Review(queue, prompt)
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

    def __init__(self, queue: Queue, prompt: Prompter) -> None:
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
    if entries:
        yield StyledLine(
            f"{digits} add it as a phrasing of that entry   [p] of another entry", "source"
        )
    else:
        yield StyledLine("[p] add it as a phrasing of an entry", "source")
    yield StyledLine("[n] near miss   [e] new entry   [s] skip   [f] forget   [q] quit", "source")


def _sentence_lines(cited: Sequence[Citation]) -> Iterator[StyledLine]:
    """Sentences to choose from, each with the number it has in its article."""
    for citation in cited:
        yield StyledLine(f"  {citation.number:>3}  {' '.join(citation.quote.split())}", "quote")


def _plan_lines(plan: Plan) -> Iterator[StyledLine]:
    """The change itself, and what it does to the known questions."""
    yield StyledLine("")
    yield from _difference(plan)
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


def _difference(plan: Plan) -> Iterator[StyledLine]:
    before, after = (
        data.decode("utf-8-sig").splitlines()
        for data in (plan.proposal.before, plan.proposal.after)
    )
    name = str(plan.proposal.file)
    for line in difflib.unified_diff(before, after, name, name, n=1, lineterm=""):
        if not line.startswith(("---", "+++")):
            yield StyledLine(f"  {line}", "answer" if line.startswith(("+", "-")) else "source")


def _effect_text(effect: Effect) -> str:
    sign = "!" if effect.harmful else "+"
    text = f"  {sign} {effect.known.source} “{effect.known.question}”"
    after = _outcome_words(effect.after)
    if effect.kind == "strayed":
        return f"{text}: a question like it may get {after}; reword one of the two"
    return f"{text}: {_outcome_words(effect.before)} before, {after} now"


def _outcome_words(outcome: AnsweredBy) -> str:
    return " and ".join(outcome) or "no answer"
