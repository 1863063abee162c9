"""`footnote accept`: the gaps one by one, each changed into what an editor decides."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.article.visible import harmless, one_line
from bot.exit_status import ExitStatus
from bot.terminal.options import faq_option, faq_path

if TYPE_CHECKING:
    from bot.article.article import Citation
    from bot.editing.accept import Queue
    from bot.editing.gaps import Group
    from bot.faq.edit import Edit
    from bot.ledger.ledger import Ledger
    from bot.terminal.accept_view import Typist
    from bot.terminal.output import Line


EPILOG = """\b
Example:
  footnote accept
"""
Change = tuple[str, "Edit"]  # the file and the edit in it


@click.command("accept", epilog=EPILOG)
@faq_option
def command(faq: Path | None) -> int:
    """Go through the gaps one by one: phrasing, near miss, new entry, skip or forget.

    Before anything is written it shows what the change does to every known question. The file is
    changed in place; lines that are not meant stay as they are.
    """
    from bot.app import kept_ledger
    from bot.terminal.accept_view import typist

    with kept_ledger() as ledger:
        if ledger is None or not ledger.gaps():
            click.echo("Nothing to decide: no gaps.")
            return ExitStatus.DONE
        _decide(faq_path(faq), ledger, typist())
    return ExitStatus.DONE


def _decide(faq: Path, ledger: Ledger, typist: Typist) -> None:
    from bot.editing.accept import Queue
    from bot.faq.store import FaqStore

    queue = Queue(FaqStore(faq), ledger)
    clerk = _Clerk(queue, typist)
    try:
        while queue.waiting and clerk.decide(queue.waiting[0]):
            pass
    except (EOFError, KeyboardInterrupt):
        click.echo()
    left = sum(group.count for group in queue.waiting)
    click.echo(f"Decided: {clerk.decided}. Questions left for another day: {left + clerk.skipped}.")


class _Clerk:
    """Asks the editor about each group and does what they say."""

    def __init__(self, queue: Queue, typist: Typist) -> None:
        self._queue = queue
        self._typist = typist
        self.decided = 0
        self.skipped = 0

    def decide(self, group: Group) -> bool:
        """Have one group decided; False if the editor leaves."""
        from bot.terminal.accept_view import candidates, choice_lines, group_lines

        entries = candidates(group, self._queue.knowledge)
        _say(group_lines(group, entries, f"{len(self._queue.waiting)} to decide"))
        numbers = [str(number) for number in range(1, len(entries) + 1)]
        _say(choice_lines(len(numbers)))
        match self._typist.key(">", [*numbers, *"pnesfq"]):
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
        from bot.editing.proposal import home_of
        from bot.faq.edits import AddPhrasing

        if entry not in self._queue.knowledge.by_id:
            click.echo(f"No entry has the id `{harmless(entry)}`." if entry else "Left as it was.")
            return None
        text = self._typist.line("Phrasing:", group.question)
        return home_of(self._queue.knowledge.faqs, entry), AddPhrasing(entry, text)

    def _other_phrasing(self, group: Group) -> Change | None:
        ids = list(self._queue.knowledge.by_id)
        return self._phrasing(group, self._typist.line("Entry (its id):", choices=ids))

    def _near_miss(self, group: Group) -> Change:
        from bot.editing.proposal import home_of
        from bot.faq.edits import AddNearMiss

        text = self._typist.line("Near miss:", group.question)
        near = group.nearest.entry.id if group.nearest else ""
        file = home_of(self._queue.knowledge.faqs, near)
        files = [faq.file for faq in self._queue.knowledge.faqs]
        if len(files) > 1:
            file = self._typist.line("In which file:", file, files)
        return file, AddNearMiss(text)

    def _new_entry(self, group: Group) -> Change | None:
        from bot.editing.proposal import fresh_id, new_entry

        knowledge = self._queue.knowledge
        question = self._typist.line("Question, as people see it:", _asked(group.question))
        cited = self._cited(question)
        answer = self._typist.line("Answer, or nothing if the sentences answer by themselves:")
        name = self._typist.line("Id:", fresh_id(question, knowledge.by_id))
        return new_entry(knowledge, question, cited, answer, name)

    def _cited(self, question: str) -> Sequence[Citation]:
        from bot.editing.proposal import nearest_sentences
        from bot.terminal.accept_view import sentence_lines

        articles = self._queue.knowledge.articles
        nearest = nearest_sentences(articles, question)
        _say(sentence_lines(nearest))
        article = nearest[0].article if nearest else articles[0]
        name = one_line(article.name)
        click.echo(f"(Every sentence has a number: footnote sentences. Those of {name}.)")
        default = str(nearest[0].number) if nearest else ""
        given = self._typist.line("Sentences to cite, by number:", default)
        numbers = [int(word) for word in given.replace(",", " ").split() if word.isdecimal()]
        return [article.cite(n) for n in numbers if 1 <= n <= len(article.sentences)]

    # --- Changing it ---

    def _change(self, group: Group, make: Callable[[], Change | None]) -> None:
        """Show what a change does, and make it if the editor still wants it."""
        from bot.errors import FootnoteError

        try:
            if change := make():
                self._write(group, *change)
        except FootnoteError as error:
            click.echo(harmless(str(error)))

    def _write(self, group: Group, file: str, edit: Edit) -> None:
        from bot.terminal.accept_view import plan_lines

        click.echo("Trying it on every known question ...")
        plan = self._queue.plan(file, [edit])
        _say(plan_lines(plan))
        if self._typist.key(f"Write it to {file}? [y]es [n]o:", ["y", "n"]) == "n":
            click.echo("Left as it was.")
            return
        settled = self._queue.write(plan, group)
        self.decided += 1
        click.echo(f"Written. Questions settled and erased: {settled}.")


def _say(lines: Iterator[Line]) -> None:
    from bot.terminal.output import show

    show(lines, sys.stdout)


def _asked(question: str) -> str:
    """The question as a person would write it for others: a capital first, a mark last."""
    text = re.sub(r"\bi\b", "I", question.strip())
    text = text[:1].upper() + text[1:]
    return text if text.endswith(("?", "!", ".")) else f"{text}?"
